//! A client without a library, so that what is tested is what is on the wire.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use brummer_core::Supervisor;
use brummer_core::config::Access;
use brummer_mcp::{Error, Host, Hosted, Scripts, serve_stream};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::connected::handle;
use crate::project::Project;

/// What a test waits for at most. Reaching it is a failure.
const PATIENCE: Duration = Duration::from_secs(20);

/// Which lifecycle the client speaks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Era {
    /// 2025-11-25 and before: `initialize` opens the session.
    Initialize,
    /// 2026-07-28: every request carries what the server has to know.
    Discover,
}

/// A server with one client.
pub(crate) struct Client {
    pub(crate) supervisor: Supervisor,
    era: Era,
    last_id: u64,
    reader: tokio::io::Lines<BufReader<ReadHalf<DuplexStream>>>,
    writer: Option<WriteHalf<DuplexStream>>,
    server: JoinHandle<Result<(), Error>>,
    shutdown: Option<oneshot::Sender<()>>,
    /// What came without being asked for, and was not looked at yet.
    notices: VecDeque<Value>,
    directory: tempfile::TempDir,
}

impl Client {
    /// A client that has sent nothing yet, of a project with these scripts.
    pub(crate) async fn silent(scripts: &[(&'static str, &'static str)]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let project = Project {
            scripts: scripts.to_vec(),
            directory: directory.path().canonicalize().unwrap(),
            access: Access::default(),
        };
        Self::of(Arc::new(project), directory).await
    }

