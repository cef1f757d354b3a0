//! Looks at what a wait depends on.

use std::sync::Arc;

use brummer_core::{
    LogCursor, LogLine, LogPattern, LogQuery, LogRange, Problem, ProcessSnapshot, ProjectSnapshot,
};
use jiff::Timestamp;

use super::decide::{Condition, State};
use crate::server::Server;
use crate::tools::access::Readable;
use crate::tools::edit::Newest;
use crate::tools::failure::Failure;
use crate::tools::lines::shortened;

/// A wait: what for, and from where on.
pub(super) struct Watch {
    pub(super) name: Option<String>,
    pub(super) reading: Readable,
    pub(super) conditions: Vec<Condition>,
    pub(super) pattern: Option<LogPattern>,
    /// What came behind this counts.
    pub(super) after: LogCursor,
    pub(super) edit: Option<Newest>,
    pub(super) began: Timestamp,
}

impl Watch {
    /// The processes that are waited for.
    fn processes(&self, project: &ProjectSnapshot) -> Vec<Arc<ProcessSnapshot>> {
        let processes = project.processes().iter();
        let wanted = processes.filter(|process| self.reading.has(process.id()));
        wanted.cloned().collect()
    }
}

impl Server {
    /// What is known now. No line before `matched_to` matches, which a look moves on.
    pub(super) async fn look(
        &self,
        watch: &Watch,
        matched_to: &mut LogCursor,
    ) -> Result<State, Failure> {
        let project = self.supervisor.snapshot();
        let is = |wanted: fn(&Condition) -> bool| watch.conditions.iter().any(wanted);
        let mut state = State {
            now: Timestamp::now(),
            began: watch.began,
            is_named: watch.name.is_some(),
            processes: watch.processes(&project),
            edit: watch.edit.clone(),
            ..State::default()
        };
        if is(|one| *one == Condition::Problem)
            || !state.is_named && is(|one| matches!(one, Condition::Ready | Condition::Exit))
        {
            let news = self.supervisor.news(watch.after).await?;
            let is_new =
                |problem: &Problem| problem.is_current() && watch.reading.has(&problem.process);
            state.new_problems = news
                .problems
                .iter()
                .filter(|problem| is_new(problem))
                .count();
            state.events = news.events;
            state
                .events
                .retain(|event| watch.reading.has(&event.process));
        }
        if let Some(pattern) = &watch.pattern {
            state.line = self.matching(watch, pattern, matched_to).await?;
        }
        if is(|one| matches!(one, Condition::Cycle | Condition::Quiet(_))) {
            for process in &state.processes {
                // One that was never started has printed nothing.
                let quiet = self.supervisor.quiet(process.id().as_str()).await.ok();
                state.printed = state.printed.max(quiet.and_then(|quiet| quiet.last_output));
            }
        }
        let port = watch
            .conditions
            .iter()
            .find_map(|condition| match condition {
                Condition::Port(port) => Some(*port),
                _ => None,
            });
        if let Some(port) = port {
            state.listener = self.listener(port, &project).await?;
        }
        Ok(state)
    }

    /// The first line that matches, of those that no earlier look has seen.
    async fn matching(
        &self,
        watch: &Watch,
        pattern: &LogPattern,
        matched_to: &mut LogCursor,
    ) -> Result<Option<String>, Failure> {
        let query = LogQuery {
            range: LogRange::After(*matched_to),
            limit: 1,
            pattern: Some(pattern.clone()),
            ..LogQuery::default()
        };
        let page = self.read(&watch.reading, &query).await?;
        *matched_to = page.next;
        let shown = |line: &LogLine| format!("{} | {}", line.process, shortened(&line.text()));
        Ok(page.lines.first().map(shown))
    }

    /// Who listens on a port, in words.
    async fn listener(
        &self,
        port: u16,
        project: &ProjectSnapshot,
    ) -> Result<Option<String>, Failure> {
        let Some(owner) = self.supervisor.port_owner(port).await? else {
            return Ok(None);
        };
        let Some(process) = owner.process else {
            return Ok(Some("by a process that may not be looked at".to_owned()));
        };
        let own = project.processes().iter();
        let own = own.clone().find(|own| own.pid() == Some(process.session));
        Ok(Some(match own {
            Some(own) => format!("{} (pid {})", own.id(), process.pid),
            None => format!("pid {}, {}", process.pid, process.command),
        }))
    }
}
