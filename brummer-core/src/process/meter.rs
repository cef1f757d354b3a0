//! What the trees of all runs use of the machine, from one look at the process table.
//!
//! Who belongs to a run is known from one look to the next, so that a look costs a read for each member and for each newcomer, whatever
//! else runs on the machine. Nothing is signalled by what is found here, so that it may be less strict than [`tree`](super::tree): a
//! newcomer that a look misses is found by a later one.
//!
//! One interface, one file per platform: `linux` reads `/proc`, `ps` asks the program of this name.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(any(not(target_os = "linux"), test))]
mod ps;

use std::collections::{HashMap, HashSet};
use std::time::Duration;

#[cfg(target_os = "linux")]
use self::linux::Look;
#[cfg(not(target_os = "linux"))]
use self::ps::Look;
use super::mark::MarkPrefix;
use super::stop::Member;
use super::tree::Moment;
use crate::id::ProcessId;
use crate::usage::Usage;

/// A run whose tree is measured.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) id: ProcessId,
    /// The first process of its session.
    pub(crate) leader: u32,
    pub(crate) mark: MarkPrefix,
}

/// A process of the system, as a look finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sample {
    pid: u32,
    parent: u32,
    /// The number of its session, or of its process group where sessions are not told.
    group: u32,
    began: Moment,
    cpu: Duration,
    memory: u64,
    name: String,
}

/// Measures trees, and remembers who belongs to them.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    look: Look,
    members: Members,
}

/// To whom processes belong, by pid and beginning.
type Members = HashMap<u32, (Moment, ProcessId)>;

impl Meter {
    /// What each target uses; one that nothing is found of is left out. It reads files: call it where blocking is fine.
    pub(crate) fn read(&mut self, targets: &[Target]) -> Vec<Usage> {
        if targets.is_empty() {
            *self = Self::default();
            return Vec::new();
        }
        let samples = self.look.samples(&self.members);
        let look = &self.look;
        self.members = assign(&samples, &self.members, targets, |sample| {
            look.carries(sample, targets)
        });
        self.look.judged(&samples, &self.members);
        sums(&samples, &self.members, targets)
    }
}

/// To whom these processes belong: to whom they belonged, to the leader of their session, to whom their parent does, or to whose mark they carry.
fn assign(
    samples: &[Sample],
    before: &Members,
    targets: &[Target],
    carries: impl Fn(&Sample) -> Option<ProcessId>,
) -> Members {
    let mut members = Members::new();
    let is_target = |id: &ProcessId| targets.iter().any(|target| target.id == *id);
    let leaders: HashMap<u32, &ProcessId> = targets
        .iter()
        .map(|target| (target.leader, &target.id))
        .collect();
    let (mut others, mut looked) = (Vec::new(), HashSet::new());
    for sample in samples {
        let known = before.get(&sample.pid);
        let known = known.filter(|(began, id)| *began == sample.began && is_target(id));
        let known = known.map(|(_, id)| id);
        match known.or_else(|| leaders.get(&sample.group).copied()) {
            Some(id) => drop(members.insert(sample.pid, (sample.began, id.clone()))),
            None => others.push(sample),
        }
    }
    // A child of a member is one, to any depth; and whoever else carries a mark, with its children.
    loop {
        let (found, left): (Vec<_>, Vec<_>) = others
            .into_iter()
            .map(|sample| {
                let parent = members.get(&sample.parent);
                (sample, parent.map(|(_, id)| id.clone()))
            })
            .partition(|(_, id)| id.is_some());
        others = left.into_iter().map(|(sample, _)| sample).collect();
        if found.is_empty() {
            // Whom one has looked at is not looked at again.
            let mut fresh = others.iter().filter(|sample| looked.insert(sample.pid));
            let Some((sample, id)) = fresh.find_map(|sample| Some((*sample, carries(sample)?)))
            else {
                return members;
            };
            members.insert(sample.pid, (sample.began, id));
            others.retain(|other| other.pid != sample.pid);
        }
        for (sample, id) in found {
            members.extend(id.map(|id| (sample.pid, (sample.began, id))));
        }
    }
}

/// What the members of each target use together.
fn sums(samples: &[Sample], members: &Members, targets: &[Target]) -> Vec<Usage> {
    let mut eldest_first: Vec<&Sample> = samples.iter().collect();
    eldest_first.sort_unstable_by_key(|sample| (sample.began, sample.pid));
    let mut sums: HashMap<&ProcessId, Usage> = HashMap::new();
    for sample in eldest_first {
        let Some((_, id)) = members.get(&sample.pid) else {
            continue;
        };
        let usage = sums.entry(id).or_insert_with(|| Usage {
            process: id.clone(),
            cpu: Duration::ZERO,
            memory: 0,
            count: 0,
            members: Vec::new(),
        });
        usage.cpu += sample.cpu;
        usage.memory = usage.memory.saturating_add(sample.memory);
        usage.count += 1;
        if usage.members.len() < Usage::MAX_MEMBERS {
            usage.members.push(Member {
                pid: sample.pid,
                name: sample.name.clone(),
            });
        }
    }
    let all = targets.iter().filter_map(|target| sums.remove(&target.id));
    all.collect()
}

#[cfg(test)]
mod tests;
