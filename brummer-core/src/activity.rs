//! What clients do: who asked for what, how it ended, and how long it took.
//!
//! Front ends report each request of theirs, and show those of the others: the person sees what an agent does, and the agent
//! learns what the person did.

use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::watch;

use crate::changes::Changes;
use crate::log::Numbers;
use crate::process::spec::Owner;
use crate::remote::wire;
use crate::remote::{Report, ReportEnd};

/// How many requests are remembered.
const KEPT: usize = 256;

/// The longest name of an action or a target that is kept, in characters.
const MAX_NAME: usize = 200;

/// One request of a client, or several that followed one another and differ in nothing but their time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// Its place among lines and events, when it began or ended last.
    pub number: u64,
    /// Who asked.
    pub client: Owner,
    /// What for, as in "`scripts_run`".
    pub action: String,
    /// The process, script or command line that it was about; none for the project as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// When it began.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub time: Timestamp,
    /// How it ended.
    pub outcome: ActivityOutcome,
    /// How often it followed itself, at least 1.
    pub times: u32,
}

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase", tag = "outcome")]
pub enum ActivityOutcome {
    /// It has not.
    UnderWay,
    /// As it should.
    Done {
        /// How long it took, in milliseconds.
        took_ms: u64,
    },
    /// With an error.
    Failed {
        /// What was wrong, in a word or a line.
        reason: String,
        /// How long it took, in milliseconds.
        took_ms: u64,
    },
    /// Nobody waited for it any more.
    Cancelled {
        /// How long it took, in milliseconds.
        took_ms: u64,
    },
}

/// What clients did: the latest requests, in the order in which they began.
///
/// It is cheap to clone; all clones are the same.
#[derive(Clone, Debug)]
pub struct Activities(Arc<Shared>);

/// Takes reports to the process that keeps the list.
struct Reporter(Box<dyn Fn(Report) + Send + Sync>);

impl fmt::Debug for Reporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reporter").finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Shared {
    /// Where the numbers of requests come from; for those of another process, only what tells our own reports apart.
    numbers: Numbers,
    /// To whom requests are reported, if the list is kept by another process.
    report: Option<Reporter>,
    kept: Mutex<VecDeque<Arc<Activity>>>,
    changed: watch::Sender<()>,
}

/// A request under way. Dropped without an end, it counts as cancelled, or as failed if that is by a panic.
#[derive(Debug)]
pub struct ActivityRecord {
    activities: Activities,
    /// The number that it began with.
    number: u64,
    began: Instant,
    is_over: bool,
}

impl Activities {
    pub(crate) fn new(numbers: &Numbers) -> Self {
        Self(Arc::new(Shared {
            numbers: numbers.clone(),
            report: None,
            kept: Mutex::default(),
            changed: watch::Sender::new(()),
        }))
    }

    /// A list that another process keeps: it is [replaced](Self::replace) with each change, and reports are taken there.
    pub(crate) fn elsewhere(report: impl Fn(Report) + Send + Sync + 'static) -> Self {
        Self(Arc::new(Shared {
            numbers: Numbers::default(),
            report: Some(Reporter(Box::new(report))),
            kept: Mutex::default(),
            changed: watch::Sender::new(()),
        }))
    }

    /// This is the list now.
    pub(crate) fn replace(&self, latest: Vec<Arc<Activity>>) {
        *self.kept() = latest.into();
        self.0.changed.send_replace(());
    }

    /// Takes note of a request that begins now.
    pub fn begin(&self, client: Owner, action: &str, target: Option<&str>) -> ActivityRecord {
        let number = match &self.0.report {
            None => self.keep(client, action, target),
            Some(report) => {
                let key = self.0.numbers.next();
                report.0(Report::Began {
                    key,
                    client,
                    action: shown(action),
                    target: target.map(shown),
                });
                key
            }
        };
        ActivityRecord {
            activities: self.clone(),
            number,
            began: Instant::now(),
            is_over: false,
        }
    }

    fn keep(&self, client: Owner, action: &str, target: Option<&str>) -> u64 {
        let mut kept = self.kept();
        if kept.len() >= KEPT {
            kept.pop_front();
        }
        let number = self.0.numbers.next();
        kept.push_back(Arc::new(Activity {
            number,
            client,
            action: shown(action),
            target: target.map(shown),
            time: Timestamp::now(),
            outcome: ActivityOutcome::UnderWay,
            times: 1,
        }));
        drop(kept);
        self.0.changed.send_replace(());
        number
    }

    /// The latest requests, at most 256, the oldest first.
    pub fn latest(&self) -> Vec<Arc<Activity>> {
        self.kept().iter().cloned().collect()
    }

    /// A signal for requests that begin or end.
    pub fn changes(&self) -> Changes {
        Changes::new(self.0.changed.subscribe())
    }

    /// Those that began or ended between two positions.
    pub(crate) fn between(&self, positions: Range<u64>) -> Vec<Arc<Activity>> {
        let kept = self.kept();
        let wanted = kept.iter().filter(|one| positions.contains(&one.number));
        wanted.cloned().collect()
    }

