//! How a session ends.

use serde_json::json;

use crate::client::{Client, Era};

/// A client, and a call of it that waits for a process to be ready, far longer than a test takes.
async fn waiting() -> (Client, u64) {
    let mut client = Client::open(&[("dev", "sleep 60")]).await;
    let id = client
        .post_call("scripts_run", json!({"name": "dev", "wait_ms": 50_000}))
        .await;
    client
        .supervisor
        .wait_until(|project| project.process("dev").is_some_and(|dev| dev.is_running()))
        .await;
    (client, id)
}

#[tokio::test]
async fn a_client_that_leaves_before_it_says_anything_is_no_error() {
    let mut client = Client::silent(&[]).await;
    client.end_input().await;
    assert!(client.served().await.is_ok());
}

#[tokio::test]
async fn a_client_that_begins_with_a_notification_is_an_error() {
    let mut client = Client::silent(&[]).await;
    client
        .send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}))
        .await;
    let error = client.served().await.unwrap_err();
    assert_eq!(error.to_string(), "the client did not open a session");
}

#[tokio::test]
async fn the_end_of_the_program_ends_the_session() {
    for era in [Era::Initialize, Era::Discover] {
        let mut client = Client::silent(&[]).await;
        client.begin(era).await;
        client.shut_down();
        assert!(client.served().await.is_ok());
    }
    let mut client = Client::silent(&[]).await;
    client.shut_down();
    assert!(client.served().await.is_ok());
}

#[tokio::test]
async fn what_was_asked_before_the_end_of_the_input_is_answered() {
    let mut client = Client::open(&[("dev", "true")]).await;
    let id = client.post_call("scripts_list", json!({})).await;
    client.end_input().await;
    let result = client.response(id).await;
    assert_eq!(result["structuredContent"]["scripts"][0]["name"], "dev");
    assert!(client.served().await.is_ok());
}

#[tokio::test]
async fn the_end_of_the_input_does_not_wait_for_a_call_that_waits() {
    let (mut client, id) = waiting().await;
    client.end_input().await;
    let result = client.response(id).await;
    // A call that had waited to its end would answer with the state of the process.
    assert!(
        result["content"][0]["text"]
            .as_str()
            .unwrap()
            .starts_with("closing: "),
        "{result}"
    );
    assert!(client.served().await.is_ok());
}

#[tokio::test]
async fn a_call_that_is_cancelled_leaves_the_session_as_it_is() {
    let (mut client, id) = waiting().await;
    let cancelled =
        json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id}});
    client.send(&cancelled).await;
    let status = client.call("scripts_status", json!({"name": "dev"})).await;
    assert_eq!(status["processes"][0]["status"], "running");
    client.close().await;
}
