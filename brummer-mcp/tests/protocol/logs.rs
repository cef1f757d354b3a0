//! Logs are read on from where the last answer ended.

use serde_json::json;

use crate::client::Client;
use crate::project::wait_until_printed;

/// The cursor in the last line of an answer.
pub(crate) fn cursor(text: &str) -> String {
    let last = text.lines().last().unwrap();
    let cursor = last
        .strip_prefix("cursor: ")
        .expect("the last line is the cursor");
    cursor.split(' ').next().unwrap().to_owned()
}

#[tokio::test]
async fn only_what_was_printed_since_comes_behind_a_cursor() {
    let mut client = Client::open(&[("cat", "cat")]).await;
    client
        .call("scripts_run", json!({"name": "cat", "wait_ms": 0}))
        .await;
    client
        .supervisor
        .write_stdin("cat", "first\n")
        .await
        .unwrap();
    wait_until_printed(&client.supervisor, "cat", "first").await;
    let text = client.text("logs_stream", json!({"name": "cat"})).await;
    assert!(text.starts_with("first\ncursor: "), "{text}");

    client
        .supervisor
        .write_stdin("cat", "second\n")
        .await
        .unwrap();
    wait_until_printed(&client.supervisor, "cat", "second").await;
    let text = client
        .text(
            "logs_stream",
            json!({"name": "cat", "after": cursor(&text)}),
        )
        .await;
    assert!(text.starts_with("second\ncursor: "), "{text}");

    let text = client
        .text(
            "logs_stream",
            json!({"name": "cat", "after": cursor(&text)}),
        )
        .await;
    assert!(
        text.starts_with("nothing was printed since\ncursor: "),
        "{text}"
    );
    client.close().await;
}

#[tokio::test]
async fn a_stream_can_be_read_alone() {
    let mut client = Client::open(&[("both", "echo out; echo err >&2")]).await;
    client
        .call("scripts_run", json!({"name": "both", "wait_ms": 50_000}))
        .await;
    let text = client
        .text("logs_stream", json!({"name": "both", "stream": "stderr"}))
        .await;
    assert!(text.starts_with("err\ncursor: "), "{text}");
    client.close().await;
}

#[tokio::test]
async fn an_unfinished_line_is_shown_as_such() {
    let mut client = Client::open(&[("ask", "echo start; printf 'really? '; sleep 60")]).await;
    client
        .call("scripts_run", json!({"name": "ask", "wait_ms": 0}))
        .await;
    let mut changes = client.supervisor.log_changes();
    loop {
        let text = client.text("logs_stream", json!({"name": "ask"})).await;
        if text.starts_with("start\nreally?  [unfinished line]\n") {
            break;
        }
        assert!(changes.wait().await, "{text}");
    }
    client.close().await;
}

#[tokio::test]
async fn a_search_returns_the_newest_matches_and_how_to_get_older_ones() {
    let mut client = Client::open(&[(
        "count",
        "for n in 1 2 3 4 5; do echo ok $n; echo ERROR $n; done",
    )])
    .await;
    client
        .call("scripts_run", json!({"name": "count", "wait_ms": 50_000}))
        .await;
    let text = client
        .text("logs_search", json!({"query": "error", "lines": 2}))
        .await;
    assert!(
        text.starts_with("ERROR 4\nERROR 5\nprocess: count\nmore: 3 older lines; call"),
        "{text}"
    );
    let before = text
        .split("before=")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .to_owned();
    let text = client
        .text(
            "logs_search",
            json!({"query": "^error [23]", "regex": true, "before": before}),
        )
        .await;
    assert!(text.starts_with("ERROR 2\nERROR 3\n"), "{text}");
    client.close().await;
}

#[tokio::test]
async fn an_answer_stays_small_and_all_of_it_can_be_read_on() {
    let script = "i=0; while [ $i -lt 300 ]; do i=$((i+1)); printf '%0500d\\n' $i; done";
    let mut client = Client::open(&[("flood", script)]).await;
    let ended = client
        .call("scripts_run", json!({"name": "flood", "wait_ms": 50_000}))
        .await;
    assert_eq!(ended["status"], "success");

    let newest = client
        .text("logs_stream", json!({"name": "flood", "lines": 500}))
        .await;
    assert!(newest.len() <= 30_000, "{}", newest.len());
    assert!(
        newest.contains("0300\n") && newest.contains("more: "),
        "{newest}"
    );

    // From the first line on, page by page, none is missing and none comes twice.
    let mut seen = Vec::new();
    let mut after = "0.0".to_owned();
    loop {
        let text = client
            .text(
                "logs_stream",
                json!({"name": "flood", "lines": 500, "after": after}),
            )
            .await;
        assert!(text.len() <= 30_000, "{}", text.len());
        let numbers = text.lines().filter_map(|line| line.parse::<u32>().ok());
        seen.extend(numbers);
        after = cursor(&text);
        if !text.contains("more: ") {
            break;
        }
    }
    assert_eq!(seen, (1..=300).collect::<Vec<_>>());
    client.close().await;
}

#[tokio::test]
async fn what_to_do_about_a_wrong_expression_names_no_argument_that_there_is_not() {
    let mut client = Client::open(&[("cat", "cat")]).await;
    for (tool, arguments) in [
        ("logs_stream", json!({"grep": "("})),
        ("wait_for", json!({"pattern": "("})),
    ] {
        let text = client.error(tool, arguments).await;
        assert!(text.starts_with("invalid_pattern: "), "{text}");
        assert!(
            text.ends_with(
                "\nnext: correct the expression: \\ before a character takes it as it is"
            ),
            "{text}"
        );
    }
    client.close().await;
}
