//! Scripts are started, stopped and told of.

use std::sync::Arc;

use brummer_core::config::Access;
use serde_json::{Value, json};

use crate::client::{Client, Era};
use crate::project::{Project, wait_until_printed};

const SERVER: (&str, &str) = ("dev", "echo hi; sleep 60");

#[tokio::test]
async fn what_can_run_is_listed_with_what_runs() {
    let mut client = Client::open(&[SERVER, ("test", "true")]).await;
    client
        .call("scripts_run", json!({"name": "dev", "wait_ms": 0}))
        .await;
    let scripts = client
        .call("scripts_list", json!({"filter": "SLEEP"}))
        .await;
    let expected = json!([{
        "name": "dev", "command": "echo hi; sleep 60", "origin": "test", "kind": "shell", "status": "running",
    }]);
    assert_eq!(scripts["scripts"], expected);
    client.close().await;
}

#[tokio::test]
async fn running_what_runs_already_leaves_it_alone() {
    let mut client = Client::open(&[SERVER]).await;
    let first = client
        .call("scripts_run", json!({"name": "dev", "wait_ms": 0}))
        .await;
    assert_eq!(first["alreadyRunning"], false);
    assert_eq!(first["owner"], "agent tester");
    let second = client
        .call("scripts_run", json!({"name": "dev", "wait_ms": 0}))
        .await;
    assert_eq!(second["alreadyRunning"], true);
    assert_eq!(second["pid"], first["pid"]);
    assert!(second["pid"].is_u64());
    client.close().await;
}

#[tokio::test]
async fn a_restart_is_another_run_with_its_own_output() {
    let mut client = Client::open(&[SERVER]).await;
    let first = client
        .call("scripts_run", json!({"name": "dev", "wait_ms": 0}))
        .await;
    wait_until_printed(&client.supervisor, "dev", "hi").await;
    let again = client
        .call(
            "scripts_run",
            json!({"name": "dev", "restart": true, "wait_ms": 0}),
        )
        .await;
    assert_eq!(again["alreadyRunning"], false);
    assert_eq!(again["run"], 2);
    assert_ne!(again["pid"], first["pid"]);
    assert!(
        again["output"].as_str().unwrap().matches("hi").count() < 2,
        "{again}"
    );
    client.close().await;
}

#[tokio::test]
async fn a_start_that_ends_is_answered_at_once_with_exit_code_and_output() {
    let mut client = Client::open(&[("test", "echo one; echo two >&2; exit 3")]).await;
    let ended = client
        .call("scripts_run", json!({"name": "test", "wait_ms": 50_000}))
        .await;
    assert_eq!(ended["status"], "failed");
    assert_eq!(ended["exitCode"], 3);
    let output = ended["output"].as_str().unwrap();
    assert!(
        output.contains("one\n") && output.contains("two\n"),
        "{output}"
    );
    client.close().await;
}

#[tokio::test]
async fn a_command_line_runs_and_is_known_by_its_name_afterwards() {
    let mut client = Client::open(&[]).await;
    let ended = client
        .call(
            "scripts_run",
            json!({"command": "echo from a command", "wait_ms": 50_000}),
        )
        .await;
    assert_eq!(ended["status"], "success");
    assert_eq!(ended["output"], "from a command\n");
    let again = client
        .call("scripts_run", json!({"name": "echo", "wait_ms": 50_000}))
        .await;
    assert_eq!(again["run"], 2);
    client.close().await;
}

#[tokio::test]
async fn two_command_lines_of_one_name_run_beside_each_other() {
    let mut client = Client::open(&[]).await;
    let first = client
        .call("scripts_run", json!({"command": "sleep 60", "wait_ms": 0}))
        .await;
    let second = client
        .call("scripts_run", json!({"command": "sleep 61", "wait_ms": 0}))
        .await;
    assert_eq!(first["processId"], "sleep");
    assert_eq!(second["processId"], "sleep-2");
    let again = client
        .call("scripts_run", json!({"command": "sleep 61", "wait_ms": 0}))
        .await;
    assert_eq!(again["processId"], "sleep-2");
    assert_eq!(again["alreadyRunning"], true);
    client.close().await;
}

#[tokio::test]
async fn a_name_that_is_none_is_answered_with_those_that_there_are() {
    let mut client = Client::open(&[SERVER]).await;
    for tool in [
        "scripts_run",
        "scripts_stop",
        "scripts_status",
        "logs_stream",
    ] {
        let error = client.error(tool, json!({"name": "dve"})).await;
        assert!(
            error.starts_with(
                "unknown_name: there is no script or process `dve`\nnear: dev\nknown: dev\nnext: "
            ),
            "{error}"
        );
    }
    client.close().await;
}

