//! Secrets of the project stay in it, whatever is asked.

use std::sync::Arc;

use brummer_core::config::{Access, Origin, Resolved};
use brummer_core::{Command, Spec};
use serde_json::{Value, json};

use crate::client::{Client, Era};
use crate::project::{Project, wait_until_printed};

/// What nobody should see. The middle is enough to tell that it leaked.
const SECRET: &str = "kx81-planted-value-77q";
const MIDDLE: &str = "planted-value";

/// Prints it in several ways: plain, with colours in it, in an error, and goes on with an unfinished line.
const LEAK: &str = "echo API_SECRET=kx81-planted-value-77q; \
    printf 'a \\033[31mkx81-plan\\033[0mted-value-77q b\\n'; \
    printf \"src/a.ts(3,1): error TS2322: Type 'kx81-planted-value-77q' is wrong.\\n\"; \
    printf 'http://localhost:3999/?x=kx81-planted-value-77q\\n'; \
    printf 'open kx81-planted-value-77q'; exec cat";

async fn planted(era: Era) -> Client {
    let mut client = Client::silent(&[("leak", LEAK), ("other", "exit 1")]).await;
    std::fs::write(
        client.path(".env"),
        format!("API_SECRET={SECRET}\nPORT=3999\n"),
    )
    .unwrap();
    client.begin(era).await;
    client
        .call("scripts_run", json!({"name": "leak", "wait_ms": 0}))
        .await;
    wait_until_printed(&client.supervisor, "leak", "error TS2322").await;
    client
}

/// How to call a tool so that it has something to tell.
fn calls(tool: &str) -> Vec<Value> {
    match tool {
        "scripts_list" | "changes" | "problems_list" => vec![json!({})],
        "scripts_run" => vec![
            json!({"name": "leak", "wait_ms": 0}),
            json!({"name": "other"}),
            json!({"command": format!("echo {SECRET}")}),
            json!({"name": SECRET}),
        ],
        "scripts_stop" => vec![json!({"name": "leak"}), json!({"name": SECRET})],
        "scripts_status" => vec![json!({}), json!({"name": "leak", "explain": true})],
        "logs_stream" => vec![
            json!({}),
            json!({"name": "leak", "raw": true}),
            json!({"name": SECRET}),
        ],
        "logs_search" => vec![
            json!({"query": "planted"}),
            json!({"query": SECRET, "context": 3}),
        ],
        "process_input" => vec![json!({"name": "leak", "text": format!("{SECRET}\n")})],
        "wait_for" => vec![json!({"name": "leak", "pattern": "planted", "wait_ms": 100})],
        other => panic!("say here how to call {other}, so that it is tested for leaks"),
    }
}

