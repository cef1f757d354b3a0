//! Unix without `/proc` and pidfds (macOS, the BSDs): the process group as a whole.
//!
//! A descendant that left the group is not found here; on these systems that is a documented limit. It was compiled and
//! tested on Linux only.

use std::io;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

use super::{Moment, Tree};
use crate::process::stop::Member;

/// A process group that still has members.
#[derive(Debug)]
pub(crate) struct Found {
    member: Member,
    began: Moment,
    group: Pid,
}

impl Found {
    pub(crate) fn member(&self) -> &Member {
        &self.member
    }

    pub(crate) fn identity(&self) -> (u32, Moment) {
        (self.member.pid, self.began)
    }

    /// A group has no parent.
    #[expect(
        clippy::unused_self,
        reason = "the interface is that of the platforms that know parents"
    )]
    pub(crate) fn parent(&self) -> u32 {
        0
    }

    /// Sends a signal to the whole group; no error if it is empty by now.
    pub(crate) fn signal(&self, signal: Signal) -> io::Result<()> {
        match kill_process_group(self.group, signal) {
            Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn is_alive(&self) -> bool {
        test_kill_process_group(self.group) != Err(rustix::io::Errno::SRCH)
    }
}

/// The groups of the tree that have members. The number of a group is given to no other while it has members.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the interface is that of the platforms that can fail"
)]
pub(crate) fn find(tree: &Tree) -> io::Result<Vec<Found>> {
    let groups = tree.leaders.iter().filter_map(|leader| {
        let group = Pid::from_raw(leader.pid.cast_signed())?;
        let member = Member {
            pid: leader.pid,
            name: "process group".to_owned(),
        };
        Some(Found {
            member,
            began: leader.seen,
            group,
        })
    });
    Ok(groups.filter(Found::is_alive).collect())
}

/// Waits until all groups are empty. Nothing tells that, so it looks, at growing intervals up to 50 ms.
pub(crate) async fn ended(found: &[Found]) -> io::Result<()> {
    let mut pause = Duration::from_millis(1);
    while found.iter().any(Found::is_alive) {
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_millis(50));
    }
    Ok(())
}

/// Waits until one group is empty, in the same way.
pub(crate) async fn one_ended(found: &[Found]) -> io::Result<()> {
    let mut pause = Duration::from_millis(1);
    while found.iter().all(Found::is_alive) {
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_millis(50));
    }
    Ok(())
}

/// Waits until all groups are empty, or the time is over.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the interface is that of the platforms that can fail"
)]
pub(crate) fn ended_blocking(found: &[Found], within: Duration) -> io::Result<()> {
    let deadline = Instant::now() + within;
    while found.iter().any(Found::is_alive) && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    use super::*;
    use crate::id::InstanceId;
    use crate::process::mark::MarkPrefix;

    #[tokio::test]
    async fn a_group_is_found_signalled_and_waited_for() {
        let mut child = Command::new("sleep")
            .arg("1000")
            .process_group(0)
            .spawn()
            .unwrap();
        let mut tree = Tree::new(MarkPrefix::instance(InstanceId::from_number(1)));
        tree.began(child.id(), Moment::now());
        let found = find(&tree).unwrap();
        assert_eq!((found.len(), found[0].member().pid), (1, child.id()));
        assert_eq!((found[0].identity().0, found[0].parent()), (child.id(), 0));
        ended_blocking(&found, Duration::from_millis(1)).unwrap();
        assert!(found[0].is_alive());
        found[0].signal(Signal::TERM).unwrap();
        child.wait().unwrap();
        one_ended(&found).await.unwrap();
        ended(&found).await.unwrap();
        assert!(find(&tree).unwrap().is_empty());
    }
}
