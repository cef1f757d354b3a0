//! The processes that belong to a run, found by descent or by our mark, and signalled without a chance to hit another.
//!
//! One interface, one file per platform. `linux` finds every descendant and holds a pidfd of each, so that a signal
//! cannot reach a process that got a reused pid. `group` serves the other Unix systems: it knows the process group as a
//! whole, and not who left it. A Windows counterpart is one job object per run; it does not exist yet.

#[cfg(any(not(target_os = "linux"), test))]
mod group;
#[cfg(target_os = "linux")]
mod linux;

#[cfg(not(target_os = "linux"))]
pub(crate) use self::group::{Found, ended, ended_blocking, find, one_ended};
#[cfg(target_os = "linux")]
pub(crate) use self::linux::{
    Found, Lineage, Younger, ended, ended_blocking, find, one_ended, pidfd_ended, row_began,
};
use super::mark::MarkPrefix;

/// Who belongs together: the sessions that these leaders began, their descendants, and whoever carries the mark.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    leaders: Vec<Leader>,
    /// Processes that were found to be members, by pid and beginning: they stay members whatever becomes of what they were
    /// found by.
    kin: Vec<(u32, Moment)>,
    /// Nothing that began before can carry the mark; none if nothing was started.
    since: Option<Moment>,
    mark: MarkPrefix,
}

/// The first process of a session of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Leader {
    pub(crate) pid: u32,
    /// A moment after it began, so that a process with this pid that began later is another one.
    pub(crate) seen: Moment,
    /// A moment after which the leader was no more, and its pid could be given away.
    pub(crate) gone: Option<Moment>,
}

/// Clock ticks since the system was booted: the unit in which Linux tells when a process began (`proc_pid_stat(5)`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Moment(pub(crate) u64);

impl Moment {
    pub(crate) fn now() -> Self {
        let now = rustix::time::clock_gettime(BOOT_CLOCK);
        let ticks = rustix::param::clock_ticks_per_second();
        let seconds = u64::try_from(now.tv_sec).unwrap_or(0);
        let nanoseconds = u64::try_from(now.tv_nsec).unwrap_or(0);
        Self(seconds * ticks + nanoseconds * ticks / 1_000_000_000)
    }
}

#[cfg(target_os = "linux")]
const BOOT_CLOCK: rustix::time::ClockId = rustix::time::ClockId::Boottime;
#[cfg(not(target_os = "linux"))]
const BOOT_CLOCK: rustix::time::ClockId = rustix::time::ClockId::Monotonic;

/// The most leaders that are remembered after they ended; those of the oldest runs are known by their mark alone.
const FORMER_LEADERS: usize = 64;

/// The most leaders that are remembered at all: a guardian is not told of a child that reported itself and could then not execute its
/// command. It is twice what a supervisor can have alive.
const LEADERS: usize = 8192;

impl Tree {
    pub(crate) fn new(mark: MarkPrefix) -> Self {
        Self {
            leaders: Vec::new(),
            kin: Vec::new(),
            since: None,
            mark,
        }
    }

    /// The same, with members that are known whatever they descend from.
    pub(crate) fn with_kin(&self, kin: impl IntoIterator<Item = (u32, Moment)>) -> Self {
        Self {
            kin: kin.into_iter().collect(),
            ..self.clone()
        }
    }

    /// The members that are known whatever they descend from.
    pub(crate) fn kin(&self) -> &[(u32, Moment)] {
        &self.kin
    }

    /// Looks for the mark on every process, however old.
    pub(crate) fn look_at_all(&mut self) {
        self.since = Some(Moment(0));
    }

    /// Adds a session that has begun.
    pub(crate) fn began(&mut self, pid: u32, seen: Moment) {
        if self.leaders.len() >= LEADERS {
            self.leaders.remove(0);
        }
        self.since = Some(self.since.map_or(seen, |since| since.min(seen)));
        self.leaders.push(Leader {
            pid,
            seen,
            gone: None,
        });
    }

    /// Notes that a leader ended, though its session may live on.
    pub(crate) fn leader_ended(&mut self, pid: u32, gone: Moment) {
        for leader in &mut self.leaders {
            if leader.pid == pid && leader.gone.is_none() {
                leader.gone = Some(gone);
            }
        }
        let former = self
            .leaders
            .iter()
            .filter(|leader| leader.gone.is_some())
            .count();
        if former > FORMER_LEADERS {
            let oldest = self.leaders.iter().position(|leader| leader.gone.is_some());
            oldest.map(|oldest| self.leaders.remove(oldest));
        }
    }

    /// Forgets a leader, because nothing of its session is left.
    pub(crate) fn session_ended(&mut self, pid: u32) {
        self.leaders.retain(|leader| leader.pid != pid);
    }

    /// Forgets everything, because nothing is left; returns the pids of the leaders.
    pub(crate) fn forget(&mut self) -> Vec<u32> {
        self.since = None;
        self.leaders.drain(..).map(|leader| leader.pid).collect()
    }

    /// The leaders whose sessions may have members.
    pub(crate) fn leaders(&self) -> &[Leader] {
        &self.leaders
    }

    /// Whether nothing is left that could have members.
    pub(crate) fn is_empty(&self) -> bool {
        self.since.is_none()
    }
}
