//! Serving begins before the project is open.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use brummer_core::Supervisor;
use brummer_mcp::{Host, Hosted, NotOpened, Opener, Opening};
use serde_json::{Value, json};

use crate::client::{Client, Era};
use crate::connected::handle;
use crate::project::Project;

/// Opens a project as a test wants it.
struct Opens {
    hosted: Hosted,
    way: Way,
    /// The roots of the last try.
    roots: Arc<Mutex<Option<Vec<PathBuf>>>>,
}

/// What comes of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It takes for ever.
    Never,
    /// It fails until a file is there.
    WithFile,
    /// It works, with the roots of the client.
    WithRoots,
    /// It panics, once a client asks for it.
    Panics,
}

impl Opener for Opens {
    fn asks_client(&self) -> bool {
        matches!(self.way, Way::WithRoots | Way::Panics)
    }

    fn open(&self, roots: Vec<PathBuf>) -> Opening {
        *self.roots.lock().unwrap() = Some(roots);
        let (hosted, way) = (self.hosted.clone(), self.way);
        Box::pin(async move {
            match way {
                Way::Never => std::future::pending().await,
                Way::Panics => panic!("a bug that a test put there"),
                Way::WithFile if hosted.scripts.list().is_empty() => {
                    Err(NotOpened("`.brum.toml` is broken".to_owned()))
                }
                Way::WithFile | Way::WithRoots => Ok(hosted),
            }
        })
    }
}

/// A client that has sent nothing yet, and the roots that it will have been asked for.
async fn client(
    way: Way,
    scripts: &[(&'static str, &'static str)],
) -> (Client, Arc<Mutex<Option<Vec<PathBuf>>>>) {
    let directory = tempfile::tempdir().unwrap();
    let supervisor = handle(Supervisor::builder().build().unwrap()).await;
    let hosted = Hosted {
        supervisor: supervisor.clone(),
        scripts: Arc::new(Project {
            access: brummer_core::config::Access::default(),
            scripts: scripts.to_vec(),
            directory: directory.path().to_owned(),
        }),
    };
    let roots = Arc::default();
    let host = Host::later(Opens {
        hosted,
        way,
        roots: Arc::clone(&roots),
    });
    (Client::on(host, supervisor, directory), roots)
}

#[tokio::test]
async fn the_tools_are_told_while_the_project_is_being_opened() {
    for era in [Era::Initialize, Era::Discover] {
        let (mut client, _) = client(Way::Never, &[]).await;
        client.begin(era).await;
        let call = client.post_call("scripts_status", json!({})).await;
        let tools = client.request("tools/list", json!({})).await;
        assert!(!tools["tools"].as_array().unwrap().is_empty());
        client.end_input().await;
        let waited: Value = client.response(call).await;
        assert_eq!(waited["isError"], true, "{waited}");
        client.served().await.unwrap();
    }
}

#[tokio::test]
async fn what_is_asked_while_the_project_is_being_opened_is_answered_at_the_end() {
    let (mut client, _) = client(Way::Never, &[]).await;
    client.begin(Era::Initialize).await;
    let mut asked = Vec::new();
    for (method, params) in beside_tools() {
        asked.push(client.post(method, params).await);
    }
    client.end_input().await;
    for id in asked {
        let answer = client.any_response(id).await;
        let said = answer["error"]["message"].as_str().unwrap_or_default();
        assert!(said.starts_with("closing: "), "{answer}");
    }
    client.served().await.unwrap();
}

#[tokio::test]
async fn whatever_panics_is_answered() {
    let (mut client, _) = client(Way::Panics, &[]).await;
    client.begin(Era::Initialize).await;
    for (method, params) in beside_tools() {
        let id = client.post(method, params).await;
        let answer = client.any_response(id).await;
        let said = answer["error"]["message"].as_str().unwrap_or_default();
        assert!(said.starts_with("internal: "), "{method}: {answer}");
    }
    let error = client.error("scripts_status", json!({})).await;
    assert!(error.starts_with("internal: "), "{error}");
    client.request("tools/list", json!({})).await;
    client.close().await;
}

/// Requests that need the project and are no calls of tools.
fn beside_tools() -> [(&'static str, Value); 3] {
    let reference = json!({"type": "ref/prompt", "name": "debug_error"});
    let argument = json!({"name": "process", "value": ""});
    [
        ("resources/list", json!({})),
        ("resources/read", json!({"uri": "brummer://config"})),
        (
            "completion/complete",
            json!({"ref": reference, "argument": argument}),
        ),
    ]
}

#[tokio::test]
async fn a_project_that_cannot_be_opened_is_said_and_tried_again() {
    let (mut client, _) = client(Way::WithFile, &[]).await;
    client.begin(Era::Initialize).await;
    for _ in 0..2 {
        let error = client.error("scripts_list", json!({})).await;
        let said = "no_project: `.brum.toml` is broken\nnext: correct that, and call again";
        assert!(error.starts_with(said), "{error}");
    }
    client.close().await;
}

#[tokio::test]
async fn a_client_that_has_roots_says_where_the_project_is() {
    let (mut client, asked) = client(Way::WithRoots, &[("dev", "true")]).await;
    let hello = json!({
        "jsonrpc": "2.0", "id": "hello", "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {"roots": {}},
            "clientInfo": {"name": "tester", "version": "1"},
        },
    });
    client.send(&hello).await;
    assert_eq!(client.message().await["id"], "hello");
    client
        .send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}))
        .await;
    let question = client.message().await;
    assert_eq!(question["method"], "roots/list", "{question}");
    let roots =
        json!({"roots": [{"uri": "file:///home/me/my%20shop"}, {"uri": "https://example.org"}]});
    client
        .send(&json!({"jsonrpc": "2.0", "id": question["id"], "result": roots}))
        .await;
    let scripts = client.call("scripts_list", json!({})).await;
    assert_eq!(scripts["scripts"][0]["name"], "dev");
    assert_eq!(
        *asked.lock().unwrap(),
        Some(vec![PathBuf::from("/home/me/my shop")])
    );
    client.close().await;
}

#[tokio::test]
async fn a_client_without_roots_is_not_asked_for_them() {
    for era in [Era::Initialize, Era::Discover] {
        let (mut client, asked) = client(Way::WithRoots, &[("dev", "true")]).await;
        client.begin(era).await;
        let scripts = client.call("scripts_list", json!({})).await;
        assert_eq!(scripts["scripts"][0]["name"], "dev");
        assert_eq!(*asked.lock().unwrap(), Some(Vec::new()));
        client.close().await;
    }
}
