//! The clients that we know: names, and how each writes a server down.

use std::fmt;
use std::str::FromStr;

/// An AI editor, or another program that starts MCP servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is named after a product")]
pub enum Client {
    ClaudeCode,
    ClaudeDesktop,
    Cursor,
    VsCode,
    Windsurf,
    Zed,
    Codex,
    Gemini,
    OpenCode,
    Cline,
    Continue,
}

/// A name that is none of a client.
#[derive(Debug, thiserror::Error)]
#[error("unknown client `{name}`{}; clients: {}", near(.name), names())]
pub struct UnknownClient {
    name: String,
}

/// How a client's file holds servers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    /// The syntax of the file.
    pub(super) format: Format,
    /// The key at the top of the file below which servers are.
    pub(super) servers: &'static str,
    /// A key below that one which holds the servers instead, in files that have it.
    pub(super) nested: Option<&'static str>,
    /// How a command is written.
    pub(super) stdio: Stdio,
    /// How an address is written; none if the client only starts commands.
    pub(super) http: Option<Http>,
}

/// The syntax of a file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Format {
    /// JSON, with comments and trailing commas if they are there.
    Json,
    Toml,
    /// A YAML file that is about one server alone.
    Yaml,
}

/// How a command is written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stdio {
    /// `command`, and `args` as a list.
    Split,
    /// The same after a `type`.
    Typed(&'static str),
    /// `type`, and `command` as a list with the arguments in it.
    Joined(&'static str),
}

/// How the address of a server is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Http {
    /// The value of `type`, where it is needed.
    pub(super) kind: Option<&'static str>,
    /// The key of the address.
    pub(super) key: &'static str,
    /// The keys, one in the other, below which the headers are that go with each request.
    pub(super) headers: &'static [&'static str],
}

impl Client {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 11] = [
        Self::ClaudeCode,
        Self::ClaudeDesktop,
        Self::Cursor,
        Self::VsCode,
        Self::Windsurf,
        Self::Zed,
        Self::Codex,
        Self::Gemini,
        Self::OpenCode,
        Self::Cline,
        Self::Continue,
    ];

    /// The name on command lines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClaudeCode => "claude-code",
            Self::ClaudeDesktop => "claude-desktop",
            Self::Cursor => "cursor",
            Self::VsCode => "vscode",
            Self::Windsurf => "windsurf",
            Self::Zed => "zed",
            Self::Codex => "codex",
            Self::Gemini => "gemini",
            Self::OpenCode => "opencode",
            Self::Cline => "cline",
            Self::Continue => "continue",
        }
    }

    /// The name of the product.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ClaudeCode => "Claude Code",
            Self::ClaudeDesktop => "Claude Desktop",
            Self::Cursor => "Cursor",
            Self::VsCode => "VS Code",
            Self::Windsurf => "Windsurf",
            Self::Zed => "Zed",
            Self::Codex => "Codex",
            Self::Gemini => "Gemini CLI",
            Self::OpenCode => "opencode",
            Self::Cline => "Cline",
            Self::Continue => "Continue",
        }
    }

    /// Whether it can be given the address of a server that runs, instead of a command to start.
    pub const fn has_http(self) -> bool {
        self.dialect().http.is_some()
    }

    /// Whether it is started by the desktop, in no project and without the `PATH` of a shell: then a command must name its
    /// program by the full path, and the project.
    pub const fn is_outside_projects(self) -> bool {
        matches!(self, Self::ClaudeDesktop)
    }

    /// How its file holds servers.
    pub(super) const fn dialect(self) -> Dialect {
        use Stdio::{Joined, Split, Typed};
        const SERVERS: &str = "mcpServers";
        match self {
            Self::ClaudeCode => json(SERVERS, Split, Some(http(Some("http"), "url"))),
            Self::ClaudeDesktop => json(SERVERS, Split, None),
            Self::Cursor => json(SERVERS, Split, Some(http(None, "url"))),
            Self::VsCode => json("servers", Typed("stdio"), Some(http(Some("http"), "url"))),
            Self::Windsurf => json(SERVERS, Split, Some(http(None, "serverUrl"))),
            Self::Zed => json("context_servers", Split, Some(http(None, "url"))),
            Self::Codex => Dialect {
                format: Format::Toml,
                ..json(
                    "mcp_servers",
                    Split,
                    Some(Http {
                        headers: &["http_headers"],
                        ..http(None, "url")
                    }),
                )
            },
            // Its `url` is the older transport, with server-sent events.
            Self::Gemini => json(SERVERS, Split, Some(http(None, "httpUrl"))),
            // Version 1 has servers right below `mcp`, which version 2 reads as well; its own place is `mcp.servers`.
            Self::OpenCode => Dialect {
                nested: Some("servers"),
                ..json("mcp", Joined("local"), Some(http(Some("remote"), "url")))
            },
            // Without the type, an address is that of the older transport.
            Self::Cline => json(SERVERS, Split, Some(http(Some("streamableHttp"), "url"))),
            Self::Continue => Dialect {
                format: Format::Yaml,
                ..json(
                    SERVERS,
                    Split,
                    Some(Http {
                        headers: &["requestOptions", "headers"],
                        ..http(Some("streamable-http"), "url")
                    }),
                )
            },
        }
    }
}

/// A file of JSON with servers right below this key.
const fn json(servers: &'static str, stdio: Stdio, http: Option<Http>) -> Dialect {
    Dialect {
        format: Format::Json,
        servers,
        nested: None,
        stdio,
        http,
    }
}

const fn http(kind: Option<&'static str>, key: &'static str) -> Http {
    Http {
        kind,
        key,
        headers: &["headers"],
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

impl FromStr for Client {
    type Err = UnknownClient;

    fn from_str(name: &str) -> Result<Self, UnknownClient> {
        let found = Self::ALL.into_iter().find(|client| client.name() == name);
        found.ok_or_else(|| UnknownClient {
            name: name.to_owned(),
        })
    }
}

/// The most similar name, as a question; nothing if none is similar.
fn near(name: &str) -> String {
    let names = Client::ALL.map(Client::name).into_iter();
    let scored = names.map(|known| (strsim::jaro_winkler(name, known), known));
    match scored.max_by(|one, other| one.0.total_cmp(&other.0)) {
        Some((score, known)) if score > 0.8 => format!(" (did you mean `{known}`?)"),
        _ => String::new(),
    }
}

fn names() -> String {
    Client::ALL.map(Client::name).join(", ")
}
