//! A handler that has everything that the suites ask for, and nothing else.
#![expect(
    deprecated,
    reason = "the suites also ask for what later revisions leave out"
)]

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, ClientCapabilities, CompleteRequestParams,
    CompleteResult, ErrorCode, GetPromptRequestParams, GetPromptResponse, Implementation,
    ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult,
    LoggingLevel, LoggingMessageNotificationParam, PaginatedRequestParams,
    ProgressNotificationParam, ReadResourceRequestParams, ReadResourceResponse, ServerConfig,
    ServerRequest, SetLevelRequestParams, SubscribeRequestParams, SubscriptionFilter, Tool,
    UnsubscribeRequestParams,
};
use rmcp::service::{RequestContext, SubscriptionContext};
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::broadcast;

use super::lists;
use super::rounds::{self, Step};

/// The handler; cheap to clone.
#[derive(Clone)]
pub(super) struct Everything {
    changes: broadcast::Sender<Change>,
}

/// What subscribers are told of.
#[derive(Clone, Copy)]
enum Change {
    Tools,
    Prompts,
}

type Context = RequestContext<RoleServer>;

impl Everything {
    pub(super) fn new() -> Self {
        Self {
            changes: broadcast::channel(16).0,
        }
    }

    /// What a tool does, as the result that it returns.
    async fn act(
        &self,
        name: &str,
        arguments: Value,
        context: Context,
    ) -> Result<Value, ErrorData> {
        match name {
            "test_tool_with_logging" => {
                for text in ["started", "at work", "done"] {
                    let message =
                        LoggingMessageNotificationParam::new(LoggingLevel::Info, json!(text));
                    context.peer.notify_logging_message(message).await.unwrap();
                }
            }
            "test_tool_with_progress" => {
                let token = context.meta.get_progress_token();
                for done in [0.0, 50.0, 100.0] {
                    let Some(token) = token.clone() else { continue };
                    let progress = ProgressNotificationParam::new(token, done).with_total(100.0);
                    context.peer.notify_progress(progress).await.unwrap();
                }
            }
            "test_missing_capability" => missing_capability(&context)?,
            "test_trigger_tool_change" => self.change(Change::Tools),
            "test_trigger_prompt_change" => self.change(Change::Prompts),
            "test_sampling" => return ask(&context, sampling(&arguments)).await,
            "test_elicitation" => return ask(&context, user(&arguments["message"])).await,
            "test_elicitation_sep1034_defaults" => return ask(&context, defaults()).await,
            "test_elicitation_sep1330_enums" => return ask(&context, choices()).await,
            _ if lists::tools()["tools"]
                .as_array()
                .unwrap()
                .iter()
                .any(|tool| tool["name"] == name) => {}
            _ => return Err(ErrorData::invalid_params("there is no such tool", None)),
        }
        Ok(said("done"))
    }

    fn change(&self, change: Change) {
        // Nobody may be listening.
        let _ = self.changes.send(change);
    }
}

/// A value of the library from the JSON that it stands for.
fn typed<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// A result that needs nothing more of the client. The library leaves that out for clients that do not know the word.
fn complete<T: DeserializeOwned>(mut value: Value) -> T {
    value["resultType"] = json!("complete");
    typed(value)
}

fn said(text: &str) -> Value {
    json!({"content": [{"type": "text", "text": text}]})
}

fn missing_capability(context: &Context) -> Result<(), ErrorData> {
    if declared(context).sampling.is_some() {
        return Ok(());
    }
    Err(ErrorData::new(
        ErrorCode::MISSING_REQUIRED_CLIENT_CAPABILITY,
        "the client cannot sample",
        Some(json!({"requiredCapabilities": {"sampling": {}}})),
    ))
}

fn declared(context: &Context) -> ClientCapabilities {
    context.client_capabilities().unwrap_or_default()
}

/// What the client answers to a request of the server, as the text of a result.
async fn ask(context: &Context, request: Value) -> Result<Value, ErrorData> {
    match context
        .peer
        .send_request(typed::<ServerRequest>(request))
        .await
    {
        Ok(answer) => {
            let answer = serde_json::to_value(answer).unwrap();
            Ok(said(&format!(
                "LLM response, User response, Elicitation completed: {answer}"
            )))
        }
        Err(error) => Ok(json!({
            "content": [{"type": "text", "text": error.to_string()}], "isError": true,
        })),
    }
}

fn sampling(arguments: &Value) -> Value {
    let message = json!({"role": "user", "content": {"type": "text", "text": arguments["prompt"]}});
    json!({"method": "sampling/createMessage", "params": {"messages": [message], "maxTokens": 100}})
}

fn form(message: &Value, properties: &Value, required: &Value) -> Value {
    let schema = json!({"type": "object", "properties": properties, "required": required});
    json!({"method": "elicitation/create", "params": {"mode": "form", "message": message, "requestedSchema": schema}})
}

fn user(message: &Value) -> Value {
    let properties = json!({
        "username": {"type": "string", "description": "User's response"},
        "email": {"type": "string", "description": "User's email address"},
    });
    form(message, &properties, &json!(["username", "email"]))
}

