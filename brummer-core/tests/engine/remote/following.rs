//! The replica: what a connected handle reads without asking.

use std::sync::Arc;

use brummer_core::{
    ActivityOutcome, Delivery, EventKind, LogQuery, LogRange, LogStorage, Owner, ProjectSnapshot,
    Supervisor,
};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::{caught_up, pair};
use crate::log::line_with;
use crate::support::{shell, within};

#[derive(Clone, Copy, Debug)]
enum Step {
    Add,
    Start,
    Stop,
    Restart,
    Remove,
    Print,
}

fn steps() -> impl Strategy<Value = Vec<(Step, u8)>> {
    use Step::*;
    let step = prop_oneof![
        Just(Add),
        Just(Start),
        Just(Stop),
        Just(Restart),
        Just(Remove),
        Just(Print)
    ];
    proptest::collection::vec((step, 0_u8..4), 1..25)
}

/// Does it at the handle; what cannot be done is refused.
async fn take(supervisor: &Supervisor, step: Step, name: &str) {
    let _ = match step {
        Step::Add => supervisor.add(shell(name, "exec cat")).await.map(drop),
        Step::Start => supervisor.start(shell(name, "exec cat")).await.map(drop),
        Step::Stop => supervisor.stop(name).await.map(drop),
        Step::Restart => supervisor.restart(name).await.map(drop),
        Step::Remove => supervisor.remove(name).await,
        Step::Print => {
            let url = "listening on http://localhost:3000/\n";
            supervisor.write_stdin(name, url).await
        }
    };
}

/// Watches all revisions that a handle shows, until the one that ends it.
fn watch(client: &Supervisor) -> tokio::task::JoinHandle<u64> {
    let (mut reader, mut changes) = (client.reader(), client.changes());
    tokio::spawn(async move {
        let mut last = 0;
        loop {
            let project = Arc::clone(reader.load());
            assert!(project.revision() >= last, "a revision went back");
            last = project.revision();
            if project.process("end").is_some() {
                return last;
            }
            changes.wait().await;
        }
    })
}

fn text(project: &ProjectSnapshot) -> String {
    format!("{project:?}")
}

#[test]
fn whatever_is_done_the_replica_is_as_the_host_in_the_end_and_revisions_only_grow() {
    let config = ProptestConfig {
        cases: 12,
        ..ProptestConfig::default()
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let mut runner = TestRunner::new(config);
    let run = |steps: Vec<(Step, u8)>| {
        runtime.block_on(async {
            let (host, client) = pair().await;
            let watched = watch(&client);
            for (n, (step, name)) in steps.into_iter().enumerate() {
                // Both sides write.
                let by = if n % 2 == 0 { &host } else { &client };
                take(by, step, &format!("p{name}")).await;
            }
            host.add(shell("end", "true")).await.unwrap();
            host.shutdown().await;
            caught_up(&host, &client).await;
            assert_eq!(text(&host.snapshot()), text(&client.snapshot()));
            within("the last revision", watched).await.unwrap();
        });
        Ok(())
    };
    runner.run(&steps(), run).unwrap();
}

#[tokio::test]
async fn what_an_answered_request_did_is_in_the_next_read() {
    let (_host, client) = pair().await;
    for _ in 0..50 {
        client.start(shell("dev", "exec cat")).await.unwrap();
        assert!(client.snapshot().process("dev").unwrap().is_running());
        client.stop("dev").await.unwrap();
        assert!(client.snapshot().process("dev").unwrap().is_finished());
        client.remove("dev").await.unwrap();
        assert!(client.snapshot().process("dev").is_none());
    }
}

#[tokio::test]
async fn an_event_comes_after_the_revision_that_shows_it() {
    let (host, client) = pair().await;
    let mut events = client.events();
    host.start(shell("dev", "true")).await.unwrap();
    let ended = async {
        loop {
            let Some(Delivery::Event(event)) = events.next().await else {
                panic!("no gap was expected");
            };
            assert!(client.snapshot().revision() >= event.revision);
            if matches!(event.kind, EventKind::Ended { .. }) {
                return;
            }
        }
    };
    within("the end", ended).await;
}

#[tokio::test]
async fn lines_are_signalled_and_a_page_is_that_of_the_host() {
    let (host, client) = pair().await;
    let line = "echo out; echo err >&2; printf '\\033[31mred\\033[0m\\nopen'; exec cat";
    host.start(shell("dev", line)).await.unwrap();
    line_with(&client, "dev", "red").await;
    line_with(&client, "dev", "err").await;
    let page = |supervisor: Supervisor| async move {
        let page = supervisor.logs(LogQuery::default()).await.unwrap();
        format!("{page:?}")
    };
    assert_eq!(page(host.clone()).await, page(client.clone()).await);
    let start = client.log_start(&[]).await.unwrap();
    assert_eq!(start, host.log_start(&[]).await.unwrap());
    let count = client.count_logs(LogQuery::default()).await.unwrap();
    assert_eq!(count, 3);
    let behind = LogQuery {
        range: LogRange::After(client.log_end()),
        ..LogQuery::default()
    };
    assert_eq!(client.logs(behind).await.unwrap().lines, []);
}

#[tokio::test]
async fn what_a_client_does_is_seen_by_all() {
    let (host, client) = pair().await;
    let mut changes = client.activities().changes();
    let mut seen = host.activities().changes();
    let record = client
        .activities()
        .begin(Owner::Agent("tester".into()), "run", Some("dev"));
    within("the host", seen.wait()).await;
    assert_eq!(host.activities().latest()[0].action, "run");
    record.failed("busy");
    let failed = async {
        loop {
            if let Some(latest) = client.activities().latest().first()
                && matches!(latest.outcome, ActivityOutcome::Failed { .. })
            {
                return;
            }
            changes.wait().await;
        }
    };
    within("the failure", failed).await;
}

#[tokio::test]
async fn a_request_of_a_client_that_goes_away_is_cancelled() {
    let (host, client) = pair().await;
    let mut seen = host.activities().changes();
    let record = client.activities().begin(Owner::Person, "wait", None);
    within("the host", seen.wait()).await;
    drop(client);
    within("the end", seen.wait()).await;
    assert!(matches!(
        host.activities().latest()[0].outcome,
        ActivityOutcome::Cancelled { .. }
    ));
    drop(record);
}

#[tokio::test]
async fn how_keeping_logs_goes_is_known() {
    let (host, client) = pair().await;
    assert_eq!(client.log_storage(), None);
    let dir = tempfile::tempdir().unwrap();
    let storage = LogStorage {
        dir: dir.path().join("logs"),
        max_bytes: LogStorage::DEFAULT_BYTES,
        max_age: LogStorage::DEFAULT_AGE,
    };
    host.keep_logs(storage.clone()).unwrap();
    let refused = client.keep_logs(storage).unwrap_err().to_string();
    assert_eq!(
        refused,
        "only the host of the instance can keep logs on disk"
    );
    host.start(shell("dev", "echo x")).await.unwrap();
    client.wait_exit("dev").await.unwrap();
    assert_eq!(client.log_storage(), host.log_storage());
    assert!(client.log_storage().is_some());
}

#[tokio::test]
async fn a_shutdown_is_seen_by_all() {
    let (host, client) = pair().await;
    client.start(shell("dev", "exec cat")).await.unwrap();
    let reports = client.shutdown().await;
    assert!(reports.len() == 1 && reports[0].is_clean());
    assert!(client.is_closed() && host.is_closed());
}
