//! Stops a whole tree: asks it to end, waits until nothing of it is left, and kills what stays after the grace period.
//!
//! What is waited for is the tree, not its leader: a leader that ends at once does not shorten the time that its
//! children have, and does not save a child that ignores the signal.

mod report;

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustix::process::Signal;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

pub use self::report::{Member, StopReport};
use super::spec::StopSignal;
use super::tree::{self, Found, Moment, Tree};

/// How long killed processes have to disappear. What is still there then (in an uninterruptible wait, or not ours to
/// signal) is reported as a survivor.
const KILL_PATIENCE: Duration = Duration::from_secs(2);

/// How to stop a tree.
#[derive(Clone, Debug)]
pub(crate) struct Manner {
    pub(crate) signal: StopSignal,
    /// Zero kills at once.
    pub(crate) grace: Duration,
    /// Ends the grace period early.
    pub(crate) hurry: Arc<Notify>,
}

/// What was done to a tree.
#[derive(Debug, Default)]
pub(crate) struct Done {
    pub(crate) signalled: Vec<Member>,
    pub(crate) killed: Vec<Member>,
    pub(crate) survivors: Vec<Member>,
    pub(crate) grace_took: Duration,
    pub(crate) kill_took: Duration,
}

/// Ends all processes of a tree.
pub(crate) async fn stop(tree: &Tree, manner: &Manner) -> io::Result<Done> {
    let mut done = Done::default();
    let asked = Instant::now();
    let mut kin = HashSet::new();
    if !manner.grace.is_zero() && manner.signal != StopSignal::Kill {
        let mut round = Round::new(tree.clone(), manner.signal.into(), asked + manner.grace);
        tokio::select! {
            result = round.run() => result?,
            () = manner.hurry.notified() => {}
        }
        kin.clone_from(&round.seen);
        done.signalled = round.signalled();
        done.grace_took = asked.elapsed();
        if round.left.is_empty() && round.complete {
            return Ok(done);
        }
    }
    // Whoever was asked stays a member, also where its link to the tree has gone meanwhile.
    let tree = tree.with_kin(kin);
    let killing = Instant::now();
    let mut round = Round::new(tree, Signal::KILL, killing + KILL_PATIENCE);
    round.run().await?;
    done.killed = round.signalled();
    done.kill_took = if done.killed.is_empty() {
        Duration::ZERO
    } else {
        killing.elapsed()
    };
    done.survivors = round.left;
    Ok(done)
}

/// Signals each member of a tree once, as often as new ones are found, until none is left or the time is over.
///
/// A new member whose parent was signalled and lives on is spared for as long as the parent lives: most likely it is a
/// command that the parent runs to clean up, because of the signal. A kill spares nobody.
struct Round {
    tree: Tree,
    signal: Signal,
    deadline: Instant,
    seen: HashSet<(u32, Moment)>,
    signalled: HashMap<u32, Member>,
    /// Those that were there at the last look.
    left: Vec<Member>,
    /// Whether a look has found nobody.
    complete: bool,
}

/// What one look at a tree led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// Somebody new was signalled, so there may be more.
    Signalled,
    /// Nobody new but some that are spared.
    Spared,
    /// Nobody new.
    Known,
}

impl Round {
    fn new(tree: Tree, signal: Signal, deadline: Instant) -> Self {
        let (seen, signalled) = (HashSet::new(), HashMap::new());
        Self {
            tree,
            signal,
            deadline,
            seen,
            signalled,
            left: Vec::new(),
            complete: false,
        }
    }

    async fn run(&mut self) -> io::Result<()> {
        loop {
            let found = self.look().await?;
            if found.is_empty() {
                self.complete = true;
                return Ok(());
            }
            let in_time = match self.signal_new(&found) {
                // A member that forked while the table was read may have a child that is not in it: look until
                // nobody new turns up, and only then wait.
                Look::Signalled if Instant::now() < self.deadline => continue,
                Look::Signalled => return Ok(()),
                Look::Spared => timeout_at(self.deadline, tree::one_ended(&found)).await,
                Look::Known => timeout_at(self.deadline, tree::ended(&found)).await,
            };
            match in_time {
                Ok(ended) => ended?,
                Err(_elapsed) => {
                    self.complete = self.look().await?.is_empty();
                    return Ok(());
                }
            }
        }
    }

    async fn look(&mut self) -> io::Result<Vec<Found>> {
        let tree = self
            .tree
            .with_kin(self.tree.kin().iter().chain(&self.seen).copied());
        let look = tokio::task::spawn_blocking(move || tree::find(&tree));
        let found = look.await.map_err(io::Error::other)??;
        self.left = found.iter().map(|found| found.member().clone()).collect();
        Ok(found)
    }

    /// `found` has parents before their children.
    fn signal_new(&mut self, found: &[Found]) -> Look {
        let first = self.seen.is_empty();
        let known: HashSet<u32> = found
            .iter()
            .filter(|process| self.seen.contains(&process.identity()))
            .map(|process| process.member().pid)
            .collect();
        let mut spared: HashSet<u32> = HashSet::new();
        let mut look = Look::Known;
        for process in found {
            if self.seen.contains(&process.identity()) {
                continue;
            }
            let parent = process.parent();
            let is_spared = known.contains(&parent) || spared.contains(&parent);
            if !first && self.signal != Signal::KILL && is_spared {
                spared.insert(process.member().pid);
                continue;
            }
            look = Look::Signalled;
            self.seen.insert(process.identity());
            // A process that we may not signal (it runs as another user) is waited for all the same, and is among the
            // survivors if it stays.
            if process.signal(self.signal).is_ok() {
                self.signalled
                    .insert(process.member().pid, process.member().clone());
            }
        }
        match look {
            Look::Known if !spared.is_empty() => Look::Spared,
            look => look,
        }
    }

    fn signalled(&mut self) -> Vec<Member> {
        let mut members: Vec<_> = self.signalled.drain().map(|(_, member)| member).collect();
        members.sort_unstable_by_key(|member| member.pid);
        members
    }
}

/// The same, for a program without an event loop, and without a report: the guardian's.
pub(crate) fn stop_blocking(tree: &Tree, grace: Duration) -> io::Result<()> {
    let mut kin: HashSet<(u32, Moment)> = HashSet::new();
    for (signal, within) in [(Signal::TERM, grace), (Signal::KILL, KILL_PATIENCE)] {
        let deadline = std::time::Instant::now() + within;
        let mut seen = HashSet::new();
        loop {
            let found = tree::find(&tree.with_kin(kin.iter().copied()))?;
            if found.is_empty() {
                return Ok(());
            }
            kin.extend(found.iter().map(Found::identity));
            let new: Vec<_> = found
                .iter()
                .filter(|found| seen.insert(found.identity()))
                .collect();
            for process in &new {
                // What we may not signal is tried again with the next signal, and then left.
                let _ = process.signal(signal);
            }
            let left = deadline.saturating_duration_since(std::time::Instant::now());
            if left.is_zero() {
                break;
            }
            if new.is_empty() {
                tree::ended_blocking(&found, left)?;
            }
        }
    }
    Ok(())
}

impl From<StopSignal> for Signal {
    fn from(signal: StopSignal) -> Self {
        match signal {
            StopSignal::Term => Self::TERM,
            StopSignal::Int => Self::INT,
            StopSignal::Hup => Self::HUP,
            StopSignal::Quit => Self::QUIT,
            StopSignal::Usr1 => Self::USR1,
            StopSignal::Usr2 => Self::USR2,
            StopSignal::Kill => Self::KILL,
        }
    }
}
