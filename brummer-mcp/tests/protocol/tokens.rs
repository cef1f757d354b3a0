//! What typical answers cost, beside what the log costs that they are taken from: in tokens of three bytes, as the budget of an answer is.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use regex::Regex;
use serde_json::json;

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

/// A text without what differs from run to run in length: times, cursors, process ids, directories.
fn steady(text: &str) -> String {
    let changing = [
        (r"[0-9a-f]{12,16}\.[0-9a-f]+", "0123456789abcdef.ff"),
        (r"\d{4}-\d\d-\d\dT[\d:.]+Z", "2026-01-01T00:00:00.000Z"),
        (r#"(pid"?:? ?)\d+"#, "${1}12345"),
        (r"\d+(\.\d+)? (ms|s)\b", "1.0 s"),
        (r#"durationMs":\d+"#, "durationMs\":1000"),
        (r"/tmp/[^/ ]+", "/tmp/project"),
    ];
    // Nor does it matter where this is checked out.
    let mut text = text.replace(env!("CARGO_MANIFEST_DIR"), "/brummer/brummer-mcp");
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
        writeln!(self.0, "{question:<62} {:>6} {raw:>8}", tokens(answer)).unwrap();
    }
}

/// Scripts that print the recordings, and how many tokens each of them prints.
fn printers() -> (
    Vec<(&'static str, &'static str)>,
    BTreeMap<&'static str, usize>,
) {
    let mut raw = BTreeMap::new();
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
    (scripts, raw)
}

#[tokio::test]
async fn answers_cost_a_small_part_of_the_logs_that_they_are_taken_from() {
    let (scripts, raw) = printers();
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
    let status = client.call("scripts_status", json!({})).await;
    costs.note("scripts_status", &status.to_string(), all);
    for (tool, name, arguments) in [
        ("scripts_status", "test", json!({"explain": true})),
        ("scripts_run", "web", json!({"wait_ms": 0})),
        (
            "wait_for",
            "web",
            json!({"until": ["problem"], "after": since}),
        ),
        ("logs_stream", "api", json!({})),
        ("logs_stream", "api", json!({"raw": true})),
        ("logs_stream", "test", json!({})),
        ("logs_search", "web", json!({"query": "error"})),
    ] {
        let asked = steady(&format!("{tool} {name} {arguments}"));
        let mut arguments = arguments;
        arguments["name"] = name.into();
        let answer = if tool.starts_with("scripts") {
            client.call(tool, arguments).await.to_string()
        } else {
            client.text(tool, arguments).await
        };
        costs.note(&asked, &answer, raw[name]);
    }
    insta::assert_snapshot!(format!(
        "{:<62} {:>6} {:>8}\n{}",
        "answer", "tokens", "raw log", costs.0
    ));
    client.close().await;
}

/// Lines of every kind that takes room: long ones, problems without end, many watchers' worth of frames.
const FLOOD: &str = "i=0; while [ $i -lt 400 ]; do i=$((i+1)); \
    echo \"src/file$i.ts(3,$i): error TS$i: $(printf 'word%.0s ' $(seq 30))\"; printf '%0900d\\n' $i; done; echo end; exit 1";

#[tokio::test]
async fn no_answer_is_larger_than_its_budget() {
    let names = ["flood-1", "flood-2", "flood-3"];
    let scripts = names.map(|name| (name, FLOOD));
    let mut client = Client::open(&scripts).await;
    for name in names {
        let run = json!({"name": name, "wait_ms": 50_000});
        let answer = client.call("scripts_run", run).await;
        assert!(
            answer.to_string().len() < 10_000,
            "{}",
            answer.to_string().len()
        );
    }
    let since = "0.0";
    for tokens in [500, 2_000] {
        let budget = json!({"max_tokens": tokens});
        for (tool, arguments) in [
            ("logs_stream", json!({"lines": 500})),
            ("logs_stream", json!({"after": since, "raw": true})),
            ("logs_search", json!({"query": "word", "context": 5})),
            ("logs_search", json!({"around": "1s"})),
            ("problems_list", json!({})),
            ("changes", json!({})),
            ("changes", json!({"after": since})),
            (
                "wait_for",
                json!({"until": ["problem", "exit"], "after": since}),
            ),
        ] {
            let mut arguments = arguments;
            arguments["max_tokens"] = budget["max_tokens"].clone();
            let text = client.text(tool, arguments.clone()).await;
            assert!(
                text.len() <= tokens * 3,
                "{tool} {arguments}: {} of {}",
                text.len(),
                tokens * 3
            );
        }
        for tool in ["scripts_status", "scripts_list"] {
            let mut arguments = budget.clone();
            if tool == "scripts_status" {
                arguments["explain"] = json!(true);
            }
            let text = client.call(tool, arguments).await.to_string();
            assert!(
                text.len() <= tokens * 3,
                "{tool}: {} of {}",
                text.len(),
                tokens * 3
            );
        }
    }
    client.close().await;
}
