//! Both eras of the protocol, at one address.

use serde_json::json;

use super::client::{Served, Session, initialize};

#[tokio::test]
async fn a_client_that_opens_a_session_is_served_until_it_ends_it() {
    let served = Served::start().await;
    let session = Session::open(&served).await;
    let reply = session.call(&served, "scripts_status", &json!({})).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.json()["result"]["isError"], false, "{reply:?}");

    let head = format!(
        "DELETE /mcp HTTP/1.1\r\nHost: localhost\r\n{}",
        session.headers()
    );
    let ended = served.exchange(&head, "").await;
    assert_eq!(ended.status, 204, "{ended:?}");
    let reply = session.call(&served, "scripts_status", &json!({})).await;
    assert_eq!(reply.status, 404, "{reply:?}");
    served.end().await;
}

#[tokio::test]
async fn a_client_without_a_session_is_served_call_by_call() {
    let served = Served::start().await;
    let run = served
        .call("scripts_run", &json!({"name": "dev", "wait_ms": 0}))
        .await;
    assert_eq!(run["structuredContent"]["owner"], "agent tester", "{run}");
    let status = served.call("scripts_status", &json!({"name": "dev"})).await;
    assert_eq!(
        status["structuredContent"]["processes"][0]["status"], "running",
        "{status}"
    );
    served.end().await;
}

#[tokio::test]
async fn a_session_gets_no_event_without_data() {
    let served = Served::start().await;
    let reply = served.post("", &initialize()).await;
    assert_eq!(
        reply.header("content-type"),
        Some("text/event-stream"),
        "{reply:?}"
    );
    assert!(
        !reply.body.contains("data:\n") && !reply.body.contains("data: \n"),
        "{reply:?}"
    );
    served.end().await;
}

#[tokio::test]
async fn a_session_that_was_idle_for_hours_is_still_there() {
    let served = Served::start().await;
    let session = Session::open(&served).await;
    tokio::time::pause();
    for _ in 0..20 {
        tokio::time::advance(std::time::Duration::from_mins(10)).await;
    }
    tokio::time::resume();
    let reply = session.call(&served, "scripts_status", &json!({})).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    served.end().await;
}

#[tokio::test]
async fn an_address_is_that_of_one_project_in_both_eras() {
    let served = Served::start().await;
    let arguments = json!({"project": "web"});
    let session = Session::open(&served).await;
    for tool in ["scripts_status", "instances_list"] {
        let alone = served.call(tool, &arguments).await;
        let in_session = session.call(&served, tool, &arguments).await.json();
        for answer in [&alone, &in_session["result"]] {
            let text = answer["content"][0]["text"].as_str().unwrap();
            assert!(text.contains("this server is for one project"), "{text}");
        }
    }
    served.end().await;
}
