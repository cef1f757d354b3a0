//! The task that owns a process.

mod handle;

use std::collections::VecDeque;
use std::future::{Future, pending};
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::pin::Pin;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::process::Child;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

pub(crate) use self::handle::{Handle, Request, Unanswered};
use super::capture::capture;
use super::input::Input as StdinInput;
use super::lifecycle::{Answer, Effect, Input, Lifecycle, Pace};
use super::mark::{Mark, MarkPrefix};
use super::orphans::reaped;
pub(crate) use super::spawn::Spawned;
use super::spawn::spawn;
use super::spec::{Spec, Stdin, StopSignal};
use super::stop::{self, Done, Manner, StopReport};
use super::tree::Tree;
use crate::error::Error;
use crate::event::EventKind;
use crate::id::{ProcessId, Run};
use crate::log::store::LogStore;
use crate::snapshot::{Exit, Outcome, Phase, ProcessSnapshot, Readiness};
use crate::supervisor::Started;
use crate::supervisor::shared::Shared;

/// How long after the end of the leader a log may stay incomplete, because a descendant holds the pipes.
const LOG_BOUND: Duration = Duration::from_millis(500);

type Stopping = Pin<Box<dyn Future<Output = io::Result<Done>> + Send>>;

/// The task of one process: its state, the child, and who waits for what.
pub(crate) struct Actor {
    id: ProcessId,
    spec: Spec,
    /// The number that marks all runs of this process.
    number: u64,
    shared: Arc<Shared>,
    log: Arc<LogStore>,
    life: Lifecycle,
    /// What is published.
    snapshot: Arc<ProcessSnapshot>,
    run: Option<Run>,
    tree: Tree,
    live: Option<Live>,
    /// How the leader of the present run ended.
    exit: Option<Exit>,
    /// Why the present run could not begin.
    refusal: Option<Refusal>,
    captures: JoinSet<Run>,
    log_bound: Option<Instant>,
    stopping: Option<Stopping>,
    hurry: Arc<Notify>,
    report: Option<StopReport>,
    starts: Vec<oneshot::Sender<Result<Started, Error>>>,
    stops: Vec<oneshot::Sender<StopReport>>,
}

/// The child of the present run.
struct Live {
    pid: u32,
    started: Timestamp,
    /// None once it was waited for.
    child: Option<Child>,
    stdin: Option<StdinInput>,
}

struct Refusal {
    error: Error,
    at: Timestamp,
}

/// What the task waits for.
enum Woken {
    Request(Option<Request>),
    LeaderExited(io::Result<ExitStatus>),
    Captured(Run),
    LogBound,
    Stopped(io::Result<Done>),
}

impl Actor {
    /// Publishes the process as pending, and starts its task.
    pub(crate) fn launch(id: ProcessId, spec: Spec, number: u64, shared: &Arc<Shared>) -> Handle {
        let log = LogStore::new(id.clone(), &shared.journal);
        let (handle, requests) = Handle::new(id.clone(), Arc::clone(&log));
        let snapshot = Arc::new(ProcessSnapshot::pending(id.clone(), &spec));
        let actor = Self {
            tree: Tree::new(MarkPrefix::process(shared.instance, number)),
            id,
            spec,
            number,
            shared: Arc::clone(shared),
            log,
            life: Lifecycle::default(),
            snapshot,
            run: None,
            live: None,
            exit: None,
            refusal: None,
            captures: JoinSet::new(),
            log_bound: None,
            stopping: None,
            hurry: Arc::default(),
            report: None,
            starts: Vec::new(),
            stops: Vec::new(),
        };
        actor.publish(EventKind::Added);
        tokio::spawn(actor.work(requests));
        handle
    }

    /// Until the process is removed, or nobody holds a handle any more: then its tree is stopped.
    async fn work(mut self, mut requests: mpsc::Receiver<Request>) {
        loop {
            match self.wake(&mut requests).await {
                Woken::Request(Some(Request::Remove { done })) => {
                    if self.life.is_idle() {
                        self.remove();
                        // Whoever asked may have gone.
                        let _ = done.send(Ok(()));
                        return;
                    }
                    let _ = done.send(Err(Error::StillRunning {
                        id: self.id.clone(),
                    }));
                }
                Woken::Request(Some(request)) => self.take(request),
                Woken::Request(None) => break,
                other => self.notice(other),
            }
        }
        self.tell(Input::Stop);
        while !self.life.is_idle() {
            let woken = self.wake_alone().await;
            self.notice(woken);
        }
    }

