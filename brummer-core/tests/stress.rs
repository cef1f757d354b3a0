//! A thousand trees come and go, and nothing of them stays.
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
#[path = "engine/support/zombies.rs"]
mod zombies;

use brummer_core::{Orphans, Supervisor};

use self::mark::{alive, mark};
use self::support::{shell, supervisor, within};
use self::zombies::no_zombies;

const CYCLES: usize = 1000;
const AT_ONCE: usize = 8;

#[test]
fn a_thousand_cycles_leave_no_process_no_descriptor_and_no_task() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        come_and_go(supervisor().await).await;
        come_and_go(
            Supervisor::builder()
                .orphans(Orphans::Adopt)
                .build()
                .unwrap(),
        )
        .await;
        within("the reaping", no_zombies()).await;
    });
}

/// Half of the cycles, several at a time, with a count before and after.
async fn come_and_go(supervisor: Supervisor) {
    // Whatever is made once is made before the count.
    cycle(supervisor.clone(), 0, 1).await;
    let tasks = || {
        tokio::runtime::Handle::current()
            .metrics()
            .num_alive_tasks()
    };
    let before = (tasks(), descriptors());

    let mut lanes = tokio::task::JoinSet::new();
    for lane in 0..AT_ONCE {
        lanes.spawn(cycle(supervisor.clone(), lane, CYCLES / 2 / AT_ONCE));
    }
    while let Some(lane) = lanes.join_next().await {
        lane.unwrap();
    }
    assert!(supervisor.snapshot().processes().is_empty());
    assert_eq!(alive("stress"), [].into());
    // A task that was told to end may be on its way: what it waits for is in the answer's past.
    within("the tasks to end", async {
        while tasks() > before.0 || descriptors() > before.1 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

async fn cycle(supervisor: Supervisor, lane: usize, times: usize) {
    let name = format!("stress-{lane}");
    for _ in 0..times {
        let spec = mark(
            shell(&name, "sleep 1000 & (sleep 1000 &) ; exec sleep 1000"),
            "stress",
        );
        supervisor.start(spec).await.unwrap();
        let report = within("the stop", supervisor.stop(&name)).await.unwrap();
        assert!(report.is_clean(), "{report}");
        supervisor.remove(&name).await.unwrap();
    }
}

/// The open descriptors of this program; the one that reads the list is always among them.
fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}
