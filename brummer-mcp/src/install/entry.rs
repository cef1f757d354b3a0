//! What is entered: a command to start, or an address; and how it looks in a client's file.

use std::fmt;

use brummer_core::config::Token;
use serde_json::{Map, Value, json};

use super::client::{Client, Dialect, Stdio};

/// How a client reaches this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The client starts a program and talks to its standard streams.
    Stdio {
        /// A path, or a name that is looked up in `PATH`.
        command: String,
        /// Its arguments.
        args: Vec<String>,
    },
    /// The client connects to a server that runs already.
    Http {
        /// Its address.
        url: String,
        /// What it asks for, if anything.
        token: Option<Token>,
    },
}

/// The keys that say how a server is reached, in any client. What else an entry holds is the person's. The command is last,
/// since it tells that the others belong to one.
const OURS: [&str; 13] = [
    "transport",
    "type",
    "args",
    "cwd",
    "env",
    "environment",
    "url",
    "serverUrl",
    "httpUrl",
    "headers",
    "http_headers",
    "requestOptions",
    "command",
];

/// Those of them that name the server; an entry has one of them. A transport is what Cline's own program writes: all of it, one level below.
const WAYS: [&str; 5] = ["transport", "command", "url", "serverUrl", "httpUrl"];

/// The header by which a server knows its clients (RFC 6750), and what stands before the token.
const HEADER: &str = "Authorization";
const SCHEME: &str = "Bearer ";

/// What has to change in an entry that is there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// Keys with the values that they must have.
    pub(super) set: Vec<(&'static str, Value)>,
    /// Keys that must not be there.
    pub(super) remove: Vec<&'static str>,
}

impl Entry {
    /// The keys and values of an entry in this dialect; none if it has no way to write an address.
    pub(super) fn fields(&self, dialect: &Dialect) -> Option<Vec<(&'static str, Value)>> {
        Some(match self {
            Self::Stdio { command, args } => match dialect.stdio {
                Stdio::Split => vec![("command", json!(command)), ("args", json!(args))],
                Stdio::Typed(kind) => vec![
                    ("type", json!(kind)),
                    ("command", json!(command)),
                    ("args", json!(args)),
                ],
                Stdio::Joined(kind) => {
                    let line: Vec<_> = std::iter::once(command).chain(args).collect();
                    vec![("type", json!(kind)), ("command", json!(line))]
                }
            },
            Self::Http { url, token } => {
                let http = dialect.http?;
                let kind = http.kind.map(|kind| ("type", json!(kind)));
                let fields = kind.into_iter().chain([(http.key, json!(url))]);
                let headers = token
                    .as_ref()
                    .and_then(|token| headers(http.headers, token));
                fields.chain(headers).collect()
            }
        })
    }

    /// Reads an entry, whichever client's it is; none if it names neither a command nor an address.
    pub(super) fn read(entry: &Map<String, Value>) -> Option<Self> {
        if let Some(Value::Object(transport)) = entry.get("transport") {
            return Self::read_flat(transport);
        }
        Self::read_flat(entry)
    }

    fn read_flat(entry: &Map<String, Value>) -> Option<Self> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let url = ["url", "serverUrl", "httpUrl"].map(|key| entry.get(key).and_then(text));
        if let Some(url) = url.into_iter().flatten().next() {
            let token = token_in(entry);
            return Some(Self::Http { url, token });
        }
        let list = |value: &Value| {
            let items = value.as_array()?.iter();
            items.map(text).collect::<Option<Vec<_>>>()
        };
        match entry.get("command")? {
            Value::String(command) => Some(Self::Stdio {
                command: command.clone(),
                args: entry.get("args").and_then(list).unwrap_or_default(),
            }),
            line => {
                let mut line = list(line)?.into_iter();
                Some(Self::Stdio {
                    command: line.next()?,
                    args: line.collect(),
                })
            }
        }
    }

    /// What has to change in an entry of these values, so that it says this; what else the person wrote there stays, as long
    /// as the server is reached in the same way.
    pub(super) fn change(fields: &[(&'static str, Value)], current: &Map<String, Value>) -> Change {
        // Headers that the person added are sent beside ours.
        let fields = fields.iter();
        let fields = fields.map(|(key, value)| (*key, joined(current.get(*key), value)));
        let fields: Vec<_> = fields.collect();
        let differs = |field: &&(&'static str, Value)| current.get(field.0) != Some(&field.1);
        let has = |key: &str| fields.iter().any(|(name, _)| *name == key);
        // Whatever belongs to a command (environment, directory) means nothing to an address, and the other way round.
        let is_other_way = has("command") != current.contains_key("command");
        // Within one way, only a second one to the same server is in the way.
        let candidates: &[&str] = if is_other_way { &OURS } else { &WAYS };
        let stale = candidates.iter().copied();
        let stale = stale.filter(|key| current.contains_key(*key) && !has(key));
        Change {
            set: fields.iter().filter(differs).cloned().collect(),
            remove: stale.collect(),
        }
    }
}

/// The command line or the address.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdio { command, args } => {
                f.write_str(command)?;
                args.iter().try_for_each(|arg| write!(f, " {arg}"))
            }
            Self::Http { url, .. } => f.write_str(url),
        }
    }
}

/// The header with the token, below these keys.
fn headers(keys: &[&'static str], token: &Token) -> Option<(&'static str, Value)> {
    let (first, others) = keys.split_first()?;
    let header = json!({ HEADER: format!("{SCHEME}{}", token.secret()) });
    let others = others.iter().rev();
    Some((
        first,
        others.fold(header, |value, key| json!({ *key: value })),
    ))
}

/// The token in the headers of an entry, wherever a client has them.
fn token_in(entry: &Map<String, Value>) -> Option<Token> {
    let below = entry.get("requestOptions");
    let below = below.and_then(|options| options.get("headers"));
    let headers = [entry.get("headers"), entry.get("http_headers"), below];
    let value = headers
        .into_iter()
        .flatten()
        .find_map(|headers| headers.get(HEADER)?.as_str());
    value?.strip_prefix(SCHEME)?.parse().ok()
}

/// The values of an object over those that are there, and any other value as it is wanted.
fn joined(current: Option<&Value>, wanted: &Value) -> Value {
    match (current, wanted) {
        (Some(Value::Object(current)), Value::Object(wanted)) => {
            let mut all = current.clone();
            for (key, value) in wanted {
                all.insert(key.clone(), joined(current.get(key), value));
            }
            Value::Object(all)
        }
        _ => wanted.clone(),
    }
}

/// The keys and values of an entry for this client.
///
/// # Errors
/// [`Fault::NoHttp`](super::Fault::NoHttp).
pub(super) fn fields(
    client: Client,
    entry: &Entry,
) -> Result<Vec<(&'static str, Value)>, super::Fault> {
    let fields = entry.fields(&client.dialect());
    fields.ok_or(super::Fault::NoHttp { client })
}