    async fn wake(&mut self, requests: &mut mpsc::Receiver<Request>) -> Woken {
        tokio::select! {
            request = requests.recv() => Woken::Request(request),
            woken = self.wake_alone() => woken,
        }
    }

    /// Waits for what is under way; for ever if nothing is.
    async fn wake_alone(&mut self) -> Woken {
        tokio::select! {
            status = leader_exit(&mut self.live) => Woken::LeaderExited(status),
            run = captured(&mut self.captures) => Woken::Captured(run),
            () = reached(self.log_bound) => Woken::LogBound,
            done = stopped(&mut self.stopping) => Woken::Stopped(done),
        }
    }

    fn take(&mut self, request: Request) {
        match request {
            Request::Start { spec, done } => {
                if self.life.is_idle()
                    && let Some(spec) = spec
                {
                    self.describe(*spec);
                }
                self.starts.push(done);
                self.tell(Input::Start);
            }
            Request::Restart { done } => {
                self.starts.push(done);
                self.tell(Input::Restart);
            }
            Request::Stop { done } => {
                self.stops.push(done);
                self.tell(Input::Stop);
            }
            Request::Kill { done } => {
                self.stops.push(done);
                self.tell(Input::Kill);
            }
            Request::Write { bytes, done } => {
                let id = self.id.clone();
                let error = match (&self.live, self.spec.stdin) {
                    (
                        Some(Live {
                            stdin: Some(stdin), ..
                        }),
                        _,
                    ) => return stdin.write(bytes, done),
                    (Some(_), Stdin::Null) => Error::StdinIsNull { id },
                    (Some(_), Stdin::Pipe) => Error::StdinClosed { id },
                    (None, _) => Error::NotRunning { id },
                };
                // Whoever asked may have gone.
                let _ = done.send(Err(error));
            }
            Request::Remove { .. } => unreachable!("the loop of the task answers a removal itself"),
        }
    }

    fn notice(&mut self, woken: Woken) {
        match woken {
            Woken::Request(_) => {}
            Woken::LeaderExited(status) => self.leader_exited(status),
            // A capture that a descendant kept open may end long after its run.
            Woken::Captured(run) if Some(run) != self.run => {}
            Woken::Captured(_) | Woken::LogBound => {
                self.log_bound = None;
                self.tell(Input::LogComplete);
            }
            Woken::Stopped(done) => self.stopped(done),
        }
    }

    fn leader_exited(&mut self, status: io::Result<ExitStatus>) {
        let Some(live) = &mut self.live else { return };
        live.child = None;
        live.stdin = None;
        let pid = live.pid;
        reaped(pid);
        self.tree.leader_ended(pid);
        if let Some(guardian) = &self.shared.guardian {
            guardian.leader_ended(pid);
        }
        // `wait` fails only if somebody else in this program took the status; all that is known then is the end.
        self.exit = Some(status.map_or(Exit::Code(-1), exit_of));
        self.tell(Input::LeaderExited);
    }

    fn stopped(&mut self, done: io::Result<Done>) {
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
            // Without a process table nothing can be found or proven; the leader at least is ours to kill.
            Err(_) => {
                if let Some(child) = self.live.as_mut().and_then(|live| live.child.as_mut()) {
                    // It fails for a child that has ended.
                    let _ = child.start_kill();
                }
            }
        }
        if report.is_clean() {
            let ended = self.tree.forget();
            if let Some(guardian) = &self.shared.guardian {
                for pid in ended {
                    guardian.session_ended(pid);
                }
            }
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
        self.report = Some(report);
        self.tell(if survived {
            Input::LeaderSurvived
        } else {
            Input::TreeGone
        });
    }

    /// Decides, then acts, until nothing more follows.
    fn tell(&mut self, input: Input) {
        let mut effects: VecDeque<Effect> = self.life.step(input).into();
        while let Some(effect) = effects.pop_front() {
            if let Some(found) = self.perform(effect) {
                effects.extend(self.life.step(found));
            }
        }
    }

