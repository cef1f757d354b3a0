//! From pipes to lines.

use brummer_core::{LogGap, LogQuery, LogRange, MAX_LINE_BYTES, Overflow, Stream, Supervisor};

use crate::connected::handle;
use crate::log::{line_with, lines};
use crate::support::{shell, supervisor, within};

/// Runs a command line to its end and returns its lines.
async fn run(line: &str) -> Vec<String> {
    let supervisor = supervisor().await;
    supervisor.start(shell("dev", line)).await.unwrap();
    within("the end", supervisor.wait_exit("dev"))
        .await
        .unwrap();
    lines(&supervisor, "dev").await
}

#[tokio::test]
async fn the_log_is_complete_when_the_process_is_shown_as_ended() {
    for _ in 0..20 {
        let lines = run("i=0; while [ $i -lt 500 ]; do echo line $i; i=$((i+1)); done").await;
        assert_eq!(lines.len(), 500);
        assert_eq!(lines[499], "line 499");
    }
}

#[tokio::test]
async fn each_stream_keeps_its_order_and_its_name() {
    let supervisor = supervisor().await;
    supervisor
        .start(shell(
            "dev",
            "echo out 1; echo err 1 >&2; echo out 2; echo err 2 >&2",
        ))
        .await
        .unwrap();
    within("the end", supervisor.wait_exit("dev"))
        .await
        .unwrap();
    for (stream, expected) in [
        (Stream::Stdout, ["out 1", "out 2"]),
        (Stream::Stderr, ["err 1", "err 2"]),
    ] {
        let query = LogQuery {
            stream: Some(stream),
            ..LogQuery::default()
        };
        let page = supervisor.logs(query).await.unwrap();
        let texts: Vec<_> = page
            .lines
            .iter()
            .map(|line| line.text().into_owned())
            .collect();
        assert_eq!(texts, expected);
    }
}

#[tokio::test]
async fn the_last_line_needs_no_newline() {
    assert_eq!(run("printf 'one\\ntwo'").await, ["one", "two"]);
}

#[tokio::test]
async fn colours_are_kept_in_the_bytes_and_not_in_the_text() {
    let supervisor = supervisor().await;
    supervisor
        .start(shell("dev", "printf '\\033[31mred\\033[0m\\n'"))
        .await
        .unwrap();
    within("the end", supervisor.wait_exit("dev"))
        .await
        .unwrap();
    let page = supervisor.logs(LogQuery::default()).await.unwrap();
    assert_eq!(&page.lines[0].bytes[..], b"\x1b[31mred\x1b[0m");
    assert_eq!(page.lines[0].text(), "red");
}

#[tokio::test]
async fn programs_are_told_that_colours_are_wanted() {
    // NO_COLOR in the environment of the tests would win, as it should.
    if std::env::var_os("NO_COLOR").is_none() {
        assert_eq!(run("echo $CLICOLOR_FORCE").await, ["1"]);
    }
}

#[tokio::test]
async fn nul_and_invalid_utf_8_are_ordinary_bytes() {
    let lines = run("printf 'a\\000b\\377c\\nnext\\n'").await;
    assert_eq!(lines, ["ab\u{fffd}c", "next"]);
}

#[tokio::test]
async fn a_line_of_ten_megabytes_comes_in_pieces_of_the_bound() {
    let lines = run("head -c 10000000 /dev/zero | tr '\\000' x; echo; echo after").await;
    assert_eq!(lines.last().unwrap(), "after");
    let pieces = &lines[..lines.len() - 1];
    assert!(pieces.iter().all(|piece| piece.len() <= MAX_LINE_BYTES));
    assert_eq!(pieces.iter().map(String::len).sum::<usize>(), 10_000_000);
}

#[tokio::test]
async fn a_prompt_without_newline_is_shown() {
    let supervisor = supervisor().await;
    let mut changes = supervisor.log_changes();
    supervisor
        .start(shell("dev", "printf 'name? '; read name; echo hello $name"))
        .await
        .unwrap();
    within("the prompt", async {
        loop {
            let page = supervisor.logs(LogQuery::default()).await.unwrap();
            if page.open.iter().any(|open| open.text() == "name? ") {
                return;
            }
            changes.wait().await;
        }
    })
    .await;
    supervisor.write_stdin("dev", "you\n").await.unwrap();
    line_with(&supervisor, "dev", "hello you").await;
}

#[tokio::test]
async fn progress_by_carriage_return_is_one_line_that_changes() {
    assert_eq!(
        run("printf '10%%\\r50%%\\r100%%\\ndone\\n'").await,
        ["100%", "done"]
    );
}

#[tokio::test]
async fn the_end_is_shown_although_a_descendant_holds_the_pipes() {
    let supervisor = supervisor().await;
    supervisor
        .start(shell("dev", "sleep 1000 & echo started"))
        .await
        .unwrap();
    let ended = within("the end", supervisor.wait_exit("dev"))
        .await
        .unwrap();
    assert_eq!(ended.exit_code(), Some(0));
    assert_eq!(lines(&supervisor, "dev").await, ["started"]);
    // The descendant is still ours to stop.
    let report = supervisor.stop("dev").await.unwrap();
    assert_eq!((report.signalled.len(), report.is_clean()), (1, true));
}