#[tokio::test]
async fn a_stop_tells_what_it_did_and_a_second_one_that_there_was_nothing_to_do() {
    let mut client = Client::open(&[SERVER]).await;
    client
        .call("scripts_run", json!({"name": "dev", "wait_ms": 0}))
        .await;
    let stopped = client.call("scripts_stop", json!({"name": "dev"})).await;
    assert_eq!(stopped["wasRunning"], true);
    assert_eq!(stopped["status"], "stopped");
    assert!(
        stopped["summary"]
            .as_str()
            .unwrap()
            .starts_with("dev: SIGTERM to "),
        "{stopped}"
    );
    let again = client.call("scripts_stop", json!({"name": "dev"})).await;
    assert_eq!(again["wasRunning"], false);
    assert_eq!(again["summary"], "dev: nothing was running");
    client.close().await;
}

#[tokio::test]
async fn a_forced_stop_does_not_ask() {
    let mut client = Client::open(&[(
        "stubborn",
        "trap '' TERM; echo armed; while :; do sleep 60; done",
    )])
    .await;
    client
        .call("scripts_run", json!({"name": "stubborn", "wait_ms": 0}))
        .await;
    wait_until_printed(&client.supervisor, "stubborn", "armed").await;
    let stopped = client
        .call("scripts_stop", json!({"name": "stubborn", "force": true}))
        .await;
    assert_eq!(stopped["status"], "stopped");
    assert!(
        !stopped["killed"].as_array().unwrap().is_empty(),
        "{stopped}"
    );
    client.close().await;
}

#[tokio::test]
async fn a_start_that_fails_says_why() {
    let project = Project {
        scripts: vec![SERVER],
        directory: "/nowhere".into(),
        access: Access::default(),
    };
    let mut client = Client::of(Arc::new(project), tempfile::tempdir().unwrap()).await;
    client.begin(Era::Initialize).await;
    let error = client.error("scripts_run", json!({"name": "dev"})).await;
    assert!(
        error.starts_with("bad_directory: the directory `/nowhere` of `dev`"),
        "{error}"
    );
    let status = client.call("scripts_status", json!({"name": "dev"})).await;
    assert_eq!(status["processes"][0]["status"], "failed");
    client.close().await;
}

#[tokio::test]
async fn a_script_that_was_never_started_is_no_error() {
    let mut client = Client::open(&[SERVER]).await;
    let stopped = client.call("scripts_stop", json!({"name": "dev"})).await;
    assert_eq!(stopped["wasRunning"], false);
    let status = client.call("scripts_status", json!({"name": "dev"})).await;
    assert_eq!(status["processes"], json!([]));
    assert!(status["note"].as_str().unwrap().contains("never started"));
    client.close().await;
}

#[tokio::test]
async fn the_status_is_one_moment_of_all_processes() {
    let mut client = Client::silent(&[SERVER, ("test", "exit 1")]).await;
    client.begin(Era::Discover).await;
    client
        .call("scripts_run", json!({"name": "dev", "wait_ms": 0}))
        .await;
    client
        .call("scripts_run", json!({"name": "test", "wait_ms": 50_000}))
        .await;
    let status = client.call("scripts_status", json!({})).await;
    let shown = |n: usize| &status["processes"][n];
    assert_eq!(
        (&shown(0)["processId"], &shown(0)["status"]),
        (&json!("dev"), &json!("running"))
    );
    assert_eq!(
        (&shown(1)["processId"], &shown(1)["exitCode"]),
        (&json!("test"), &json!(1))
    );
    assert_eq!(
        status["revision"],
        Value::from(client.supervisor.snapshot().revision())
    );
    client.close().await;
}

#[tokio::test]
async fn a_taken_port_is_not_read_from_the_place_of_the_error() {
    const SERVER: &str = "PORT=1 printf 'Traceback (most recent call last):\\n  File \"/x/server.py\", line 3, in <module>\\n    s=1\\n\
                          OSError: [Errno 98] Address already in use\\n' >&2; exit 1";
    let mut client = Client::open(&[("web", SERVER)]).await;
    client
        .call("scripts_run", json!({"name": "web", "wait_ms": 50_000}))
        .await;
    let status = client
        .call("scripts_status", json!({"name": "web", "explain": true}))
        .await;
    assert_eq!(
        status["processes"][0]["explain"]["why"],
        "port 1 was taken, and is free now"
    );
    client.close().await;
}
