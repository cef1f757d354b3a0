//! Too much of anything, and too slow for it.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use super::super::Limits;
use super::client::{PATIENCE, Reply, Served, Session, call, initialize, post, request};

const SHORT: Duration = Duration::from_millis(200);

/// A server with other limits.
async fn limited(change: impl FnOnce(&mut Limits)) -> Served {
    let mut limits = Limits::DEFAULT;
    change(&mut limits);
    Served::with(limits, None).await
}

/// The head of a request whose body has this length.
fn head_of(length: usize) -> String {
    format!("{}Content-Length: {length}\r\n\r\n", post(""))
}

#[tokio::test]
async fn a_message_of_16_megabytes_is_too_large_and_its_sender_is_told() {
    let served = Served::start().await;
    let message = format!("{{\"text\": \"{}\"}}", "x".repeat(16_000_000));
    let reply = served.exchange(&post(""), &message).await;
    assert_eq!(reply.status, 413, "{reply:?}");
    assert_eq!(reply.body, "a request has at most 4194304 bytes\n");
    served.serves().await;
    served.end().await;
}

#[tokio::test]
async fn a_message_that_has_no_end_is_cut_off() {
    let served = Served::start().await;
    let mut stream = served.connect().await;
    stream.write_all(head_of(1 << 40).as_bytes()).await.unwrap();
    let chunk = vec![b' '; 1 << 20];
    let endless = async { while stream.write_all(&chunk).await.is_ok() {} };
    timeout(PATIENCE, endless)
        .await
        .expect("an end of the connection");
    served.serves().await;
    served.end().await;
}

#[tokio::test]
async fn half_a_head_is_not_waited_for_long() {
    let served = limited(|limits| limits.head_time = SHORT).await;
    let mut stream = served.connect().await;
    stream
        .write_all(b"POST /mcp HTTP/1.1\r\nHost: loc")
        .await
        .unwrap();
    let mut rest = Vec::new();
    let read = timeout(PATIENCE, stream.read_to_end(&mut rest)).await;
    read.expect("an end of the connection").unwrap();
    served.serves().await;
    served.end().await;
}

#[tokio::test]
async fn half_a_body_is_not_waited_for_long() {
    let served = limited(|limits| limits.body_time = SHORT).await;
    let mut stream = served.connect().await;
    stream
        .write_all((head_of(100) + "{\"jsonrpc\"").as_bytes())
        .await
        .unwrap();
    let reply = Reply::read(&mut stream).await;
    assert_eq!(reply.status, 408, "{reply:?}");
    served.serves().await;
    served.end().await;
}

#[tokio::test]
async fn half_a_message_of_a_client_that_goes_is_nothing() {
    let served = Served::start().await;
    for half in [
        "POST /mcp HT",
        &head_of(100),
        &(head_of(100) + "{\"jsonrpc\""),
    ] {
        let mut stream = served.connect().await;
        stream.write_all(half.as_bytes()).await.unwrap();
    }
    served.serves().await;
    served.end().await;
}

#[tokio::test]
async fn a_client_that_does_not_read_is_cut_off() {
    let served = limited(|limits| limits.unread_time = SHORT).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(served.address).await.unwrap();
    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": {}});
    let list = request(&post(""), &list.to_string()).replace("Connection: close\r\n", "");
    // Request after request, until the server has enough of it: nothing of what it sends is read.
    let asking = async { while stream.write_all(list.as_bytes()).await.is_ok() {} };
    timeout(PATIENCE, asking)
        .await
        .expect("an end of the connection");
    served.serves().await;
    served.end().await;
}

#[tokio::test]
async fn a_connection_for_which_there_is_no_room_is_told_so() {
    let served = limited(|limits| limits.connections = 1).await;
    let mut first = served.connect().await;
    let (headers, message) = call("scripts_status", &json!({}));
    let asked = request(&post(&headers), &message.to_string());
    let kept = asked.replace("Connection: close\r\n", "");
    first.write_all(kept.as_bytes()).await.unwrap();
    let mut byte = [0];
    first.read_exact(&mut byte).await.unwrap();

    let reply = served.post(&headers, &message).await;
    assert_eq!(reply.status, 503, "{reply:?}");
    assert_eq!(reply.header("retry-after"), Some("1"));
    assert!(reply.body.starts_with("too many connections"), "{reply:?}");

    drop(first);
    let served_again = async {
        loop {
            match served.post(&headers, &message).await.status {
                503 => {}
                status => return status,
            }
        }
    };
    let status = timeout(PATIENCE, served_again).await.expect("room again");
    assert_eq!(status, 200);
    served.end().await;
}

#[tokio::test]
async fn who_does_not_ask_why_there_is_no_room_is_not_waited_for_long_and_others_are_cut_off() {
    let served = limited(|limits| {
        limits.connections = 1;
        limits.refusals = 2;
    })
    .await;
    let mut first = served.connect().await;
    let (headers, message) = call("scripts_status", &json!({}));
    let asked = request(&post(&headers), &message.to_string());
    let kept = asked.replace("Connection: close\r\n", "");
    first.write_all(kept.as_bytes()).await.unwrap();
    first.read_exact(&mut [0]).await.unwrap();

    let mut asks = served.connect().await;
    let mut silent = served.connect().await;
    let mut surplus = served.connect().await;
    let read = async |stream: &mut TcpStream| {
        let mut rest = Vec::new();
        // One that is cut off may be reset.
        let _ = timeout(PATIENCE, stream.read_to_end(&mut rest))
            .await
            .expect("an end of the connection");
        rest
    };
    assert!(read(&mut surplus).await.is_empty());
    // That was at once: for those before it there is still time to ask.
    asks.write_all(asked.as_bytes()).await.unwrap();
    assert_eq!(Reply::read(&mut asks).await.status, 503);
    assert!(read(&mut silent).await.is_empty());
    drop(first);
    served.end().await;
}

#[tokio::test]
async fn of_too_many_sessions_the_one_goes_that_was_idle_for_longest() {
    let served = limited(|limits| limits.sessions = 2).await;
    let first = Session::open(&served).await;
    let second = Session::open(&served).await;
    assert_eq!(
        first
            .call(&served, "scripts_status", &json!({}))
            .await
            .status,
        200
    );
    let third = Session::open(&served).await;
    for (session, status) in [(&first, 200), (&second, 404), (&third, 200)] {
        let reply = session.call(&served, "scripts_status", &json!({})).await;
        assert_eq!(reply.status, status, "{reply:?}");
    }
    served.end().await;
}

#[tokio::test]
async fn sessions_that_nobody_goes_on_with_do_not_pile_up() {
    let served = limited(|limits| limits.sessions = 2).await;
    for _ in 0..20 {
        assert_eq!(served.post("", &initialize()).await.status, 200);
    }
    served.serves().await;
    served.end().await;
}
