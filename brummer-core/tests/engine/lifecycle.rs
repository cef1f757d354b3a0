//! Start, stop, restart, remove: each order of requests has one outcome.

use brummer_core::{
    Delivery, Error, EventKind, Exit, Outcome, Phase, Run, Started, Status, Supervisor,
};

use crate::log::{line_with, lines};
use crate::support::{shell, supervisor, within};

const FOREVER: &str = "exec sleep 1000";

#[tokio::test]
async fn a_command_that_ends_well_is_a_success() {
    let supervisor = supervisor().await;
    supervisor
        .start(shell("hello", "echo hello"))
        .await
        .unwrap();
    let ended = within("the end", supervisor.wait_exit("hello"))
        .await
        .unwrap();
    assert_eq!(
        (ended.status(), ended.exit_code()),
        (Status::Success, Some(0))
    );
    assert_eq!(lines(&supervisor, "hello").await, ["hello"]);
}

#[tokio::test]
async fn a_command_that_ends_badly_has_failed_with_its_code() {
    let supervisor = supervisor().await;
    supervisor.start(shell("bad", "exit 3")).await.unwrap();
    let ended = within("the end", supervisor.wait_exit("bad"))
        .await
        .unwrap();
    assert_eq!(
        (ended.status(), ended.exit_code()),
        (Status::Failed, Some(3))
    );
}

#[tokio::test]
async fn a_command_that_kills_itself_has_failed_with_the_signal() {
    let supervisor = supervisor().await;
    supervisor.start(shell("bad", "kill -9 $$")).await.unwrap();
    let ended = within("the end", supervisor.wait_exit("bad"))
        .await
        .unwrap();
    assert_eq!(
        (ended.status(), ended.exit_signal()),
        (Status::Failed, Some(9))
    );
}

#[tokio::test]
async fn what_an_answered_request_did_is_in_the_next_read() {
    let supervisor = supervisor().await;
    let mut reader = supervisor.reader();
    supervisor.start(shell("dev", FOREVER)).await.unwrap();
    assert_eq!(reader.process("dev").unwrap().status(), Status::Running);
    supervisor.stop("dev").await.unwrap();
    assert_eq!(reader.process("dev").unwrap().status(), Status::Stopped);
}

#[tokio::test]
async fn two_starts_at_once_give_one_run() {
    let supervisor = supervisor().await;
    let (first, second) = tokio::join!(
        supervisor.start(shell("dev", FOREVER)),
        supervisor.start(shell("dev", FOREVER)),
    );
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first.snapshot().pid(), second.snapshot().pid());
    assert!(matches!(first, Started::New(_)) && matches!(second, Started::Already(_)));
    supervisor.shutdown().await;
}

#[tokio::test]
async fn a_further_instance_gets_a_number_and_a_log_of_its_own() {
    let supervisor = supervisor().await;
    let spec = || shell("dev", "echo $$; exec sleep 1000");
    supervisor.start(spec()).await.unwrap();
    let second = supervisor.start_another(spec()).await.unwrap();
    assert_eq!((second.id().as_str(), second.name()), ("dev-2", "dev"));
    let pid = second.pid().unwrap().to_string();
    assert_eq!(line_with(&supervisor, "dev-2", &pid).await, pid);
    supervisor.stop("dev-2").await.unwrap();
    let again = supervisor.start_another(spec()).await.unwrap();
    assert_eq!(
        (again.id().as_str(), again.run()),
        ("dev-2", Some(Run::FIRST.next()))
    );
    supervisor.shutdown().await;
}

#[tokio::test]
async fn a_start_while_stopping_runs_after_the_stop() {
    let supervisor = supervisor().await;
    supervisor.start(shell("dev", FOREVER)).await.unwrap();
    let (stop, start) = tokio::join!(
        supervisor.stop("dev"),
        supervisor.start(shell("dev", FOREVER))
    );
    assert_eq!(stop.unwrap().run, Some(Run::FIRST));
    assert_eq!(start.unwrap().snapshot().run(), Some(Run::FIRST.next()));
    assert_eq!(
        supervisor.snapshot().process("dev").unwrap().status(),
        Status::Running
    );
    supervisor.shutdown().await;
}

