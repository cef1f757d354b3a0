//! Finding every process of a test again, also those that have left brummer's tree.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::process::{Pid, Signal, kill_process};

use super::patience::until;

/// The name of the variable. A program that is to lose brummer's own mark can be given this one again.
pub(crate) const VARIABLE: &str = "TEST_PROGRAM";

/// A value in the environment of all processes of one test, and of no others. What carries it at the end is killed.
#[derive(Debug)]
pub(crate) struct Mark(String);

impl Mark {
    /// A mark that no other test has, nor one of an earlier, killed run of the tests.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self(format!("{}-{number}", std::process::id()))
    }

    /// Marks a command, and with it whatever descends from it.
    pub(crate) fn put_on(&self, command: &mut Command) {
        command.env(VARIABLE, &self.0);
    }

    /// The living processes with this mark; none on systems without `/proc`. One that has ended and is only waited for
    /// has no environment any more.
    pub(crate) fn alive(&self) -> BTreeSet<u32> {
        let entry = format!("{VARIABLE}={}", self.0);
        let pids = fs::read_dir("/proc").into_iter().flatten().flatten();
        pids.filter_map(|pid| pid.file_name().to_str()?.parse().ok())
            .filter(|pid: &u32| {
                fs::read(format!("/proc/{pid}/environ")).is_ok_and(|environment| {
                    environment
                        .split(|&byte| byte == 0)
                        .any(|variable| variable == entry.as_bytes())
                })
            })
            .collect()
    }

    /// Those of them whose command line contains the text, its arguments separated by blanks.
    pub(crate) fn alive_as(&self, text: &str) -> BTreeSet<u32> {
        let is_it = |pid: &u32| {
            fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| {
                String::from_utf8_lossy(&line)
                    .replace('\0', " ")
                    .contains(text)
            })
        };
        self.alive().into_iter().filter(is_it).collect()
    }

    /// Waits until none is left, and fails with what is.
    #[track_caller]
    pub(crate) fn wait_until_gone(&self) {
        until("the end of all processes", || {
            self.alive().is_empty().then_some(())
        });
    }

    /// Fails with those that live now, which must be none.
    #[track_caller]
    pub(crate) fn assert_gone(&self) {
        let left = self.alive();
        let names = left.iter().map(|pid| {
            let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&line).replace('\0', " ")
        });
        let names: Vec<_> = names.collect();
        assert!(left.is_empty(), "left behind: {left:?} {names:?}");
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        for pid in self.alive() {
            signal(pid, Signal::KILL);
        }
    }
}

/// Sends a signal; to one that has ended by now it is none.
pub(crate) fn signal(pid: u32, signal: Signal) {
    let pid = Pid::from_raw(pid.cast_signed()).unwrap();
    // The only other error would be that it is not ours.
    let _ = kill_process(pid, signal);
}
