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

/// What earlier looks have seen, and later ones need not look at.
pub(super) struct Seen {
    /// No line before it matches.
    matched_to: LogCursor,
    /// The open lines, which have no time of their own.
    open: Vec<Vec<u8>>,
    /// When an open line was seen to change.
    open_changed: Option<Timestamp>,
}

impl Seen {
    /// Nothing that came behind the position of the watch.
    pub(super) fn nothing(watch: &Watch) -> Self {
        Self {
            matched_to: watch.after,
            open: Vec::new(),
            open_changed: None,
        }
    }
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
    /// What is known now.
    pub(super) async fn look(&self, watch: &Watch, seen: &mut Seen) -> Result<State, Failure> {
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
            state.line = self.matching(watch, pattern, seen).await?;
        }
        if is(|one| matches!(one, Condition::Cycle | Condition::Quiet(_))) {
            state.printed = self.printed(watch, seen).await?;
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
        seen: &mut Seen,
    ) -> Result<Option<String>, Failure> {
        let query = LogQuery {
            range: LogRange::After(seen.matched_to),
            limit: 1,
            pattern: Some(pattern.clone()),
            ..LogQuery::default()
        };
        let page = self.read(&watch.reading, &query).await?;
        seen.matched_to = page.next;
        let shown = |line: &LogLine| format!("{} | {}", line.process, shortened(&line.text()));
        Ok(page.lines.first().map(shown))
    }

    /// When something was printed last.
    async fn printed(&self, watch: &Watch, seen: &mut Seen) -> Result<Option<Timestamp>, Failure> {
        let query = LogQuery {
            limit: 1,
            ..LogQuery::default()
        };
        let page = self.read(&watch.reading, &query).await?;
        let open: Vec<Vec<u8>> = page.open.iter().map(|line| line.bytes.to_vec()).collect();
        if open != seen.open {
            seen.open = open;
            seen.open_changed = Some(Timestamp::now());
        }
        let last = page.lines.last().map(|line| line.time);
        Ok(last.max(seen.open_changed))
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
