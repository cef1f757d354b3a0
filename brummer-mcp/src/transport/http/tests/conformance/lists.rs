//! What the suites look for: tools, prompts and resources.

use serde_json::{Value, json};

/// A picture of one pixel.
pub(super) const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

/// A sound of no length.
const WAV: &str = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=";

/// Tools without arguments that always return the same, with what they return.
fn constant() -> Vec<(&'static str, Value)> {
    let text = |text: &str| json!({"type": "text", "text": text});
    let image = json!({"type": "image", "data": PNG, "mimeType": "image/png"});
    let resource = |uri: &str, text: &str| json!({"type": "resource", "resource": {"uri": uri, "mimeType": "text/plain", "text": text}});
    vec![
        (
            "test_simple_text",
            json!({"content": [text("This is a simple text response for testing.")]}),
        ),
        ("test_image_content", json!({"content": [image]})),
        (
            "test_audio_content",
            json!({"content": [{"type": "audio", "data": WAV, "mimeType": "audio/wav"}]}),
        ),
        (
            "test_embedded_resource",
            json!({"content": [resource("test://embedded-resource", "embedded")]}),
        ),
        (
            "test_multiple_content_types",
            json!({"content": [text("one of each"), image, resource("test://mixed-content-resource", "mixed")]}),
        ),
        (
            "test_error_handling",
            json!({"content": [text("it fails on purpose")], "isError": true}),
        ),
        (
            "test_reconnection",
            json!({"content": [text("still here")]}),
        ),
        (
            "test_logging_tool",
            json!({"content": [text("nothing to log")]}),
        ),
    ]
}

/// What a tool returns that always returns the same.
pub(super) fn answer(tool: &str) -> Option<Value> {
    let found = constant().into_iter().find(|(name, _)| *name == tool);
    found.map(|(_, answer)| answer)
}

/// Tools without arguments that do something.
const ACTIVE: [&str; 18] = [
    "test_tool_with_logging",
    "test_tool_with_progress",
    "test_elicitation_sep1034_defaults",
    "test_elicitation_sep1330_enums",
    "test_missing_capability",
    "test_streaming_elicitation",
    "test_trigger_tool_change",
    "test_trigger_prompt_change",
    "test_input_required_result_elicitation",
    "test_input_required_result_sampling",
    "test_input_required_result_list_roots",
    "test_input_required_result_request_state",
    "test_input_required_result_multiple_inputs",
    "test_input_required_result_multi_round",
    "test_input_required_result_tampered_state",
    "test_input_required_result_capabilities",
    "test_input_required_result_prompt",
    "test_nothing",
];

/// The list of tools.
pub(super) fn tools() -> Value {
    let tool = |name: &str, schema: Value| json!({"name": name, "description": "A fixture.", "inputSchema": schema});
    let text = |name: &str| json!({"type": "object", "properties": {name: {"type": "string"}}, "required": [name]});
    let constant = constant().into_iter().map(|(name, _)| name);
    let mut tools: Vec<Value> = constant
        .chain(ACTIVE)
        .map(|name| tool(name, json!({"type": "object", "properties": {}})))
        .collect();
    tools.push(tool("test_sampling", text("prompt")));
    tools.push(tool("test_elicitation", text("message")));
    let mut header = text("region");
    header["properties"]["region"]["x-mcp-header"] = json!("Region");
    tools.push(tool("test_header", header));
    tools.push(tool("json_schema_2020_12_tool", whole_schema()));
    json!({"tools": tools})
}

/// A schema with the keywords that a server must not lose on the way.
fn whole_schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": {
            "address": {
                "$anchor": "addressDef",
                "type": "object",
                "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
            },
        },
        "properties": {
            "name": {"type": "string"},
            "address": {"$ref": "#/$defs/address"},
            "contactMethod": {"type": "string", "enum": ["phone", "email"]},
            "phone": {"type": "string"},
            "email": {"type": "string"},
        },
        "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
        "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
        "then": {"required": ["phone"]},
        "else": {"required": ["email"]},
        "additionalProperties": false,
    })
}

/// The list of prompts.
pub(super) fn prompts() -> Value {
    let argument =
        |name: &str| json!({"name": name, "description": "An argument.", "required": true});
    let prompt = |name: &str, arguments: Value| json!({"name": name, "description": "A fixture.", "arguments": arguments});
    json!({"prompts": [
        prompt("test_simple_prompt", json!([])),
        prompt("test_prompt_with_arguments", json!([argument("arg1"), argument("arg2")])),
        prompt("test_prompt_with_embedded_resource", json!([argument("resourceUri")])),
        prompt("test_prompt_with_image", json!([])),
        prompt("test_input_required_result_prompt", json!([])),
    ]})
}

/// What a prompt says.
pub(super) fn prompt(name: &str, arguments: &Value) -> Option<Value> {
    let of_user = |content: Value| json!({"role": "user", "content": content});
    let text = |text: &str| of_user(json!({"type": "text", "text": text}));
    let argument = |name: &str| arguments[name].as_str().unwrap_or_default().to_owned();
    let messages = match name {
        "test_simple_prompt" => vec![text("This is a simple prompt for testing.")],
        "test_prompt_with_arguments" => vec![text(&format!(
            "Prompt with arguments: arg1='{}', arg2='{}'",
            argument("arg1"),
            argument("arg2")
        ))],
        "test_prompt_with_embedded_resource" => vec![
            of_user(json!({"type": "resource", "resource": {
                "uri": argument("resourceUri"), "mimeType": "text/plain", "text": "embedded",
            }})),
            text("Please process the embedded resource above."),
        ],
        "test_prompt_with_image" => vec![
            of_user(json!({"type": "image", "data": PNG, "mimeType": "image/png"})),
            text("Please analyze the image above."),
        ],
        "test_input_required_result_prompt" => vec![text("It has what it needs.")],
        _ => return None,
    };
    Some(json!({"messages": messages}))
}

/// The list of resources.
pub(super) fn resources() -> Value {
    let resource = |uri: &str, kind: &str| json!({"uri": uri, "name": uri, "mimeType": kind});
    json!({"resources": [
        resource("test://static-text", "text/plain"),
        resource("test://static-binary", "image/png"),
        resource("test://watched-resource", "text/plain"),
    ]})
}

/// The list of templates.
pub(super) fn templates() -> Value {
    json!({"resourceTemplates": [
        {"uriTemplate": "test://template/{id}/data", "name": "template", "mimeType": "application/json"},
    ]})
}

/// What a resource holds.
pub(super) fn resource(uri: &str) -> Option<Value> {
    let contents = match uri {
        "test://static-text" | "test://watched-resource" => {
            json!({"uri": uri, "mimeType": "text/plain", "text": "This is a static text resource."})
        }
        "test://static-binary" => json!({"uri": uri, "mimeType": "image/png", "blob": PNG}),
        _ => {
            let id = uri
                .strip_prefix("test://template/")?
                .strip_suffix("/data")?;
            let text = json!({"id": id, "templateTest": true}).to_string();
            json!({"uri": uri, "mimeType": "application/json", "text": text})
        }
    };
    Some(json!({"contents": [contents]}))
}
