//! An MCP client without a library, over HTTP, of the era without sessions.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::patience::PATIENCE;
use super::program::Program;

/// A server that was told of.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    /// As in `http://127.0.0.1:7777/mcp`.
    pub(crate) url: String,
    /// Lines of a request's head beside the usual ones.
    headers: String,
}

impl Server {
    /// The server in a text that names it.
    #[track_caller]
    pub(crate) fn named_in(text: &str) -> Self {
        let at = text
            .find("http://")
            .unwrap_or_else(|| panic!("no address in {text:?}"));
        let url = text[at..].split(char::is_whitespace).next().unwrap();
        Self {
            url: url.to_owned(),
            headers: String::new(),
        }
    }

    /// The server that a program says it is.
    #[track_caller]
    pub(crate) fn of(program: &Program) -> Self {
        program.stderr.wait_for("(Ctrl-C stops)");
        let said = program.stderr.wait("the address", |bytes, _| {
            Some(String::from_utf8_lossy(bytes).into_owned())
        });
        let line = said.lines().find(|line| line.contains("MCP at http"));
        Self::named_in(line.unwrap_or_else(|| panic!("no address in {said}")))
    }

    /// The same, for a client that has this token.
    pub(crate) fn with_token(mut self, token: &str) -> Self {
        self.headers = format!("Authorization: Bearer {token}\r\n");
        self
    }

    /// A connection to it.
    pub(crate) fn connect(&self) -> TcpStream {
        let address = self
            .url
            .trim_start_matches("http://")
            .trim_end_matches("/mcp");
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Asks for a call of a tool, on a connection of its own.
    pub(crate) fn ask(&self, tool: &str, arguments: &Value) -> TcpStream {
        let meta = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
            "io.modelcontextprotocol/clientInfo": {"name": "tester", "version": "1"},
        });
        let params = json!({"name": tool, "arguments": arguments, "_meta": meta});
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
        let message = message.to_string();
        let mut stream = self.connect();
        write!(
            stream,
            "POST /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2026-07-28\r\n\
             Mcp-Method: tools/call\r\nMcp-Name: {tool}\r\n{}Content-Length: {}\r\n\r\n{message}",
            self.headers,
            message.len()
        )
        .unwrap();
        stream
    }

    /// Status and body of the reply to a call.
    #[track_caller]
    pub(crate) fn reply(&self, tool: &str, arguments: &Value) -> (u16, String) {
        let mut reply = String::new();
        self.ask(tool, arguments)
            .read_to_string(&mut reply)
            .unwrap();
        let (head, body) = reply.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }

    /// The structured answer of a tool.
    #[track_caller]
    pub(crate) fn call(&self, tool: &str, arguments: &Value) -> Value {
        let (status, body) = self.reply(tool, arguments);
        assert_eq!(status, 200, "{body}");
        let mut message: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(message["result"]["isError"], false, "{message}");
        message["result"]["structuredContent"].take()
    }
}
