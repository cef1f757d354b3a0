//! Calls that need something of the client before they can be answered, in one round or more (2026-07-28).

use std::collections::BTreeMap;

use rmcp::ErrorData;
use rmcp::model::{ClientCapabilities, InputRequiredResult};
use serde_json::{Value, json};

/// What is asked for in one round.
struct Round {
    /// What the client has to give back with its answers, where that matters.
    state: Option<&'static str>,
    requests: Value,
}

/// What comes of a call.
pub(super) enum Step {
    /// The client is asked.
    Ask(Box<InputRequiredResult>),
    /// Everything is there.
    Done,
}

/// Where a call stands, given what the client sent; none for what asks the client nothing.
///
/// # Errors
/// A state that this server never gave out.
pub(super) fn step(
    name: &str,
    answers: Option<&BTreeMap<String, Value>>,
    state: Option<&str>,
    client: &ClientCapabilities,
) -> Option<Result<Step, ErrorData>> {
    let rounds = rounds(name, client)?;
    let at = match state {
        None => Some(0),
        Some(state) => rounds.iter().position(|round| round.state == Some(state)),
    };
    let Some(at) = at else {
        let error = ErrorData::invalid_params("the requestState is none of this server", None);
        return Some(Err(error));
    };
    let asked = rounds[at]
        .requests
        .as_object()
        .into_iter()
        .flat_map(|requests| requests.keys());
    let mut answered = asked.map(|key| answers?.get(key)?.as_object());
    let next = if answered.all(|answer| answer.is_some()) {
        at + 1
    } else {
        at
    };
    Some(Ok(match rounds.get(next) {
        Some(round) => Step::Ask(Box::new(round.ask())),
        None => Step::Done,
    }))
}

impl Round {
    fn ask(&self) -> InputRequiredResult {
        let mut result = json!({"resultType": "input_required", "inputRequests": self.requests});
        if let Some(state) = self.state {
            result["requestState"] = json!(state);
        }
        serde_json::from_value(result).unwrap()
    }
}

/// All rounds of a call, in order.
fn rounds(name: &str, client: &ClientCapabilities) -> Option<Vec<Round>> {
    let once = |requests| {
        vec![Round {
            state: None,
            requests,
        }]
    };
    let kept = |state, requests| Round {
        state: Some(state),
        requests,
    };
    let user_name = || elicit("What is your name?", "name", "string");
    let confirm = || json!({"confirm": elicit("Please confirm", "ok", "boolean")});
    Some(match name.strip_prefix("test_input_required_result_") {
        Some("elicitation") => once(json!({"user_name": user_name()})),
        Some("sampling") => {
            once(json!({"capital_question": sample("What is the capital of France?")}))
        }
        Some("list_roots") => once(json!({"client_roots": roots()})),
        Some("prompt") => once(
            json!({"user_context": elicit("What context should the prompt use?", "context", "string")}),
        ),
        Some("request_state") => vec![kept("asked-to-confirm", confirm())],
        Some("tampered_state") => vec![kept("asked-to-confirm-untouched", confirm())],
        Some("multiple_inputs") => vec![kept(
            "asked-for-three",
            json!({"user_name": user_name(), "greeting": sample("Generate a greeting"), "client_roots": roots()}),
        )],
        Some("multi_round") => vec![
            kept(
                "asked-for-name",
                json!({"step1": elicit("Step 1: What is your name?", "name", "string")}),
            ),
            kept(
                "asked-for-color",
                json!({"step2": elicit("Step 2: What is your favorite color?", "color", "string")}),
            ),
        ],
        Some("capabilities") => once(possible(client)),
        _ if name == "test_streaming_elicitation" => once(json!({"user_name": user_name()})),
        _ => return None,
    })
}

/// What this client can be asked for.
fn possible(client: &ClientCapabilities) -> Value {
    let declared = serde_json::to_value(client).unwrap();
    let mut requests = json!({});
    if declared.get("sampling").is_some() {
        requests["greeting"] = sample("Generate a greeting");
    }
    if declared.get("elicitation").is_some() {
        requests["user_name"] = elicit("What is your name?", "name", "string");
    }
    requests
}

fn elicit(message: &str, property: &str, kind: &str) -> Value {
    let schema =
        json!({"type": "object", "properties": {property: {"type": kind}}, "required": [property]});
    json!({"method": "elicitation/create", "params": {"mode": "form", "message": message, "requestedSchema": schema}})
}

fn sample(text: &str) -> Value {
    let message = json!({"role": "user", "content": {"type": "text", "text": text}});
    json!({"method": "sampling/createMessage", "params": {"messages": [message], "maxTokens": 100}})
}

fn roots() -> Value {
    json!({"method": "roots/list", "params": {}})
}
