//! The list of tools, as clients get it.

use rmcp::model::Tool;
use serde_json::Value;

use super::*;

/// What the list may take: 2,000 tokens at three bytes each.
const MAX_LIST_BYTES: usize = 6_000;

fn each(check: impl Fn(&Tool)) {
    let tools = ROUTER.list_all();
    assert!(!tools.is_empty());
    tools.iter().for_each(check);
}

#[test]
fn the_list_is_what_it_was() {
    insta::assert_json_snapshot!(ROUTER.list_all());
}

#[test]
fn the_list_is_small() {
    let bytes = serde_json::to_string(&ROUTER.list_all()).unwrap().len();
    assert!(bytes < MAX_LIST_BYTES, "{bytes} bytes");
}

#[test]
fn every_tool_says_what_it_does_to_the_world() {
    each(|tool| {
        let hints = tool.annotations.as_ref().unwrap();
        let all = [
            hints.read_only_hint,
            hints.destructive_hint,
            hints.idempotent_hint,
            hints.open_world_hint,
        ];
        assert!(all.iter().all(Option::is_some), "{}", tool.name);
        assert!(
            tool.title.is_some() && tool.description.is_some(),
            "{}",
            tool.name
        );
    });
}

#[test]
fn names_are_short_enough_for_every_client() {
    each(|tool| {
        let plain = |c: char| c.is_ascii_lowercase() || c == '_';
        assert!(
            tool.name.len() <= 24 && tool.name.chars().all(plain),
            "{}",
            tool.name
        );
    });
}

#[test]
fn schemas_have_nothing_that_some_client_refuses() {
    each(|tool| {
        check_schema(&Value::Object((*tool.input_schema).clone()));
        tool.output_schema
            .iter()
            .for_each(|schema| check_schema(&Value::Object((**schema).clone())));
    });
}

#[test]
fn inputs_refuse_what_they_do_not_know() {
    each(|tool| {
        assert_eq!(
            tool.input_schema["additionalProperties"], false,
            "{}",
            tool.name
        );
    });
}

#[test]
fn logs_are_text_and_the_rest_is_structured() {
    each(|tool| {
        assert_eq!(
            tool.output_schema.is_none(),
            tool.name.starts_with("logs_"),
            "{}",
            tool.name
        );
    });
}

#[track_caller]
fn check_schema(schema: &Value) {
    match schema {
        Value::Object(object) => {
            for refused in ["$schema", "format", "anyOf", "oneOf"] {
                assert!(!object.contains_key(refused), "{refused} in {schema}");
            }
            assert!(!object.get("type").is_some_and(Value::is_array), "{schema}");
            object.values().for_each(check_schema);
        }
        Value::Array(items) => items.iter().for_each(check_schema),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
