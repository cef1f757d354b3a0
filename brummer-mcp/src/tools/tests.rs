//! The list of tools, as clients get it.

use rmcp::model::Tool;
use serde_json::Value;

use super::*;

/// What the list may take, in tokens.
const MAX_LIST: usize = 2_000;

fn each(check: impl Fn(&Tool)) {
    assert!(!LIST.is_empty());
    LIST.iter().for_each(check);
}

#[test]
fn the_list_is_what_it_was() {
    insta::assert_json_snapshot!(*LIST);
}

#[test]
fn the_list_is_small() {
    let list = serde_json::to_string(&*LIST).unwrap();
    let tokens = list.len().div_ceil(budget::TOKEN_BYTES);
    assert!(tokens < MAX_LIST, "{tokens} tokens, {} bytes", list.len());
}

#[test]
fn every_tool_says_what_it_does_to_the_world() {
    each(|tool| {
        let hints = tool.annotations.as_ref().unwrap();
        let only_reads = hints.read_only_hint.unwrap();
        assert!(hints.open_world_hint.is_some(), "{}", tool.name);
        // What only reads destroys nothing, and may be called again; the protocol asks for these of the others alone.
        let others = [hints.destructive_hint, hints.idempotent_hint];
        assert!(
            only_reads || others.iter().all(Option::is_some),
            "{}",
            tool.name
        );
        assert!(tool.description.is_some(), "{}", tool.name);
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
    for tool in ROUTER.list_all() {
        assert_eq!(
            tool.input_schema["additionalProperties"], false,
            "{}",
            tool.name
        );
    }
}

#[test]
fn scripts_are_structured_and_the_rest_is_text() {
    for tool in ROUTER.list_all() {
        assert_eq!(
            tool.output_schema.is_some(),
            tool.name.starts_with("scripts_"),
            "{}",
            tool.name
        );
    }
}

#[track_caller]
fn check_schema(schema: &Value) {
    match schema {
        Value::Object(object) => {
            for refused in ["$schema", "format", "anyOf", "oneOf", "$ref"] {
                assert!(!object.contains_key(refused), "{refused} in {schema}");
            }
            assert!(!object.get("type").is_some_and(Value::is_array), "{schema}");
            object.values().for_each(check_schema);
        }
        Value::Array(items) => items.iter().for_each(check_schema),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
