//! Both lifecycles, on one handler.

use serde_json::json;

use crate::client::{Client, Era};

#[tokio::test]
async fn a_client_that_initializes_learns_who_we_are() {
    let mut client = Client::silent(&[]).await;
    let info = client.begin(Era::Initialize).await;
    assert_eq!(info["protocolVersion"], "2025-11-25");
    assert_eq!(info["serverInfo"]["name"], "brummer");
    assert_eq!(info["serverInfo"]["version"], env!("CARGO_PKG_VERSION"));
    assert!(info["instructions"].as_str().unwrap().contains("untrusted"));
    client.close().await;
}

#[tokio::test]
async fn a_client_that_discovers_learns_who_we_are() {
    let mut client = Client::silent(&[]).await;
    let info = client.begin(Era::Discover).await;
    let versions = info["supportedVersions"].as_array().unwrap();
    assert!(versions.contains(&json!("2026-07-28")), "{info}");
    assert!(versions.contains(&json!("2025-06-18")), "{info}");
    assert_eq!(
        info["_meta"]["io.modelcontextprotocol/serverInfo"]["name"],
        "brummer"
    );
    client.close().await;
}

#[tokio::test]
async fn both_eras_get_the_same_tools_and_the_new_one_may_keep_them() {
    let mut old = Client::open(&[]).await;
    let mut new = Client::silent(&[]).await;
    new.begin(Era::Discover).await;
    let (was, is) = (
        old.request("tools/list", json!({})).await,
        new.request("tools/list", json!({})).await,
    );
    assert_eq!(was["tools"], is["tools"]);
    assert_eq!(was.get("ttlMs"), None);
    assert_eq!(is["ttlMs"], 300_000);
    old.close().await;
    new.close().await;
}

#[tokio::test]
async fn a_call_without_any_opening_is_answered_in_the_new_era() {
    let mut client = Client::silent(&[("dev", "true")]).await;
    client.begin(Era::Discover).await;
    let scripts = client.call("scripts_list", json!({})).await;
    assert_eq!(scripts["scripts"][0]["name"], "dev");
    client.close().await;
}
