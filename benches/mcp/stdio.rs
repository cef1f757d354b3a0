//! Over pipes.

use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::client::{self, Client};

/// A child that is written a line to, and read a line from.
pub(crate) struct Lines {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    line: String,
}

impl Lines {
    pub(crate) fn new(mut child: Child) -> Self {
        Self {
            input: child.stdin.take(),
            output: BufReader::new(child.stdout.take().expect("it is piped")),
            child,
            line: String::new(),
        }
    }

    pub(crate) fn send(&mut self, line: &[u8]) -> io::Result<()> {
        self.input
            .as_mut()
            .expect("it is open until the end")
            .write_all(line)
    }

    pub(crate) fn receive(&mut self) -> io::Result<&str> {
        self.line.clear();
        if self.output.read_line(&mut self.line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(&self.line)
    }

    /// The next answer; what was not asked for is passed over.
    fn answer(&mut self) -> io::Result<&str> {
        while self.receive()?.contains("\"method\":") {}
        Ok(&self.line)
    }

    fn exchange(&mut self, message: &Value) -> io::Result<&str> {
        self.send(&line(message))?;
        self.answer()
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        // Its input ends, and so does it.
        self.input = None;
        let _ = self.child.wait();
    }
}

pub(crate) fn line(message: &Value) -> Vec<u8> {
    format!("{message}\n").into_bytes()
}

/// `cat`, which answers with what it is sent: here the answer of a call.
pub(crate) struct Echo {
    lines: Lines,
    message: Vec<u8>,
}

impl Echo {
    pub(crate) fn start() -> io::Result<Self> {
        let child = Command::new("cat")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let message = line(&json!({"text": "x".repeat(crate::floor::ANSWER)}));
        Ok(Self {
            lines: Lines::new(child),
            message,
        })
    }
}

impl Client for Echo {
    fn call(&mut self) -> io::Result<()> {
        self.lines.send(&self.message)?;
        self.lines.receive().map(|_| ())
    }
}

/// A session with the server.
pub(crate) struct Session {
    lines: Lines,
    message: Vec<u8>,
}

impl Session {
    pub(crate) fn open(server: Child) -> io::Result<Self> {
        let mut lines = Lines::new(server);
        lines.exchange(&client::initialize())?;
        lines.send(&line(&client::initialized()))?;
        let params = json!({"name": "scripts_run", "arguments": {"name": "dev", "wait_ms": 0}});
        lines.exchange(
            &json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}),
        )?;
        Ok(Self {
            lines,
            message: line(&client::call()),
        })
    }
}

impl Client for Session {
    fn call(&mut self) -> io::Result<()> {
        self.lines.send(&self.message)?;
        client::check(self.lines.answer()?)
    }
}