    fn end(&self, began_with: u64, outcome: ActivityOutcome) {
        if let Some(report) = &self.0.report {
            let how = match outcome {
                // It is not told that it ended.
                ActivityOutcome::UnderWay => return,
                ActivityOutcome::Done { .. } => ReportEnd::Done,
                ActivityOutcome::Failed { reason, .. } => ReportEnd::Failed(reason),
                ActivityOutcome::Cancelled { .. } => ReportEnd::Cancelled,
            };
            let key = began_with;
            return report.0(Report::Ended { key, how });
        }
        let mut kept = self.kept();
        // Others may have ended, and been given a later number, in between.
        let position = kept.iter().rposition(|one| one.number == began_with);
        let Some(position) = position else {
            return;
        };
        let number = self.0.numbers.next();
        let ended = Arc::make_mut(&mut kept[position]);
        ended.number = number;
        ended.outcome = outcome;
        join(&mut kept, position);
        drop(kept);
        self.0.changed.send_replace(());
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<Arc<Activity>>> {
        // Each step leaves a whole list.
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ActivityRecord {
    /// It ended as it should.
    pub fn done(mut self) {
        let took_ms = self.took();
        self.end(ActivityOutcome::Done { took_ms });
    }

    /// It ended with an error.
    pub fn failed(mut self, reason: &str) {
        let took_ms = self.took();
        self.end(ActivityOutcome::Failed {
            reason: shown(reason),
            took_ms,
        });
    }

    fn took(&self) -> u64 {
        let took: Duration = self.began.elapsed();
        u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
    }

    fn end(&mut self, outcome: ActivityOutcome) {
        self.is_over = true;
        self.activities.end(self.number, outcome);
    }
}

impl Drop for ActivityRecord {
    fn drop(&mut self) {
        if !self.is_over {
            let took_ms = self.took();
            self.end(if std::thread::panicking() {
                ActivityOutcome::Failed {
                    reason: "a bug".to_owned(),
                    took_ms,
                }
            } else {
                ActivityOutcome::Cancelled { took_ms }
            });
        }
    }
}

/// Joins a request that went well with the one before it, if that was the same.
fn join(kept: &mut VecDeque<Arc<Activity>>, position: usize) {
    let Some(before) = position.checked_sub(1) else {
        return;
    };
    let (earlier, later) = (&kept[before], &kept[position]);
    let is_done = |one: &Activity| match one.outcome {
        ActivityOutcome::Done { .. } => true,
        ActivityOutcome::UnderWay
        | ActivityOutcome::Failed { .. }
        | ActivityOutcome::Cancelled { .. } => false,
    };
    let same = (&earlier.client, &earlier.action, &earlier.target)
        == (&later.client, &later.action, &later.target);
    if same && is_done(earlier) && is_done(later) {
        let times = earlier.times.saturating_add(later.times);
        Arc::make_mut(&mut kept[position]).times = times;
        kept.remove(before);
    }
}

/// A name as it is kept: what clients send may be long, and is shown in terminals.
fn shown(name: &str) -> String {
    let plain = name.chars().filter(|c| !c.is_control());
    plain.take(MAX_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activities() -> Activities {
        Activities::new(&Numbers::default())
    }

    fn begin(activities: &Activities, action: &str) -> ActivityRecord {
        activities.begin(Owner::Agent("tester".into()), action, Some("dev"))
    }

    #[track_caller]
    fn check(activities: &Activities, expected: &[(&str, u32)]) {
        let latest = activities.latest();
        let latest: Vec<_> = latest
            .iter()
            .map(|one| (one.action.as_str(), one.times))
            .collect();
        assert_eq!(latest, expected);
    }

    #[test]
    fn a_request_is_under_way_until_it_ends() {
        let activities = activities();
        let record = begin(&activities, "run");
        let outcome = || activities.latest()[0].outcome.clone();
        assert_eq!(outcome(), ActivityOutcome::UnderWay);
        record.failed("busy");
        assert!(matches!(outcome(), ActivityOutcome::Failed { reason, .. } if reason == "busy"));
    }

    #[test]
    fn a_request_that_nobody_waits_for_is_cancelled() {
        let activities = activities();
        drop(begin(&activities, "wait"));
        let latest = activities.latest();
        assert!(matches!(
            latest[0].outcome,
            ActivityOutcome::Cancelled { .. }
        ));
    }

    #[test]
    fn the_same_request_again_is_counted() {
        let activities = activities();
        begin(&activities, "logs").done();
        begin(&activities, "logs").done();
        begin(&activities, "stop").done();
        begin(&activities, "logs").failed("busy");
        check(&activities, &[("logs", 2), ("stop", 1), ("logs", 1)]);
    }

    #[test]
    fn the_oldest_requests_are_forgotten() {
        let activities = activities();
        for number in 0..KEPT + 10 {
            begin(&activities, &number.to_string()).done();
        }
        let latest = activities.latest();
        assert_eq!((latest.len(), latest[0].action.as_str()), (KEPT, "10"));
    }

    #[test]
    fn a_name_is_shown_in_a_terminal_and_may_be_of_any_length() {
        let activities = activities();
        begin(&activities, &format!("\u{1b}[31m{}", "x".repeat(1_000))).done();
        let action = &activities.latest()[0].action;
        assert!(action.chars().count() == MAX_NAME && !action.contains('\u{1b}'));
    }

    #[tokio::test]
    async fn whoever_waits_is_told() {
        let activities = activities();
        let mut changes = activities.changes();
        let record = begin(&activities, "run");
        assert!(changes.wait().await);
        record.done();
        assert!(changes.wait().await);
    }
}
