//! All problems of a supervisor.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use rustc_hash::FxHashMap;

use super::{Problem, ProblemCounts, ProblemPage, ProblemQuery, ProblemState, Resolution};
use crate::detect::{Cycle, CycleStep, Finding, Fingerprint, Severity, covers};
use crate::id::{ProcessId, Run};
use crate::log::Numbers;
use crate::snapshot::WatcherSummary;

/// The most problems that are remembered of one process. Beyond that the resolved ones that were not seen for longest are forgotten, and
/// if there are none, further ones are only counted.
const PER_PROCESS: usize = 1000;

/// All problems of a supervisor. Writers are the captures, readers are queries; both hold the lock only for as long as they look at one
/// process.
#[derive(Debug, Default)]
pub(crate) struct ProblemBook {
    numbers: Numbers,
    processes: Mutex<FxHashMap<ProcessId, Chapter>>,
}

/// The problems of one process.
#[derive(Debug, Default)]
struct Chapter {
    problems: FxHashMap<Fingerprint, Arc<Problem>>,
    watchers: Vec<Watcher>,
    counts: ProblemCounts,
    /// How many were not kept.
    forgotten: u64,
}

/// What resolves problems.
#[derive(Debug)]
struct Watcher {
    tool: &'static str,
    lane: Option<String>,
    /// What was printed before belongs to an earlier cycle: the number of a line.
    since: u64,
}

/// Where and when something was printed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sighting {
    pub(crate) run: Run,
    pub(crate) time: Timestamp,
    /// The number of the line.
    pub(crate) sequence: u64,
}

impl ProblemBook {
    /// An empty book that takes its numbers there.
    pub(crate) fn new(numbers: &Numbers) -> Self {
        Self {
            numbers: numbers.clone(),
            processes: Mutex::default(),
        }
    }

    /// A problem was printed; answers whether it was not current before.
    pub(crate) fn saw(&self, process: &ProcessId, at: Sighting, finding: Finding) -> bool {
        self.chapter(process, |chapter| {
            chapter.saw(process, at, finding, &self.numbers)
        })
    }

    /// A watcher did something; answers how many errors that it speaks for are current then.
    pub(crate) fn cycle(&self, process: &ProcessId, at: Sighting, cycle: &Cycle) -> u32 {
        self.chapter(process, |chapter| {
            chapter.cycle(at, cycle, &self.numbers);
            chapter.errors(cycle.tool, cycle.lane.as_deref())
        })
    }

    /// How many errors are current that this watcher speaks for.
    pub(crate) fn errors(&self, process: &ProcessId, watcher: &WatcherSummary) -> u32 {
        self.chapter(process, |chapter| {
            chapter.errors(watcher.tool, watcher.lane.as_deref())
        })
    }

    /// The process is started again: what earlier runs printed is not current any more.
    pub(crate) fn began(&self, process: &ProcessId, time: Timestamp) {
        self.chapter(process, |chapter| {
            chapter.watchers.clear();
            chapter.resolve(time, Resolution::Restart, &self.numbers, |_| true);
        });
    }

    /// The process has left the project.
    pub(crate) fn removed(&self, process: &ProcessId) {
        self.processes().remove(process);
    }

    /// How many problems of a process are current.
    pub(crate) fn counts(&self, process: &ProcessId) -> ProblemCounts {
        let processes = self.processes();
        processes
            .get(process)
            .map_or_else(ProblemCounts::default, |chapter| chapter.counts)
    }

    /// The problems that were asked for.
    pub(crate) fn query(&self, query: &ProblemQuery) -> ProblemPage {
        let mut found = Vec::new();
        let mut forgotten = 0;
        for (process, chapter) in &*self.processes() {
            if query.takes_process(process) {
                let wanted = chapter.problems.values();
                found.extend(wanted.filter(|problem| query.takes(problem)).cloned());
                forgotten += chapter.forgotten;
            }
        }
        query.page(found, forgotten)
    }

    fn chapter<R>(&self, process: &ProcessId, work: impl FnOnce(&mut Chapter) -> R) -> R {
        work(self.processes().entry(process.clone()).or_default())
    }

