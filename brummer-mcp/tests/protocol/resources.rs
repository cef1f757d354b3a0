//! Resources are listed, read and completed, in both eras.

use brummer_core::config::{Access, Allowed, Resolved};
use serde_json::{Value, json};

use crate::client::{Client, Era};
use crate::project::wait_until_printed;

async fn text(client: &mut Client, uri: &str) -> String {
    let read = client
        .request("resources/read", json!({ "uri": uri }))
        .await;
    assert_eq!(read["contents"][0]["uri"], uri, "{read}");
    read["contents"][0]["text"].as_str().unwrap().to_owned()
}

fn uris(list: &Value) -> Vec<&str> {
    let resources = list["resources"].as_array().unwrap();
    resources
        .iter()
        .map(|resource| resource["uri"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn what_tools_tell_is_at_an_address_too() {
    for era in [Era::Initialize, Era::Discover] {
        let mut client = Client::silent(&[("web:dev", "echo ready; exec cat")]).await;
        client.begin(era).await;
        client
            .call("scripts_run", json!({"name": "web:dev", "wait_ms": 0}))
            .await;
        wait_until_printed(&client.supervisor, "web:dev", "ready").await;
        let list = client.request("resources/list", json!({})).await;
        assert!(uris(&list).contains(&"brummer://logs/web:dev"), "{list}");
        for uri in [
            "brummer://logs",
            "logs://recent",
            "brummer://logs/web:dev",
            "brummer://logs/web%3Adev",
        ] {
            assert!(text(&mut client, uri).await.starts_with("ready\n"), "{uri}");
        }
        for uri in [
            "brummer://processes",
            "processes://active",
            "brummer://processes/web:dev",
        ] {
            let processes: Value = serde_json::from_str(&text(&mut client, uri).await).unwrap();
            assert_eq!(processes["processes"][0]["status"], "running", "{uri}");
        }
        let scripts: Value =
            serde_json::from_str(&text(&mut client, "scripts://available").await).unwrap();
        assert_eq!(scripts["scripts"][0]["name"], "web:dev");
        assert!(
            text(&mut client, "brummer://problems")
                .await
                .starts_with("no problems")
        );
        assert!(
            text(&mut client, "logs://errors")
                .await
                .contains("cursor: ")
        );
        assert!(
            text(&mut client, "brummer://config")
                .await
                .contains(".env files are masked")
        );
        client.close().await;
    }
}

#[tokio::test]
async fn every_listed_resource_can_be_read() {
    let mut client = Client::open(&[("web", "exec cat")]).await;
    client
        .call("scripts_run", json!({"name": "web", "wait_ms": 0}))
        .await;
    let list = client.request("resources/list", json!({})).await;
    for uri in uris(&list) {
        text(&mut client, uri).await;
    }
    client.close().await;
}

#[tokio::test]
async fn what_is_not_there_has_the_code_of_the_era() {
    for (era, code) in [(Era::Initialize, -32002), (Era::Discover, -32602)] {
        let mut client = Client::silent(&[("web", "true")]).await;
        client.begin(era).await;
        for uri in [
            "brummer://nothing",
            "brummer://logs/nobody",
            "file:///etc/passwd",
            "brummer://logs/web",
        ] {
            let error = client
                .refusal("resources/read", json!({ "uri": uri }))
                .await;
            assert_eq!(error["code"], code, "{uri} {error}");
            assert_eq!(error["data"]["uri"], uri, "{error}");
        }
        client.close().await;
    }
}

#[tokio::test]
async fn what_may_not_be_read_is_no_resource() {
    let read = Resolved::default(Allowed::Only(vec!["web".to_owned()]));
    let access = Access {
        read,
        ..Access::default()
    };
    let mut client = Client::allowed(&[("web", "exec cat"), ("db", "exec cat")], access).await;
    for name in ["web", "db"] {
        client
            .call("scripts_run", json!({"name": name, "wait_ms": 0}))
            .await;
    }
    let list = client.request("resources/list", json!({})).await;
    assert!(!uris(&list).iter().any(|uri| uri.contains("/db")), "{list}");
    let error = client
        .refusal("resources/read", json!({"uri": "brummer://logs/db"}))
        .await;
    assert!(
        error["message"].as_str().unwrap().starts_with("denied: "),
        "{error}"
    );
    let error = client
        .refusal("resources/subscribe", json!({"uri": "brummer://logs/db"}))
        .await;
    assert!(
        error["message"].as_str().unwrap().starts_with("denied: "),
        "{error}"
    );
    client.close().await;
}

#[tokio::test]
async fn templates_are_listed_and_their_names_completed() {
    let mut client = Client::open(&[("web", "exec cat"), ("worker", "exec cat")]).await;
    for name in ["web", "worker"] {
        client
            .call("scripts_run", json!({"name": name, "wait_ms": 0}))
            .await;
    }
    let templates = client.request("resources/templates/list", json!({})).await;
    for template in templates["resourceTemplates"].as_array().unwrap() {
        let completed = client
            .request(
                "completion/complete",
                json!({"ref": {"type": "ref/resource", "uri": template["uriTemplate"]}, "argument": {"name": "name", "value": "wo"}}),
            )
            .await;
        assert_eq!(
            completed["completion"]["values"],
            json!(["worker"]),
            "{completed}"
        );
    }
    client.close().await;
}
