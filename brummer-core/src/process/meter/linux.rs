//! Linux: `/proc/PID/stat` of the members, and of who was not looked at yet.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Read;
use std::time::Duration;

use super::{Members, Sample, Target};
use crate::id::ProcessId;
use crate::process::tree::Moment;

/// How long a process may still become one of ours, in clock ticks: until it has begun its session and executed its command.
const YOUNG: u64 = 200;

/// In how many looks each stranger is looked at once more, since its pid may have been given away.
const ROUND: u32 = 32;

/// The most of a row that is read, in bytes; it has about fifty numbers.
const ROW: usize = 1024;

/// Who was looked at, and is none of ours.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// When each of them began.
    strangers: HashMap<u32, Moment>,
    looks: u32,
    /// When this program began: nobody that is older is one of ours.
    began: Option<Moment>,
}

impl Look {
    /// The members, and who may be one.
    pub(super) fn samples(&mut self, members: &Members) -> Vec<Sample> {
        self.looks = self.looks.wrapping_add(1);
        let mut buffer = [0; ROW];
        let began = *self.began.get_or_insert_with(|| {
            read(std::process::id(), &mut buffer).map_or(Moment(0), |own| own.began)
        });
        let mut strangers = HashMap::with_capacity(self.strangers.len());
        let mut samples = Vec::with_capacity(members.len());
        for pid in pids() {
            let stranger = self.strangers.get(&pid);
            if let Some(began) = stranger
                && pid % ROUND != self.looks % ROUND
            {
                strangers.insert(pid, *began);
                continue;
            }
            let Some(sample) = read(pid, &mut buffer) else {
                continue;
            };
            if stranger == Some(&sample.began) || sample.began < began {
                strangers.insert(pid, sample.began);
            } else {
                samples.push(sample);
            }
        }
        self.strangers = strangers;
        samples
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
        for sample in samples {
            let is_young = sample.began.0 + YOUNG > now.0;
            if !members.contains_key(&sample.pid) && !is_young {
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
    let mut file = File::open(format!("/proc/{pid}/stat")).ok()?;
    let length = file.read(buffer).ok()?;
    parse(pid, &buffer[..length])
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
    fn the_process_that_looks_finds_itself() {
        let own = std::process::id();
        let sample = read(own, &mut [0; ROW]).unwrap();
        assert_eq!(sample.pid, own);
        assert!(sample.memory > 0);
        assert!(pids().any(|pid| pid == own));
    }
}