    /// Does one thing; returns what it found out at once.
    fn perform(&mut self, effect: Effect) -> Option<Input> {
        match effect {
            Effect::Spawn => return Some(self.spawn()),
            Effect::StopTree(pace) => self.stop_tree(pace),
            Effect::Hurry => self.hurry.notify_one(),
            Effect::BoundLog => self.log_bound = Some(Instant::now() + LOG_BOUND),
            Effect::ShowStopping => self.show_stopping(),
            Effect::ShowRunning => self.show_running(),
            Effect::ShowEnded { asked } => self.show_ended(asked),
            Effect::ShowRestarting { asked } => self.show_restarting(asked),
            Effect::AnswerStops => self.answer_stops(),
            Effect::AnswerStarts(answer) => self.answer_starts(answer),
        }
        None
    }

    fn spawn(&mut self) -> Input {
        let run = self.run.map_or(Run::FIRST, Run::next);
        self.run = Some(run);
        self.exit = None;
        self.refusal = None;
        self.log_bound = None;
        self.show(Phase::Starting { run }, None);

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

    fn adopt(&mut self, run: Run, spawned: Spawned) {
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
            guardian.began(pid);
        }
        let (log, journal) = (Arc::clone(&self.log), Arc::clone(&self.shared.journal));
        self.captures.spawn(async move {
            capture(log, journal, run, stdout, stderr).await;
            run
        });
        self.live = Some(Live {
            pid,
            started: Timestamp::now(),
            child: Some(child),
            stdin: stdin.map(|stdin| StdinInput::new(&self.id, stdin)),
        });
    }

    fn stop_tree(&mut self, pace: Pace) {
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

    fn show_stopping(&mut self) {
        let (Some(run), Some(live)) = (self.run, &self.live) else {
            return;
        };
        let (pid, started) = (live.pid, live.started);
        self.show(
            Phase::Stopping { run, pid, started },
            Some(EventKind::Stopping { run }),
        );
    }

    fn show_running(&mut self) {
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
    }

    fn show_ended(&mut self, asked: bool) {
        let Some(run) = self.run else { return };
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

    fn show_restarting(&mut self, asked: bool) {
        let Some(run) = self.run else { return };
        let last_exit = self.outcome(asked);
        self.live = None;
        let event = EventKind::Ended {
            run,
            outcome: last_exit.to_string(),
        };
        self.show(Phase::Restarting { run, last_exit }, Some(event));
    }

    fn outcome(&self, asked: bool) -> Outcome {
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

    fn answer_stops(&mut self) {
        let nothing = || StopReport::nothing(self.id.clone(), self.run, self.spec.stop_signal);
        let report = self.report.take().unwrap_or_else(nothing);
        for stop in self.stops.drain(..) {
            // Whoever asked may have gone.
            let _ = stop.send(report.clone());
        }
    }

    fn answer_starts(&mut self, answer: Answer) {
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
    fn describe(&mut self, spec: Spec) {
        self.snapshot = Arc::new(self.snapshot.described(&spec));
        self.spec = spec;
    }

    fn show(&mut self, phase: Phase, event: Option<EventKind>) {
        let restarts = self.run.map_or(0, |run| run.number() - 1);
        self.snapshot = Arc::new(self.snapshot.in_phase(phase).with_restarts(restarts));
        match event {
            Some(event) => self.publish(event),
            None => self
                .shared
                .publish(|project| project.with(Arc::clone(&self.snapshot)), |_| {}),
        }
    }

    fn publish(&self, event: EventKind) {
        self.shared.publish(
            |project| project.with(Arc::clone(&self.snapshot)),
            |revision| self.shared.emit(revision, &self.id, event),
        );
    }

    fn remove(&self) {
        self.shared.publish(
            |project| project.without(self.id.as_str()),
            |revision| self.shared.emit(revision, &self.id, EventKind::Removed),
        );
    }
}

async fn leader_exit(live: &mut Option<Live>) -> io::Result<ExitStatus> {
    match live.as_mut().and_then(|live| live.child.as_mut()) {
        Some(child) => child.wait().await,
        None => pending().await,
    }
}

async fn captured(captures: &mut JoinSet<Run>) -> Run {
    loop {
        match captures.join_next().await {
            Some(Ok(run)) => return run,
            // A capture is aborted only together with this task; one that panicked is reported by the runtime,
            // and the bound ends its run.
            Some(Err(_)) => {}
            None => return pending().await,
        }
    }
}

async fn reached(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => pending().await,
    }
}

async fn stopped(stopping: &mut Option<Stopping>) -> io::Result<Done> {
    match stopping {
        Some(stopping) => stopping.await,
        None => pending().await,
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
