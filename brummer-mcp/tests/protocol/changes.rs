//! What is new is told once, whichever tool gave the cursor.

use serde_json::json;

use crate::client::Client;
use crate::logs::cursor;
use crate::project::wait_until_printed;

const CHECK: &str =
    "echo \"src/a.ts(3,7): error TS2322: no\"; echo WARN slow; read x; echo later; sleep 60";

#[tokio::test]
async fn one_cursor_is_good_for_all_tools() {
    let mut client = Client::open(&[("check", CHECK)]).await;
    let state = client.text("changes", json!({})).await;
    assert!(state.starts_with("nothing was started yet"), "{state}");
    client
        .call("scripts_run", json!({"name": "check", "wait_ms": 0}))
        .await;
    wait_until_printed(&client.supervisor, "check", "WARN").await;
    let news = client
        .text("changes", json!({"after": cursor(&state)}))
        .await;
    assert!(news.contains("check: started (run 1, pid "), "{news}");
    assert!(news.contains("agent tester: scripts_run check ("), "{news}");
    assert!(
        news.contains("1 new error:\nsrc/a.ts:3:7: error TS2322: no [tsc]\n"),
        "{news}"
    );
    assert!(
        news.contains("new lines: check 2 (1 error, 1 warn)\n"),
        "{news}"
    );

    let problems = json!({"since": cursor(&news)});
    let problems = client.text("problems_list", problems).await;
    assert!(
        problems.starts_with("no new problems since the cursor\n"),
        "{problems}"
    );
    let lines = client
        .text("logs_stream", json!({"after": cursor(&news)}))
        .await;
    assert!(lines.starts_with("nothing was printed since\n"), "{lines}");
    let nothing = client
        .text("changes", json!({"after": cursor(&lines)}))
        .await;
    assert!(nothing.starts_with("nothing happened since\n"), "{nothing}");

    let input = json!({"name": "check", "keys": ["enter"]});
    client.text("process_input", input).await;
    wait_until_printed(&client.supervisor, "check", "later").await;
    let lines = client
        .text("logs_stream", json!({"after": cursor(&nothing)}))
        .await;
    assert!(lines.starts_with("later\n"), "{lines}");
    client.close().await;
}

#[tokio::test]
async fn what_a_person_did_is_told() {
    let mut client = Client::open(&[("dev", "sleep 60")]).await;
    let state = client.text("changes", json!({})).await;
    let person =
        client
            .supervisor
            .activities()
            .begin(brummer_core::Owner::Person, "restart", Some("dev"));
    person.done();
    let news = client
        .text("changes", json!({"after": cursor(&state)}))
        .await;
    assert!(news.contains("the person: restart dev ("), "{news}");
    client.close().await;
}

#[tokio::test]
async fn the_cursor_of_another_brummer_is_a_gap() {
    let mut client = Client::open(&[("dev", "echo x")]).await;
    client
        .call("scripts_run", json!({"name": "dev", "wait_ms": 50_000}))
        .await;
    let news = client.text("changes", json!({"after": "1.2"})).await;
    assert!(
        news.starts_with("gap: the cursor is of a brummer that has ended"),
        "{news}"
    );
    assert!(news.contains("dev: ended: exit code 0"), "{news}");
    client.close().await;
}

#[tokio::test]
async fn who_did_what_is_kept_for_all_front_ends() {
    let mut client = Client::open(&[("dev", "true")]).await;
    client.error("scripts_run", json!({"name": "dve"})).await;
    client.call("scripts_list", json!({})).await;
    client.call("scripts_list", json!({})).await;
    let latest = client.supervisor.activities().latest();
    let shown: Vec<_> = latest
        .iter()
        .map(|one| (one.action.as_str(), one.target.as_deref(), one.times))
        .collect();
    assert_eq!(
        shown,
        [("scripts_run", Some("dve"), 1), ("scripts_list", None, 2)]
    );
    let failed = serde_json::to_value(&latest[0].outcome).unwrap();
    assert_eq!(failed["reason"], "unknown_name");
    client.close().await;
}
