//! What the task of a process lets readers see.

use std::sync::Arc;

use jiff::Timestamp;

use super::Actor;
use crate::event::EventKind;
use crate::id::Run;
use crate::snapshot::{Exit, Outcome, Phase, Readiness};
use crate::supervisor::Detection;

/// What told us of the readiness of a program that says so.
const SAID_SO: &str = "it says so";

impl Actor {
    pub(super) fn show_stopping(&mut self) {
        let (Some(run), Some(live)) = (self.run, &self.live) else {
            return;
        };
        let (pid, started) = (live.pid, live.started);
        self.readying.end();
        self.show(
            Phase::Stopping { run, pid, started },
            Some(EventKind::Stopping { run }),
        );
    }

    pub(super) fn show_running(&mut self) {
        let (Some(run), Some(live)) = (self.run, &self.live) else {
            return;
        };
        let (pid, started) = (live.pid, live.started);
        let readiness = Readiness::default();
        let phase = Phase::Running {
            run,
            pid,
            started,
            readiness,
        };
        self.show(phase, Some(EventKind::Started { run, pid }));
        match self.shared.detection {
            Detection::On => self.readying.begin(&self.shared.lookout),
            Detection::Off => {}
        }
    }

    /// Forgets what earlier runs said.
    pub(super) fn begin_output(&mut self, run: Run) {
        self.notes.begin(run);
        self.shared.problems.began(&self.id, Timestamp::now());
        let output = Arc::default();
        self.snapshot = Arc::new((*self.snapshot).clone().with_output(output));
    }

    /// Shows what the output says, if that is something new.
    pub(super) fn show_output(&mut self) {
        self.output_due = None;
        let sheet = self.notes.take();
        let changed = *self.snapshot.output() != sheet.summary;
        if changed || !sheet.news.is_empty() {
            let output = Arc::new(sheet.summary);
            self.snapshot = Arc::new((*self.snapshot).clone().with_output(output));
            self.shared.publish(
                |project| project.with(Arc::clone(&self.snapshot)),
                |revision| {
                    for news in sheet.news {
                        self.shared.emit(revision, &self.id, news);
                    }
                },
            );
        }
        if let Some(since) = sheet.said_ready {
            self.become_ready(since, SAID_SO.into());
        }
    }

    pub(super) fn show_ended(&mut self, asked: bool) {
        let Some(run) = self.run else { return };
        self.readying.end();
        self.show_output();
        let ended = Timestamp::now();
        let started = match (&self.live, &self.refusal) {
            (Some(live), _) => live.started,
            (None, Some(refusal)) => refusal.at,
            (None, None) => ended,
        };
        let ended = if self.refusal.is_some() {
            started
        } else {
            ended
        };
        let outcome = self.outcome(asked);
        self.live = None;
        let event = EventKind::Ended {
            run,
            outcome: outcome.to_string(),
        };
        self.show(
            Phase::Ended {
                run,
                started,
                ended,
                outcome,
            },
            Some(event),
        );
    }

    pub(super) fn show_restarting(&mut self, asked: bool) {
        let Some(run) = self.run else { return };
        self.readying.end();
        self.show_output();
        let last_exit = self.outcome(asked);
        self.live = None;
        let event = EventKind::Ended {
            run,
            outcome: last_exit.to_string(),
        };
        self.show(Phase::Restarting { run, last_exit }, Some(event));
    }

    pub(super) fn outcome(&self, asked: bool) -> Outcome {
        match (&self.refusal, self.exit) {
            (Some(refusal), _) => Outcome::NotStarted {
                error: chain(&refusal.error).into(),
            },
            (None, exit) => {
                // A run ends only when its leader did.
                let exit = exit.unwrap_or(Exit::Code(-1));
                if asked {
                    Outcome::Stopped(exit)
                } else {
                    Outcome::Exited(exit)
                }
            }
        }
    }

    pub(super) fn show(&mut self, phase: Phase, event: Option<EventKind>) {
        let restarts = self.run.map_or(0, |run| run.number() - 1);
        self.snapshot = Arc::new(self.snapshot.in_phase(phase).with_restarts(restarts));
        match event {
            Some(event) => self.publish(event),
            None => self
                .shared
                .publish(|project| project.with(Arc::clone(&self.snapshot)), |_| {}),
        }
    }

    pub(super) fn publish(&self, event: EventKind) {
        self.shared.publish(
            |project| project.with(Arc::clone(&self.snapshot)),
            |revision| self.shared.emit(revision, &self.id, event),
        );
    }

    pub(super) fn remove(&self) {
        self.shared.problems.removed(&self.id);
        self.shared.publish(
            |project| project.without(self.id.as_str()),
            |revision| self.shared.emit(revision, &self.id, EventKind::Removed),
        );
    }
}

/// An error with its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
