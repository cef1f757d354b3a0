//! What an editor says of the output of its tasks.

use super::*;
use crate::detect::Matcher;

const TASKS: &str = r#"{ "version": "2.0.0", "tasks": [
  { "label": "lint", "command": "l", "problemMatcher": ["$eslint-stylish", {
      "owner": "mine", "applyTo": "closedDocuments",
      "pattern": { "regexp": "^(.+):(\\d+): (.+)$", "file": 1, "line": 2, "message": 3 } }] },
  { "label": "watch", "command": "w", "isBackground": true, "problemMatcher": "$own" },
  { "label": "all", "command": "x", "dependsOn": ["watch", "lint"], "problemMatcher": "$own" },
  { "label": "far", "command": "f", "problemMatcher": "$esbuild-watch" },
  { "label": "bad", "command": "b", "problemMatcher": { "pattern": { "regexp": "(" } } },
  { "label": "also bad", "command": "b", "dependsOn": "bad" }
] }"#;

const CONFIGURATION: &str = r#"
[matchers.own]
pattern = { regexp = "^(.+)$", file = 1, kind = "file" }
background = { beginsPattern = "^begin", endsPattern = "^end" }
[matchers.other]
base = "own"
[processes.far]
problem_matcher = "other"
"#;

fn world(configuration: &str) -> World {
    World::new(&[
        ("repo/app/.vscode/tasks.json", TASKS),
        ("repo/app/.brum.toml", configuration),
    ])
}

#[track_caller]
fn check(script: &str, expected: &[&str]) {
    let spec = world(CONFIGURATION).discover().find(script).unwrap().spec();
    let matchers: Vec<_> = spec.matchers.iter().map(Matcher::name).collect();
    assert_eq!(matchers, expected);
}

#[test]
fn a_task_is_understood_by_the_matchers_that_it_names_and_describes() {
    check("lint", &["$eslint-stylish", "lint"]);
    check("watch", &["$own"]);
}

#[test]
fn so_is_the_output_of_the_tasks_that_it_depends_on() {
    check("all", &["$own", "$eslint-stylish", "all"]);
}

#[test]
fn the_configuration_decides_about_the_matchers_of_a_task() {
    check("far", &["other"]);
}

#[test]
fn a_matcher_that_cannot_be_used_is_a_warning_and_the_task_still_shows() {
    let world = world("[matchers.own]\nbase = \"$tsc\"");
    insta::assert_snapshot!(world.warnings(), @r"
    /repo/app/.vscode/tasks.json:7:55: there is no problem matcher `$esbuild-watch` here (an extension of the editor may have it); describe it as `[matchers.NAME]` in .brum.toml, or rely on what is built in
    /repo/app/.vscode/tasks.json:8:55: this problem matcher cannot be used: pattern.regexp: `regexp` cannot be run; unclosed group
    ");
    assert!(world.discover().find("far").is_ok() && world.discover().find("bad").is_ok());
}