fn defaults() -> Value {
    let properties = json!({
        "name": {"type": "string", "default": "John Doe"},
        "age": {"type": "integer", "default": 30},
        "score": {"type": "number", "default": 95.5},
        "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
        "verified": {"type": "boolean", "default": true},
    });
    form(&json!("All have defaults"), &properties, &json!([]))
}

fn choices() -> Value {
    let titled = |kind: &str| {
        let one = |n: u8, title: &str| json!({"const": format!("value{n}"), "title": format!("{title} {kind}")});
        json!([one(1, "First"), one(2, "Second"), one(3, "Third")])
    };
    let plain = json!(["option1", "option2", "option3"]);
    let properties = json!({
        "untitledSingle": {"type": "string", "enum": plain},
        "titledSingle": {"type": "string", "oneOf": titled("Option")},
        "legacyEnum": {
            "type": "string", "enum": ["opt1", "opt2", "opt3"],
            "enumNames": ["Option One", "Option Two", "Option Three"],
        },
        "untitledMulti": {"type": "array", "items": {"type": "string", "enum": plain}},
        "titledMulti": {"type": "array", "items": {"anyOf": titled("Choice")}},
    });
    form(&json!("One of each kind"), &properties, &json!([]))
}

impl ServerHandler for Everything {
    fn get_info(&self) -> ServerConfig {
        let capabilities = typed(json!({
            "tools": {"listChanged": true},
            "prompts": {"listChanged": true},
            "resources": {"subscribe": true, "listChanged": true},
            "logging": {},
            "completions": {},
        }));
        ServerConfig::new(capabilities).with_server_info(Implementation::new("everything", "1"))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        let tools: ListToolsResult = typed(lists::tools());
        tools.tools.into_iter().find(|tool| tool.name == name)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: Context,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(complete(lists::tools()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: Context,
    ) -> Result<CallToolResponse, ErrorData> {
        let name = request.name.as_ref();
        if let Some(answer) = lists::answer(name) {
            return Ok(CallToolResponse::Complete(complete(answer)));
        }
        let (answers, state) = (
            request.input_responses.as_ref(),
            request.request_state.as_deref(),
        );
        let result = match rounds::step(name, answers, state, &declared(&context)).transpose()? {
            Some(Step::Ask(result)) => return Ok(CallToolResponse::InputRequired(*result)),
            Some(Step::Done) => said("state-ok: it has what it needs"),
            None => {
                let arguments = Value::Object(request.arguments.unwrap_or_default());
                self.act(name, arguments, context).await?
            }
        };
        Ok(CallToolResponse::Complete(complete(result)))
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: Context,
    ) -> Result<ListPromptsResult, ErrorData> {
        Ok(complete(lists::prompts()))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: Context,
    ) -> Result<GetPromptResponse, ErrorData> {
        let (answers, state) = (
            request.input_responses.as_ref(),
            request.request_state.as_deref(),
        );
        let step = rounds::step(&request.name, answers, state, &declared(&context)).transpose()?;
        if let Some(Step::Ask(result)) = step {
            return Ok(GetPromptResponse::InputRequired(*result));
        }
        let arguments = Value::Object(request.arguments.unwrap_or_default());
        match lists::prompt(&request.name, &arguments) {
            Some(prompt) => Ok(GetPromptResponse::Complete(complete(prompt))),
            None => Err(ErrorData::invalid_params("there is no such prompt", None)),
        }
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: Context,
    ) -> Result<ListResourcesResult, ErrorData> {
        Ok(complete(lists::resources()))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: Context,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Ok(complete(lists::templates()))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: Context,
    ) -> Result<ReadResourceResponse, ErrorData> {
        match lists::resource(&request.uri) {
            Some(contents) => Ok(ReadResourceResponse::Complete(complete(contents))),
            None => Err(ErrorData::resource_not_found(
                "there is no such resource",
                Some(json!({"uri": request.uri})),
            )),
        }
    }

    async fn complete(
        &self,
        _: CompleteRequestParams,
        _: Context,
    ) -> Result<CompleteResult, ErrorData> {
        Ok(complete(json!({"completion": {"values": []}})))
    }

    async fn set_level(&self, _: SetLevelRequestParams, _: Context) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn subscribe(&self, _: SubscribeRequestParams, _: Context) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn unsubscribe(&self, _: UnsubscribeRequestParams, _: Context) -> Result<(), ErrorData> {
        Ok(())
    }

    fn accepted_subscription_filter(
        &self,
        wanted: &SubscriptionFilter,
    ) -> Option<SubscriptionFilter> {
        Some(wanted.clone())
    }

    async fn listen(&self, subscription: SubscriptionContext) -> Result<(), ErrorData> {
        let mut changes = self.changes.subscribe();
        loop {
            let change = tokio::select! {
                () = subscription.cancelled() => return Ok(()),
                Ok(change) = changes.recv() => change,
            };
            // What was not asked for is refused by the sink.
            let _ = match change {
                Change::Tools => subscription.sink().notify_tool_list_changed().await,
                Change::Prompts => subscription.sink().notify_prompt_list_changed().await,
            };
        }
    }
}
