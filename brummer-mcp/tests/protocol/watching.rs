//! Clients are told when what they watch changes, in both eras.

use brummer_core::{Command, Spec};
use serde_json::{Value, json};

use crate::client::{Client, Era};
use crate::project::wait_until_printed;

async fn started(era: Era) -> Client {
    let mut client = Client::silent(&[("web", "exec cat"), ("db", "exec cat")]).await;
    client.begin(era).await;
    client
        .call("scripts_run", json!({"name": "web", "wait_ms": 0}))
        .await;
    client
}

/// The next notice of this method, and how many others came before.
async fn next(client: &mut Client, method: &str) -> Value {
    loop {
        let notice = client.notice().await;
        if notice["method"] == method {
            return notice;
        }
    }
}

async fn print(client: &Client, line: &str) {
    client
        .supervisor
        .write_stdin("web", format!("{line}\n"))
        .await
        .unwrap();
    wait_until_printed(&client.supervisor, "web", line).await;
}

#[tokio::test]
async fn a_session_is_told_of_new_lines_until_it_unsubscribes() {
    let mut client = started(Era::Initialize).await;
    let uri = json!({"uri": "brummer://logs/web"});
    client.request("resources/subscribe", uri.clone()).await;
    print(&client, "one").await;
    let notice = next(&mut client, "notifications/resources/updated").await;
    assert_eq!(notice["params"]["uri"], "brummer://logs/web");
    print(&client, "two").await;
    next(&mut client, "notifications/resources/updated").await;

    client.request("resources/unsubscribe", uri).await;
    client
        .request("resources/subscribe", json!({"uri": "processes://active"}))
        .await;
    print(&client, "three").await;
    client.supervisor.stop("web").await.unwrap();
    let notice = next(&mut client, "notifications/resources/updated").await;
    assert_eq!(notice["params"]["uri"], "processes://active");
    client.close().await;
}

#[tokio::test]
async fn a_session_is_told_when_processes_come() {
    let mut client = started(Era::Initialize).await;
    client.request("resources/list", json!({})).await;
    client
        .call("scripts_run", json!({"name": "db", "wait_ms": 0}))
        .await;
    next(&mut client, "notifications/resources/list_changed").await;
    client.close().await;
}

#[tokio::test]
async fn a_stream_tells_what_it_was_asked_for_and_nothing_else() {
    let mut client = started(Era::Discover).await;
    let wanted = json!({"resourcesListChanged": true, "resourceSubscriptions": ["brummer://logs/web", "brummer://config", "no://where"]});
    let id = client
        .post("subscriptions/listen", json!({ "notifications": wanted }))
        .await;
    let acknowledged = next(&mut client, "notifications/subscriptions/acknowledged").await;
    let accepted = &acknowledged["params"]["notifications"];
    assert_eq!(
        accepted["resourceSubscriptions"],
        json!(["brummer://logs/web"]),
        "{acknowledged}"
    );
    assert_eq!(accepted["resourcesListChanged"], true, "{acknowledged}");

    // An answer tells that the stream was begun before.
    client.call("scripts_status", json!({})).await;
    print(&client, "one").await;
    let notice = next(&mut client, "notifications/resources/updated").await;
    assert_eq!(notice["params"]["uri"], "brummer://logs/web", "{notice}");
    assert_eq!(
        notice["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"], id,
        "{notice}"
    );
    client
        .call("scripts_run", json!({"name": "db", "wait_ms": 0}))
        .await;
    next(&mut client, "notifications/resources/list_changed").await;
    client.close().await;
}

