//! Systems without `/proc` (macOS, the BSDs): the program `ps` tells of all processes. It was compiled and tested on Linux only.
//!
//! The environment of others is not told there, so that a process that left its group *and* whose parents are gone is not counted.

use std::process::{Command, Stdio};
use std::time::Duration;

use super::{Members, Sample, Target};
use crate::id::ProcessId;
use crate::process::tree::Moment;

/// A look has nothing to remember.
#[derive(Debug, Default)]
pub(super) struct Look(());

#[expect(
    clippy::unused_self,
    reason = "the interface is that of the platforms that remember something"
)]
#[cfg_attr(
    target_os = "linux",
    expect(dead_code, reason = "on Linux only the tests look this way")
)]
impl Look {
    /// All processes; none if `ps` is not there.
    pub(super) fn samples(&mut self, _: &Members) -> Vec<Sample> {
        // The beginning as text is different for a process that got a pid later, and that is all that it is needed for.
        let columns = "pid=,ppid=,pgid=,rss=,time=,comm=";
        let output = Command::new("ps")
            .args(["-axo", columns])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output();
        let output = output.map(|output| output.stdout).unwrap_or_default();
        let text = String::from_utf8_lossy(&output);
        text.lines().filter_map(parse).collect()
    }

    /// The environment of others is not told.
    pub(super) fn carries(&self, _: &Sample, _: &[Target]) -> Option<ProcessId> {
        None
    }

    /// There is nothing to remember.
    pub(super) fn judged(&mut self, _: &[Sample], _: &Members) {}
}

/// A row: pid, parent, group, KiB in RAM, time on processors, program.
fn parse(row: &str) -> Option<Sample> {
    let mut fields = row.split_whitespace();
    let mut number = || fields.next()?.parse::<u64>().ok();
    let (pid, parent, group, kibibytes) = (number()?, number()?, number()?, number()?);
    let cpu = time(fields.next()?)?;
    let program = fields.next().unwrap_or_default();
    let name = program.rsplit('/').next().unwrap_or(program);
    Some(Sample {
        pid: u32::try_from(pid).ok()?,
        parent: u32::try_from(parent).ok()?,
        group: u32::try_from(group).ok()?,
        // It is not told in ticks; a pid that is given away shows as another parent or group soon enough.
        began: Moment(0),
        cpu,
        memory: kibibytes.saturating_mul(1024),
        name: name.to_owned(),
    })
}

/// `[[days-]hours:]minutes:seconds[.hundredths]`.
fn time(text: &str) -> Option<Duration> {
    let (days, clock) = text.split_once('-').unwrap_or(("0", text));
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut seconds = days.parse::<u64>().ok()?.checked_mul(24)?;
    let parts: Vec<u64> = clock
        .split(':')
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let [hours, minutes, rest] = match *parts.as_slice() {
        [minutes, seconds] => [0, minutes, seconds],
        [hours, minutes, seconds] => [hours, minutes, seconds],
        _ => return None,
    };
    seconds = seconds.checked_add(hours)?.checked_mul(60)?;
    seconds = seconds.checked_add(minutes)?.checked_mul(60)?;
    seconds = seconds.checked_add(rest)?;
    let hundredths = fraction.get(..2).unwrap_or("0").parse::<u64>().ok()?;
    Some(Duration::from_secs(seconds) + Duration::from_millis(hundredths * 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<f64>) {
        assert_eq!(time(text).map(|time| time.as_secs_f64()), expected);
    }

    #[test]
    fn times_are_read_as_ps_writes_them() {
        check("0:00.25", Some(0.25));
        check("12:34.50", Some(754.5));
        check("01:00:01", Some(3601.0));
        check("2-00:00:01", Some(172_801.0));
        check("soon", None);
        check("1", None);
    }

    #[test]
    fn a_row_is_read() {
        let sample = parse("  501   1   501  2048   0:01.50 /usr/local/bin/node").unwrap();
        assert_eq!((sample.pid, sample.parent, sample.group), (501, 1, 501));
        assert_eq!((sample.memory, sample.name.as_str()), (2048 * 1024, "node"));
        assert_eq!(parse("PID PPID"), None);
    }
}
