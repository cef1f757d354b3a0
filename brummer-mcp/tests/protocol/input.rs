//! Input reaches processes, and what they say to it comes back.

use serde_json::json;

use crate::client::Client;

#[tokio::test]
async fn a_prompt_is_answered_and_its_answer_returned() {
    let mut client = Client::open(&[(
        "ask",
        "printf 'name? '; read name; echo hello $name; sleep 60",
    )])
    .await;
    client
        .call("scripts_run", json!({"name": "ask", "wait_ms": 0}))
        .await;
    let input = json!({"name": "ask", "text": "bob", "keys": ["enter"]});
    let text = client.text("process_input", input).await;
    assert!(text.starts_with("sent 4 bytes to ask\n"), "{text}");
    assert!(
        text.contains("hello bob\n") && text.contains("\ncursor: "),
        "{text}"
    );
    client.close().await;
}

#[tokio::test]
async fn input_to_what_does_not_run_is_an_error() {
    let mut client = Client::open(&[("dev", "true")]).await;
    let input = json!({"name": "dev", "text": "x"});
    let error = client.error("process_input", input.clone()).await;
    assert!(error.starts_with("never_started: "), "{error}");
    client
        .call("scripts_run", json!({"name": "dev", "wait_ms": 50_000}))
        .await;
    let error = client.error("process_input", input).await;
    assert!(error.starts_with("not_running: "), "{error}");
    client.close().await;
}

#[tokio::test]
async fn a_process_without_a_stdin_names_the_setting() {
    use brummer_core::{Command, Spec, Stdin};
    let mut client = Client::open(&[]).await;
    let spec = Spec::new("deaf", Command::shell("sleep 60"), "/").unwrap();
    let spec = Spec {
        stdin: Stdin::Null,
        ..spec
    };
    client.supervisor.start(spec).await.unwrap();
    // It is no script of the project, and known by its process.
    let error = client
        .error("process_input", json!({"name": "deaf", "text": "x"}))
        .await;
    assert!(
        error.starts_with("no_stdin: `deaf` reads nothing: its stdin is null"),
        "{error}"
    );
    assert!(
        error.contains("next: set `stdin = \"pipe\"` for it in .brum.toml"),
        "{error}"
    );
    client.close().await;
}
