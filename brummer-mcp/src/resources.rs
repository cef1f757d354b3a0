//! Resources: what tools answer, at an address that a client can read, list and watch.
//!
//! A resource is the answer of a tool to one question, with the same budget, the same rules of access and the same
//! errors; there is nothing that only one of them tells.

pub(crate) mod address;
pub(crate) mod updates;

use std::fmt::Write as _;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, JsonObject, ListResourceTemplatesResult,
    ListResourcesResult, ReadResourceResult, Resource, ResourceContents, ResourceTemplate,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer};
use serde_json::{Value, json};

use self::address::{Address, encoded};
use crate::server::loss::{HOST_LOST, Way};
use crate::server::{Server, refusal};
use crate::tools::{self, Failure, fill};

/// The most processes whose resources are listed; those of others have addresses all the same.
const MAX_PROCESSES: usize = 50;

/// The most of the configuration that is shown, in bytes.
const MAX_CONFIG: usize = 24_000;

const JSON: &str = "application/json";
const TEXT: &str = "text/plain";
const TOML: &str = "application/toml";

/// The resources that are always there: address, name, what it is, its kind.
const FIXED: &[(&str, &str, &str, &str)] = &[
    (
        "brummer://config",
        "config",
        "The configuration that holds, each value with its origin",
        TOML,
    ),
    (
        "brummer://logs",
        "logs",
        "The newest log lines of all processes",
        TEXT,
    ),
    (
        "brummer://problems",
        "problems",
        "What is broken now, and how far watchers are",
        TEXT,
    ),
    (
        "brummer://processes",
        "processes",
        "What runs and ran",
        JSON,
    ),
    ("brummer://scripts", "scripts", "What can be started", JSON),
    (
        "logs://errors",
        "logs-errors",
        "The newest log lines that are errors",
        TEXT,
    ),
    (
        "logs://recent",
        "logs-recent",
        "The same as brummer://logs",
        TEXT,
    ),
    (
        "processes://active",
        "processes-active",
        "The same as brummer://processes",
        JSON,
    ),
    (
        "scripts://available",
        "scripts-available",
        "The same as brummer://scripts",
        JSON,
    ),
];

/// Resources of one process: kind, what it is.
const OF_PROCESS: &[(&str, &str, &str)] = &[
    ("logs", "The newest log lines of a process", TEXT),
    ("problems", "What is broken in a process", TEXT),
    (
        "processes",
        "The state of a process, and why it failed",
        JSON,
    ),
];

/// The addresses that have a name in them.
pub(crate) fn templates() -> ListResourceTemplatesResult {
    let template = |&(kind, what, mime): &(&str, &str, &str)| {
        ResourceTemplate::new(
            format!("brummer://{kind}/{{name}}"),
            format!("{kind}-of-process"),
        )
        .with_description(what)
        .with_mime_type(mime)
    };
    ListResourceTemplatesResult::with_all_items(OF_PROCESS.iter().map(template).collect())
}

/// Whether there is a template of this address.
pub(crate) fn is_template(uri: &str) -> bool {
    let templates = templates().resource_templates;
    templates
        .iter()
        .any(|template| template.uri_template == uri)
}

/// What a tool said.
pub(crate) struct Told {
    pub(crate) text: String,
    mime: &'static str,
}

/// Why a tool did not say it.
pub(crate) struct Refused {
    code: String,
    pub(crate) text: String,
}

impl Server {
    /// What there is now: the fixed ones, and those of the processes that may be read.
    pub(crate) fn resources(&self) -> ListResourcesResult {
        let fixed = FIXED.iter().map(|(uri, name, what, mime)| {
            Resource::new(*uri, *name)
                .with_description(*what)
                .with_mime_type(*mime)
        });
        let names = self.readable_processes();
        let of_processes = names.iter().take(MAX_PROCESSES).flat_map(|name| {
            OF_PROCESS.iter().map(move |(kind, _, mime)| {
                Resource::new(
                    format!("brummer://{kind}/{}", encoded(name)),
                    format!("{kind} of {name}"),
                )
                .with_mime_type(*mime)
            })
        });
        ListResourcesResult::with_all_items(fixed.chain(of_processes).collect())
    }

    /// The names of the processes that agents may read, in the order of the project; none while nobody can be asked for them.
    pub(crate) fn readable_processes(&self) -> Vec<String> {
        let access = self.scripts.access();
        let project = self.present_project().unwrap_or_default();
        let names = project
            .processes()
            .iter()
            .map(|process| process.id().as_str());
        names
            .filter(|name| access.read.value.allows(name))
            .map(str::to_owned)
            .collect()
    }

