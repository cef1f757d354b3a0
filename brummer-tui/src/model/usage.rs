//! What processes use of the machine, as far as it is shown.

use brummer_core::{Member, ProcessId, UsageReading};

use crate::text::bytes;

/// The latest readings.
#[derive(Debug, Default)]
pub(crate) struct Usages {
    latest: UsageReading,
    /// The reading before, to which the processor time is compared.
    before: Option<UsageReading>,
    /// Whether a question is under way.
    pub(crate) is_reading: bool,
    /// How many ticks still pass without a question.
    rest: u32,
}

impl Usages {
    /// How wide the [column](Self::column) is, in columns.
    pub(crate) const COLUMN: usize = 11;

    /// How many members one asks about with every tick, on average: that takes a fraction of a millisecond.
    const EACH_TICK: u32 = 64;

    /// Whether it is time to ask again; one that is not asked passes. Large trees are asked about more seldom, so that what a tick costs has a bound.
    pub(crate) fn is_due(&mut self) -> bool {
        let is_due = self.rest == 0;
        self.rest = self.rest.saturating_sub(1);
        is_due
    }

    /// Takes the next reading.
    pub(crate) fn take(&mut self, reading: UsageReading) {
        self.is_reading = false;
        let members: u32 = reading.processes.iter().map(|usage| usage.count).sum();
        // The first two are what a share of a processor is made of.
        self.rest = match self.before {
            Some(_) => members / Self::EACH_TICK,
            None => 0,
        };
        if reading.at != self.latest.at {
            self.before = Some(std::mem::replace(&mut self.latest, reading));
        }
    }

    /// Whether anything is known of any process.
    pub(crate) fn is_known(&self) -> bool {
        !self.latest.processes.is_empty()
    }

    /// `12% 182M` of these processes together; none if nothing is known of any of them.
    pub(crate) fn text<'a>(&self, of: impl Iterator<Item = &'a ProcessId>) -> Option<String> {
        let (cpu, memory) = self.sum(of)?;
        Some(match cpu {
            Some(cpu) => format!("{cpu:.0}% {}", bytes(memory)),
            None => bytes(memory),
        })
    }

    /// The same, with both numbers below those of other rows.
    pub(crate) fn column<'a>(&self, of: impl Iterator<Item = &'a ProcessId>) -> String {
        let Some((cpu, memory)) = self.sum(of) else {
            return " ".repeat(Self::COLUMN);
        };
        let cpu = cpu.map_or_else(String::new, |cpu| format!("{cpu:.0}%"));
        format!("{cpu:>5} {:>5}", bytes(memory))
    }

    /// The share of a processor in per cent, as far as it is known, and the memory in bytes.
    fn sum<'a>(&self, of: impl Iterator<Item = &'a ProcessId>) -> Option<(Option<f64>, u64)> {
        let (mut is_known, mut cpu, mut memory) = (false, None, 0_u64);
        for id in of {
            let Some(usage) = self.latest.of(id.as_str()) else {
                continue;
            };
            is_known = true;
            memory = memory.saturating_add(usage.memory);
            let before = self.before.as_ref();
            let share = before.and_then(|before| self.latest.cpu_percent(before, id.as_str()));
            cpu = match (cpu, share) {
                (Some(sum), Some(share)) => Some(sum + share),
                (sum, share) => sum.or(share),
            };
        }
        is_known.then_some((cpu, memory))
    }

    /// Who is in the tree of a process, and how many they are.
    pub(crate) fn members(&self, id: &ProcessId) -> (&[Member], u32) {
        let usage = self.latest.of(id.as_str());
        usage.map_or((&[], 0), |usage| (&usage.members, usage.count))
    }
}
