//! Clients that vanish, tools that panic, and more calls than there is room for.

use std::sync::Arc;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::client::{PATIENCE, Served, Session, call, post, request};

/// A call that waits far longer than a test takes, on a connection of its own; it is under way when this returns.
async fn waiting(
    served: &Served,
    headers: &str,
    message: &serde_json::Value,
) -> tokio::net::TcpStream {
    let mut stream = served.connect().await;
    let bytes = request(&post(headers), &message.to_string());
    stream.write_all(bytes.as_bytes()).await.unwrap();
    let running = served
        .supervisor
        .wait_until(|project| project.process("dev").is_some_and(|dev| dev.is_running()));
    timeout(PATIENCE, running).await.expect("a start");
    stream
}

#[tokio::test]
async fn a_tool_that_panics_is_answered_in_both_eras() {
    let served = Served::start().await;
    let result = served.call("scripts_list", &json!({})).await;
    let text = result["content"][0]["text"].as_str().unwrap();
    assert!(
        text.starts_with("internal: scripts_list failed"),
        "{result}"
    );
    let session = Session::open(&served).await;
    let reply = session.call(&served, "scripts_list", &json!({})).await;
    assert_eq!(reply.json()["result"]["isError"], true, "{reply:?}");
    served.serves().await;
    served.end().await;
}

#[tokio::test]
async fn a_client_that_vanishes_cancels_its_call() {
    let served = Served::start().await;
    let (headers, message) = call("scripts_run", &json!({"name": "dev", "wait_ms": 50_000}));
    drop(waiting(&served, &headers, &message).await);
    served.wait_until_idle().await;
    let status = served.call("scripts_status", &json!({"name": "dev"})).await;
    assert_eq!(
        status["structuredContent"]["processes"][0]["status"], "running",
        "{status}"
    );
    served.end().await;
}

#[tokio::test]
async fn a_call_with_a_session_goes_on_without_its_client_until_it_is_cancelled() {
    let served = Served::start().await;
    let session = Session::open(&served).await;
    let params = json!({"name": "scripts_run", "arguments": {"name": "dev", "wait_ms": 50_000}});
    let message = json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": params});
    drop(waiting(&served, &session.headers(), &message).await);
    let status = session
        .call_as(&served, 8, "scripts_status", &json!({}))
        .await;
    assert_eq!(status.status, 200, "{status:?}");
    assert_eq!(served.server.under_way(), 1);

    let cancelled =
        json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 7}});
    let reply = served.post(&session.headers(), &cancelled).await;
    assert_eq!(reply.status, 202, "{reply:?}");
    served.wait_until_idle().await;
    served.end().await;
}

#[tokio::test]
async fn the_end_of_the_server_is_the_answer_to_calls_under_way() {
    let served = Served::start().await;
    let (headers, message) = call("scripts_run", &json!({"name": "dev", "wait_ms": 50_000}));
    let mut stream = waiting(&served, &headers, &message).await;
    served.end().await;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(
        answer.contains("closing: the server is shutting down"),
        "{answer}"
    );
}

#[tokio::test]
async fn the_end_of_the_server_ends_streams_that_listen() {
    let served = Served::start().await;
    let session = Session::open(&served).await;
    let mut stream = served.connect().await;
    let head = format!(
        "GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n{}\r\n",
        session.headers()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    served.end().await;
    let mut rest = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut rest))
        .await
        .expect("an end of the stream")
        .unwrap();
    assert!(rest.ends_with(b"0\r\n\r\n"), "it is not cut off");
}

#[tokio::test]
async fn a_thousand_calls_at_once_are_all_answered() {
    let limit = getrlimit(Resource::Nofile);
    // Both ends of every connection are in this process.
    setrlimit(
        Resource::Nofile,
        Rlimit {
            current: limit.maximum,
            ..limit
        },
    )
    .unwrap();
    let served = Arc::new(Served::start().await);
    let mut calls = JoinSet::new();
    for _ in 0..1_000 {
        let served = Arc::clone(&served);
        calls.spawn(async move {
            let (headers, message) = call("scripts_status", &json!({}));
            let Ok(mut stream) = tokio::net::TcpStream::connect(served.address).await else {
                return 0;
            };
            let bytes = request(&post(&headers), &message.to_string());
            let mut answer = Vec::new();
            // For some there is no room even for saying so: they are cut off.
            let written = stream.write_all(bytes.as_bytes()).await;
            let read = stream.read_to_end(&mut answer).await;
            match (written, read) {
                (Ok(()), Ok(_)) if answer.starts_with(b"HTTP/1.1 ") => {
                    std::str::from_utf8(&answer[9..12])
                        .unwrap()
                        .parse()
                        .unwrap()
                }
                _ => 0,
            }
        });
    }
    let statuses: Vec<u16> = timeout(PATIENCE, calls.join_all())
        .await
        .expect("all answers");
    let count = |status| statuses.iter().filter(|is| **is == status).count();
    let (answered, refused, cut_off) = (count(200), count(503), count(0));
    assert_eq!(answered + refused + cut_off, 1_000, "{statuses:?}");
    assert!(
        answered >= 256,
        "{answered} answered, {refused} refused, {cut_off} cut off"
    );
    served.serves().await;
    Arc::into_inner(served)
        .expect("all calls have ended")
        .end()
        .await;
}
