//! The process table: who there is, and who of them belongs to a tree.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::time::{Duration, Instant};

use rustix::io::Errno;

use crate::process::tree::{Leader, Moment, Tree};

/// A row of the process table: what `/proc/PID/stat` says (`proc_pid_stat(5)`).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) state: u8,
    pub(super) parent: u32,
    session: u32,
    threads: u32,
    pub(super) began: Moment,
}

impl Row {
    /// None if there is no such process (any more).
    pub(super) fn read(pid: u32) -> io::Result<Option<Self>> {
        match fs::read(format!("/proc/{pid}/stat")) {
            Ok(stat) => Ok(Self::parse(&stat)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) if error.raw_os_error() == Some(Errno::SRCH.raw_os_error()) => Ok(None),
            // A process that cannot be looked at must not pass for one that is gone.
            Err(error) => Err(error),
        }
    }

    fn parse(stat: &[u8]) -> Option<Self> {
        // The name stands in parentheses and may itself contain any byte, `)` too.
        let open = stat.iter().position(|&byte| byte == b'(')?;
        let close = stat.iter().rposition(|&byte| byte == b')')?;
        let name = String::from_utf8_lossy(stat.get(open + 1..close)?).into_owned();
        let rest = std::str::from_utf8(stat.get(close + 2..)?).ok()?;
        let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
        Some(Self {
            name,
            state: *fields.first()?.as_bytes().first()?,
            parent: fields.get(1)?.parse().ok()?,
            session: fields.get(3)?.parse().ok()?,
            threads: fields.get(17)?.parse().ok()?,
            began: Moment(fields.get(19)?.parse().ok()?),
        })
    }

    /// Not a zombie: a process that has ended and is only waited for by its parent counts as gone. One whose first thread
    /// has ended looks the same, and goes on in the others.
    pub(super) fn is_alive(&self) -> bool {
        !matches!(self.state, b'Z' | b'X' | b'x') || self.threads > 1
    }
}

pub(super) struct Table {
    pub(super) rows: HashMap<u32, Row>,
    /// Whether a process was listed that was not there any more when it was looked at.
    pub(super) vanished: bool,
}

impl Table {
    pub(super) fn read() -> io::Result<Self> {
        let mut rows = HashMap::new();
        let mut vanished = false;
        for entry in fs::read_dir("/proc")? {
            let Some(pid) = entry?
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok())
            else {
                continue;
            };
            match Row::read(pid)? {
                Some(row) => drop(rows.insert(pid, row)),
                None => vanished = true,
            }
        }
        Ok(Self { rows, vanished })
    }

    /// Only these, and those that they descend from.
    pub(super) fn lineage(mut self, pids: &HashSet<u32>) -> Self {
        let mut rows = HashMap::new();
        for &pid in pids {
            let mut next = pid;
            // Who was taken already was taken with all ancestors.
            while let Some(row) = self.rows.remove(&next) {
                let parent = row.parent;
                rows.insert(next, row);
                next = parent;
            }
        }
        let vanished = self.vanished;
        Self { rows, vanished }
    }

    /// Those that have ended, and that their parents have not waited for.
    pub(super) fn zombies(&self) -> HashSet<(u32, Moment)> {
        let ended = self.rows.iter().filter(|(_, row)| !row.is_alive());
        ended.map(|(&pid, row)| (pid, row.began)).collect()
    }

    /// The living members, the eldest first.
    pub(super) fn members(&self, tree: &Tree) -> Vec<u32> {
        let mut members: HashSet<u32> = HashSet::new();
        let since = tree.since;
        for (&pid, row) in self.rows.iter().filter(|(_, row)| row.is_alive()) {
            let by_session = tree
                .leaders
                .iter()
                .any(|leader| self.is_of_session(pid, row, leader));
            let by_kin = tree.kin.contains(&(pid, row.began));
            if by_session || by_kin || since.is_some_and(|since| is_marked(pid, row, since, tree)) {
                members.insert(pid);
            }
        }
        // A child of a member is a member, to any depth.
        loop {
            let children: Vec<u32> = self
                .rows
                .iter()
                .filter(|(pid, row)| {
                    row.is_alive() && members.contains(&row.parent) && !members.contains(pid)
                })
                .map(|(&pid, _)| pid)
                .collect();
            if children.is_empty() {
                break;
            }
            members.extend(children);
        }
        let mut members: Vec<u32> = members.into_iter().collect();
        members.sort_unstable_by_key(|pid| (self.rows[pid].began, *pid));
        members
    }

    /// Whether the session of this process is the one that the leader began, and not a later one of the same number.
    ///
    /// While the leader lives, or anyone of its session does, the kernel gives its pid to nobody else.
    fn is_of_session(&self, pid: u32, row: &Row, leader: &Leader) -> bool {
        if row.session != leader.pid {
            return false;
        }
        match leader.gone {
            Some(gone) => row.began <= gone && !(pid == leader.pid && row.began > leader.seen),
            None => self
                .rows
                .get(&leader.pid)
                .is_none_or(|first| first.began <= leader.seen),
        }
    }
}

/// Whether a process of ours carries the mark of the tree. Of a process that cannot be read nothing is assumed.
fn is_marked(pid: u32, row: &Row, since: Moment, tree: &Tree) -> bool {
    // Nobody that began before our first leader can be its descendant. A leader is seen a few ticks after it began.
    const SEEN_LATE: u64 = 100;
    if row.began.0 + SEEN_LATE < since.0 {
        return false;
    }
    let own = rustix::process::geteuid().as_raw();
    let is_own = fs::metadata(format!("/proc/{pid}")).is_ok_and(|proc| proc.uid() == own);
    is_own && environment(pid).is_ok_and(|environment| tree.mark.is_in(&environment))
}

