//! Prompts hold what is known, and their arguments are completed, in both eras.

use serde_json::{Value, json};

use crate::client::{Client, Era};
use crate::project::wait_until_printed;

const BROKEN: &str = "echo \"src/a.ts(3,1): error TS2322: Type 'string' is not assignable to type 'number'.\"; \
    echo \"src/b.ts(9,5): error TS2304: Cannot find name 'x'.\"; exec cat";

async fn broken(era: Era) -> Client {
    let mut client = Client::silent(&[("types", BROKEN)]).await;
    client.begin(era).await;
    client
        .call("scripts_run", json!({"name": "types", "wait_ms": 0}))
        .await;
    wait_until_printed(&client.supervisor, "types", "TS2304").await;
    client
        .supervisor
        .wait_until(|project| {
            project
                .process("types")
                .is_some_and(|process| process.output().problems.errors == 2)
        })
        .await;
    client
}

async fn prompt(client: &mut Client, name: &str, arguments: Value) -> String {
    let result = client
        .request("prompts/get", json!({"name": name, "arguments": arguments}))
        .await;
    assert_eq!(result["messages"][0]["role"], "user");
    result["messages"][0]["content"]["text"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn completed(client: &mut Client, name: &str, argument: &str, value: &str) -> Value {
    let reference = json!({"type": "ref/prompt", "name": name});
    let params = json!({"ref": reference, "argument": {"name": argument, "value": value}});
    client.request("completion/complete", params).await["completion"]["values"].take()
}

#[tokio::test]
async fn an_error_comes_with_its_process_and_output() {
    for era in [Era::Initialize, Era::Discover] {
        let mut client = broken(era).await;
        for (problem, expected) in [
            ("2", "src/b.ts:9:5: error TS2304"),
            ("src/a.ts", "src/a.ts:3:1: error TS2322"),
            ("Cannot find", "src/b.ts:9:5"),
        ] {
            let text = prompt(&mut client, "debug_error", json!({ "problem": problem })).await;
            assert!(text.contains(expected), "{text}");
            assert!(
                text.contains("State of the process:\n{") && text.contains("src/b.ts(9,5)"),
                "{text}"
            );
        }
        let text = prompt(
            &mut client,
            "debug_error",
            json!({"problem": "segfault in main"}),
        )
        .await;
        assert!(
            text.contains("segfault in main\n(it is not among"),
            "{text}"
        );
        client.close().await;
    }
}

#[tokio::test]
async fn what_is_broken_is_listed_whole_or_by_file() {
    let mut client = broken(Era::Initialize).await;
    let text = prompt(&mut client, "fix_problems", json!({})).await;
    assert!(
        text.contains("2 errors:\n") && text.contains("src/a.ts:3:1"),
        "{text}"
    );
    let text = prompt(&mut client, "fix_problems", json!({"file": "b.ts"})).await;
    assert!(
        text.contains("src/b.ts:9:5") && !text.contains("src/a.ts"),
        "{text}"
    );
    let text = prompt(
        &mut client,
        "script_configuration",
        json!({"script": "types"}),
    )
    .await;
    assert!(
        text.contains("[processes.NAME]") && text.contains("\"types\""),
        "{text}"
    );
    client.close().await;
}

#[tokio::test]
async fn wrong_names_are_answered_with_right_ones() {
    let mut client = Client::open(&[]).await;
    let error = client.refusal("prompts/get", json!({"name": "fix"})).await;
    assert_eq!(error["code"], -32602);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("known: debug_error, fix_problems"),
        "{error}"
    );
    let error = client
        .refusal(
            "prompts/get",
            json!({"name": "fix_problems", "arguments": {"dir": "x"}}),
        )
        .await;
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("known: process, file"),
        "{error}"
    );
    let error = client
        .refusal(
            "prompts/get",
            json!({"name": "fix_problems", "arguments": {"process": "nobody"}}),
        )
        .await;
    assert!(
        error["code"] == -32602 && error["message"].as_str().unwrap().contains("unknown_name"),
        "{error}"
    );
    client.close().await;
}

#[tokio::test]
async fn arguments_are_completed() {
    let mut client = broken(Era::Initialize).await;
    assert_eq!(
        completed(&mut client, "debug_error", "process", "t").await,
        json!(["types"])
    );
    assert_eq!(
        completed(&mut client, "debug_error", "problem", "").await,
        json!(["1", "2", "src/a.ts", "src/b.ts"])
    );
    assert_eq!(
        completed(&mut client, "fix_problems", "file", "b").await,
        json!(["src/b.ts"])
    );
    assert_eq!(
        completed(&mut client, "script_configuration", "script", "ty").await,
        json!(["types"])
    );
    let reference = json!({"type": "ref/prompt", "name": "fix_problems"});
    let params = json!({"ref": reference, "argument": {"name": "colour", "value": ""}});
    let error = client.refusal("completion/complete", params).await;
    assert_eq!(error["code"], -32602, "{error}");
    client.close().await;
}
