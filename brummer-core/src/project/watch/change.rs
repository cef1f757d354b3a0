//! What has changed between two looks at a project.

use std::fmt;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tokio::sync::watch;

use crate::config::Warning;
use crate::id::ProcessId;
use crate::project::{Project, Script};

/// What is known now.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) project: Arc<Project>,
    /// Why it could not be looked at the last time.
    problem: Option<Arc<str>>,
}

impl State {
    pub(super) fn new(project: Arc<Project>) -> Self {
        Self {
            project,
            problem: None,
        }
    }

    /// Sets what was found; whether it is anything new.
    pub(super) fn set(&mut self, project: Project) -> bool {
        let is_new = self.problem.is_some() || *self.project != project;
        if is_new {
            *self = Self::new(Arc::new(project));
        }
        is_new
    }

    /// Keeps what is known; whether the problem is a new one.
    pub(super) fn fail(&mut self, problem: String) -> bool {
        let is_new = self.problem.as_deref() != Some(&problem);
        self.problem = Some(problem.into());
        is_new
    }
}

/// The changes of a project, one after the other. Those that nobody waited for are told as one.
#[derive(Debug)]
pub struct ProjectChanges {
    latest: watch::Receiver<State>,
    told: State,
}

impl ProjectChanges {
    pub(super) fn new(mut latest: watch::Receiver<State>) -> Self {
        let told = latest.borrow_and_update().clone();
        Self { latest, told }
    }

    /// The next change; none when the project is no longer followed.
    pub async fn next(&mut self) -> Option<ProjectChange> {
        loop {
            self.latest.changed().await.ok()?;
            let state = self.latest.borrow_and_update().clone();
            let change = ProjectChange::between(&self.told, &state);
            self.told = state;
            if !change.is_empty() {
                return Some(change);
            }
        }
    }
}

/// What has changed.
#[derive(Clone, Debug)]
pub struct ProjectChange {
    /// What there is to run now.
    pub project: Arc<Project>,
    /// Scripts that are new.
    pub added: Vec<ProcessId>,
    /// Scripts that are no longer there.
    pub removed: Vec<ProcessId>,
    /// Scripts that are run in another way, or are described in another way.
    pub changed: Vec<ProcessId>,
    /// Warnings that are new.
    pub warnings: Vec<Warning>,
    /// Why the project cannot be looked at since; what was known holds.
    pub problem: Option<Arc<str>>,
}

impl ProjectChange {
    fn between(before: &State, after: &State) -> Self {
        let known: FxHashMap<&ProcessId, &Script> = by_name(&before.project);
        let now: FxHashMap<&ProcessId, &Script> = by_name(&after.project);
        let (mut added, mut changed) = (Vec::new(), Vec::new());
        for script in &after.project.scripts {
            match known.get(&script.name) {
                None => added.push(script.name.clone()),
                Some(earlier) if !is_same(earlier, script) => changed.push(script.name.clone()),
                Some(_) => {}
            }
        }
        let removed = before.project.scripts.iter();
        let removed = removed.filter(|script| !now.contains_key(&script.name));
        let warnings = after.project.warnings.iter();
        let warnings = warnings.filter(|warning| !before.project.warnings.contains(warning));
        let problem = after.problem.clone();
        Self {
            added,
            removed: removed.map(|script| script.name.clone()).collect(),
            changed,
            warnings: warnings.cloned().collect(),
            problem: problem.filter(|problem| before.problem.as_ref() != Some(problem)),
            project: Arc::clone(&after.project),
        }
    }

    /// Whether nothing has that anybody would see.
    pub fn is_empty(&self) -> bool {
        let lists = [&self.added, &self.removed, &self.changed];
        lists.iter().all(|list| list.is_empty())
            && self.warnings.is_empty()
            && self.problem.is_none()
    }
}

/// A script that only moved to another line is the same.
fn is_same(one: &Script, other: &Script) -> bool {
    Script {
        origin: other.origin.clone(),
        ..one.clone()
    } == *other
}

fn by_name(project: &Project) -> FxHashMap<&ProcessId, &Script> {
    let scripts = project.scripts.iter();
    scripts.map(|script| (&script.name, script)).collect()
}

/// How many names are listed.
const MAX_LISTED: usize = 5;

/// In one line: `new: dev, build; gone: x; changed: test; package.json:3: …`
impl fmt::Display for ProjectChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lists = [
            ("new", &self.added),
            ("gone", &self.removed),
            ("changed", &self.changed),
        ];
        let lists = lists.into_iter().filter(|(_, names)| !names.is_empty());
        let mut parts: Vec<String> = lists
            .map(|(what, names)| format!("{what}: {}", listed(names)))
            .collect();
        parts.extend(
            self.warnings
                .iter()
                .take(MAX_LISTED)
                .map(Warning::to_string),
        );
        if let Some(more) = self.warnings.len().checked_sub(MAX_LISTED + 1) {
            parts.push(format!("{} more warnings", more + 1));
        }
        parts.extend(self.problem.as_deref().map(str::to_owned));
        f.write_str(&parts.join("; "))
    }
}

fn listed(names: &[ProcessId]) -> String {
    let shown: Vec<_> = names
        .iter()
        .take(MAX_LISTED)
        .map(ProcessId::as_str)
        .collect();
    match names.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
