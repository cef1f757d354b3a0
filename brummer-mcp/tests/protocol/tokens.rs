//! What typical answers cost, beside what the log costs that they are taken from: in tokens of three bytes, as the budget of an answer is.

use std::fmt::Write as _;
use std::path::PathBuf;

use regex::Regex;
use serde_json::{Value, json};

use crate::client::Client;
use crate::logs::cursor;
use crate::project::wait_until_printed;

/// The recorded outputs that the processes print: a flood of requests, a failing test suite, and a dev server that is broken and mended.
const RECORDED: [(&str, &str); 3] = [
    ("api", "structured/pino.log"),
    ("test", "pytest/failing.log"),
    ("web", "vite/dev-7.log"),
];

/// How often the log of `api` is printed: servers that are used print a lot.
const TIMES: usize = 40;

fn recording(file: &str) -> PathBuf {
    let fixtures = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../brummer-core/tests/fixtures"
    );
    PathBuf::from(fixtures).join(file)
}

/// A text without what differs from run to run in length: times, cursors, process ids.
fn steady(text: &str) -> String {
    let changing = [
        (r"[0-9a-f]{12,16}\.[0-9a-f]+", "0123456789abcdef.ff"),
        (r"\d{4}-\d\d-\d\dT[\d:.]+Z", "2026-01-01T00:00:00.000Z"),
        (r#"(pid"?:? ?)\d+"#, "${1}12345"),
        (r"\d+(\.\d+)? (ms|s)\b", "1.0 s"),
        (r#"durationMs":\d+"#, "durationMs\":1000"),
        (r"/tmp/[^/ ]+", "/tmp/project"),
    ];
    let mut text = text.to_owned();
    for (pattern, same) in changing {
        text = Regex::new(pattern)
            .unwrap()
            .replace_all(&text, same)
            .into_owned();
    }
    text
}

fn tokens(text: &str) -> usize {
    steady(text).len().div_ceil(3)
}

/// The answers so far, a line each.
#[derive(Default)]
struct Costs(String);

impl Costs {
    /// Notes what an answer cost, and what the logs cost that one would else have to read.
    fn note(&mut self, question: &str, answer: &str, raw: usize) {
        writeln!(self.0, "{question:<44} {:>6} {raw:>8}", tokens(answer)).unwrap();
    }
}

fn structured(value: &Value) -> String {
    value.to_string()
}

#[tokio::test]
async fn answers_cost_a_small_part_of_the_logs_that_they_are_taken_from() {
    let mut raw = std::collections::BTreeMap::new();
    let mut scripts = Vec::new();
    for (name, file) in RECORDED {
        let path = recording(file);
        let times = if name == "api" { TIMES } else { 1 };
        let bytes = std::fs::read(&path).unwrap().len() * times;
        raw.insert(name, bytes.div_ceil(3));
        let line = format!(
            "for n in $(seq {times}); do cat {}; done; echo; echo end; sleep 60",
            path.display()
        );
        scripts.push((name, &*line.leak()));
    }
    let all = raw.values().sum();
    let mut client = Client::open(&scripts).await;
    let mut costs = Costs::default();
    let state = client.text("changes", json!({})).await;
    for (name, _) in RECORDED {
        let run = json!({"name": name, "wait_ms": 0});
        client.call("scripts_run", run).await;
        wait_until_printed(&client.supervisor, name, "end").await;
    }
    // What lines that belong together say is known when nothing more comes for a moment.
    client.text("wait_for", json!({"quiet_ms": 500})).await;

    let text = client.text("problems_list", json!({})).await;
    costs.note("problems_list", &text, all);
    let since = cursor(&state);
    let text = client.text("changes", json!({"after": since})).await;
    costs.note("changes after=CURSOR", &text, all);
    let text = client
        .text("changes", json!({"after": cursor(&text)}))
        .await;
    costs.note("changes after=CURSOR (nothing new)", &text, 0);
    let wait = json!({"name": "web", "until": ["problem"], "after": since});
    let text = client.text("wait_for", wait).await;
    costs.note("wait_for name=web until=[problem]", &text, raw["web"]);
    let status = client.call("scripts_status", json!({})).await;
    costs.note("scripts_status", &structured(&status), all);
    let status = json!({"name": "test", "explain": true});
    let status = client.call("scripts_status", status).await;
    costs.note(
        "scripts_status name=test explain=true",
        &structured(&status),
        raw["test"],
    );
    let run = client
        .call("scripts_run", json!({"name": "web", "wait_ms": 0}))
        .await;
    costs.note(
        "scripts_run name=web (runs already)",
        &structured(&run),
        raw["web"],
    );
    let text = client.text("logs_stream", json!({"name": "api"})).await;
    costs.note("logs_stream name=api", &text, raw["api"]);
    let text = client
        .text("logs_stream", json!({"name": "api", "raw": true}))
        .await;
    costs.note("logs_stream name=api raw=true", &text, raw["api"]);
    let text = client.text("logs_stream", json!({"name": "test"})).await;
    costs.note("logs_stream name=test", &text, raw["test"]);
    let search = json!({"query": "error", "name": "web"});
    let text = client.text("logs_search", search).await;
    costs.note("logs_search name=web query=error", &text, raw["web"]);
    insta::assert_snapshot!(format!(
        "{:<44} {:>6} {:>8}\n{}",
        "answer", "tokens", "raw log", costs.0
    ));
    client.close().await;
}