#[tokio::test]
async fn a_stop_while_starting_stops_what_was_started() {
    let supervisor = supervisor().await;
    supervisor.add(shell("dev", FOREVER)).await.unwrap();
    let (start, stop) = tokio::join!(supervisor.start_known("dev"), supervisor.stop("dev"));
    assert!(matches!(start.unwrap(), Started::New(_)));
    assert!(stop.unwrap().is_clean());
    assert_eq!(
        supervisor.snapshot().process("dev").unwrap().status(),
        Status::Stopped
    );
}

#[tokio::test]
async fn a_stop_overtakes_a_start_that_waits_for_an_earlier_stop() {
    let supervisor = supervisor().await;
    supervisor.start(shell("dev", FOREVER)).await.unwrap();
    let (_, start, _) = tokio::join!(
        supervisor.stop("dev"),
        supervisor.start_known("dev"),
        supervisor.stop("dev"),
    );
    assert!(matches!(start, Err(Error::Superseded { .. })), "{start:?}");
    assert_eq!(
        supervisor.snapshot().process("dev").unwrap().status(),
        Status::Stopped
    );
}

#[tokio::test]
async fn a_restart_is_a_new_run_after_the_end_of_the_old_one() {
    let supervisor = supervisor().await;
    let started = supervisor.start(shell("dev", FOREVER)).await.unwrap();
    let again = supervisor.restart("dev").await.unwrap();
    assert_ne!(again.pid(), started.snapshot().pid());
    assert_eq!(
        (again.run(), again.restarts()),
        (Some(Run::FIRST.next()), 1)
    );
    supervisor.shutdown().await;
}

#[tokio::test]
async fn two_restarts_at_once_are_one() {
    let supervisor = supervisor().await;
    supervisor.start(shell("dev", FOREVER)).await.unwrap();
    let (first, second) = tokio::join!(supervisor.restart("dev"), supervisor.restart("dev"));
    assert_eq!(first.unwrap().run(), Some(Run::FIRST.next()));
    assert_eq!(second.unwrap().run(), Some(Run::FIRST.next()));
    supervisor.shutdown().await;
}