    /// A client that has opened a session, and may do no more than this.
    pub(crate) async fn allowed(scripts: &[(&'static str, &'static str)], access: Access) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let project = Project {
            scripts: scripts.to_vec(),
            directory: directory.path().canonicalize().unwrap(),
            access,
        };
        let mut client = Self::of(Arc::new(project), directory).await;
        client.begin(Era::Initialize).await;
        client
    }

    /// The path of a file of the project.
    pub(crate) fn path(&self, file: &str) -> std::path::PathBuf {
        self.directory.path().canonicalize().unwrap().join(file)
    }

    /// A client of a project that panics when asked.
    pub(crate) async fn of(scripts: Arc<dyn Scripts>, directory: tempfile::TempDir) -> Self {
        let supervisor = handle(Supervisor::builder().build().unwrap()).await;
        let host = Host::new(Hosted {
            supervisor: supervisor.clone(),
            scripts,
        });
        Self::on(host, supervisor, directory)
    }

    /// A client of this host, whose supervisor will be this one.
    pub(crate) fn on(host: Host, supervisor: Supervisor, directory: tempfile::TempDir) -> Self {
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let (input, output) = tokio::io::split(theirs);
        let (shutdown, told) = oneshot::channel();
        let told = async {
            // A test that lets go of the sender ends as well.
            let _ = told.await;
        };
        let served = serve_stream(host, input, output, told);
        let (reader, writer) = tokio::io::split(ours);
        Self {
            supervisor,
            era: Era::Initialize,
            last_id: 0,
            reader: BufReader::new(reader).lines(),
            writer: Some(writer),
            server: tokio::spawn(served),
            shutdown: Some(shutdown),
            notices: VecDeque::new(),
            directory,
        }
    }

    /// A client that has opened a session.
    pub(crate) async fn open(scripts: &[(&'static str, &'static str)]) -> Self {
        let mut client = Self::silent(scripts).await;
        client.begin(Era::Initialize).await;
        client
    }

    /// Opens the session, and returns what the server tells of itself.
    pub(crate) async fn begin(&mut self, era: Era) -> Value {
        self.era = era;
        match era {
            Era::Initialize => {
                let info = self
                    .request(
                        "initialize",
                        json!({
                            "protocolVersion": "2025-11-25",
                            "capabilities": {},
                            "clientInfo": {"name": "tester", "version": "1"},
                        }),
                    )
                    .await;
                self.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}))
                    .await;
                info
            }
            Era::Discover => self.request("server/discover", json!({})).await,
        }
    }

    /// The result of a request.
    pub(crate) async fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.post(method, params).await;
        self.response(id).await
    }

    /// Sends a request without waiting for its response; returns its id.
    pub(crate) async fn post(&mut self, method: &str, mut params: Value) -> u64 {
        self.last_id += 1;
        if self.era == Era::Discover {
            params["_meta"] = json!({
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities": {},
                "io.modelcontextprotocol/clientInfo": {"name": "tester", "version": "1"},
            });
        }
        let id = self.last_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))
            .await;
        id
    }

    /// Sends a call of a tool without waiting for its answer; returns its id.
    pub(crate) async fn post_call(&mut self, tool: &str, arguments: Value) -> u64 {
        self.post("tools/call", json!({"name": tool, "arguments": arguments}))
            .await
    }

    /// Sends a message as it is.
    pub(crate) async fn send(&mut self, message: &Value) {
        self.write(&format!("{message}\n")).await;
    }

    /// Sends text as it is.
    pub(crate) async fn write(&mut self, text: &str) {
        let writer = self.writer.as_mut().expect("the input was not ended");
        writer.write_all(text.as_bytes()).await.unwrap();
    }

    /// The result of the request with this id.
    pub(crate) async fn response(&mut self, id: u64) -> Value {
        let mut message = self.any_response(id).await;
        assert_eq!(message.get("error"), None, "{message}");
        message["result"].take()
    }

    /// The error of a request.
    pub(crate) async fn refusal(&mut self, method: &str, params: Value) -> Value {
        let id = self.post(method, params).await;
        let mut message = self.any_response(id).await;
        assert_eq!(message.get("result"), None, "{message}");
        message["error"].take()
    }

    /// The next message that nobody asked for.
    pub(crate) async fn notice(&mut self) -> Value {
        match self.notices.pop_front() {
            Some(notice) => notice,
            None => self.message().await,
        }
    }

    /// The response to the request with this id, whatever it is, also where it came before that of an earlier one.
    pub(crate) async fn any_response(&mut self, id: u64) -> Value {
        let came = self.notices.iter().position(|message| message["id"] == id);
        if let Some(came) = came.and_then(|at| self.notices.remove(at)) {
            return came;
        }
        loop {
            let message = self.message().await;
            if message["id"] == id {
                return message;
            }
            self.notices.push_back(message);
        }
    }

    /// The next message, whatever it is.
    pub(crate) async fn message(&mut self) -> Value {
        let line = timeout(PATIENCE, self.reader.next_line()).await;
        let line = line.expect("a message in time").unwrap();
        serde_json::from_str(&line.expect("a message before the end of the output")).unwrap()
    }

    /// Returns when the server has told that it still works.
    pub(crate) async fn wait_for_progress(&mut self) {
        loop {
            let message = self.message().await;
            if message["method"] == "notifications/progress" {
                assert_eq!(message["params"]["progressToken"], "t");
                return;
            }
        }
    }

    /// The structured answer of a tool.
    pub(crate) async fn call(&mut self, tool: &str, arguments: Value) -> Value {
        let mut result = self.answer(tool, arguments).await;
        assert_eq!(result["isError"], false, "{result}");
        result["structuredContent"].take()
    }

    /// The text of a tool that answers in text.
    pub(crate) async fn text(&mut self, tool: &str, arguments: Value) -> String {
        let result = self.answer(tool, arguments).await;
        assert_eq!(result["isError"], false, "{result}");
        assert_eq!(
            result.get("structuredContent"),
            None,
            "clients would drop the text"
        );
        text_of(&result)
    }

    /// The text of a tool's error.
    pub(crate) async fn error(&mut self, tool: &str, arguments: Value) -> String {
        let result = self.answer(tool, arguments).await;
        assert_eq!(result["isError"], true, "{result}");
        text_of(&result)
    }

    async fn answer(&mut self, tool: &str, arguments: Value) -> Value {
        let id = self.post_call(tool, arguments).await;
        self.response(id).await
    }

    /// Ends the server's input; what it sends can still be read.
    pub(crate) async fn end_input(&mut self) {
        let mut writer = self.writer.take().expect("the input was not ended");
        writer.shutdown().await.unwrap();
    }

    /// Tells the server to stop.
    pub(crate) fn shut_down(&mut self) {
        let shutdown = self.shutdown.take().expect("it was not told before");
        shutdown.send(()).expect("the server listens");
    }

    /// What serving came to.
    pub(crate) async fn served(self) -> Result<(), Error> {
        let result = timeout(PATIENCE, self.server)
            .await
            .expect("an end in time")
            .unwrap();
        self.supervisor.shutdown().await;
        result
    }

    /// Ends the session and all processes.
    pub(crate) async fn close(mut self) {
        self.end_input().await;
        self.served().await.unwrap();
    }
}

fn text_of(result: &Value) -> String {
    result["content"][0]["text"]
        .as_str()
        .expect("a text")
        .to_owned()
}
