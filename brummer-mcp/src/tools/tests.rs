//! The list of tools, as clients get it.

use rmcp::model::Tool;
use serde_json::Value;

use super::*;

/// What the list may take, in tokens.
const MAX_LIST: usize = 2_000;

/// What it may take where there are many projects: an argument more for each tool, and three tools.
const MAX_HUB_LIST: usize = 2_400;

fn each(check: impl Fn(&Tool)) {
    assert!(!LIST.is_empty());
    LIST.iter().chain(HUB_LIST.iter()).for_each(check);
}

#[test]
fn the_list_is_what_it_was() {
    insta::assert_json_snapshot!(*LIST);
}

#[track_caller]
fn check_size(list: &[Tool], most: usize) {
    let list = serde_json::to_string(list).unwrap();
    let tokens = list.len().div_ceil(budget::TOKEN_BYTES);
    assert!(tokens < most, "{tokens} tokens, {} bytes", list.len());
}

#[test]
fn the_list_is_small() {
    check_size(&LIST, MAX_LIST);
    check_size(&HUB_LIST, MAX_HUB_LIST);
}

#[test]
fn where_there_are_many_projects_each_tool_takes_one() {
    for tool in LIST.iter() {
        let of_hub = HUB_LIST.iter().find(|other| other.name == tool.name);
        let mut schema = (*of_hub.unwrap().input_schema).clone();
        let properties = &mut schema["properties"];
        let project = properties.as_object_mut().unwrap().remove(PROJECT);
        assert_eq!(project, Some(serde_json::json!({"type": "string"})));
        assert_eq!(
            properties, &tool.input_schema["properties"],
            "{}",
            tool.name
        );
    }
    let own: Vec<_> = HUB_LIST
        .iter()
        .filter(|tool| !ROUTER.has_route(&tool.name))
        .collect();
    insta::assert_json_snapshot!(own);
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
