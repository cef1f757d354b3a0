//! Clients that send what is no message, too much, or do not listen.

use serde_json::json;

use crate::client::{Client, Era};

#[tokio::test]
async fn what_is_no_json_is_passed_over_as_by_other_servers() {
    let mut client = Client::open(&[]).await;
    for line in [
        "not json",
        "{",
        "\u{7f}\u{1}",
        "",
        "{\"jsonrpc\": \"2.0\", \"id\": 1",
    ] {
        client.write(&format!("{line}\n")).await;
    }
    client.call("scripts_status", json!({})).await;
    client.close().await;
}

#[tokio::test]
async fn what_is_json_and_no_message_is_an_invalid_request() {
    let mut client = Client::open(&[]).await;
    for line in [
        "[]",
        "42",
        "null",
        "{\"jsonrpc\": \"2.0\"}",
        "{\"jsonrpc\": \"1.0\", \"id\": 1, \"method\": \"ping\"}",
    ] {
        client.write(&format!("{line}\n")).await;
        let answer = client.message().await;
        assert_eq!(answer["error"]["code"], -32600, "{line}: {answer}");
    }
    client.call("scripts_status", json!({})).await;
    client.close().await;
}

#[tokio::test]
async fn a_method_that_there_is_not_is_an_error_of_the_protocol() {
    let mut client = Client::open(&[]).await;
    client
        .send(&json!({"jsonrpc": "2.0", "id": "x", "method": "shell/run", "params": {}}))
        .await;
    let answer = client.message().await;
    assert_eq!(
        (&answer["id"], &answer["error"]["code"]),
        (&json!("x"), &json!(-32601))
    );
    client.close().await;
}

#[tokio::test]
async fn a_message_of_16_megabytes_is_answered_as_any_other() {
    let mut client = Client::open(&[]).await;
    let name = "x".repeat(16_000_000);
    let error = client.error("scripts_status", json!({"name": name})).await;
    assert!(error.starts_with("unknown_name: "), "{}", &error[..200]);
    assert!(error.len() < 1_000, "{} bytes", error.len());
    client.close().await;
}

#[tokio::test]
async fn a_message_that_is_larger_than_16_mebibytes_is_passed_over() {
    let mut client = Client::open(&[]).await;
    client
        .post_call("scripts_status", json!({"name": "x".repeat(17 << 20)}))
        .await;
    client.call("scripts_status", json!({})).await;
    client.close().await;
}

#[tokio::test]
async fn half_a_message_at_the_end_of_the_input_is_nothing() {
    let mut client = Client::open(&[]).await;
    client
        .write("{\"jsonrpc\": \"2.0\", \"id\": 9, \"meth")
        .await;
    client.close().await;
}

#[tokio::test]
async fn a_thousand_calls_at_once_of_a_client_that_reads_later_are_all_answered() {
    for era in [Era::Initialize, Era::Discover] {
        let mut client = Client::silent(&[]).await;
        client.begin(era).await;
        let mut ids = Vec::new();
        for _ in 0..1_000 {
            ids.push(client.post_call("scripts_status", json!({})).await);
        }
        while !ids.is_empty() {
            let answer = client.message().await;
            let id = answer["id"].as_u64().unwrap();
            ids.retain(|asked| *asked != id);
            let text = answer["result"]["content"][0]["text"].as_str().unwrap();
            let refused = text.starts_with("busy: too many calls are under way");
            assert_eq!(answer["result"]["isError"], refused, "{answer}");
        }
        client.close().await;
    }
}

#[tokio::test]
async fn of_too_many_calls_under_way_the_newest_is_told_to_wait() {
    let mut client = Client::open(&[("dev", "sleep 60")]).await;
    client
        .call("scripts_run", json!({"name": "dev", "wait_ms": 0}))
        .await;
    let wait = json!({"name": "dev", "until": ["exit"], "wait_ms": 50_000});
    for _ in 0..64 {
        client.post_call("wait_for", wait.clone()).await;
    }
    let error = client.error("scripts_status", json!({})).await;
    assert!(
        error.starts_with("busy: too many calls are under way"),
        "{error}"
    );
    client.supervisor.stop("dev").await.unwrap();
    for _ in 0..64 {
        let answer = client.message().await;
        assert_eq!(answer["result"]["isError"], false, "{answer}");
    }
    client.call("scripts_status", json!({})).await;
    client.close().await;
}

#[tokio::test]
async fn a_client_that_never_reads_does_not_hold_up_the_end() {
    let mut client = Client::open(&[]).await;
    for _ in 0..300 {
        client.post_call("scripts_list", json!({})).await;
    }
    client.close().await;
}
