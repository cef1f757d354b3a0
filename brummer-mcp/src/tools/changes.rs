//! `changes`: what differs from what the caller knew.

pub(super) mod events;
pub(super) mod listing;

use brummer_core::{LogCursor, ProcessSnapshot, ProjectSnapshot};
use jiff::Timestamp;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::schemars::{self, JsonSchema};
use rmcp::{tool, tool_router};
use serde::Deserialize;

use self::listing::Told;
use super::access::Readable;
use super::budget::{Budget, fill};
use super::failure::Failure;
use super::logs::gap_note;
use super::problems::listing::verdicts;
use super::shown;
use crate::server::Server;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ChangesInput {
    /// Cursor of any answer; without one, the present state.
    after: Option<String>,
    name: Option<String>,
    #[schemars(range(min = 500, max = 14_000))]
    max_tokens: Option<usize>,
}

#[tool_router(router = changes_router, vis = "pub(super)")]
impl Server {
    /// Everything new since a cursor, over all processes: starts, ends, ready, watch cycles, new and resolved problems, counts of
    /// lines, what others did.
    #[tool(annotations(read_only_hint = true, open_world_hint = false))]
    async fn changes(
        &self,
        Parameters(input): Parameters<ChangesInput>,
    ) -> Result<String, Failure> {
        let budget = Budget::NEWS.or(input.max_tokens);
        let after = input.after.as_deref().map(Self::cursor).transpose()?;
        let reading = self.reading(input.name.as_deref())?;
        let (text, next) = if let Some(after) = after {
            self.told(&reading, after, budget).await?
        } else {
            let next = self.supervisor.log_end();
            let project = self.supervisor.snapshot();
            (state(&project, &reading, budget), next)
        };
        let note = reading
            .note()
            .map_or_else(String::new, |note| format!("{note}\n"));
        Ok(format!("{text}{note}cursor: {next} (pass as after=)"))
    }
}

impl Server {
    /// What happened behind a cursor, in lines, and the cursor behind that.
    pub(super) async fn told(
        &self,
        reading: &Readable,
        after: LogCursor,
        budget: Budget,
    ) -> Result<(String, LogCursor), Failure> {
        let news = self.supervisor.news(after).await?;
        let directory = self.scripts.directory();
        let told = Told {
            news: &news,
            reading,
            directory: &directory,
            now: Timestamp::now(),
        };
        let mut text = told.text(budget.lines());
        if let Some(gap) = gap_note(news.gap) {
            text = format!("{gap}\n{text}");
        }
        Ok((text, news.next))
    }
}

/// What all processes are, a line each.
fn state(project: &ProjectSnapshot, reading: &Readable, budget: Budget) -> String {
    let processes: Vec<&ProcessSnapshot> = project
        .processes()
        .iter()
        .map(AsRef::as_ref)
        .filter(|process| reading.has(process.id()))
        .collect();
    if processes.is_empty() {
        return "nothing was started yet; scripts_list shows what can be\n".to_owned();
    }
    let verdicts = verdicts(&processes, Timestamp::now(), budget.lines() / 3);
    let space = budget.lines().saturating_sub(verdicts.len());
    let (mut text, left_out) = fill(processes.iter().map(|process| line(process)), space);
    if left_out > 0 {
        text = format!("{text}left out: {left_out} more processes; pass name\n");
    }
    text + &verdicts
}

/// A process in one line: `web: running (run 2, pid 42), ready (port 5173) http://localhost:5173/, 2 errors`.
pub(super) fn line(process: &ProcessSnapshot) -> String {
    let mut text = process.to_string();
    if let brummer_core::Readiness::Ready { reason, .. } = process.readiness() {
        text = format!("{text}, ready ({reason})");
    }
    for url in process.urls() {
        text = format!("{text} {url}");
    }
    let problems = process.output().problems;
    for (number, what) in [(problems.errors, "error"), (problems.warnings, "warning")] {
        if number > 0 {
            text = format!("{text}, {}", shown::count(number as usize, what));
        }
    }
    text
}
