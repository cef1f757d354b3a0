//! Leaves nothing behind when this program is killed.
//!
//! A guardian is a small process of its own that holds the other end of a socket. Each child writes its pid
//! into the socket before it executes its command. When the socket ends, because this program ended in
//! whatever way, the guardian ends the sessions of those pids, and then every process that carries this
//! supervisor's mark, until there is none.
//!
//! After an orderly shutdown the guardian finds nothing to do, and ends as well.

mod message;
mod watch;

use std::ffi::OsString;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::watch::Sender;

pub(crate) use self::message::{Kind, Message};
pub use self::watch::guard;
use crate::process::mark::{MarkPrefix, VARIABLE};
use crate::process::orphans::{reaped, spawn_waited};
use crate::process::tree::{Moment, Tree};

/// How a guardian is started: a program that calls [`guard`] with the arguments that follow those given here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardianCommand {
    /// The program, usually [`std::env::current_exe`].
    pub program: PathBuf,
    /// The arguments that make it call [`guard`].
    pub args: Vec<OsString>,
}

/// This program's side of a guardian.
#[derive(Debug)]
pub(crate) struct Guardian {
    launch: Launch,
    state: Mutex<State>,
    /// Whether it was dismissed, and has ended.
    gone: Sender<bool>,
}

#[derive(Debug)]
struct State {
    /// The first guardian, on its way.
    starting: Option<JoinHandle<io::Result<Running>>>,
    running: Option<Running>,
    /// Whether somebody waits for its end.
    dismissed: bool,
    /// What a new guardian has to be told of.
    tree: Tree,
}

#[derive(Debug)]
struct Running {
    child: Child,
    socket: Arc<OwnedFd>,
}

impl Guardian {
    /// Starts the guardian in the background: executing it takes as long as all that comes before the first child.
    pub(crate) fn new(launch: Launch) -> Self {
        let first = launch.clone();
        let starting = Some(thread::spawn(move || first.start()));
        Self {
            state: Mutex::new(State {
                starting,
                running: None,
                dismissed: false,
                tree: Tree::new(launch.mark.clone()),
            }),
            launch,
            gone: Sender::new(false),
        }
    }

    /// The socket for the next child; starts the guardian anew if there is none any more.
    pub(crate) fn socket(&self) -> io::Result<Arc<OwnedFd>> {
        let mut state = self.state();
        if let Some(starting) = state.starting.take() {
            let started = starting.join().unwrap_or_else(|panic| resume_unwind(panic));
            state.running = Some(started?);
        }
        if let Some(running) = &mut state.running {
            if running.child.try_wait()?.is_none() {
                return Ok(Arc::clone(&running.socket));
            }
            reaped(running.child.id());
        }
        let running = self.launch.start()?;
        for leader in state.tree.leaders() {
            let began = Message {
                kind: Kind::Began,
                pid: leader.pid,
                time: leader.seen,
            };
            let gone = leader.gone.map(|time| Message {
                kind: Kind::LeaderEnded,
                pid: leader.pid,
                time,
            });
            for message in [Some(began), gone].into_iter().flatten() {
                // A guardian that is gone again is noticed at the next start.
                let _ = message.send(&running.socket);
            }
        }
        Ok(Arc::clone(&state.running.insert(running).socket))
    }

    /// Notes a leader that has told the guardian of itself.
    pub(crate) fn began(&self, pid: u32, seen: Moment) {
        self.state().tree.began(pid, seen);
    }

    /// A leader ended; what is left of its session is still guarded.
    pub(crate) fn leader_ended(&self, pid: u32) {
        let message = Message::now(Kind::LeaderEnded, pid);
        let mut state = self.state();
        state.tree.leader_ended(pid, message.time);
        state.tell(message);
    }

    /// Nothing is left of the session that this leader began.
    pub(crate) fn session_ended(&self, pid: u32) {
        let mut state = self.state();
        state.tree.session_ended(pid);
        state.tell(Message::now(Kind::SessionEnded, pid));
    }

    /// Lets the guardian look for what is left, and waits until it has found nothing more.
    ///
    /// Whoever calls it waits for that, also where another call began it and was given up.
    pub(crate) async fn dismiss(&self) {
        let first = {
            let mut state = self.state();
            let is_first = !std::mem::replace(&mut state.dismissed, true);
            is_first.then(|| (state.starting.take(), state.running.take()))
        };
        if let Some((starting, running)) = first {
            let gone = self.gone.clone();
            tokio::task::spawn_blocking(move || {
                wait(starting, running);
                gone.send_replace(true);
            });
        }
        // It can be sent for as long as we are here.
        let _ = self.gone.subscribe().wait_for(|gone| *gone).await;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change is one step, so a panic leaves the state whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Guardian {
    /// Waits for the guardian on a thread, so that it does not stay a zombie.
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        let (starting, running) = (state.starting.take(), state.running.take());
        if starting.is_some() || running.is_some() {
            thread::spawn(move || wait(starting, running));
        }
    }
}

/// Closes the sockets, and waits until the guardians have found nothing more.
fn wait(starting: Option<JoinHandle<io::Result<Running>>>, running: Option<Running>) {
    let started = starting.and_then(|starting| starting.join().ok()?.ok());
    for Running { mut child, socket } in started.into_iter().chain(running) {
        drop(socket);
        // Its exit code says nothing: what it could not end it could not report either.
        let _ = child.wait();
        reaped(child.id());
    }
}

/// How this supervisor's guardian is started.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    pub(crate) command: GuardianCommand,
    pub(crate) mark: MarkPrefix,
    pub(crate) grace: Duration,
}

impl Launch {
    fn start(&self) -> io::Result<Running> {
        let (ours, theirs) = UnixStream::pair()?;
        let mut command = Command::new(&self.command.program);
        command
            .args(&self.command.args)
            .arg(self.mark.argument())
            .arg(self.grace.as_millis().to_string())
            // It must not look like one of those that it ends.
            .env_remove(VARIABLE)
            .current_dir("/")
            .stdin(OwnedFd::from(theirs))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = spawn_waited(|| command.spawn(), Child::id)?;
        Ok(Running {
            child,
            socket: Arc::new(ours.into()),
        })
    }
}

impl State {
    fn tell(&self, message: Message) {
        if let Some(running) = &self.running {
            // A guardian that is gone is noticed, and replaced, at the next start.
            let _ = message.send(&running.socket);
        }
    }
}