/// The environment that a process was executed with.
///
/// For a moment of each execve(2) the old one is gone and the new one not there yet. That moment has no event to wait for, and whoever is
/// overlooked in it outlives a stop.
fn environment(pid: u32) -> io::Result<Vec<u8>> {
    const PATIENCE: Duration = Duration::from_secs(1);
    const PAUSE: Duration = Duration::from_millis(1);
    let deadline = Instant::now() + PATIENCE;
    loop {
        let environment = fs::read(format!("/proc/{pid}/environ"))?;
        if !environment.is_empty() || !is_executing(pid) || Instant::now() > deadline {
            return Ok(environment);
        }
        std::thread::sleep(PAUSE);
    }
}

/// Whether a process is on its way from one program to the next: it has memory, and no place for an environment in it.
fn is_executing(pid: u32) -> bool {
    /// `PF_EXITING` and `PF_KTHREAD` of the kernel's `sched.h`: those have no memory, and will not have any.
    const WITHOUT_MEMORY: u64 = 0x4 | 0x20_0000;
    /// Where `flags` and `env_end` stand behind the name (`proc_pid_stat(5)`).
    const FLAGS: usize = 6;
    const ENV_END: usize = 48;
    let stat = fs::read(format!("/proc/{pid}/stat")).unwrap_or_default();
    let Some(close) = stat.iter().rposition(|&byte| byte == b')') else {
        return false;
    };
    let fields: Vec<u64> = String::from_utf8_lossy(&stat[close + 1..])
        .split_ascii_whitespace()
        .map(|field| field.parse().unwrap_or(0))
        .collect();
    let field = |n: usize| fields.get(n).copied();
    field(FLAGS).is_some_and(|flags| flags & WITHOUT_MEMORY == 0) && field(ENV_END) == Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::InstanceId;
    use crate::process::mark::MarkPrefix;

    #[test]
    fn a_row_is_read_whatever_the_name_of_the_program() {
        let stat = b"42 (a) b (c)) S 7 41 40 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 12345 0 0";
        let row = Row::parse(stat).unwrap();
        assert_eq!(row.name, "a) b (c)");
        assert_eq!((row.state, row.parent, row.session), (b'S', 7, 40));
        assert_eq!(row.began, Moment(12345));
    }

    #[test]
    fn a_lineage_leads_to_the_eldest_and_has_no_siblings() {
        let rows = [(1, 0), (2, 1), (3, 2), (4, 2), (5, 1)];
        let rows = rows.map(|(pid, parent)| (pid, row(parent, 1, 1)));
        let table = Table {
            rows: rows.into(),
            vanished: false,
        };
        let lineage = table.lineage(&HashSet::from([3, 2]));
        let mut pids: Vec<_> = lineage.rows.into_keys().collect();
        pids.sort_unstable();
        assert_eq!(pids, [1, 2, 3]);
    }

    #[test]
    fn a_row_that_is_cut_short_is_none() {
        assert_eq!(Row::parse(b""), None);
        assert_eq!(Row::parse(b"42 (sh"), None);
        assert_eq!(Row::parse(b"42 (sh) S 1"), None);
    }

    fn row(parent: u32, session: u32, began: u64) -> Row {
        Row {
            name: "p".to_owned(),
            state: b'S',
            parent,
            session,
            threads: 1,
            began: Moment(began),
        }
    }

    /// The members among made-up processes, of a tree whose leader has pid 100 and was seen at tick 1000.
    #[track_caller]
    fn check(rows: &[(u32, Row)], gone: Option<u64>, expected: &[u32]) {
        let rows = rows
            .iter()
            .map(|(pid, row)| {
                (
                    *pid,
                    Row {
                        name: "p".to_owned(),
                        ..*row
                    },
                )
            })
            .collect();
        let mut tree = Tree::new(MarkPrefix::instance(InstanceId::from_number(1)));
        tree.leaders.push(Leader {
            pid: 100,
            seen: Moment(1000),
            gone: gone.map(Moment),
        });
        let table = Table {
            rows,
            vanished: false,
        };
        assert_eq!(table.members(&tree), expected);
    }

    #[test]
    fn the_session_and_all_descendants_are_members() {
        let (leader, child) = (row(1, 100, 990), row(100, 100, 1100));
        let left_the_session = row(101, 102, 1200);
        let stranger = row(1, 50, 1300);
        check(
            &[
                (100, leader),
                (101, child),
                (102, left_the_session),
                (60, stranger),
            ],
            None,
            &[100, 101, 102],
        );
    }

    #[test]
    fn a_session_lives_on_without_its_leader() {
        check(&[(101, row(1, 100, 1100))], Some(1200), &[101]);
    }

    #[test]
    fn a_later_session_of_the_same_number_is_not_ours() {
        check(
            &[(100, row(1, 100, 5000)), (101, row(100, 100, 5001))],
            None,
            &[],
        );
        check(
            &[(100, row(1, 100, 5000)), (101, row(100, 100, 5001))],
            Some(1200),
            &[],
        );
        check(&[(101, row(1, 100, 5001))], Some(1200), &[]);
    }

    #[test]
    fn a_zombie_is_gone() {
        let zombie = Row {
            state: b'Z',
            ..row(1, 100, 990)
        };
        check(&[(100, zombie), (101, row(100, 100, 1100))], None, &[101]);
    }
}
