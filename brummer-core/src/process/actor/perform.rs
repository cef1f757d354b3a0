//! What the task of a process does when it is told to, and when something that it did comes to its end.

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::{Actor, Live, Refusal};
use crate::error::Error;
use crate::id::Run;
use crate::process::capture::capture;
use crate::process::input::Input as StdinInput;
use crate::process::lifecycle::{Answer, Input, Pace};
use crate::process::mark::Mark;
use crate::process::orphans::reaped;
use crate::process::spawn::{Spawned, spawn};
use crate::process::spec::{Spec, StopSignal};
use crate::process::stop::{self, Done, Manner, StopReport};
use crate::process::tree::Moment;
use crate::process::understand::Understanding;
use crate::snapshot::{Exit, Phase};
use crate::supervisor::{Detection, Started};

impl Actor {
    pub(super) fn spawn(&mut self) -> Input {
        if let Some(spec) = self.later.take() {
            self.describe(spec);
        }
        let run = self.shared.next_run(&self.id, self.run);
        self.run = Some(run);
        self.exit = None;
        self.refusal = None;
        self.log_bound = None;
        self.begin_output(run);
        self.show(Phase::Starting { run }, None);

        if self.shared.is_closing() {
            self.refusal = Some(Refusal {
                error: Error::ShuttingDown,
                at: Timestamp::now(),
            });
            return Input::SpawnFailed;
        }
        let mark = Mark {
            instance: self.shared.instance,
            process: self.number,
            run,
        };
        match self
            .shared
            .spawn(|guardian| spawn(&self.id, &self.spec, mark, guardian))
        {
            Ok(spawned) => {
                self.adopt(run, spawned);
                Input::Spawned
            }
            Err(error) => {
                self.refusal = Some(Refusal {
                    error,
                    at: Timestamp::now(),
                });
                Input::SpawnFailed
            }
        }
    }

    pub(super) fn adopt(&mut self, run: Run, spawned: Spawned) {
        let Spawned {
            child,
            pid,
            seen,
            stdin,
            stdout,
            stderr,
        } = spawned;
        self.tree.began(pid, seen);
        if let Some(guardian) = &self.shared.guardian {
            guardian.began(pid, seen);
        }
        let (log, journal) = (Arc::clone(&self.log), Arc::clone(&self.shared.journal));
        let understanding = Understanding::new(&self.id, run, &self.notes, &self.shared.problems)
            .with_matchers(&self.spec.matchers, Timestamp::now(), journal.end());
        let detection = self.shared.detection;
        self.captures.spawn(async move {
            match detection {
                Detection::On => capture(log, journal, run, stdout, stderr, understanding).await,
                Detection::Off => capture(log, journal, run, stdout, stderr, ()).await,
            }
            run
        });
        self.live = Some(Live {
            pid,
            started: Timestamp::now(),
            child: Some(child),
            stdin: stdin.map(|stdin| StdinInput::new(&self.id, stdin)),
        });
    }

    pub(super) fn stop_tree(&mut self, pace: Pace) {
        let tree = self.tree.clone();
        // A hurry that came too late for an earlier stop must not shorten this one.
        self.hurry = Arc::default();
        let (signal, grace) = match pace {
            Pace::Graceful => (self.spec.stop_signal, self.spec.grace),
            Pace::AtOnce => (StopSignal::Kill, Duration::ZERO),
        };
        let manner = Manner {
            signal,
            grace,
            hurry: Arc::clone(&self.hurry),
        };
        self.stopping = Some(Box::pin(async move {
            if tree.is_empty() {
                Ok(Done::default())
            } else {
                stop::stop(&tree, &manner).await
            }
        }));
    }

    pub(super) fn leader_exited(&mut self, status: io::Result<ExitStatus>) {
        let Some(live) = &mut self.live else { return };
        live.child = None;
        live.stdin = None;
        let pid = live.pid;
        reaped(pid);
        self.tree.leader_ended(pid, Moment::now());
        if let Some(guardian) = &self.shared.guardian {
            guardian.leader_ended(pid);
        }
        // `wait` fails only if somebody else in this program took the status; all that is known then is the end.
        self.exit = Some(status.map_or(Exit::Code(-1), exit_of));
        self.tell(Input::LeaderExited);
    }

    pub(super) fn stopped(&mut self, done: io::Result<Done>) {
        self.stopping = None;
        let mut report = StopReport::nothing(self.id.clone(), self.run, self.spec.stop_signal);
        match done {
            Ok(done) => {
                report.signalled = done.signalled;
                report.killed = done.killed;
                report.survivors = done.survivors;
                report.grace_took = done.grace_took;
                report.kill_took = done.kill_took;
            }
            // Nothing was proven then, and the tree is not forgotten.
            Err(error) => report.error = Some(error.to_string()),
        }
        let leader = self
            .live
            .as_ref()
            .filter(|live| live.child.is_some())
            .map(|live| live.pid);
        let survived = report
            .survivors
            .iter()
            .any(|member| Some(member.pid) == leader);
        if !survived && let Some(child) = self.live.as_mut().and_then(|live| live.child.as_mut()) {
            // Of a tree that is gone the leader is at most a zombie; of one that could not be looked at, it is ours to
            // kill. It fails for a child that has ended.
            let _ = child.start_kill();
        }
        if report.is_clean() {
            let ended = self.tree.forget();
            if let Some(guardian) = &self.shared.guardian {
                for pid in ended {
                    guardian.session_ended(pid);
                }
            }
        }
        self.report = Some(report);
        self.tell(if survived {
            Input::LeaderSurvived
        } else {
            Input::TreeGone
        });
    }

    pub(super) fn answer_stops(&mut self) {
        let nothing = || StopReport::nothing(self.id.clone(), self.run, self.spec.stop_signal);
        let report = self.report.take().unwrap_or_else(nothing);
        for stop in self.stops.drain(..) {
            // Whoever asked may have gone.
            let _ = stop.send(report.clone());
        }
    }

    pub(super) fn answer_starts(&mut self, answer: Answer) {
        self.later = None;
        let mut refusal = self.refusal.take();
        for start in self.starts.drain(..) {
            let snapshot = Arc::clone(&self.snapshot);
            let answer = match answer {
                Answer::New => Ok(Started::New(snapshot)),
                Answer::Already => Ok(Started::Already(snapshot)),
                Answer::Superseded => Err(Error::Superseded {
                    id: self.id.clone(),
                }),
                Answer::Failed => Err(match refusal.take() {
                    Some(Refusal { error, .. }) => error,
                    // The error goes to the first that asked; the others get its text from the snapshot.
                    None => Error::StartFailed {
                        id: self.id.clone(),
                        reason: snapshot.error().unwrap_or_default().to_owned(),
                    },
                }),
            };
            // Whoever asked may have gone.
            let _ = start.send(answer);
        }
    }

    /// Takes a new description, while nothing runs.
    pub(super) fn describe(&mut self, spec: Spec) {
        self.snapshot = Arc::new(self.snapshot.described(&spec));
        self.spec = spec;
    }
}

fn exit_of(status: ExitStatus) -> Exit {
    match (status.code(), status.signal()) {
        (Some(code), _) => Exit::Code(code),
        (None, Some(signal)) => Exit::Signal(signal),
        // `wait` tells only of processes that ended, in one of these two ways.
        (None, None) => Exit::Code(-1),
    }
}
