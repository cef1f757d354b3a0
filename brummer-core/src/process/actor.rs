//! The task that owns a process: it waits, lets [`lifecycle`](super::lifecycle) decide, does what follows
//! ([`perform`]), and shows it ([`show`]).

mod handle;
mod perform;
mod readying;
mod show;

use std::collections::VecDeque;
use std::future::{Future, pending};
use std::io;
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
use self::readying::Readying;
use super::input::Input as StdinInput;
use super::lifecycle::{Effect, Input, Lifecycle};
use super::mark::MarkPrefix;
pub(crate) use super::spawn::Spawned;
use super::spec::{Spec, Stdin};
use super::stop::{Done, StopReport};
use super::tree::Tree;
use super::understand::{Notes, PAUSE};
use crate::error::Error;
use crate::event::EventKind;
use crate::id::{ProcessId, Run};
use crate::log::store::LogStore;
use crate::snapshot::{Exit, ProcessSnapshot};
use crate::supervisor::Started;
use crate::supervisor::shared::Shared;

/// How long after the end of the leader a log may stay incomplete, because a descendant holds the pipes.
const LOG_BOUND: Duration = Duration::from_millis(500);

type Stopping = Pin<Box<dyn Future<Output = io::Result<Done>> + Send>>;

/// The task of one process: its state, the child, and who waits for what.
pub(crate) struct Actor {
    id: ProcessId,
    spec: Spec,
    /// The description for the next run, where one came while the present one ends.
    later: Option<Spec>,
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
    /// What the output of the present run says.
    notes: Arc<Notes>,
    /// When what the output says is to be shown.
    output_due: Option<Instant>,
    readying: Readying,
    log_bound: Option<Instant>,
    /// How often captures had waited for a follower when the bound was set.
    waits: u64,
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
    /// The output says something new.
    Noted,
    /// It is time to show that.
    OutputDue,
    /// It is time to look whether the run is ready.
    LookDue,
    /// The ports that the tree listens on.
    Looked(io::Result<Vec<u16>>),
}

impl Actor {
    /// Publishes the process as pending, and starts its task.
    pub(crate) fn launch(id: ProcessId, spec: Spec, number: u64, shared: &Arc<Shared>) -> Handle {
        let log = LogStore::new(id.clone(), &shared.journal);
        let (handle, requests) = Handle::new(id.clone(), number, Arc::clone(&log));
        let snapshot = Arc::new(ProcessSnapshot::pending(id.clone(), &spec));
        let actor = Self {
            tree: Tree::new(MarkPrefix::process(shared.instance, number)),
            id,
            spec,
            later: None,
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
            notes: Arc::default(),
            output_due: None,
            readying: Readying::default(),
            log_bound: None,
            waits: 0,
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
                        self.sweep().await;
                        // Closed first: whoever is answered finds the name free.
                        requests.close();
                        self.remove();
                        // Whoever asked may have gone.
                        let _ = done.send(Ok(()));
                        return;
                    }
                    let id = self.id.clone();
                    let _ = done.send(Err(Error::StillRunning { id }));
                }
                Woken::Request(Some(request)) => self.take(request),
                Woken::Request(None) => break,
                other => self.notice(other),
            }
        }
        self.sweep().await;
    }

    /// Stops whatever runs, and whatever earlier runs left behind.
    async fn sweep(&mut self) {
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
            () = self.notes.changed() => Woken::Noted,
            () = reached(self.output_due) => Woken::OutputDue,
            () = reached(self.readying.due()) => Woken::LookDue,
            ports = self.readying.looked() => Woken::Looked(ports),
        }
    }

    fn take(&mut self, request: Request) {
        match request {
            Request::Start { spec, done } => {
                match spec {
                    Some(spec) if self.life.is_idle() => self.describe(*spec),
                    Some(spec) => self.later = Some(*spec),
                    None => {}
                }
                self.starts.push(done);
                self.tell(Input::Start);
            }
            Request::Describe { spec, done } => {
                if self.life.is_idle() {
                    self.describe(*spec);
                } else {
                    self.later = Some(*spec);
                }
                // Whoever asked may have gone.
                let _ = done.send(());
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
            // The pipes were not read from for a while, so that what is in them says nothing about who holds them.
            Woken::LogBound if self.was_paused() => self.bound_log(),
            Woken::Captured(_) | Woken::LogBound => {
                self.log_bound = None;
                self.tell(Input::LogComplete);
            }
            Woken::Stopped(done) => self.stopped(done),
            Woken::Noted => {
                self.output_due
                    .get_or_insert_with(|| Instant::now() + PAUSE);
                self.readying.heard();
            }
            Woken::OutputDue => self.show_output(),
            Woken::LookDue => self.readying.look(&self.shared.lookout, &self.tree),
            Woken::Looked(ports) => self.judge_readiness(ports),
        }
    }

    /// Whether captures had to wait for a follower since the bound was set. A stop does not wait for followers.
    fn was_paused(&self) -> bool {
        let journal = &self.shared.journal;
        !self.life.is_stopping() && (journal.is_full() || journal.waits() != self.waits)
    }

    fn bound_log(&mut self) {
        self.waits = self.shared.journal.waits();
        self.log_bound = Some(Instant::now() + LOG_BOUND);
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
            Effect::BoundLog => self.bound_log(),
            Effect::ShowStopping => self.show_stopping(),
            Effect::ShowRunning => self.show_running(),
            Effect::ShowEnded { asked } => self.show_ended(asked),
            Effect::ShowRestarting { asked } => self.show_restarting(asked),
            Effect::AnswerStops => self.answer_stops(),
            Effect::AnswerStarts(answer) => self.answer_starts(answer),
        }
        None
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
