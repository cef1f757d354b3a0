//! What differs from what a reader knew.

use brummer_core::{ActivityOutcome, EventKind, LogGap, News, Owner, Supervisor};

use crate::log::line_with;
use crate::support::{shell, supervisor, within};

const ERROR: &str = "src/a.ts(3,7): error TS2322: no";

async fn run_to_end(supervisor: &Supervisor, name: &str, line: &str) {
    supervisor.start(shell(name, line)).await.unwrap();
    within("the end", supervisor.wait_exit(name)).await.unwrap();
}

fn words(news: &News) -> Vec<&'static str> {
    let word = |kind: &EventKind| match kind {
        EventKind::Added => "added",
        EventKind::Started { .. } => "started",
        EventKind::Ended { .. } => "ended",
        _ => "other",
    };
    news.events.iter().map(|event| word(&event.kind)).collect()
}

#[tokio::test]
async fn everything_behind_a_cursor_is_told_once() {
    let supervisor = supervisor().await;
    let start = supervisor.log_end();
    run_to_end(
        &supervisor,
        "dev",
        &format!("echo '{ERROR}'; echo WARN x; echo y"),
    )
    .await;
    supervisor
        .activities()
        .begin(Owner::Person, "start", Some("dev"))
        .done();

    let news = supervisor.news(start).await.unwrap();
    assert_eq!(words(&news), ["added", "started", "ended"]);
    assert_eq!(news.problems.len(), 1);
    let lines = &news.lines[0];
    assert_eq!((lines.lines, lines.warnings, lines.errors), (3, 1, 1));
    assert_eq!(news.activities.len(), 1);
    assert!(matches!(
        news.activities[0].outcome,
        ActivityOutcome::Done { .. }
    ));
    assert_eq!(news.gap, LogGap::None);

    let nothing = supervisor.news(news.next).await.unwrap();
    assert!(nothing.events.is_empty() && nothing.problems.is_empty());
    assert!(nothing.lines.is_empty() && nothing.activities.is_empty());
    assert_eq!(nothing.next, news.next);
}

#[tokio::test]
async fn a_problem_that_a_restart_has_resolved_is_news() {
    let supervisor = supervisor().await;
    let line = format!("test -e /nowhere || echo '{ERROR}'; exec cat");
    supervisor.start(shell("dev", &line)).await.unwrap();
    line_with(&supervisor, "dev", "TS2322").await;
    let cursor = supervisor.log_end();
    run_to_end(&supervisor, "other", "true").await;
    assert!(supervisor.news(cursor).await.unwrap().problems.is_empty());
    supervisor.stop("dev").await.unwrap();
    run_to_end(&supervisor, "dev", "true").await;
    let news = supervisor.news(cursor).await.unwrap();
    assert!(!news.problems[0].is_current());
}

#[tokio::test]
async fn the_cursor_of_another_supervisor_is_a_gap_with_everything_behind() {
    let supervisor = supervisor().await;
    run_to_end(&supervisor, "dev", "echo x").await;
    let news = supervisor.news("0.ff".parse().unwrap()).await.unwrap();
    assert_eq!(news.gap, LogGap::OtherInstance);
    assert_eq!(words(&news), ["added", "started", "ended"]);
    assert_eq!(news.lines[0].lines, 1);
}