#[tokio::test]
async fn a_flood_stays_within_the_budget_and_stalls_nobody() {
    let supervisor = handle(Supervisor::builder().log_bytes(1 << 20).build().unwrap()).await;
    let start = LogRange::After(supervisor.log_end());
    let flood = shell("flood", "exec yes 'a line of a flood that does not end'");
    supervisor.start(flood).await.unwrap();
    let mut changes = supervisor.log_changes();
    within("eviction", async {
        let query = || LogQuery {
            range: start,
            limit: 1,
            ..LogQuery::default()
        };
        while supervisor.logs(query()).await.unwrap().gap == LogGap::None {
            changes.wait().await;
        }
    })
    .await;
    supervisor
        .start(shell("calm", "echo calm; exec sleep 1000"))
        .await
        .unwrap();
    line_with(&supervisor, "calm", "calm").await;
    let page = supervisor
        .logs(LogQuery {
            limit: LogQuery::MAX_LIMIT,
            ..LogQuery::default()
        })
        .await
        .unwrap();
    let bytes: usize = page.lines.iter().map(|line| line.bytes.len()).sum();
    assert!(bytes <= 1 << 20, "{bytes}");
    supervisor.shutdown().await;
}

#[tokio::test]
async fn a_follower_that_is_waited_for_loses_no_line() {
    let supervisor = Supervisor::builder()
        .log_bytes(1 << 20)
        .overflow(Overflow::Wait)
        .build()
        .unwrap();
    let mut changes = supervisor.log_changes();
    let mut cursor = supervisor.log_end();
    // About 13 MB, against a budget of one.
    supervisor
        .start(shell("dev", "exec seq 1 2000000"))
        .await
        .unwrap();
    let mut expected = 1_u64;
    within("all lines", async {
        loop {
            let range = LogRange::After(cursor);
            let page = supervisor
                .logs(LogQuery {
                    range,
                    limit: 10_000,
                    ..LogQuery::default()
                })
                .await
                .unwrap();
            for line in &page.lines {
                assert_eq!(line.text(), expected.to_string());
                expected += 1;
            }
            cursor = page.next;
            supervisor.logs_read_to(cursor);
            if expected > 2_000_000 {
                return;
            }
            if !page.more {
                changes.wait().await;
            }
        }
    })
    .await;
    assert!(within("the end", supervisor.wait_exit("dev")).await.is_ok());
}

#[tokio::test]
async fn logs_of_a_process_that_is_not_there_are_an_error() {
    let supervisor = supervisor().await;
    let id = brummer_core::ProcessId::new("nobody").unwrap();
    let error = supervisor.logs(LogQuery::tail(&id, 1)).await.unwrap_err();
    assert_eq!(error.to_string(), "there is no process `nobody`");
}

#[tokio::test]
async fn lines_are_counted_without_being_read_and_the_oldest_has_a_cursor() {
    let supervisor = supervisor().await;
    assert_eq!(
        supervisor.log_start(&[]).await.unwrap(),
        supervisor.log_end()
    );
    let spec = shell("dev", "echo one; echo two; echo three");
    supervisor.start(spec).await.unwrap();
    within("the end", supervisor.wait_exit("dev"))
        .await
        .unwrap();
    let query = LogQuery {
        limit: 1,
        ..LogQuery::default()
    };
    assert_eq!(supervisor.count_logs(query.clone()).await.unwrap(), 3);
    let start = supervisor.log_start(&[]).await.unwrap();
    let range = LogRange::After(start);
    let page = supervisor.logs(LogQuery { range, ..query }).await.unwrap();
    assert_eq!(page.lines[0].text(), "one");
    assert_eq!((page.gap, page.left_out), (LogGap::None, 2));
}

#[tokio::test]
async fn lines_are_counted_over_time() {
    let supervisor = supervisor().await;
    let line = "echo ready; echo 'ERROR: broken'; sleep 0.3; seq 100";
    supervisor.start(shell("dev", line)).await.unwrap();
    within("the end", supervisor.wait_exit("dev"))
        .await
        .unwrap();
    let histogram = supervisor.log_histogram(&[], 10).await.unwrap();
    let count = |of: fn(&brummer_core::LogBucket) -> u64| -> Vec<_> {
        histogram.buckets.iter().map(of).collect()
    };
    assert_eq!(count(|bucket| bucket.lines).iter().sum::<u64>(), 102);
    assert_eq!(count(|bucket| bucket.errors)[0], 1);
    assert!(count(|bucket| bucket.lines)[9] > 0);
    let first = histogram.buckets[0].first;
    assert_eq!(first, Some(supervisor.log_start(&[]).await.unwrap().line()));
    assert!(histogram.to > histogram.from);
}
