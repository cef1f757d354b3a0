//! `process_input`: writes to the stdin of a process.

mod keys;

use std::time::Duration;

use brummer_core::{LogQuery, LogRange};
use rmcp::handler::server::wrapper::Parameters;
use rmcp::schemars::{self, JsonSchema};
use rmcp::{tool, tool_router};
use serde::Deserialize;
use tokio::time::{Instant, timeout_at};

use self::keys::bytes;
use super::budget::Budget;
use super::failure::Failure;
use super::lines::{self, Keep, Manner};
use super::names::Named;
use super::shown;
use crate::server::Server;

/// How long one waits for what the process says to it.
const ANSWER: Duration = Duration::from_secs(1);

/// How long one waits for more, after it said something.
const MORE: Duration = Duration::from_millis(100);

/// The most lines of the answer.
const LINES: usize = 50;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SendInput {
    name: String,
    text: Option<String>,
    /// After the text: enter, tab, escape, up, ctrl-c and so on.
    keys: Option<Vec<String>>,
}

#[tool_router(router = input_router, vis = "pub(super)")]
impl Server {
    /// Types into a process: answers a prompt, presses a key. Returns what it prints to that.
    #[tool(annotations(
        read_only_hint = false,
        destructive_hint = true,
        idempotent_hint = false,
        open_world_hint = true
    ))]
    async fn process_input(
        &self,
        Parameters(SendInput { name, text, keys }): Parameters<SendInput>,
    ) -> Result<String, Failure> {
        let keys = keys.unwrap_or_default();
        let (bytes, note) = bytes(text.as_deref(), &keys)?;
        let project = self.supervisor.snapshot();
        if let Named::Script = self.named(&project, &name)? {
            return Err(Failure::never_started(&name));
        }
        let sent = bytes.len();
        let before = self.supervisor.log_end();
        self.supervisor.write_stdin(&name, bytes).await?;
        let mut text = format!("sent {} to {name}\n", shown::count(sent, "byte"));
        text.extend(note.map(|note| format!("{note}\n")));
        if !self.scripts.access().read.value.allows(&name) {
            return Ok(text);
        }
        Ok(text + &self.said(&name, before).await?)
    }
}

impl Server {
    /// What the process printed behind the cursor, until it printed no more for a moment, and the cursor behind that.
    async fn said(&self, name: &str, before: brummer_core::LogCursor) -> Result<String, Failure> {
        let limit = Instant::now() + ANSWER;
        let mut changes = self.supervisor.log_changes();
        let reading = self.reading(Some(name))?;
        let query = LogQuery {
            range: LogRange::After(before),
            limit: LINES,
            ..LogQuery::default()
        };
        let mut count = None;
        let page = loop {
            let page = self.read(&reading, &query).await?;
            let printed = (page.lines.len(), page.open.len());
            let until = if printed == (0, 0) || count != Some(printed) {
                limit
            } else {
                break page;
            };
            let until = match printed {
                (0, 0) => until,
                _ => until.min(Instant::now() + MORE),
            };
            count = Some(printed);
            if timeout_at(until, changes.wait()).await.is_err() {
                break self.read(&reading, &query).await?;
            }
        };
        let manner = Manner {
            keep: Keep::Oldest,
            ..Manner::newest(Budget::OUTPUT.bytes())
        };
        let shown = lines::show(&page.lines, &page.open, manner);
        let text = if shown.text.is_empty() {
            "nothing was printed to that yet\n".to_owned()
        } else {
            shown.text
        };
        let more = if page.more || shown.lines < page.lines.len() {
            format!("more: call logs_stream with name=\"{name}\" and after={before}\n")
        } else {
            String::new()
        };
        Ok(format!(
            "{text}{more}cursor: {} (pass as after=)",
            page.next
        ))
    }
}
