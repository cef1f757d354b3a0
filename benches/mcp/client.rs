//! What a way to call has to do, and the messages.

use std::io;

use serde_json::{Value, json};

/// Calls, and waits for the answer.
pub(crate) trait Client {
    fn call(&mut self) -> io::Result<()>;

    /// Connects anew, where a server closes a connection that was idle for long.
    fn connect(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A call of `scripts_status`, as the era with sessions has it.
pub(crate) fn call() -> Value {
    let params = json!({"name": "scripts_status", "arguments": {"name": "dev"}});
    json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": params})
}

/// The same, as the era without sessions has it.
pub(crate) fn whole_call() -> Value {
    let mut call = call();
    call["params"]["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    call
}

/// What opens a session.
pub(crate) fn initialize() -> Value {
    json!({
        "jsonrpc": "2.0", "id": 0, "method": "initialize",
        "params": {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "benchmark", "version": "1"},
        },
    })
}

/// What says that it is open.
pub(crate) fn initialized() -> Value {
    json!({"jsonrpc": "2.0", "method": "notifications/initialized"})
}

/// Fails unless it is an answer of the tool.
pub(crate) fn check(answer: &str) -> io::Result<()> {
    if answer.contains("\"processId\":\"dev\"") {
        return Ok(());
    }
    Err(io::Error::other(format!("no answer: {answer}")))
}
