//! What processes use of the machine.

use std::time::Duration;

use brummer_core::{Supervisor, UsageReading};

use crate::support::{shell, supervisor, within};

/// Asks until an answer is as wanted.
async fn reading(
    supervisor: &Supervisor,
    is_wanted: impl Fn(&UsageReading) -> bool,
) -> UsageReading {
    let mut tick = tokio::time::interval(Duration::from_millis(50));
    within("the reading", async {
        loop {
            tick.tick().await;
            let reading = supervisor.usage().await.unwrap();
            if is_wanted(&reading) {
                return reading;
            }
        }
    })
    .await
}

#[tokio::test]
async fn the_whole_tree_is_counted_also_who_left_the_session() {
    let supervisor = supervisor().await;
    let line = "(setsid sleep 1000 &) ; sleep 1000 & sleep 1000";
    supervisor.start(shell("web", line)).await.unwrap();
    supervisor
        .start(shell("api", "exec sleep 1000"))
        .await
        .unwrap();
    let count = |reading: &UsageReading, name| reading.of(name).map_or(0, |usage| usage.count);
    let all = |reading: &UsageReading| count(reading, "web") == 4 && count(reading, "api") == 1;
    let reading = reading(&supervisor, all).await;
    let web = reading.of("web").unwrap();
    assert!(web.memory > 0);
    let pid = supervisor.snapshot().process("web").unwrap().pid();
    assert_eq!(web.members.first().map(|member| member.pid), pid);
    supervisor.shutdown().await;
}

#[tokio::test]
async fn the_time_of_children_that_ended_is_kept() {
    let supervisor = supervisor().await;
    let line = "i=0; while [ $i -lt 400 ]; do /bin/true; i=$((i+1)); done; sleep 1000";
    supervisor.start(shell("web", line)).await.unwrap();
    let cpu = |reading: &UsageReading| reading.of("web").map(|usage| usage.cpu);
    let used = Some(Duration::from_millis(100));
    reading(&supervisor, |reading| cpu(reading) >= used).await;
    supervisor.shutdown().await;
}

#[tokio::test]
async fn what_does_not_run_uses_nothing() {
    let supervisor = supervisor().await;
    supervisor
        .add(shell("web", "exec sleep 1000"))
        .await
        .unwrap();
    assert_eq!(supervisor.usage().await.unwrap().processes, []);
}
