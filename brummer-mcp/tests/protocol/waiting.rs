//! A wait ends when what it is for has come to pass, or before the client loses patience.

use brummer_core::{Command, Spec};
use serde_json::json;

use crate::client::Client;
use crate::logs::cursor;
use crate::project::wait_until_printed;

/// A client of a project with one script, which it has started.
async fn running(name: &'static str, command: &'static str) -> Client {
    let mut client = Client::open(&[(name, command)]).await;
    let run = json!({"name": name, "wait_ms": 0});
    client.call("scripts_run", run).await;
    client
}

/// Has a process print something: it repeats it, or takes it for an order.
async fn says(client: &Client, process: &str, text: &str) {
    let written = client.supervisor.write_stdin(process, text.to_owned());
    written.await.unwrap();
}

/// The text of an answer that was waited for.
async fn told(client: &mut Client, id: u64) -> String {
    let result = client.response(id).await;
    result["content"][0]["text"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_line_ends_a_wait_that_was_begun_before_it() {
    let mut client = running("cat", "cat").await;
    let wait = json!({"name": "cat", "pattern": "^wor(ld)$", "wait_ms": 50_000});
    let id = client.post_call("wait_for", wait).await;
    says(&client, "cat", "hello\nworld\n").await;
    let text = told(&mut client, id).await;
    assert!(text.contains(": printed: cat | world\n"), "{text}");
    assert!(text.contains("new lines: cat 2\n"), "{text}");
    client.close().await;
}

#[tokio::test]
async fn what_came_before_the_wait_counts_from_a_cursor_on() {
    let mut client = Client::open(&[("cat", "cat")]).await;
    let before = client.text("changes", json!({})).await;
    client
        .call("scripts_run", json!({"name": "cat", "wait_ms": 0}))
        .await;
    says(&client, "cat", "hello\n").await;
    wait_until_printed(&client.supervisor, "cat", "hello").await;
    let wait = json!({"pattern": "hello", "after": cursor(&before), "wait_ms": 50_000});
    let text = client.text("wait_for", wait).await;
    assert!(text.starts_with("met after "), "{text}");
    client.close().await;
}

#[tokio::test]
async fn a_limit_is_answered_with_where_things_stand_and_a_cursor() {
    let mut client = running("dev", "sleep 60").await;
    let wait = json!({"name": "dev", "until": ["ready"], "wait_ms": 100});
    let text = client.text("wait_for", wait).await;
    assert!(text.starts_with("not met after "), "{text}");
    assert!(
        text.contains("dev: running (run 1, pid ") && text.contains(", not ready"),
        "{text}"
    );
    cursor(&text);
    client.close().await;
}

#[tokio::test]
async fn an_end_ends_a_wait_for_readiness_at_once() {
    let mut client = Client::open(&[("dev", "exit 3")]).await;
    client
        .call("scripts_run", json!({"name": "dev", "wait_ms": 50_000}))
        .await;
    let wait = json!({"name": "dev", "until": ["ready"], "wait_ms": 50_000});
    let text = client.text("wait_for", wait).await;
    assert!(
        text.starts_with("will not be met: dev: failed (exit code 3)\n"),
        "{text}"
    );
    client.close().await;
}

#[tokio::test]
async fn an_exit_ends_a_wait_for_it_with_how_it_ended() {
    let mut client = running("cat", "read line; exit 3").await;
    let wait = json!({"name": "cat", "until": ["exit"], "wait_ms": 50_000});
    let id = client.post_call("wait_for", wait).await;
    says(&client, "cat", "go\n").await;
    let text = told(&mut client, id).await;
    assert!(
        text.starts_with("met after ") && text.contains(": cat: failed (exit code 3)\n"),
        "{text}"
    );
    client.close().await;
}

#[tokio::test]
async fn a_port_that_opens_ends_a_wait() {
    let mut client = running("cat", "cat").await;
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = socket.local_addr().unwrap().port();
    let text = client.text("wait_for", json!({"port": port})).await;
    assert!(
        text.contains(&format!("port {port} is open: pid {}", std::process::id())),
        "{text}"
    );
    client.close().await;
}

#[tokio::test]
async fn a_port_that_opens_without_a_word_ends_a_wait() {
    let mut client = Client::open(&[]).await;
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    drop(socket);
    let wait = json!({"port": address.port(), "wait_ms": 50_000});
    let id = client.post_call("wait_for", wait).await;
    // A call that is answered comes behind the first look of the wait.
    client.text("changes", json!({})).await;
    let _socket = std::net::TcpListener::bind(address).unwrap();
    let text = told(&mut client, id).await;
    assert!(text.starts_with("met after "), "{text}");
    client.close().await;
}

#[tokio::test]
async fn quiet_is_told_with_how_long() {
    let mut client = running("dev", "echo x; sleep 60").await;
    let text = client.text("wait_for", json!({"quiet_ms": 150})).await;
    assert!(text.contains(": quiet for "), "{text}");
    client.close().await;
}

/// A watcher that says when it begins, as often as it is told to.
const WATCHER: &str = "while read word; do \
    echo '10:00:00 - File change detected. Starting incremental compilation...'; \
    test $word = bad && echo \"src/a.ts(3,7): error TS2322: no\" && echo '10:00:01 - Found 1 error. Watching for file changes.' \
    || echo '10:00:01 - Found 0 errors. Watching for file changes.'; done";

/// Changes a file, a moment ago: watchers need longer to notice than this one, which is told.
fn edit(client: &Client, file: &str) {
    let path = client.path(file);
    std::fs::write(&path, "x").unwrap();
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    let moment_ago = std::time::SystemTime::now() - std::time::Duration::from_millis(20);
    file.set_modified(moment_ago).unwrap();
}

#[tokio::test]
async fn an_edit_is_good_when_a_cycle_that_began_after_it_is() {
    let mut client = running("check", WATCHER).await;
    std::fs::create_dir(client.path("src")).unwrap();
    says(&client, "check", "good\n").await;
    wait_until_printed(&client.supervisor, "check", "Found 0").await;

    edit(&client, "src/a.ts");
    let wait = json!({"until": ["cycle"], "wait_ms": 50_000});
    let id = client.post_call("wait_for", wait.clone()).await;
    says(&client, "check", "bad\n").await;
    let text = told(&mut client, id).await;
    assert!(
        text.starts_with("met after ") && text.contains("check: tsc failed with 1 error"),
        "{text}"
    );
    assert!(
        text.contains("; src/a.ts changed ") && text.contains("src/a.ts:3:7: error TS2322"),
        "{text}"
    );

    edit(&client, "src/a.ts");
    let id = client.post_call("wait_for", wait).await;
    says(&client, "check", "good\n").await;
    let text = told(&mut client, id).await;
    assert!(
        text.contains("check: tsc clean") && text.contains("no problems\n"),
        "{text}"
    );
    client.close().await;
}

#[tokio::test]
async fn a_cycle_from_before_the_edit_does_not_end_the_wait() {
    let mut client = running("check", WATCHER).await;
    says(&client, "check", "good\n").await;
    wait_until_printed(&client.supervisor, "check", "Found 0").await;
    std::fs::write(client.path("a.ts"), "x").unwrap();
    let wait = json!({"files": ["a.ts"], "wait_ms": 200});
    let text = client.text("wait_for", wait).await;
    assert!(text.starts_with("not met after "), "{text}");
    assert!(
        text.contains("began before the change; a.ts changed "),
        "{text}"
    );
    client.close().await;
}

#[tokio::test]
async fn what_others_printed_before_the_edit_has_nothing_to_do_with_it() {
    let mut client = running("check", WATCHER).await;
    says(&client, "check", "good\n").await;
    wait_until_printed(&client.supervisor, "check", "Found 0").await;
    let throws =
        "echo 'Error: of before'; echo '    at f (/tmp/a.js:1:2)'; echo served; exec sleep 1000";
    let worker = Spec::new("worker", Command::shell(throws), "/").unwrap();
    client.supervisor.start(worker).await.unwrap();
    wait_until_printed(&client.supervisor, "worker", "served").await;
    // The change is told as of 20 ms ago, which is to be after that.
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;

    edit(&client, "a.ts");
    let wait = json!({"until": ["cycle"], "files": ["a.ts"], "wait_ms": 50_000});
    let id = client.post_call("wait_for", wait).await;
    says(&client, "check", "bad\n").await;
    let text = told(&mut client, id).await;
    assert!(
        text.contains("1 error:\nsrc/a.ts:3:7: error TS2322")
            && text.contains("left out: 1 problem from before the change, "),
        "{text}"
    );
    client.close().await;
}

#[tokio::test]
async fn a_client_that_asks_for_it_is_told_that_one_still_waits() {
    let mut client = running("dev", "sleep 60").await;
    let params = json!({
        "name": "wait_for",
        "arguments": {"name": "dev", "until": ["exit"], "wait_ms": 50_000},
        "_meta": {"progressToken": "t"},
    });
    let id = client.post("tools/call", params).await;
    client.wait_for_progress().await;
    client.supervisor.stop("dev").await.unwrap();
    let text = told(&mut client, id).await;
    assert!(text.contains("dev: stopped"), "{text}");
    client.close().await;
}

#[tokio::test]
async fn a_wait_for_nothing_is_told_what_one_can_wait_for() {
    let mut client = Client::open(&[]).await;
    let error = client.error("wait_for", json!({})).await;
    assert!(
        error.contains("accepts: until (ready, exit, problem, cycle), pattern"),
        "{error}"
    );
    client.close().await;
}

#[tokio::test]
async fn logs_can_be_waited_for_too() {
    let mut client = running("cat", "cat").await;
    let wait = json!({"name": "cat", "grep": "^b", "wait_ms": 50_000});
    let id = client.post_call("logs_stream", wait).await;
    // Only what comes after the call is new to it.
    client.call("scripts_list", json!({})).await;
    says(&client, "cat", "a\nb\n").await;
    let text = told(&mut client, id).await;
    assert!(
        text.starts_with("b\nprocess")
            || text.starts_with("b\naround")
            || text.starts_with("b\ncursor"),
        "{text}"
    );
    client.close().await;
}
