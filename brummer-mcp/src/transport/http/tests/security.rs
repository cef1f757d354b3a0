//! Who is not served.

use serde_json::json;

use super::super::Limits;
use super::client::{Reply, Served, initialize, post};

const SECRET: &str = "a-secret-of-24-letters-x";

#[track_caller]
fn check(reply: &Reply, status: u16, text: &str) {
    assert_eq!(reply.status, status, "{reply:?}");
    assert!(reply.body.contains(text), "{reply:?}");
}

#[tokio::test]
async fn a_request_under_another_name_is_forbidden() {
    let served = Served::start().await;
    let head = post("").replace("127.0.0.1", "evil.example");
    let reply = served.exchange(&head, &initialize().to_string()).await;
    check(&reply, 403, "the header Host names another machine");
    served.end().await;
}

#[tokio::test]
async fn a_request_of_another_page_is_forbidden() {
    let served = Served::start().await;
    let reply = served
        .post("Origin: http://evil.example\r\n", &initialize())
        .await;
    check(&reply, 403, "the header Origin names another server");
    served.end().await;
}

#[tokio::test]
async fn a_request_without_the_token_is_told_to_send_it() {
    let served = Served::with(Limits::DEFAULT, Some(SECRET)).await;
    let none = served.post("", &initialize()).await;
    check(&none, 401, "a token is needed");
    assert_eq!(none.header("www-authenticate"), Some("bearer"));
    let wrong = served
        .post(
            "Authorization: Bearer another-secret-of-mine\r\n",
            &initialize(),
        )
        .await;
    check(&wrong, 401, "a token is needed");
    let right = served
        .post(
            &format!("Authorization: Bearer {SECRET}\r\n"),
            &initialize(),
        )
        .await;
    check(&right, 200, "serverInfo");
    served.end().await;
}

#[tokio::test]
async fn other_paths_and_methods_say_what_there_is() {
    let served = Served::start().await;
    let reply = served
        .exchange("GET / HTTP/1.1\r\nHost: localhost\r\n", "")
        .await;
    check(&reply, 404, "MCP is served at /mcp");
    let reply = served
        .exchange("OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\n", "")
        .await;
    check(&reply, 405, "use POST, GET or DELETE");
    assert_eq!(
        reply.header("access-control-allow-origin"),
        None,
        "no page of others is let in"
    );
    served.end().await;
}

#[tokio::test]
async fn what_is_no_message_is_an_error_of_json_rpc() {
    let served = Served::start().await;
    let bodies = [
        ("", -32700, json!(null)),
        ("{", -32700, json!(null)),
        ("not json", -32700, json!(null)),
        ("[]", -32600, json!(null)),
        ("42", -32600, json!(null)),
        ("{\"jsonrpc\": \"2.0\", \"id\": 1}", -32600, json!(1)),
        ("{\"id\": {\"a\": 1}}", -32600, json!(null)),
    ];
    for (body, code, id) in bodies {
        let reply = served.exchange(&post(""), body).await;
        assert_eq!(reply.status, 400, "{body}: {reply:?}");
        let error = reply.json();
        assert_eq!(
            (&error["error"]["code"], &error["id"]),
            (&json!(code), &id),
            "{body}"
        );
    }
    served.end().await;
}
