//! A server on a port of its own, and a client without a library.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use brummer_core::{Command, Error, Spec, Supervisor};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::super::{HttpListener, Limits, serve};
use super::connected;
use crate::host::{Host, Hosted};
use crate::script::{ScriptInfo, Scripts, UnknownName};
use crate::server::Server;

/// What a test waits for at most. Reaching it is a failure.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// A project with one script, which goes on; asking for the list of scripts is a bug.
struct Project(PathBuf);

impl Scripts for Project {
    fn list(&self) -> Vec<ScriptInfo> {
        panic!("a bug that a test put there");
    }

    fn spec(&self, name: &str) -> Result<Spec, UnknownName> {
        let spec = Spec::new(name, Command::shell("sleep 1000"), &self.0);
        spec.map_err(|_| UnknownName {
            name: name.to_owned(),
            near: Vec::new(),
            known: Vec::new(),
        })
    }

    fn command_spec(&self, line: &str) -> Result<Spec, Error> {
        Spec::new("command", Command::shell(line), &self.0)
    }
}

/// A server of a project, until it is dropped.
pub(super) struct Served {
    pub(super) address: SocketAddr,
    pub(super) supervisor: Supervisor,
    pub(super) server: Server,
    shutdown: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
    _directory: tempfile::TempDir,
}

impl Served {
    /// A server that all on this machine may use.
    pub(super) async fn start() -> Self {
        Self::with(Limits::DEFAULT, None).await
    }

    /// A server with other limits, and perhaps a token.
    pub(super) async fn with(limits: Limits, token: Option<&str>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let local = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let token = token.map(|token| token.parse().unwrap());
        let listener = HttpListener::bind(local, token).await.unwrap();
        let address = listener.url()["http://".len()..]
            .trim_end_matches("/mcp")
            .parse()
            .unwrap();
        let supervisor = connected::handle(Supervisor::builder().build().unwrap()).await;
        let closing = CancellationToken::new();
        let scripts = Arc::new(Project(directory.path().to_owned()));
        let host = Host::new(Hosted {
            supervisor: supervisor.clone(),
            scripts,
        });
        let server = Server::new(host, closing.clone());
        let (shutdown, told) = oneshot::channel();
        let told = async {
            // A test that lets go of the sender ends as well.
            let _ = told.await;
        };
        let serving = serve(server.clone(), listener, limits, closing, told);
        Self {
            address,
            supervisor,
            server,
            shutdown: Some(shutdown),
            task: tokio::spawn(serving),
            _directory: directory,
        }
    }

    /// A connection to it.
    pub(super) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// The reply to a request with this head (lines without the last one) and body, on a connection of its own.
    pub(super) async fn exchange(&self, head: &str, body: &str) -> Reply {
        let mut stream = self.connect().await;
        stream
            .write_all(request(head, body).as_bytes())
            .await
            .unwrap();
        Reply::read(&mut stream).await
    }

    /// The reply to a message, with these headers beside the usual ones.
    pub(super) async fn post(&self, headers: &str, message: &Value) -> Reply {
        self.exchange(&post(headers), &message.to_string()).await
    }

    /// The result of a call of a tool in the era without sessions.
    pub(super) async fn call(&self, tool: &str, arguments: &Value) -> Value {
        let (headers, message) = call(tool, arguments);
        let reply = self.post(&headers, &message).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()["result"].take()
    }

    /// Checks that it serves.
    pub(super) async fn serves(&self) {
        let status = self.call("scripts_status", &json!({})).await;
        assert_eq!(status["isError"], false, "{status}");
    }

    /// Waits until no call is under way.
    pub(super) async fn wait_until_idle(&self) {
        timeout(PATIENCE, self.server.idle())
            .await
            .expect("the end of all calls");
    }

    /// Tells it to end, and waits until it has.
    pub(super) async fn end(mut self) {
        drop(self.shutdown.take());
        timeout(PATIENCE, self.task)
            .await
            .expect("an end in time")
            .unwrap();
        self.supervisor.shutdown().await;
    }
}

/// What came back.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Reply {
    /// Reads to the end of the connection.
    pub(super) async fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        timeout(PATIENCE, stream.read_to_end(&mut bytes))
            .await
            .expect("an answer in time")
            .unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text
            .split_once("\r\n\r\n")
            .unwrap_or_else(|| panic!("no head in {text:?}"));
        Self {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    /// The message in it: the body, or the last event of a stream.
    pub(super) fn json(&self) -> Value {
        let mut data = self
            .body
            .lines()
            .filter_map(|line| line.strip_prefix("data:"));
        let message = data.next_back().unwrap_or(&self.body);
        serde_json::from_str(message).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

/// The bytes of a request.
pub(super) fn request(head: &str, body: &str) -> String {
    format!(
        "{head}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// The head of a message, with these headers beside the usual ones.
pub(super) fn post(headers: &str) -> String {
    format!(
        "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
         Accept: application/json, text/event-stream\r\n{headers}"
    )
}

/// Headers and message of a call in the era without sessions.
pub(super) fn call(tool: &str, arguments: &Value) -> (String, Value) {
    let headers = format!(
        "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: {tool}\r\n"
    );
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "tester", "version": "1"},
    });
    let params = json!({"name": tool, "arguments": arguments, "_meta": meta});
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    (headers, message)
}

/// A message that opens a session.
pub(super) fn initialize() -> Value {
    json!({
        "jsonrpc": "2.0", "id": 0, "method": "initialize",
        "params": {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "tester", "version": "1"},
        },
    })
}

/// A session of a client that opens one.
pub(super) struct Session(pub(super) String);

impl Session {
    /// Opens it.
    pub(super) async fn open(served: &Served) -> Self {
        let reply = served.post("", &initialize()).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        let session = Self(reply.header("mcp-session-id").unwrap().to_owned());
        let initialized = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
        let reply = served.post(&session.headers(), &initialized).await;
        assert_eq!(reply.status, 202, "{reply:?}");
        session
    }

    /// The headers that name it.
    pub(super) fn headers(&self) -> String {
        format!(
            "Mcp-Session-Id: {}\r\nMCP-Protocol-Version: 2025-11-25\r\n",
            self.0
        )
    }

    /// The reply to a call of a tool.
    pub(super) async fn call(&self, served: &Served, tool: &str, arguments: &Value) -> Reply {
        self.call_as(served, 7, tool, arguments).await
    }

    /// The same, with this id.
    pub(super) async fn call_as(
        &self,
        served: &Served,
        id: u64,
        tool: &str,
        arguments: &Value,
    ) -> Reply {
        let params = json!({"name": tool, "arguments": arguments});
        let message = json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params});
        served.post(&self.headers(), &message).await
    }
}
