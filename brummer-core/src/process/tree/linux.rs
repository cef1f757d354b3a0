//! Linux: `/proc` tells who descends from whom, and a pidfd holds on to each process found.

mod table;

use std::collections::HashSet;
use std::future::poll_fn;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::task::Poll;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
use tokio::net::unix::pipe;

use self::table::{Row, Table};
use super::{Moment, Tree};
use crate::process::stop::Member;

/// A living process of a tree.
#[derive(Debug)]
pub(crate) struct Found {
    member: Member,
    /// Together with the pid, the identity of the process.
    began: Moment,
    parent: u32,
    suspended: bool,
    pidfd: OwnedFd,
}

impl Found {
    pub(crate) fn member(&self) -> &Member {
        &self.member
    }

    /// What tells this process from one that gets the same pid later.
    pub(crate) fn identity(&self) -> (u32, Moment) {
        (self.member.pid, self.began)
    }

    /// The process that it is a child of now.
    pub(crate) fn parent(&self) -> u32 {
        self.parent
    }

    /// Sends a signal; no error if the process has ended by now. A suspended process is woken, so that it can act.
    pub(crate) fn signal(&self, signal: Signal) -> io::Result<()> {
        match pidfd_send_signal(&self.pidfd, signal) {
            Ok(()) if self.suspended => Ok(pidfd_send_signal(&self.pidfd, Signal::CONT)?),
            Ok(()) | Err(Errno::SRCH) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// The living processes of a tree. It reads a file for each process of the system: call it where blocking is fine.
///
/// The system lists its processes at one moment, and each is looked at in a later one. A process that ends between the two may leave a
/// child that is not in the list, so that a look that finds nobody counts only if no process ended during it.
pub(crate) fn find(tree: &Tree) -> io::Result<Vec<Found>> {
    /// On a machine where processes end all the time it must not go on for ever.
    const LOOKS: usize = 4;
    let mut zombies = HashSet::new();
    for _ in 1..LOOKS {
        let table = Table::read()?;
        let (found, vanished) = look(&table, tree)?;
        let zombies_before = std::mem::replace(&mut zombies, table.zombies());
        let changed = table.vanished || vanished || zombies != zombies_before;
        if !found.is_empty() || !changed {
            return Ok(found);
        }
    }
    look(&Table::read()?, tree).map(|(found, _)| found)
}

/// The living members in a table, and whether one of them has ended since it was read.
fn look(table: &Table, tree: &Tree) -> io::Result<(Vec<Found>, bool)> {
    let own = std::process::id();
    let mut found = Vec::new();
    let mut vanished = false;
    for pid in table.members(tree) {
        let row = &table.rows[&pid];
        if pid == own || pid == 1 {
            continue;
        }
        let raw = Pid::from_raw(pid.cast_signed()).expect("a pid of /proc is positive");
        let pidfd = match pidfd_open(raw, PidfdFlags::empty()) {
            Ok(pidfd) => pidfd,
            // It ended meanwhile. Kernels differ in how they say that of a leader whose session lives on.
            Err(Errno::SRCH | Errno::INVAL | Errno::NOENT) => {
                vanished = true;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        // Between the table and the pidfd the process may have ended and its pid been given away.
        if Row::read(pid)?.is_some_and(|now| now.began == row.began && now.is_alive()) {
            let member = Member {
                pid,
                name: row.name.clone(),
            };
            found.push(Found {
                member,
                parent: row.parent,
                began: row.began,
                suspended: row.state == b'T',
                pidfd,
            });
        } else {
            vanished = true;
        }
    }
    Ok((found, vanished))
}

/// The processes that began after this program, so that they could be ours.
pub(crate) struct Younger(Table);

/// Some processes, and those that they descend from.
pub(crate) struct Lineage(Table);

impl Younger {
    /// It reads a file for each process of the system: call it where blocking is fine.
    pub(crate) fn read() -> io::Result<Self> {
        let mut table = Table::read()?;
        let own = std::process::id();
        let began = table.rows.get(&own).map_or(Moment(0), |own| own.began);
        table.rows.retain(|_, row| row.began >= began);
        Ok(Self(table))
    }

    pub(crate) fn pids(&self) -> impl Iterator<Item = u32> {
        self.0.rows.keys().copied()
    }

    pub(crate) fn lineage(self, pids: &HashSet<u32>) -> Lineage {
        Lineage(self.0.lineage(pids))
    }
}

impl Lineage {
    /// Who of them belongs to a tree. The environment of some is read: call it where blocking is fine.
    pub(crate) fn members(&self, tree: &Tree) -> Vec<u32> {
        self.0.members(tree)
    }
}

/// Waits until all of them have ended.
pub(crate) async fn ended(found: &[Found]) -> io::Result<()> {
    for process in found {
        pidfd_ended(&process.pidfd).await?;
    }
    Ok(())
}

/// Waits until the process that is held has ended.
pub(crate) async fn pidfd_ended(pidfd: &OwnedFd) -> io::Result<()> {
    // A pidfd becomes readable when its process ends (pidfd_open(2)). The event loop's safe type for a
    // descriptor that is only waited for is that of a pipe; nothing is read from it.
    let pidfd = pipe::Receiver::from_owned_fd_unchecked(pidfd.try_clone()?)?;
    pidfd.readable().await
}

/// When a living process began; none if there is no such process.
pub(crate) fn row_began(pid: u32) -> io::Result<Option<Moment>> {
    let row = Row::read(pid)?.filter(Row::is_alive);
    Ok(row.map(|row| row.began))
}

/// Waits until one of them has ended.
pub(crate) async fn one_ended(found: &[Found]) -> io::Result<()> {
    let watch =
        |process: &Found| pipe::Receiver::from_owned_fd_unchecked(process.pidfd.try_clone()?);
    let pidfds = found.iter().map(watch).collect::<io::Result<Vec<_>>>()?;
    poll_fn(|cx| {
        let mut ended = |pidfd: &pipe::Receiver| pidfd.poll_read_ready(cx).is_ready();
        // Each is polled, so that each wakes this task.
        if pidfds.iter().filter(|pidfd| ended(pidfd)).count() > 0 {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    Ok(())
}

/// Waits until all of them have ended, or the time is over.
pub(crate) fn ended_blocking(found: &[Found], within: Duration) -> io::Result<()> {
    let deadline = Instant::now() + within;
    for process in found {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            let timeout = Timespec {
                tv_sec: left.as_secs().cast_signed(),
                tv_nsec: left.subsec_nanos().into(),
            };
            match poll(
                &mut [PollFd::new(&process.pidfd.as_fd(), PollFlags::IN)],
                Some(&timeout),
            ) {
                Ok(0) | Err(Errno::INTR) => {}
                Ok(_) => break,
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}
