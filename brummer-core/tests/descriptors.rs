//! A stop in a program that has no file descriptors left. The limit holds for the whole program, so this is one of its own.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "engine/support/connected.rs"]
mod connected;
#[path = "engine/support/mark.rs"]
mod mark;
#[path = "engine/support.rs"]
mod support;

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use self::mark::{alive, mark};
use self::support::{shell, supervisor, within};

#[tokio::test]
async fn a_tree_that_cannot_be_looked_at_is_not_taken_for_an_empty_one() {
    let supervisor = supervisor().await;
    let spec = mark(shell("dev", "sleep 1000 & exec sleep 1000"), "descriptors");
    supervisor.start(spec).await.unwrap();
    within("both processes", async {
        while alive("descriptors").len() < 2 {
            tokio::task::yield_now().await;
        }
    })
    .await;

    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    let highest = std::fs::read_dir("/proc/self/fd").unwrap().count() as u64;
    // The next descriptor would be beyond the limit: all below it are taken.
    let taken: Vec<_> = (0..=highest)
        .map(|_| std::fs::File::open("/dev/null").unwrap())
        .collect();
    setrlimit(Resource::RLIMIT_NOFILE, 0, hard).unwrap();
    let blind = within("the stop without descriptors", supervisor.stop("dev")).await;
    setrlimit(Resource::RLIMIT_NOFILE, soft, hard).unwrap();
    drop(taken);

    let blind = blind.unwrap();
    assert!(!blind.is_clean(), "{blind}");
    assert!(
        blind
            .error
            .as_ref()
            .is_some_and(|error| error.contains("open files")),
        "{blind}"
    );
    let report = within("the stop", supervisor.stop("dev")).await.unwrap();
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.signalled.len(), 1, "what was left behind: {report}");
    assert_eq!(alive("descriptors"), [].into());
}
