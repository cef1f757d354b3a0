//! Linux: `/proc/PID/stat` of the members, and of who was not looked at yet.
//!
//! Listing the process table costs more than all else, so that it is done only if a process began since the look before: the system
//! tells the latest number that it gave away.

use std::collections::HashMap;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::time::Duration;

use super::{Members, Sample, Target};
use crate::id::ProcessId;
use crate::process::tree::Moment;

/// How long a process may still become one of ours, in clock ticks: until it has begun its session and executed its command.
const YOUNG: u64 = 200;

/// In how many looks each stranger is looked at once more, since its pid may have been given away.
const ROUND: u32 = 32;

/// In how many looks the table is listed in any case: a system may not tell the latest number as it should.
const LISTED: u32 = 8;

/// The most of a row that is read, in bytes; it has about fifty numbers.
const ROW: usize = 1024;

/// How many rows are kept open, which halves what a look at them costs; a program may have no more than about 1,000 open files.
const OPEN: usize = 256;

/// Who was looked at, and is none of ours.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// When each of them began.
    strangers: HashMap<u32, Moment>,
    looks: u32,
    /// When this program began: nobody that is older is one of ours.
    began: Option<Moment>,
    /// The rows of members; the row of a process that has ended cannot be read any more, whoever has its number then.
    open: HashMap<u32, File>,
    /// What the system told of processes that begin, when the table was listed.
    listed: Option<Vec<u8>>,
    /// Whether somebody was found that may still become one of ours.
    is_undecided: bool,
}

impl Look {
    /// The members, and who may be one.
    pub(super) fn samples(&mut self, members: &Members) -> Vec<Sample> {
        self.looks = self.looks.wrapping_add(1);
        let mut buffer = [0; ROW];
        self.open.retain(|pid, _| members.contains_key(pid));
        let latest = latest();
        let nobody_began = latest.is_some() && latest == self.listed;
        if nobody_began && !self.is_undecided && !self.looks.is_multiple_of(LISTED) {
            let members = members.keys();
            return members
                .filter_map(|pid| self.row(*pid, true, &mut buffer))
                .collect();
        }
        // Before the table is listed: who begins meanwhile is looked for once more.
        self.listed = latest;
        self.list(members, &mut buffer)
    }

    /// The members, and who may be one, by the list of all processes.
    fn list(&mut self, members: &Members, buffer: &mut [u8]) -> Vec<Sample> {
        let own = std::process::id();
        let began = match self.began {
            Some(began) => began,
            None => read(own, buffer).map_or(Moment(0), |own| own.began),
        };
        self.began = Some(began);
        let mut strangers = HashMap::with_capacity(self.strangers.len());
        let mut samples = Vec::with_capacity(members.len());
        for pid in pids() {
            let stranger = self.strangers.get(&pid).copied();
            if let Some(began) = stranger
                && pid % ROUND != self.looks % ROUND
            {
                strangers.insert(pid, began);
                continue;
            }
            let Some(sample) = self.row(pid, members.contains_key(&pid), buffer) else {
                continue;
            };
            if stranger == Some(sample.began) || sample.began < began {
                strangers.insert(pid, sample.began);
            } else {
                samples.push(sample);
            }
        }
        self.strangers = strangers;
        samples
    }

    /// The row of a process, kept open if it is a member; none of one that has ended.
    fn row(&mut self, pid: u32, is_member: bool, buffer: &mut [u8]) -> Option<Sample> {
        if let Some(file) = self.open.get(&pid) {
            let sample = read_row(pid, file, buffer);
            if sample.is_some() {
                return sample;
            }
            self.open.remove(&pid);
        }
        let file = File::open(format!("/proc/{pid}/stat")).ok()?;
        let sample = read_row(pid, &file, buffer)?;
        if is_member && self.open.len() < OPEN {
            self.open.insert(pid, file);
        }
        Some(sample)
    }

    /// Whose mark a process carries, if one can see that.
    #[expect(
        clippy::unused_self,
        reason = "the interface is that of the platforms that know marks only from a look"
    )]
    pub(super) fn carries(&self, sample: &Sample, targets: &[Target]) -> Option<ProcessId> {
        let environment = fs::read(format!("/proc/{}/environ", sample.pid)).ok()?;
        let target = targets
            .iter()
            .find(|target| target.mark.is_in(&environment))?;
        Some(target.id.clone())
    }

    /// Takes note of who is none of ours, and will not become one.
    pub(super) fn judged(&mut self, samples: &[Sample], members: &Members) {
        let now = Moment::now();
        self.is_undecided = false;
        for sample in samples {
            if members.contains_key(&sample.pid) {
                continue;
            }
            if sample.began.0 + YOUNG > now.0 {
                self.is_undecided = true;
            } else {
                self.strangers.insert(sample.pid, sample.began);
            }
        }
    }
}

