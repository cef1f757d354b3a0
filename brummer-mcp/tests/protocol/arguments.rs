//! Calls that go wrong are answers that a model can act on.

use std::sync::Arc;

use serde_json::json;

use crate::client::{Client, Era};
use crate::project::Broken;

#[tokio::test]
async fn an_unknown_tool_is_answered_with_those_that_look_like_it() {
    let mut client = Client::open(&[]).await;
    let error = client.error("script_list", json!({})).await;
    assert!(
        error.starts_with("unknown_tool: there is no tool `script_list`\nnear: scripts_list"),
        "{error}"
    );
    client.close().await;
}

#[tokio::test]
async fn wrong_arguments_start_nothing() {
    let mut client = Client::open(&[("dev", "sleep 60")]).await;
    let error = client
        .error("scripts_run", json!({"name": "dev", "wait": 5}))
        .await;
    assert!(
        error.starts_with("bad_arguments: scripts_run was not called: there is no argument `wait`"),
        "{error}"
    );
    let error = client
        .error("scripts_run", json!({"name": "dev", "command": "sleep 60"}))
        .await;
    assert!(error.starts_with("bad_arguments: "), "{error}");
    let error = client.error("scripts_run", json!({})).await;
    assert!(error.starts_with("bad_arguments: "), "{error}");
    assert!(client.supervisor.snapshot().processes().is_empty());
    client.close().await;
}

#[tokio::test]
async fn a_cursor_that_is_none_is_answered_with_what_to_pass() {
    let mut client = Client::open(&[]).await;
    let error = client
        .error("logs_stream", json!({"after": "yesterday"}))
        .await;
    assert!(error.starts_with("invalid_cursor: `yesterday`"), "{error}");
    assert!(error.contains("\nnext: "), "{error}");
    client.close().await;
}

#[tokio::test]
async fn a_tool_that_panics_answers_and_the_others_go_on() {
    let mut client = Client::of(Arc::new(Broken), tempfile::tempdir().unwrap()).await;
    client.begin(Era::Initialize).await;
    let error = client.error("scripts_list", json!({})).await;
    assert!(
        error.starts_with("internal: scripts_list failed"),
        "{error}"
    );
    let status = client.call("scripts_status", json!({})).await;
    assert_eq!(status["processes"], json!([]));
    client.close().await;
}
