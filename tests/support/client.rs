//! An MCP client without a library, on the pipes of the real program: what is tested is what is on the wire.

use serde_json::{Value, json};

use super::program::{Ended, Program};
use super::project::Project;

/// Which lifecycle the client speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Era {
    /// 2025-11-25 and before: `initialize` opens the session.
    Initialize,
    /// 2026-07-28: every request carries what the server has to know.
    Discover,
}

/// A client of `brummer mcp`.
pub(crate) struct Client {
    pub(crate) program: Program,
    era: Era,
    last_id: u64,
    /// How many lines of the output were read.
    read: usize,
}

impl Client {
    /// A client that has opened a session.
    #[track_caller]
    pub(crate) fn open(project: &Project, era: Era) -> Self {
        Self::of(project.start(&["mcp"]), era)
    }

    /// The same, of a server that was started.
    #[track_caller]
    pub(crate) fn of(program: Program, era: Era) -> Self {
        let mut client = Self {
            program,
            era,
            last_id: 0,
            read: 0,
        };
        match era {
            Era::Initialize => {
                let params = json!({
                    "protocolVersion": "2025-11-25",
                    "capabilities": {},
                    "clientInfo": {"name": "tester", "version": "1"},
                });
                let info = client.request("initialize", params);
                assert_eq!(info["serverInfo"]["name"], "brummer");
                client.send(r#"{"jsonrpc": "2.0", "method": "notifications/initialized"}"#);
            }
            Era::Discover => {
                let info = client.request("server/discover", json!({}));
                let versions = info["supportedVersions"].as_array().unwrap();
                assert!(versions.contains(&json!("2026-07-28")), "{info}");
            }
        }
        client
    }

    /// A client whose session was opened by whoever started the server.
    #[cfg(all(feature = "mcp", feature = "tui"))]
    pub(crate) fn of_open(program: Program, era: Era) -> Self {
        Self {
            program,
            era,
            last_id: 0,
            read: 0,
        }
    }

    /// The result of a request.
    #[track_caller]
    pub(crate) fn request(&mut self, method: &str, mut params: Value) -> Value {
        self.last_id += 1;
        if self.era == Era::Discover {
            params["_meta"] = json!({
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities": {},
                "io.modelcontextprotocol/clientInfo": {"name": "tester", "version": "1"},
            });
        }
        let id = self.last_id;
        let request = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        self.send(&request.to_string());
        loop {
            let line = self.program.stdout.line(self.read);
            self.read += 1;
            let mut message: Value = serde_json::from_str(&line).unwrap();
            if message["id"] == id {
                assert_eq!(message.get("error"), None, "{message}");
                return message["result"].take();
            }
        }
    }

    /// The next thing that the server says of itself, of this method. What was not asked for and came before an answer is gone.
    #[cfg(feature = "mcp")]
    #[track_caller]
    pub(crate) fn notice(&mut self, method: &str) -> Value {
        loop {
            let line = self.program.stdout.line(self.read);
            self.read += 1;
            let message: Value = serde_json::from_str(&line).unwrap();
            if message["method"] == method {
                return message;
            }
        }
    }

    /// The structured answer of a tool.
    #[track_caller]
    pub(crate) fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        let mut result = self.answer(tool, arguments);
        result["structuredContent"].take()
    }

    /// The text of a tool's answer.
    #[track_caller]
    pub(crate) fn text(&mut self, tool: &str, arguments: &Value) -> String {
        let result = self.answer(tool, arguments);
        result["content"][0]["text"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    fn answer(&mut self, tool: &str, arguments: &Value) -> Value {
        let result = self.request("tools/call", json!({"name": tool, "arguments": arguments}));
        assert_eq!(result["isError"], false, "{result}");
        result
    }

    /// Sends a line as it is.
    pub(crate) fn send(&mut self, line: &str) {
        self.program.send_line(line);
    }

    /// Ends the server's input, and waits until it has ended.
    #[track_caller]
    pub(crate) fn close(mut self) -> Ended {
        drop(self.program.stdin.take());
        self.program.end()
    }
}