/// All processes of the system; none if they are not to be listed.
fn pids() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// A row of the process table; none of a process that has ended.
fn read(pid: u32, buffer: &mut [u8]) -> Option<Sample> {
    let file = File::open(format!("/proc/{pid}/stat")).ok()?;
    read_row(pid, &file, buffer)
}

/// A row whose file is open.
fn read_row(pid: u32, file: &File, buffer: &mut [u8]) -> Option<Sample> {
    let length = file.read_at(buffer, 0).ok()?;
    parse(pid, &buffer[..length])
}

/// What changes when a process or a thread begins: the latest number that was given away (`proc_loadavg(5)`); none if it is not told.
fn latest() -> Option<Vec<u8>> {
    let told = fs::read("/proc/loadavg").ok()?;
    let number = told.trim_ascii().rsplit(|byte| *byte == b' ').next()?;
    Some(number.to_owned())
}

/// What `/proc/PID/stat` says (`proc_pid_stat(5)`).
fn parse(pid: u32, stat: &[u8]) -> Option<Sample> {
    // The name stands in parentheses and may itself contain any byte, `)` too.
    let open = memchr::memchr(b'(', stat)?;
    let close = memchr::memrchr(b')', stat)?;
    let name = String::from_utf8_lossy(stat.get(open + 1..close)?).into_owned();
    let rest = std::str::from_utf8(stat.get(close + 2..)?).ok()?;
    let mut fields = rest.split_ascii_whitespace();
    let state = fields.next()?;
    let mut numbers = fields.map(|field| field.parse::<u64>().unwrap_or(0));
    let mut next = |skipped: usize| numbers.nth(skipped);
    let parent = next(0)?;
    let group = next(1)?;
    // Its own time, and that of the children that it has waited for, each in user and kernel mode.
    let ticks = next(7)? + next(0)? + next(0)? + next(0)?;
    let threads = next(2)?;
    let began = next(1)?;
    let pages = next(1)?;
    let has_ended = matches!(state, "Z" | "X" | "x") && threads <= 1;
    (!has_ended).then(|| Sample {
        pid,
        parent: u32::try_from(parent).unwrap_or(0),
        group: u32::try_from(group).unwrap_or(0),
        began: Moment(began),
        cpu: Duration::from_nanos(
            ticks.saturating_mul(1_000_000_000 / rustix::param::clock_ticks_per_second()),
        ),
        memory: pages.saturating_mul(rustix::param::page_size() as u64),
        name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_tells_what_was_used_whatever_the_name_of_the_program() {
        let stat =
            b"42 (a) b (c)) S 7 41 40 0 -1 4194560 1 2 3 4 10 20 30 40 20 0 5 0 12345 999 6 0 0";
        let sample = parse(42, stat).unwrap();
        assert_eq!((sample.parent, sample.group), (7, 40));
        assert_eq!(
            (sample.name.as_str(), sample.began),
            ("a) b (c)", Moment(12345))
        );
        let ticks = u32::try_from(rustix::param::clock_ticks_per_second()).unwrap();
        assert_eq!(sample.cpu * ticks, Duration::from_secs(100));
        assert_eq!(sample.memory, 6 * rustix::param::page_size() as u64);
    }

    #[test]
    fn what_is_cut_short_or_has_ended_is_none() {
        assert_eq!(parse(42, b"42 (sh) S 1"), None);
        assert_eq!(parse(42, b""), None);
        let zombie = b"42 (sh) Z 7 41 40 0 -1 4194560 1 2 3 4 10 20 30 40 20 0 1 0 12345 0 0 0 0";
        assert_eq!(parse(42, zombie), None);
    }

    #[test]
    fn who_began_since_the_look_before_changes_what_the_system_tells() {
        let before = latest().unwrap();
        let mut child = std::process::Command::new("true").spawn().unwrap();
        assert_ne!(latest().unwrap(), before);
        child.wait().unwrap();
    }

    #[test]
    fn a_row_that_is_kept_open_tells_the_present_and_ends_with_its_process() {
        let mut look = Look::default();
        let mut child = std::process::Command::new("cat")
            .stdin(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let (pid, mut buffer) = (child.id(), [0; ROW]);
        let began = look.row(pid, true, &mut buffer).unwrap().began;
        assert!(look.open.contains_key(&pid));
        assert_eq!(look.row(pid, true, &mut buffer).unwrap().began, began);
        drop(child.stdin.take());
        child.wait().unwrap();
        assert_eq!(look.row(pid, true, &mut buffer), None);
        assert!(look.open.is_empty());
    }

    #[test]
    fn the_process_that_looks_finds_itself() {
        let own = std::process::id();
        let sample = read(own, &mut [0; ROW]).unwrap();
        assert_eq!(sample.pid, own);
        assert!(sample.memory > 0);
        assert!(pids().any(|pid| pid == own));
    }
}
