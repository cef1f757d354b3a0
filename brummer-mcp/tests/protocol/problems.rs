//! What is broken is told first, with its place.

use serde_json::json;

use crate::client::Client;

/// Returns when the process `check` has an error.
async fn until_broken(client: &Client) {
    let is_broken = |check: &brummer_core::ProcessSnapshot| {
        check.is_running() && check.output().problems.errors == 1
    };
    let project = client.supervisor.wait_until(|project| {
        project
            .process("check")
            .is_some_and(|check| is_broken(check))
    });
    project.await;
}

#[tokio::test]
async fn problems_can_be_asked_for_by_moment_edit_and_restart() {
    let script = "echo 'src/a.ts(3,7): error TS2322: no'; sleep 60";
    let mut client = Client::open(&[("check", script)]).await;
    client
        .call("scripts_run", json!({"name": "check", "wait_ms": 0}))
        .await;
    until_broken(&client).await;
    let all = client.text("problems_list", json!({})).await;
    assert!(
        all.starts_with("1 error:\nsrc/a.ts:3:7: error TS2322: no [tsc]\n"),
        "{all}"
    );
    let recent = client.text("problems_list", json!({"since": "1h"})).await;
    assert!(recent.starts_with("1 new error since 1h:\n"), "{recent}");

    std::fs::write(client.path("b.ts"), "x").unwrap();
    let edited = client.text("problems_list", json!({"since": "edit"})).await;
    assert!(
        edited.starts_with("no new problems since b.ts changed "),
        "{edited}"
    );

    let restart = json!({"name": "check", "restart": true, "wait_ms": 0});
    client.call("scripts_run", restart).await;
    until_broken(&client).await;
    let since = json!({"since": "restart", "name": "check"});
    let restarted = client.text("problems_list", since).await;
    assert!(
        restarted.starts_with("no new problems since the last start\n"),
        "{restarted}"
    );
    client.close().await;
}

#[tokio::test]
async fn failed_tests_are_problems_with_counts() {
    let script = "printf 'running 2 tests\\ntest a ... ok\\ntest b ... FAILED\\n\\nfailures:\\n\\n---- b stdout ----\\n\\nthread '\"'\"'b'\"'\"' (7) panicked at src/lib.rs:9:5:\\nno\\n\\n\\nfailures:\\n    b\\n\\ntest result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\\n'; exit 101";
    let mut client = Client::open(&[("test", script)]).await;
    let ended = client
        .call("scripts_run", json!({"name": "test", "wait_ms": 50_000}))
        .await;
    assert_eq!(ended["tests"], "tests: 1 passed, 1 failed", "{ended}");
    let text = client.text("problems_list", json!({})).await;
    assert!(text.contains("src/lib.rs:9:5: error b: no"), "{text}");
    assert!(text.contains("test: tests: 1 passed, 1 failed\n"), "{text}");
    client.close().await;
}

#[tokio::test]
async fn a_moment_that_is_none_is_answered_with_what_is_one() {
    let mut client = Client::open(&[]).await;
    let error = client
        .error("problems_list", json!({"since": "soon"}))
        .await;
    assert!(
        error.starts_with(
            "bad_arguments: `soon` is nothing that `since` knows\naccepts: a cursor, "
        ),
        "{error}"
    );
    let error = client
        .error("problems_list", json!({"files": ["no.ts"]}))
        .await;
    assert!(
        error.starts_with("no_file: there is no file `no.ts` in "),
        "{error}"
    );
    client.close().await;
}