#[tokio::test]
async fn what_changes_right_after_the_acknowledgement_is_told() {
    let mut client = started(Era::Discover).await;
    let command = Command::shell("true");
    for n in 0..20 {
        let wanted =
            json!({"resourcesListChanged": true, "resourceSubscriptions": ["brummer://processes"]});
        let id = client
            .post("subscriptions/listen", json!({ "notifications": wanted }))
            .await;
        next(&mut client, "notifications/subscriptions/acknowledged").await;
        // Nothing that has to wait is done in between.
        let spec = Spec::new(&format!("new-{n}"), command.clone(), client.path("")).unwrap();
        client.supervisor.add(spec).await.unwrap();
        let both = [
            "notifications/resources/list_changed",
            "notifications/resources/updated",
        ];
        for method in both {
            let notice = next(&mut client, method).await;
            let of = &notice["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"];
            assert_eq!(*of, id, "{notice}");
        }
        let cancelled = json!({"requestId": id});
        client
            .send(&json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": cancelled}))
            .await;
    }
    client.close().await;
}

#[tokio::test]
async fn many_changes_are_told_together() {
    let mut client = started(Era::Initialize).await;
    client
        .request("resources/subscribe", json!({"uri": "brummer://logs/web"}))
        .await;
    let start = std::time::Instant::now();
    for n in 0..200 {
        print(&client, &format!("line {n} of many")).await;
    }
    let most = start.elapsed().as_millis() / 250 + 2;
    // The last line is told of; whatever was told before it was told before this.
    client
        .request(
            "resources/subscribe",
            json!({"uri": "brummer://processes/web"}),
        )
        .await;
    client.supervisor.stop("web").await.unwrap();
    let mut updates = 0;
    loop {
        let notice = next(&mut client, "notifications/resources/updated").await;
        if notice["params"]["uri"] == "brummer://processes/web" {
            break;
        }
        updates += 1;
    }
    assert!(
        updates >= 1 && updates <= most,
        "{updates} of at most {most}"
    );
    client.close().await;
}

#[tokio::test]
async fn reading_what_one_watches_is_no_change() {
    let mut client = started(Era::Initialize).await;
    let uri = json!({"uri": "brummer://logs/web"});
    client.request("resources/subscribe", uri.clone()).await;
    for _ in 0..3 {
        client
            .refusal("resources/read", json!({"uri": "brummer://logs/nobody"}))
            .await;
        client.request("resources/read", uri.clone()).await;
    }
    client
        .request(
            "resources/subscribe",
            json!({"uri": "brummer://processes/web"}),
        )
        .await;
    client.supervisor.stop("web").await.unwrap();
    let notice = next(&mut client, "notifications/resources/updated").await;
    assert_eq!(notice["params"]["uri"], "brummer://processes/web");
    client.close().await;
}

#[tokio::test]
async fn a_client_that_does_not_read_holds_nothing_up() {
    let mut client = started(Era::Initialize).await;
    client
        .request("resources/subscribe", json!({"uri": "brummer://logs/web"}))
        .await;
    // The pipe to the client has room for a few of these answers; nobody reads them.
    for _ in 0..200 {
        client.post_call("scripts_list", json!({})).await;
    }
    for n in 0..50 {
        print(&client, &format!("line {n} while nobody reads")).await;
    }
    assert!(
        client
            .supervisor
            .snapshot()
            .process("web")
            .unwrap()
            .is_running()
    );
    client.supervisor.stop("web").await.unwrap();
    client.end_input().await;
    client.served().await.unwrap();
}

#[tokio::test]
async fn what_never_changes_or_is_not_there_cannot_be_watched() {
    let mut client = started(Era::Initialize).await;
    for uri in ["brummer://config", "brummer://logs/nobody", "no://where"] {
        let error = client
            .refusal("resources/subscribe", json!({ "uri": uri }))
            .await;
        assert!(error["code"].is_i64(), "{error}");
    }
    client.close().await;
}

/// One of many addresses of one resource: each letter may stand for itself or be encoded.
fn address(n: usize) -> String {
    let letters = "watched".bytes().enumerate();
    let letters = letters.map(|(bit, letter)| match n >> bit & 1 {
        0 => char::from(letter).to_string(),
        _ => format!("%{letter:02X}"),
    });
    format!("brummer://logs/{}", letters.collect::<String>())
}

#[tokio::test]
async fn what_a_stream_tells_of_has_a_bound() {
    let mut client = Client::silent(&[("watched", "exec cat")]).await;
    client.begin(Era::Discover).await;
    client
        .call("scripts_run", json!({"name": "watched", "wait_ms": 0}))
        .await;
    let all: Vec<_> = (0..120).map(address).collect();
    let wanted = json!({"resourceSubscriptions": all});
    client
        .post("subscriptions/listen", json!({ "notifications": wanted }))
        .await;
    let acknowledged = next(&mut client, "notifications/subscriptions/acknowledged").await;
    let accepted = &acknowledged["params"]["notifications"]["resourceSubscriptions"];
    assert_eq!(accepted.as_array().unwrap().len(), 100);
    client.close().await;
}

#[tokio::test]
async fn streams_have_a_bound_and_one_that_is_cancelled_makes_room() {
    let mut client = started(Era::Discover).await;
    let wanted = json!({"notifications": {"resourceSubscriptions": ["brummer://processes/web"]}});
    let mut streams = Vec::new();
    for _ in 0..64 {
        let id = client.post("subscriptions/listen", wanted.clone()).await;
        next(&mut client, "notifications/subscriptions/acknowledged").await;
        streams.push(id);
    }
    let error = client.refusal("subscriptions/listen", wanted.clone()).await;
    let said = error["message"].as_str().unwrap();
    assert!(said.starts_with("too many streams are open"), "{error}");

    let cancelled = json!({"requestId": streams[0]});
    client
        .send(&json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": cancelled}))
        .await;
    client.call("scripts_status", json!({})).await;
    let id = client.post("subscriptions/listen", wanted).await;
    client.call("scripts_status", json!({})).await;
    client.supervisor.stop("web").await.unwrap();
    loop {
        let notice = next(&mut client, "notifications/resources/updated").await;
        if notice["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"] == id {
            break;
        }
    }
    client.close().await;
}

#[tokio::test]
async fn what_a_client_watches_has_a_bound() {
    let mut client = Client::open(&[("watched", "exec cat")]).await;
    for n in 0..100 {
        client
            .request("resources/subscribe", json!({"uri": address(n)}))
            .await;
    }
    let error = client
        .refusal("resources/subscribe", json!({"uri": address(100)}))
        .await;
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .starts_with("at most 100"),
        "{error}"
    );
    client
        .request("resources/unsubscribe", json!({"uri": address(0)}))
        .await;
    client
        .request("resources/subscribe", json!({"uri": address(100)}))
        .await;
    client.close().await;
}
