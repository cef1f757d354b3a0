//! `scripts_status`: what runs and what ran.

use std::sync::Arc;

use brummer_core::ProcessSnapshot;
use jiff::Timestamp;
use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::schemars::{self, JsonSchema};
use rmcp::{tool, tool_router};
use serde::{Deserialize, Serialize};

use super::explain::Explanation;
use super::never_started;
use crate::server::Server;
use crate::tools::access::Readable;
use crate::tools::budget::{Budget, fitting};
use crate::tools::failure::Failure;
use crate::tools::names::Named;
use crate::tools::process::{Process, is_active};

/// The most processes that one answer lists.
const MAX_PROCESSES: usize = 50;

/// The most processes that one answer explains.
const MAX_EXPLAINED: usize = 10;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StatusInput {
    name: Option<String>,
    /// Why it failed, restarts, or is slow, and what to do.
    explain: Option<bool>,
    #[schemars(range(min = 500, max = 14_000))]
    max_tokens: Option<usize>,
}

/// Processes, all at the same moment.
#[derive(Debug, Serialize, JsonSchema)]
struct StatusOutput {
    revision: u64,
    processes: Vec<Described>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// A process, explained if that was asked for.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Described {
    #[serde(flatten)]
    process: Process,
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<Explanation>,
}

#[tool_router(router = status_router, vis = "pub(super)")]
impl Server {
    /// What runs and ran: status, pid, URLs, exit code, problems, watchers, tests. Use it instead of ps and lsof.
    #[tool(annotations(read_only_hint = true, open_world_hint = false))]
    async fn scripts_status(
        &self,
        Parameters(input): Parameters<StatusInput>,
    ) -> Result<Json<StatusOutput>, Failure> {
        let snapshot = self.supervisor.snapshot();
        let reading = Readable::of(&self.scripts.access(), &snapshot);
        let readable: Vec<_> = snapshot
            .processes()
            .iter()
            .filter(|process| reading.has(process.id()))
            .cloned()
            .collect();
        let (processes, note) = match input.name.as_deref() {
            None => listed(&readable),
            Some(name) => match self.named(&snapshot, name)? {
                Named::Process(process) => (vec![process], None),
                Named::Script => (Vec::new(), Some(never_started(name))),
            },
        };
        let now = Timestamp::now();
        let directory = self.scripts.directory();
        let mut described = Vec::with_capacity(processes.len());
        for process in processes {
            let explain = if input.explain == Some(true) && described.len() < MAX_EXPLAINED {
                Some(self.explain(process).await?)
            } else {
                None
            };
            described.push(Described {
                process: Process::at(process, now, &directory),
                explain,
            });
        }
        let is_cut = input.explain == Some(true) && described.len() > MAX_EXPLAINED;
        let cut = is_cut.then(|| format!("only {MAX_EXPLAINED} are explained; pass a name"));
        let (described, left_out) = fitting(described, Budget::LISTS.or(input.max_tokens));
        let more = (left_out > 0)
            .then(|| format!("{left_out} more do not fit; pass a name, or raise max_tokens"));
        let notes = [
            note.as_deref(),
            cut.as_deref(),
            more.as_deref(),
            reading.note(),
        ];
        let notes: Vec<_> = notes.into_iter().flatten().collect();
        Ok(Json(StatusOutput {
            revision: snapshot.revision(),
            processes: described,
            note: (!notes.is_empty()).then(|| notes.join("; ")),
        }))
    }
}

/// As many as one answer takes, and what to say of the others. Those that run come before those that ran.
fn listed(processes: &[Arc<ProcessSnapshot>]) -> (Vec<&Arc<ProcessSnapshot>>, Option<String>) {
    let mut shown: Vec<_> = processes.iter().collect();
    if shown.is_empty() {
        let note = "nothing was started yet; scripts_list shows what can be";
        return (shown, Some(note.to_owned()));
    }
    if shown.len() <= MAX_PROCESSES {
        return (shown, None);
    }
    shown.sort_by_key(|process| !is_active(process));
    let left_out = shown.split_off(MAX_PROCESSES).len();
    let note = format!("{left_out} more are not shown; pass the name of the one that you look for");
    (shown, Some(note))
}

#[cfg(test)]
mod tests {
    use brummer_core::{Command, Phase, ProcessId, Run, Spec};

    use super::*;

    fn process(n: usize, phase: Phase) -> Arc<ProcessSnapshot> {
        let spec = Spec::new("dev", Command::shell("vite"), "/app").unwrap();
        let id = ProcessId::new(&format!("dev-{n}")).unwrap();
        Arc::new(ProcessSnapshot::pending(id, &spec).in_phase(phase))
    }

    #[test]
    fn what_runs_is_shown_before_what_is_left_out() {
        let mut processes: Vec<_> = (0..MAX_PROCESSES)
            .map(|n| process(n, Phase::Pending))
            .collect();
        assert_eq!(listed(&processes).1, None);
        processes.push(process(99, Phase::Starting { run: Run::FIRST }));
        let (shown, note) = listed(&processes);
        assert_eq!(shown.len(), MAX_PROCESSES);
        assert_eq!(shown[0].id().as_str(), "dev-99");
        assert!(note.unwrap().starts_with("1 more are not shown"));
    }
}
