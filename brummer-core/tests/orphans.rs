//! A subreaper reaps the orphans that it adopts, and nobody else's children.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "engine/support/connected.rs"]
mod connected;
#[path = "engine/support.rs"]
mod support;
#[path = "engine/support/tool.rs"]
mod tool;
#[path = "engine/support/zombies.rs"]
mod zombies;

use brummer_core::{Orphans, Supervisor};
use tokio::process::Command;

use self::support::{shell, supervisor, within};
use self::tool::has;
use self::zombies::no_zombies;

#[tokio::test]
async fn orphans_are_reaped_and_the_status_of_other_children_is_kept() {
    if !has("setsid") {
        return;
    }
    let adopting = Supervisor::builder()
        .orphans(Orphans::Adopt)
        .build()
        .unwrap();
    // A supervisor beside it, whose leaders are not orphans either.
    let beside = supervisor().await;
    // Orphans in sessions of their own, which end by themselves while nobody looks.
    let orphans = "for i in 1 2 3 4 5; do setsid sh -c 'sh -c \"sleep 0.01; exit 3\" &'; done; exec sleep 0.1";
    adopting.start(shell("orphans", orphans)).await.unwrap();
    for _ in 0..20 {
        beside.start(shell("beside", "exit 7")).await.unwrap();
        let ended = within("the end", beside.wait_exit("beside")).await.unwrap();
        assert_eq!(ended.exit_code(), Some(7));
        let own = Command::new("sh")
            .args(["-c", "exit 5"])
            .status()
            .await
            .unwrap();
        assert_eq!(own.code(), Some(5));
    }
    let ended = within("the end", adopting.wait_exit("orphans"))
        .await
        .unwrap();
    assert_eq!(ended.exit_code(), Some(0));
    adopting.stop("orphans").await.unwrap();
    within("the reaping", no_zombies()).await;
}