    fn processes(&self) -> MutexGuard<'_, FxHashMap<ProcessId, Chapter>> {
        // Each step leaves a whole map; a panic in one could at worst miscount.
        self.processes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Chapter {
    fn saw(
        &mut self,
        process: &ProcessId,
        at: Sighting,
        finding: Finding,
        numbers: &Numbers,
    ) -> bool {
        let fingerprint = finding.fingerprint();
        let known = self.problems.get_mut(&fingerprint);
        if let Some(problem) = known {
            let problem = Arc::make_mut(problem);
            let is_new = !problem.is_current();
            if is_new {
                problem.state = ProblemState::Current;
                problem.appeared = at.time;
                problem.changed = numbers.next();
                self.counts.add(finding.severity);
            }
            problem.finding = finding;
            problem.last_seen = at.time;
            problem.last_run = at.run;
            problem.count += 1;
            return is_new;
        }
        if self.problems.len() >= PER_PROCESS && !self.forget_one() {
            self.forgotten += 1;
            return false;
        }
        self.counts.add(finding.severity);
        let problem = Problem {
            fingerprint,
            process: process.clone(),
            first_seen: at.time,
            last_seen: at.time,
            count: 1,
            first_run: at.run,
            last_run: at.run,
            appeared: at.time,
            changed: numbers.next(),
            state: ProblemState::Current,
            finding,
        };
        self.problems.insert(fingerprint, Arc::new(problem));
        true
    }

    fn errors(&self, watcher: &str, lane: Option<&str>) -> u32 {
        let is_error = |problem: &&Arc<Problem>| {
            let finding = &problem.finding;
            problem.is_current()
                && finding.severity == Severity::Error
                && finding.lane.as_deref() == lane
                && covers(watcher, finding.tool)
        };
        let errors = self.problems.values().filter(is_error).count();
        u32::try_from(errors).unwrap_or(u32::MAX)
    }

    fn cycle(&mut self, at: Sighting, cycle: &Cycle, numbers: &Numbers) {
        let Cycle { tool, lane, step } = cycle;
        let known = self
            .watchers
            .iter_mut()
            .find(|watcher| watcher.tool == *tool && watcher.lane == *lane);
        let since = if let Some(watcher) = known {
            std::mem::replace(&mut watcher.since, at.sequence)
        } else {
            self.watchers.push(Watcher {
                tool,
                lane: lane.clone(),
                since: at.sequence,
            });
            0
        };
        match step {
            CycleStep::Began => {}
            // Between the start of the cycle and its end everything was printed that is still there.
            CycleStep::Ended { .. } | CycleStep::Finished | CycleStep::Updated { .. } => {
                self.resolve(at.time, Resolution::Cycle, numbers, |problem| {
                    let finding = &problem.finding;
                    finding.lane == *lane && finding.lines.1 < since && covers(tool, finding.tool)
                });
            }
        }
    }

    fn resolve(
        &mut self,
        at: Timestamp,
        by: Resolution,
        numbers: &Numbers,
        is_gone: impl Fn(&Problem) -> bool,
    ) {
        self.counts = ProblemCounts::default();
        for problem in self.problems.values_mut() {
            if problem.is_current() && is_gone(problem) {
                let problem = Arc::make_mut(problem);
                problem.state = ProblemState::Resolved { at, by };
                problem.changed = numbers.next();
            }
            if problem.is_current() {
                self.counts.add(problem.finding.severity);
            }
        }
    }

    /// Makes room by forgetting the resolved problem that was not seen for longest.
    fn forget_one(&mut self) -> bool {
        let resolved = self
            .problems
            .values()
            .filter(|problem| !problem.is_current());
        let oldest = resolved.min_by_key(|problem| problem.last_seen);
        let Some(oldest) = oldest.map(|problem| problem.fingerprint) else {
            return false;
        };
        self.problems.remove(&oldest);
        self.forgotten += 1;
        true
    }
}

#[cfg(test)]
mod tests;
