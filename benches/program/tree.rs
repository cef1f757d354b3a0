//! The processes under a process, and what they take, as /proc has it (proc(5)).

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// A process, told from a later one with its number by when it began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) pid: u32,
    pub(crate) name: String,
    parent: u32,
    began: u64,
}

/// What a manager has taken since it began, all of its own processes together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Usage {
    pub(crate) cpu: Duration,
    /// How often each living thread began to wait (as often it will be, or was, woken up), and how long it was on a CPU.
    threads: BTreeMap<String, (u64, Duration)>,
    /// Resident memory in KiB.
    pub(crate) resident: u64,
    /// Resident memory in KiB, where shared pages count in part.
    pub(crate) proportional: u64,
    /// The most resident memory so far, in KiB.
    pub(crate) peak: u64,
}

/// What was taken between two looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    pub(crate) cpu: Duration,
    /// How often a thread was woken up. What threads did that ended meanwhile is not known.
    pub(crate) waits: u64,
}

impl Usage {
    /// What was taken since an earlier look.
    pub(crate) fn since(&self, before: &Self) -> Taken {
        let mut taken = Taken {
            cpu: Duration::ZERO,
            waits: 0,
        };
        for (thread, (waits, cpu)) in &self.threads {
            let (waited, used) = before.threads.get(thread).copied().unwrap_or_default();
            taken.waits += waits.saturating_sub(waited);
            taken.cpu += cpu.saturating_sub(used);
        }
        let mut known = before.threads.keys();
        if !known.all(|thread| self.threads.contains_key(thread)) {
            // The sum of the whole process is coarse, but has the threads that have ended.
            taken.cpu = taken.cpu.max(self.cpu.saturating_sub(before.cpu));
        }
        taken
    }
}

impl Member {
    fn read(pid: u32) -> Option<Self> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name stands in parentheses, and may have some itself.
        let (name, rest) = stat.split_once('(')?.1.rsplit_once(')')?;
        let mut rest = rest.split_whitespace();
        Some(Self {
            pid,
            name: name.to_owned(),
            parent: rest.nth(1)?.parse().ok()?,
            began: rest.nth(17)?.parse().ok()?,
        })
    }

    /// Whether it is what a manager was asked to run, and no part of the manager.
    fn is_task(&self) -> bool {
        let own = fs::read_to_string("/proc/self/comm").unwrap_or_default();
        matches!(&*self.name, "sh" | "sleep") || self.name == own.trim_end()
    }

    /// Kills it, if it is still there.
    pub(crate) fn kill(&self) {
        let pid = self.pid.try_into().map(Pid::from_raw);
        if Self::read(self.pid).is_some_and(|now| now.began == self.began)
            && let Ok(pid) = pid
        {
            // It may have ended just now.
            let _ = kill(pid, Signal::SIGKILL);
        }
    }

    fn add_to(&self, usage: &mut Usage) {
        let proc = format!("/proc/{}", self.pid);
        let read = |file: &str| fs::read_to_string(format!("{proc}/{file}")).unwrap_or_default();
        let status = read("status");
        usage.resident += field(&status, "VmRSS:");
        usage.peak += field(&status, "VmHWM:");
        usage.proportional += field(&read("smaps_rollup"), "Pss:");
        let mut living = Duration::ZERO;
        let threads = fs::read_dir(format!("{proc}/task"));
        for thread in threads.into_iter().flatten().flatten() {
            let read = |file| fs::read_to_string(thread.path().join(file)).unwrap_or_default();
            let waits = field(&read("status"), "voluntary_ctxt_switches:");
            // The first figure is the time on a CPU, in ns.
            let times = read("schedstat");
            let time = times.split_whitespace().next();
            let time = time.and_then(|time| time.parse().ok()).unwrap_or_default();
            let time = Duration::from_nanos(time);
            living += time;
            let name = thread.path().display().to_string();
            usage.threads.insert(name, (waits, time));
        }
        // The process's own sum is coarse, and has the threads that have ended.
        usage.cpu += living.max(ticks(&read("stat")));
    }
}

/// The time on a CPU that a `/proc/PID/stat` tells, in steps of a clock tick.
fn ticks(stat: &str) -> Duration {
    /// `USER_HZ` of every architecture that Linux runs on today.
    const EACH: Duration = Duration::from_millis(10);
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let times = fields.split_whitespace().skip(11).take(2);
    let ticks = times
        .filter_map(|time| time.parse::<u32>().ok())
        .sum::<u32>();
    EACH * ticks
}

/// The process and all below it.
pub(crate) fn tree(root: u32) -> Vec<Member> {
    let pids = fs::read_dir("/proc").into_iter().flatten().flatten();
    let members = pids.filter_map(|entry| Member::read(entry.file_name().to_str()?.parse().ok()?));
    let mut outside: Vec<_> = members.collect();
    let mut tree: Vec<Member> = outside
        .extract_if(.., |member| member.pid == root)
        .collect();
    let mut looked = 0;
    while let Some(parent) = tree.get(looked).map(|member| member.pid) {
        tree.extend(outside.extract_if(.., |member| member.parent == parent));
        looked += 1;
    }
    tree
}

/// What a manager has taken so far, without what it runs.
pub(crate) fn usage(root: u32) -> Usage {
    usage_of(&[root])
}

/// What a manager of several trees has taken so far, without what it runs.
pub(crate) fn usage_of(roots: &[u32]) -> Usage {
    let mut usage = Usage::default();
    let members = roots.iter().flat_map(|&root| tree(root));
    for member in members.filter(|member| !member.is_task()) {
        member.add_to(&mut usage);
    }
    usage
}

/// The figure behind a name at the start of a line.
fn field(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let figure = line.and_then(|line| line.split_whitespace().next());
    figure
        .and_then(|figure| figure.parse().ok())
        .unwrap_or_default()
}
