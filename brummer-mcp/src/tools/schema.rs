//! Schemas as small and as plain as every client takes them.

use std::sync::Arc;

use rmcp::model::{JsonObject, Tool};
use serde_json::Value;

/// Drops from the schemas of a tool what no model needs and some clients refuse.
pub(super) fn slim(tool: &mut Tool) {
    slim_object(Arc::make_mut(&mut tool.input_schema));
    if let Some(schema) = &mut tool.output_schema {
        let schema = Arc::make_mut(schema);
        slim_object(schema);
        slim_output(schema);
    }
    // Doc comments are wrapped for those who read the source.
    tool.description = tool
        .description
        .take()
        .map(|text| text.replace('\n', " ").into());
}

/// Drops from a tool what is checked here anyway, and what a model learns from the answer to a call that is wrong: a list of tools is read
/// with every conversation.
pub(super) fn shorten(tool: &mut Tool) {
    tool.output_schema = None;
    shorten_object(Arc::make_mut(&mut tool.input_schema));
}

fn shorten_object(schema: &mut JsonObject) {
    for key in ["additionalProperties", "minimum", "maximum"] {
        schema.remove(key);
    }
    if schema
        .get("required")
        .and_then(Value::as_array)
        .is_some_and(Vec::is_empty)
    {
        schema.remove("required");
    }
    each_schema(schema, shorten_object);
}

fn slim_object(schema: &mut JsonObject) {
    for key in ["$schema", "format", "title", "default"] {
        schema.remove(key);
    }
    // `["string", "null"]`: what is optional says so by not being required.
    if let Some(Value::Array(types)) = schema.get("type") {
        let named = types.iter().find(|name| *name != "null").cloned();
        schema.extend(named.map(|name| ("type".to_owned(), name)));
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    each_schema(schema, slim_object);
}

/// Keeps names and types. Models see no more of it than the answer itself shows, where names have to be enough, and
/// what an element of a list has is the larger half of it.
fn slim_output(schema: &mut JsonObject) {
    for key in ["description", "minimum"] {
        schema.remove(key);
    }
    if let Some(Value::Object(items)) = schema.get_mut("items") {
        items.retain(|key, _| key == "type");
    }
    each_schema(schema, slim_output);
}

/// Visits the schemas directly within this one.
fn each_schema(schema: &mut JsonObject, visit: impl Fn(&mut JsonObject)) {
    for (key, value) in schema.iter_mut() {
        match (key.as_str(), value) {
            ("properties", Value::Object(named)) => {
                named
                    .values_mut()
                    .filter_map(Value::as_object_mut)
                    .for_each(&visit);
            }
            ("items", Value::Object(items)) => visit(items),
            // Nothing else in our schemas holds a schema.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_optional_integer_is_a_plain_integer() {
        let Value::Object(mut schema) = json!({
            "$schema": "x", "type": "object",
            "properties": {"lines": {"type": ["integer", "null"], "format": "uint32", "minimum": 1}}
        }) else {
            unreachable!("it is an object")
        };
        slim_object(&mut schema);
        let expected = json!({
            "type": "object", "properties": {"lines": {"type": "integer", "minimum": 1}}
        });
        assert_eq!(Value::Object(schema), expected);
    }

    #[test]
    fn a_property_may_have_the_name_of_a_keyword() {
        let Value::Object(mut schema) =
            json!({"properties": {"format": {"type": "string"}, "title": {"type": "string"}}})
        else {
            unreachable!("it is an object")
        };
        let before = schema.clone();
        slim_object(&mut schema);
        assert_eq!(schema, before);
    }
}