#[tokio::test]
async fn a_crashed_process_can_be_restarted() {
    let supervisor = supervisor().await;
    supervisor.start(shell("bad", "exit 3")).await.unwrap();
    within("the end", supervisor.wait_exit("bad"))
        .await
        .unwrap();
    let again = supervisor.restart("bad").await.unwrap();
    assert_eq!(again.run(), Some(Run::FIRST.next()));
    within("the end", supervisor.wait_exit("bad"))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_restart_shows_the_end_of_the_run_before() {
    let supervisor = supervisor().await;
    supervisor.start(shell("dev", FOREVER)).await.unwrap();
    let restarting = supervisor.wait_until(|project| {
        matches!(
            project.process("dev").unwrap().phase(),
            Phase::Restarting {
                last_exit: Outcome::Stopped(Exit::Signal(15)),
                ..
            }
        )
    });
    // Both are polled on one thread, so the waiter sees the revision before the next run begins, or the event does.
    let mut events = supervisor.events();
    let restart = supervisor.restart("dev");
    tokio::select! {
        biased;
        _ = restarting => {}
        again = restart => assert!(again.is_ok()),
    }
    let mut kinds = Vec::new();
    while kinds.len() < 2 {
        let Some(Delivery::Event(event)) = within("an event", events.next()).await else {
            continue;
        };
        kinds.push(event.kind);
    }
    assert!(matches!(&kinds[1], EventKind::Ended { outcome, .. } if outcome == "stopped, SIGTERM"));
    supervisor.shutdown().await;
}

#[tokio::test]
async fn a_stop_of_a_finished_process_finds_nothing() {
    let supervisor = supervisor().await;
    supervisor.start(shell("hello", "true")).await.unwrap();
    within("the end", supervisor.wait_exit("hello"))
        .await
        .unwrap();
    let report = supervisor.stop("hello").await.unwrap();
    assert!(report.signalled.is_empty() && report.is_clean());
    assert_eq!(
        supervisor.snapshot().process("hello").unwrap().status(),
        Status::Success
    );
}

#[tokio::test]
async fn a_process_is_removed_only_when_it_does_not_run() {
    let supervisor = supervisor().await;
    supervisor.start(shell("dev", FOREVER)).await.unwrap();
    assert!(matches!(
        supervisor.remove("dev").await,
        Err(Error::StillRunning { .. })
    ));
    supervisor.stop("dev").await.unwrap();
    supervisor.remove("dev").await.unwrap();
    assert!(supervisor.snapshot().process("dev").is_none());
    assert!(matches!(
        supervisor.stop("dev").await,
        Err(Error::UnknownProcess { .. })
    ));
    // The name is free again, and begins anew.
    let started = supervisor.start(shell("dev", FOREVER)).await.unwrap();
    assert_eq!(started.snapshot().run(), Some(Run::FIRST));
    supervisor.shutdown().await;
}

#[tokio::test]
async fn restart_all_restarts_what_runs() {
    let supervisor = supervisor().await;
    for name in ["a", "b"] {
        supervisor.start(shell(name, FOREVER)).await.unwrap();
    }
    supervisor.add(shell("pending", FOREVER)).await.unwrap();
    let restarted = supervisor.restart_all().await;
    let ids: Vec<_> = restarted.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    assert!(
        restarted
            .iter()
            .all(|(_, again)| again.as_ref().unwrap().restarts() == 1)
    );
    supervisor.shutdown().await;
}

#[tokio::test]
async fn nothing_is_started_after_a_shutdown() {
    let supervisor = supervisor().await;
    supervisor.start(shell("dev", FOREVER)).await.unwrap();
    let reports = supervisor.shutdown().await;
    assert_eq!(reports.len(), 1);
    assert!(!supervisor.snapshot().is_active());
    assert!(matches!(
        supervisor.start(shell("x", FOREVER)).await,
        Err(Error::ShuttingDown)
    ));
    assert!(matches!(
        supervisor.restart("dev").await,
        Err(Error::ShuttingDown)
    ));
}

#[tokio::test]
async fn the_last_handle_that_is_dropped_stops_everything() {
    // A connected one leaves everything as it is.
    let supervisor = Supervisor::builder().build().unwrap();
    let started = supervisor.start(shell("dev", FOREVER)).await.unwrap();
    assert!(started.snapshot().is_running());
    let mut events = supervisor.events();
    drop(supervisor);
    let ended = within("the end", async {
        while let Some(delivery) = events.next().await {
            if matches!(delivery, Delivery::Event(event) if matches!(event.kind, EventKind::Ended { .. }))
            {
                return true;
            }
        }
        false
    });
    assert!(ended.await);
}

#[tokio::test]
async fn events_come_in_the_order_of_revisions() {
    let supervisor = supervisor().await;
    let mut events = supervisor.events();
    supervisor.start(shell("hello", "true")).await.unwrap();
    within("the end", supervisor.wait_exit("hello"))
        .await
        .unwrap();
    let mut seen = Vec::new();
    while !matches!(seen.last(), Some((_, EventKind::Ended { .. }))) {
        if let Some(Delivery::Event(event)) = within("an event", events.next()).await {
            seen.push((event.revision, event.kind));
        }
    }
    assert!(seen.is_sorted_by_key(|(revision, _)| *revision));
    assert!(
        matches!(seen[0].1, EventKind::Added) && matches!(seen[1].1, EventKind::Started { .. })
    );
}

#[tokio::test]
async fn a_start_that_was_accepted_before_a_shutdown_does_not_outlive_it() {
    let supervisor = supervisor().await;
    supervisor.add(shell("dev", FOREVER)).await.unwrap();
    let (start, _) = tokio::join!(supervisor.start_known("dev"), supervisor.shutdown());
    assert!(
        supervisor.is_closed() && !supervisor.snapshot().is_active(),
        "{start:?}"
    );
}

#[tokio::test]
async fn a_start_with_a_new_description_during_a_stop_runs_that() {
    let supervisor = supervisor().await;
    supervisor.start(shell("dev", FOREVER)).await.unwrap();
    let (stop, start) = tokio::join!(
        supervisor.stop("dev"),
        supervisor.start(shell("dev", "exec sleep 2000"))
    );
    assert!(stop.unwrap().is_clean());
    assert_eq!(start.unwrap().snapshot().script(), "exec sleep 2000");
    supervisor.shutdown().await;
}

#[tokio::test]
async fn a_name_is_free_as_soon_as_its_removal_is_answered() {
    let supervisor = supervisor().await;
    for _ in 0..200 {
        supervisor.add(shell("dev", FOREVER)).await.unwrap();
        supervisor.remove("dev").await.unwrap();
    }
    supervisor.add(shell("dev", FOREVER)).await.unwrap();
    assert_eq!(supervisor.snapshot().processes().len(), 1);
}