    /// What is at an address.
    pub(crate) async fn read_resource_at(
        &self,
        uri: &str,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResult, ErrorData> {
        let address = Address::parse(uri).ok_or_else(|| unknown(uri))?;
        let Told { text, mime } = match question(&address) {
            Some((tool, arguments)) => self
                .asked(Way::Resource, tool, arguments, context)
                .await
                .map_err(|refused| refused.into_error(uri))?,
            None => self.configuration(&context).await?,
        };
        let contents = ResourceContents::text(text, uri).with_mime_type(mime);
        Ok(ReadResourceResult::new(vec![contents]))
    }

    /// What a tool answers: its data as JSON if it has some, or else its text.
    pub(crate) async fn asked(
        &self,
        way: Way,
        tool: &'static str,
        arguments: Value,
        context: RequestContext<RoleServer>,
    ) -> Result<Told, Refused> {
        let arguments: JsonObject = arguments.as_object().cloned().unwrap_or_default();
        let request = CallToolRequestParams::new(tool).with_arguments(arguments);
        let answer = self.call(way, request, context).await;
        if let Some(code) = refusal(&answer) {
            return Err(Refused {
                code: code.to_owned(),
                text: text_of(&answer),
            });
        }
        let text = text_of(&answer);
        Ok(match answer {
            Ok(CallToolResponse::Complete(result)) if result.structured_content.is_some() => {
                Told { text, mime: JSON }
            }
            Ok(_) | Err(_) => Told { text, mime: TEXT },
        })
    }

    async fn configuration(&self, context: &RequestContext<RoleServer>) -> Result<Told, ErrorData> {
        let scripts = self
            .guarded(context, async { std::sync::Arc::clone(&self.scripts) })
            .await?;
        // It reads files.
        let read = tokio::task::spawn_blocking(move || scripts.configuration()).await;
        let text = read
            .map_err(|_| ErrorData::internal_error("reading the configuration panicked", None))?;
        let mut text = beginning(&text);
        let read = self.secrets.read();
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\n# {} values of {} .env files are masked",
            read.secrets,
            read.files.len()
        );
        if read.left_out > 0 {
            let _ = write!(
                text,
                "; {} files or values are not, being too many",
                read.left_out
            );
        }
        text.push('\n');
        Ok(Told { text, mime: TOML })
    }

    /// Whether an address can be watched: that of something that changes, and may be read.
    pub(crate) fn watchable(&self, uri: &str) -> Result<Address, ErrorData> {
        let address = Address::parse(uri).ok_or_else(|| unknown(uri))?;
        let Some((tool, arguments)) = question(&address) else {
            return Err(ErrorData::invalid_params(
                "the configuration does not change while it is served",
                None,
            ));
        };
        let none = JsonObject::new();
        let arguments = arguments.as_object().unwrap_or(&none).clone();
        tools::check_access(&self.scripts.access(), tool, &arguments)
            .map_err(|denied| ErrorData::invalid_params(denied.to_string(), None))?;
        match address.process() {
            Some(name)
                if self.supervisor.snapshot().process(name).is_none()
                    && self.scripts.spec(name).is_err() =>
            {
                Err(unknown(uri))
            }
            Some(_) | None => Ok(address),
        }
    }
}

impl Refused {
    /// Whether the one who asked can do something about it, because a name or an argument is wrong, or denied.
    pub(crate) fn is_of_caller(&self) -> bool {
        matches!(
            self.code.as_str(),
            "unknown_name" | "denied" | "bad_arguments"
        )
    }

    /// The error of the protocol that says the same.
    pub(crate) fn into_error(self, uri: &str) -> ErrorData {
        let data = Some(json!({ "uri": uri }));
        match self.code.as_str() {
            "unknown_name" | "never_started" => ErrorData::resource_not_found(self.text, data),
            "internal" | "disconnected" | HOST_LOST => ErrorData::internal_error(self.text, data),
            _ => ErrorData::invalid_params(self.text, data),
        }
    }
}

/// The question that a resource is the answer to; none for the configuration, about which there is no tool.
fn question(address: &Address) -> Option<(&'static str, Value)> {
    Some(match address {
        Address::Processes => ("scripts_status", json!({})),
        Address::Process(name) => ("scripts_status", json!({"name": name, "explain": true})),
        Address::Logs => ("logs_stream", json!({})),
        Address::LogsOf(name) => ("logs_stream", json!({ "name": name })),
        Address::Errors => ("logs_stream", json!({"level": "error", "lines": 50})),
        Address::Problems => ("problems_list", json!({})),
        Address::ProblemsOf(name) => ("problems_list", json!({ "name": name })),
        Address::Scripts => ("scripts_list", json!({})),
        Address::Config => return None,
    })
}

/// The error for an address that is none.
fn unknown(uri: &str) -> ErrorData {
    let what = "there is no such resource; resources/list and resources/templates/list name them";
    ErrorData::resource_not_found(what, Some(json!({ "uri": uri })))
}

/// As many lines as one answer takes, and how many more there are.
fn beginning(text: &str) -> String {
    let (mut shown, left_out) = fill(text.lines().map(str::to_owned), MAX_CONFIG);
    if left_out > 0 {
        // Writing to a string cannot fail.
        let _ = writeln!(shown, "# {left_out} more lines: brummer config show");
    }
    shown
}

/// The text of an answer. The data of a tool stand there too.
fn text_of(answer: &Result<CallToolResponse, Failure>) -> String {
    match answer {
        Err(failure) => failure.to_string(),
        Ok(CallToolResponse::Complete(result)) => {
            let text = result.content.first().and_then(|block| block.as_text());
            text.map_or_else(String::new, |text| text.text.clone())
        }
        // No tool of ours answers so.
        Ok(_) => String::new(),
    }
}
