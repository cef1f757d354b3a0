//! What the configuration denies is not done.

use brummer_core::config::{Access, Allowed, Origin, Resolved};
use serde_json::json;

use crate::client::Client;

fn rule(allowed: Allowed) -> Resolved<Allowed> {
    let origin = Origin::File {
        path: std::path::Path::new("/p/.brum.toml").into(),
        line: 2,
        column: None,
    };
    Resolved {
        value: allowed,
        origin,
    }
}

fn only(name: &str) -> Resolved<Allowed> {
    rule(Allowed::Only(vec![name.to_owned()]))
}

const SCRIPTS: [(&str, &str); 2] = [
    ("web", "echo from web; sleep 60"),
    ("api", "echo secret; sleep 60"),
];

#[tokio::test]
async fn what_may_not_be_controlled_is_not_started() {
    let access = Access {
        control: only("web"),
        ..Access::default()
    };
    let mut client = Client::allowed(&SCRIPTS, access).await;
    let error = client.error("scripts_run", json!({"name": "api"})).await;
    let expected = "denied: scripts_run may not be called for `api`: [mcp] control = [\"web\"] (/p/.brum.toml:2)";
    assert!(error.starts_with(expected), "{error}");
    let error = client
        .error("scripts_run", json!({"command": "sleep 60"}))
        .await;
    assert!(error.starts_with("denied: command lines"), "{error}");
    assert!(client.supervisor.snapshot().processes().is_empty());
    client
        .call("scripts_run", json!({"name": "web", "wait_ms": 0}))
        .await;
    client.close().await;
}

#[tokio::test]
async fn what_may_not_be_read_is_in_no_answer() {
    let access = Access {
        read: only("web"),
        ..Access::default()
    };
    let mut client = Client::allowed(&SCRIPTS, access).await;
    for name in ["web", "api"] {
        let run = json!({"name": name, "wait_ms": 0});
        let answer = client.call("scripts_run", run).await;
        assert_eq!(answer.get("output").is_some(), name == "web", "{answer}");
        crate::project::wait_until_printed(&client.supervisor, name, "").await;
    }
    for (tool, arguments) in [
        ("logs_stream", json!({})),
        ("logs_search", json!({"query": "e"})),
        ("changes", json!({"after": "0.0"})),
        ("changes", json!({})),
        ("problems_list", json!({})),
        (
            "wait_for",
            json!({"pattern": "secret", "after": "0.0", "wait_ms": 0}),
        ),
    ] {
        let text = client.text(tool, arguments).await;
        let is_told = text.contains("1 process is not shown: [mcp] read = [\"web\"]");
        let lines = text.lines().filter(|line| !line.contains("not shown"));
        let leaks = lines
            .clone()
            .any(|line| line.contains("secret") || line.contains("api"));
        assert!(!leaks && is_told, "{tool}: {text}");
    }
    let status = client.call("scripts_status", json!({})).await;
    assert_eq!(status["processes"].as_array().unwrap().len(), 1, "{status}");
    let error = client.error("logs_stream", json!({"name": "api"})).await;
    assert!(error.starts_with("denied: "), "{error}");
    client.close().await;
}

#[tokio::test]
async fn a_tool_that_is_denied_says_where() {
    let access = Access {
        input: rule(Allowed::None),
        ..Access::default()
    };
    let mut client = Client::allowed(&SCRIPTS, access).await;
    let input = json!({"name": "web", "text": "x"});
    let error = client.error("process_input", input).await;
    let expected = "denied: process_input may not be called: [mcp] input = false (/p/.brum.toml:2)";
    assert!(error.starts_with(expected), "{error}");
    client.close().await;
}
