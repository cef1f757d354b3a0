//! How a session ends.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::{Client, Era};

/// What is allowed from the end of the input to the end of serving, with room for a slow machine.
const SOON: Duration = Duration::from_millis(1500);

#[tokio::test]
async fn a_client_that_leaves_before_it_says_anything_is_no_error() {
    let mut client = Client::silent(&[]);
    client.end_input().await;
    assert!(client.served().await.is_ok());
}

#[tokio::test]
async fn a_client_that_begins_with_a_notification_is_an_error() {
    let mut client = Client::silent(&[]);
    client
        .send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}))
        .await;
    let error = client.served().await.unwrap_err();
    assert_eq!(error.to_string(), "the client did not open a session");
}

#[tokio::test]
async fn the_end_of_the_program_ends_the_session() {
    for era in [Era::Initialize, Era::Discover] {
        let mut client = Client::silent(&[]);
        client.begin(era).await;
        client.shut_down();
        assert!(client.served().await.is_ok());
    }
    let mut client = Client::silent(&[]);
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
    let mut client = Client::open(&[("dev", "sleep 60")]).await;
    let id = client
        .post_call("scripts_run", json!({"name": "dev", "wait_ms": 50_000}))
        .await;
    client
        .supervisor
        .wait_until(|project| project.process("dev").is_some_and(|dev| dev.is_running()))
        .await;
    let ended = Instant::now();
    client.end_input().await;
    let result = client.response(id).await;
    assert!(
        result["content"][0]["text"]
            .as_str()
            .unwrap()
            .starts_with("closing: "),
        "{result}"
    );
    // Stopping the process takes its own time, so that the answer is what is measured.
    assert!(ended.elapsed() < SOON, "{:?}", ended.elapsed());
    assert!(client.served().await.is_ok());
}

#[tokio::test]
async fn a_call_that_is_cancelled_leaves_the_session_as_it_is() {
    let mut client = Client::open(&[("dev", "sleep 60")]).await;
    let id = client
        .post_call("scripts_run", json!({"name": "dev", "wait_ms": 50_000}))
        .await;
    client
        .supervisor
        .wait_until(|project| project.process("dev").is_some_and(|dev| dev.is_running()))
        .await;
    let cancelled =
        json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id}});
    client.send(&cancelled).await;
    let status = client.call("scripts_status", json!({"name": "dev"})).await;
    assert_eq!(status["processes"][0]["status"], "running");
    client.close().await;
}
