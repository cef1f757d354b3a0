//! Checks the arguments of a call against the schema of its tool, before anything happens.
//!
//! The types of the inputs would refuse the same, in words that name a Rust type and no argument.

use rmcp::model::{JsonObject, Tool};
use serde_json::Value;

use super::failure::Failure;
use super::instances::{ONE_PROJECT, PROJECT};
use super::near::near;

/// The arguments without those that are null, or everything that is wrong with them.
pub(crate) fn check(tool: &Tool, mut arguments: JsonObject) -> Result<JsonObject, Failure> {
    arguments.retain(|_, value| !value.is_null());
    let none = JsonObject::new();
    let properties = tool
        .input_schema
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&none);
    let mut problems: Vec<String> = required(tool)
        .filter(|name| !arguments.contains_key(*name))
        .map(|name| format!("`{name}` is missing"))
        .collect();
    for (name, value) in &arguments {
        problems.extend(match properties.get(name) {
            Some(property) => mismatch(property, value).map(|text| format!("`{name}` {text}")),
            None => Some(unknown(name, properties)),
        });
    }
    if problems.is_empty() {
        return Ok(arguments);
    }
    let what = format!("{} was not called: {}", tool.name, problems.join("; "));
    Err(Failure::new("bad_arguments", what)
        .accepts(&accepted(tool, properties))
        .next(format!("call {} again with correct arguments", tool.name)))
}

fn required(tool: &Tool) -> impl Iterator<Item = &str> {
    let names = tool.input_schema.get("required").and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str)
}

fn unknown(name: &str, properties: &JsonObject) -> String {
    if name == PROJECT {
        return format!("there is no argument `{PROJECT}`: {ONE_PROJECT}");
    }
    let shown: String = name.chars().take(40).collect();
    match near(name, properties.keys().map(String::as_str)).first() {
        Some(near) => format!("there is no argument `{shown}`, did you mean `{near}`?"),
        None => format!("there is no argument `{shown}`"),
    }
}

/// What is wrong with a value, as in "must be an integer, not a string".
fn mismatch(property: &Value, value: &Value) -> Option<String> {
    let wanted = property["type"].as_str()?;
    let found = type_of(value);
    if wanted != found {
        return Some(format!("must be of type {wanted}, not {found}"));
    }
    if let Some(items) = value.as_array() {
        let mut wrong = items
            .iter()
            .filter_map(|item| mismatch(&property["items"], item));
        return wrong
            .next()
            .map(|wrong| format!("has an item that {wrong}"));
    }
    if let Some(values) = property["enum"].as_array()
        && !values.contains(value)
    {
        return Some(format!("must be {}", alternatives(values)));
    }
    if let Some(number) = value.as_i64() {
        let (low, high) = range(property);
        let fits = low.is_none_or(|low| low <= number) && high.is_none_or(|high| number <= high);
        return (!fits).then(|| format!("must be {}", shown_range(low, high)));
    }
    None
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn range(property: &Value) -> (Option<i64>, Option<i64>) {
    (property["minimum"].as_i64(), property["maximum"].as_i64())
}

fn shown_range(low: Option<i64>, high: Option<i64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("at most {high}"),
        (None, None) => "any number".to_owned(),
    }
}

fn alternatives(values: &[Value]) -> String {
    let values: Vec<String> = values.iter().map(Value::to_string).collect();
    values.join(" or ")
}

/// All arguments with what they take, as in `query (string), lines (integer 1 to 500)`.
fn accepted(tool: &Tool, properties: &JsonObject) -> String {
    let shown = properties.iter().map(|(name, property)| {
        let takes = takes(property);
        let needed = required(tool).any(|required| required == name);
        let needed = if needed { ", required" } else { "" };
        format!("{name} ({takes}{needed})")
    });
    let shown: Vec<String> = shown.collect();
    if shown.is_empty() {
        "no arguments".to_owned()
    } else {
        shown.join(", ")
    }
}

/// What an argument takes, as in `integer 1 to 500`.
fn takes(property: &Value) -> String {
    match (property["enum"].as_array(), range(property)) {
        (Some(values), _) => alternatives(values),
        (None, (None, None)) => match property["type"].as_str() {
            Some("array") => format!("array of {}", takes(&property["items"])),
            Some(name) => name.to_owned(),
            None => "any".to_owned(),
        },
        (None, (low, high)) => format!("integer {}", shown_range(low, high)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tools;

    #[track_caller]
    fn check_text(tool: &str, arguments: Value, expected: &str) {
        let Value::Object(arguments) = arguments else {
            unreachable!("tests pass objects")
        };
        let failure = check(tools::find(tool).unwrap(), arguments).unwrap_err();
        let text = format!("{failure:?}");
        assert!(text.contains(expected), "{text}");
    }

    #[test]
    fn an_unknown_argument_is_named_with_the_one_that_looks_like_it() {
        check_text(
            "scripts_stop",
            json!({"nmae": "dev"}),
            "no argument `nmae`, did you mean `name`?",
        );
    }

    #[test]
    fn a_missing_argument_is_named() {
        check_text("scripts_stop", json!({}), "`name` is missing");
    }

    #[test]
    fn a_wrong_type_is_named_with_its_argument() {
        let arguments = json!({"query": "x", "lines": "ten"});
        check_text(
            "logs_search",
            arguments,
            "`lines` must be of type integer, not string",
        );
    }

    #[test]
    fn a_number_out_of_range_is_told_the_range() {
        check_text(
            "logs_stream",
            json!({"lines": 0}),
            "`lines` must be 1 to 500",
        );
        check_text(
            "scripts_run",
            json!({"wait_ms": 60_000}),
            "`wait_ms` must be 0 to 50000",
        );
    }

    #[test]
    fn a_word_that_is_none_of_the_choices_is_told_the_choices() {
        check_text(
            "logs_stream",
            json!({"stream": "out"}),
            r#"must be \"stdout\" or \"stderr\""#,
        );
    }

    #[test]
    fn all_problems_are_told_at_once_with_what_is_accepted() {
        let arguments = json!({"force": 1, "x": 1});
        check_text(
            "scripts_stop",
            arguments.clone(),
            "`name` is missing; `force` must",
        );
        check_text("scripts_stop", arguments.clone(), "no argument `x`");
        check_text("scripts_stop", arguments, "name (string, required)");
    }

    #[test]
    fn each_item_of_a_list_is_looked_at() {
        let arguments = json!({"until": ["ready", "done"]});
        check_text(
            "wait_for",
            arguments,
            r#"`until` has an item that must be \"ready\" or"#,
        );
        check_text(
            "wait_for",
            json!({"files": [1]}),
            "must be of type string, not integer",
        );
        check_text(
            "wait_for",
            json!({"until": "ready"}),
            "must be of type array",
        );
    }

    #[test]
    fn null_is_the_same_as_left_out() {
        let Value::Object(arguments) = json!({"name": null}) else {
            unreachable!("it is an object")
        };
        let tool = tools::find("scripts_status").unwrap();
        assert_eq!(check(tool, arguments), Ok(JsonObject::new()));
    }
}