/// Requests with a secret in the address, which errors repeat.
fn of_addresses() -> [(&'static str, Value); 2] {
    let read = json!({"uri": format!("brummer://logs/{SECRET}")});
    let watched = json!({"uri": format!("brummer://{SECRET}")});
    [("resources/read", read), ("resources/subscribe", watched)]
}

#[tokio::test]
async fn no_tool_and_no_resource_and_no_prompt_tells_a_secret_in_either_era() {
    for era in [Era::Initialize, Era::Discover] {
        let mut client = planted(era).await;
        let mut said = Vec::new();
        let mut requests = Vec::new();
        let tools = client.request("tools/list", json!({})).await;
        let names = tools["tools"]
            .as_array()
            .unwrap()
            .iter()
            .map(|tool| tool["name"].as_str().unwrap());
        // What stops the process comes last.
        let mut names: Vec<_> = names.map(str::to_owned).collect();
        names.sort_by_key(|name| name == "scripts_stop");
        let resources = client.request("resources/list", json!({})).await;
        for resource in resources["resources"].as_array().unwrap() {
            requests.push(("resources/read", json!({"uri": resource["uri"]})));
        }
        requests.extend(of_addresses());
        let prompts = client.request("prompts/list", json!({})).await;
        for prompt in prompts["prompts"].as_array().unwrap() {
            requests.push(("prompts/get", json!({"name": prompt["name"]})));
            requests.push((
                "prompts/get",
                json!({"name": prompt["name"], "arguments": {SECRET: "x"}}),
            ));
        }
        for argument in ["problem", "process"] {
            let reference = json!({"type": "ref/prompt", "name": "debug_error"});
            requests.push((
                "completion/complete",
                json!({"ref": reference, "argument": {"name": argument, "value": ""}}),
            ));
        }
        for name in &names {
            let calls = calls(name).into_iter();
            requests
                .extend(calls.map(|arguments| {
                    ("tools/call", json!({"name": name, "arguments": arguments}))
                }));
        }
        for (method, params) in requests {
            let id = client.post(method, params.clone()).await;
            let answer = client.any_response(id).await.to_string();
            assert!(!answer.contains(MIDDLE), "{method} {params}: {answer}");
            said.push(answer);
        }
        let masked = said
            .iter()
            .filter(|answer| answer.contains("[masked: API_SECRET]"))
            .count();
        assert!(
            masked >= 12,
            "only {masked} of {} had something to mask",
            said.len()
        );
        client.close().await;
    }
}

#[tokio::test]
async fn a_secret_is_masked_also_where_a_page_ends_in_it() {
    let mut client = planted(Era::Initialize).await;
    client
        .supervisor
        .write_stdin("leak", format!("\n{}{SECRET}\n", "x".repeat(1_990)))
        .await
        .unwrap();
    wait_until_printed(&client.supervisor, "leak", "xxxx").await;
    for lines in 1..8 {
        let text = client
            .text(
                "logs_stream",
                json!({"name": "leak", "lines": lines, "max_tokens": 500}),
            )
            .await;
        assert!(
            !text.contains("kx81-p") && !text.contains("e-77q"),
            "{text}"
        );
    }
    client.close().await;
}

#[tokio::test]
async fn what_is_left_of_a_secret_where_a_line_is_cut_is_masked() {
    let mut client = planted(Era::Initialize).await;
    let question = json!({"name": "leak", "lines": 1, "raw": true, "max_tokens": 800});
    let write = async |client: &Client, line: String| {
        let line = format!("\n{line}\n");
        client.supervisor.write_stdin("leak", line).await.unwrap();
    };
    write(&client, format!("{}first", "x".repeat(5_000))).await;
    wait_until_printed(&client.supervisor, "leak", "first").await;
    let text = client.text("logs_stream", question.clone()).await;
    let runs = text.split(|letter| letter != 'x').map(str::len);
    let shown = runs.max().unwrap();
    assert!((100..5_000).contains(&shown), "{text}");

    // So that a bit more than half of it is still shown.
    let start = "x".repeat(shown - SECRET.len() / 2 - 1);
    let end = "y".repeat(5_000);
    write(&client, format!("{start}{SECRET}{end}second")).await;
    wait_until_printed(&client.supervisor, "leak", "second").await;
    let text = client.text("logs_stream", question).await;
    assert!(
        text.contains("x[masked: API_SECRET]") && !text.contains("kx81"),
        "{text}"
    );
    client.close().await;
}

#[tokio::test]
async fn a_private_key_is_masked_over_all_its_lines() {
    const KEY: &str = "printf 'a\\n-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0B\\nAQEFAASCBKcwggSjAgEAAoIB\\n-----END PRIVATE KEY-----\\nb\\n'";
    let mut client = Client::open(&[("key", KEY)]).await;
    client.call("scripts_run", json!({"name": "key"})).await;
    let text = client.text("logs_stream", json!({"name": "key"})).await;
    assert!(
        text.starts_with("a\n") && text.contains("\nb\n") && text.contains("[masked: private key]"),
        "{text}"
    );
    assert!(!text.contains("MII") && !text.contains("AQEF"), "{text}");
    client.close().await;
}

#[tokio::test]
async fn a_new_secret_is_known_to_the_next_answer() {
    let mut client = Client::open(&[("cat", "cat")]).await;
    client
        .call("scripts_run", json!({"name": "cat", "wait_ms": 0}))
        .await;
    client
        .supervisor
        .write_stdin("cat", "first-v4lue\n")
        .await
        .unwrap();
    wait_until_printed(&client.supervisor, "cat", "first").await;
    let text = client.text("logs_stream", json!({"name": "cat"})).await;
    assert!(text.starts_with("first-v4lue\n"), "{text}");
    std::fs::write(client.path(".env.local"), "A_TOKEN=first-v4lue\n").unwrap();
    let text = client.text("logs_stream", json!({"name": "cat"})).await;
    assert!(text.starts_with("[masked: A_TOKEN]\n"), "{text}");
    client.close().await;
}

#[tokio::test]
async fn a_secret_of_the_directory_that_a_process_runs_in_is_masked() {
    let mut client = Client::open(&[]).await;
    let package = client.path("packages/api");
    std::fs::create_dir_all(&package).unwrap();
    std::fs::write(package.join(".env"), "API_TOKEN=sub-s3cret-v4lue\n").unwrap();
    let line = Command::shell("echo with sub-s3cret-v4lue");
    let spec = Spec::new("api", line, &package).unwrap();
    client.supervisor.start(spec).await.unwrap();
    wait_until_printed(&client.supervisor, "api", "with").await;
    let text = client.text("logs_stream", json!({"name": "api"})).await;
    assert!(text.starts_with("with [masked: API_TOKEN]\n"), "{text}");
    client.close().await;
}

#[tokio::test]
async fn whoever_wants_to_see_them_does() {
    let redact = Resolved {
        value: false,
        origin: Origin::Flag { name: "test" },
    };
    let access = Access {
        redact,
        ..Access::default()
    };
    let mut client = Client::allowed(&[("leak", LEAK)], access).await;
    std::fs::write(client.path(".env"), format!("API_SECRET={SECRET}\n")).unwrap();
    client
        .call("scripts_run", json!({"name": "leak", "wait_ms": 0}))
        .await;
    wait_until_printed(&client.supervisor, "leak", "error TS2322").await;
    let text = client.text("logs_stream", json!({"name": "leak"})).await;
    assert!(text.contains(SECRET), "{text}");
    client.close().await;
}

#[tokio::test]
async fn what_looks_like_a_secret_is_masked_without_any_file() {
    let directory = tempfile::tempdir().unwrap();
    let project = Project {
        scripts: vec![("url", "echo at postgres://app:hunter2@db/x")],
        directory: directory.path().to_owned(),
        access: Access::default(),
    };
    let mut client = Client::of(Arc::new(project), directory).await;
    client.begin(Era::Initialize).await;
    client.call("scripts_run", json!({"name": "url"})).await;
    let text = client.text("logs_stream", json!({"name": "url"})).await;
    assert!(
        text.starts_with("at postgres://app:[masked: password]@db/x\n"),
        "{text}"
    );
    client.close().await;
}
