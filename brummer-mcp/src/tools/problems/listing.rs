//! Problems as text, one a line, as compilers print them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use brummer_core::detect::{Finding, Severity};
use brummer_core::{Problem, ProcessSnapshot};
use jiff::Timestamp;

use crate::tools::budget::fill;
use crate::tools::lines::shortened;
use crate::tools::shown;

/// The most places of one group that are named.
const PLACES: usize = 8;

/// The most own frames of a stack that are shown.
const FRAMES: usize = 3;

/// What to list.
pub(in crate::tools) struct Listing<'a> {
    pub(in crate::tools) problems: &'a [Arc<Problem>],
    /// How many are not known any more.
    pub(in crate::tools) forgotten: u64,
    pub(in crate::tools) which: Which,
    /// The directory from which files are named.
    pub(in crate::tools) directory: &'a Path,
}

/// Which problems they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tools) enum Which {
    /// Those that are there.
    Current,
    /// Those that are there and may have to do with a change at this time: without what a process that checks no code printed before.
    Edited(Timestamp),
    /// The same, because of this.
    All(String),
    /// Those that appeared.
    New,
    /// Those that appeared since then, in words.
    Since(String),
    /// Those that are gone.
    Resolved,
}

/// Problems that differ in nothing but where they are.
struct Group<'a> {
    finding: &'a Finding,
    places: Vec<String>,
    processes: BTreeSet<&'a str>,
    count: u64,
}

impl Listing<'_> {
    /// A line that counts them, then as many as fit, and how many do not.
    pub(in crate::tools) fn text(&self, bytes: usize) -> String {
        let (new, since) = match &self.which {
            Which::Current | Which::Edited(_) => ("", String::new()),
            Which::All(remark) => ("", format!(" ({remark})")),
            Which::New => ("new ", String::new()),
            Which::Since(since) => ("new ", format!(" since {since}")),
            Which::Resolved => ("resolved ", String::new()),
        };
        let mut text = if self.problems.is_empty() {
            format!("no {new}problems{since}\n")
        } else {
            format!("{}{since}:\n", counted(self.problems, new))
        };
        let groups = groups(self.problems, self.directory);
        let several = groups
            .iter()
            .flat_map(|group| &group.processes)
            .collect::<BTreeSet<_>>();
        let several = several.len() > 1;
        let lines = groups
            .iter()
            .map(|group| group.text(several, self.directory));
        let (lines, left_out) = fill(lines, bytes.saturating_sub(text.len()));
        text.push_str(&lines);
        // Writing to a string cannot fail.
        if left_out > 0 {
            let _ = writeln!(
                text,
                "left out: {left_out} more; raise max_tokens, or pass name or severity=error"
            );
        }
        if self.forgotten > 0 {
            let _ = writeln!(text, "{} more were printed and not kept", self.forgotten);
        }
        text
    }
}

fn counted(problems: &[Arc<Problem>], new: &str) -> String {
    let errors = problems
        .iter()
        .filter(|problem| problem.finding.severity == Severity::Error);
    let errors = errors.count();
    let warnings = problems.len() - errors;
    match (errors, warnings) {
        (0, warnings) => shown::count(warnings, &format!("{new}warning")),
        (errors, 0) => shown::count(errors, &format!("{new}error")),
        (errors, warnings) => format!(
            "{}, {}",
            shown::count(errors, &format!("{new}error")),
            shown::count(warnings, &format!("{new}warning"))
        ),
    }
}

fn groups<'a>(problems: &'a [Arc<Problem>], directory: &Path) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for problem in problems {
        let finding = &problem.finding;
        let place = finding.place.as_ref();
        let place = place.map(|place| shown::path(&place.to_string(), directory).to_owned());
        let known = groups
            .iter_mut()
            .find(|group| is_alike(group.finding, finding));
        if let Some(group) = known {
            group
                .places
                .extend(place.filter(|place| !group.places.contains(place)));
            group.processes.insert(problem.process.as_str());
            group.count += problem.count;
            continue;
        }
        groups.push(Group {
            finding,
            places: place.into_iter().collect(),
            processes: BTreeSet::from([problem.process.as_str()]),
            count: problem.count,
        });
    }
    groups
}

/// Whether two problems say the same of different places.
fn is_alike(one: &Finding, other: &Finding) -> bool {
    one.message == other.message
        && one.severity == other.severity
        && one.tool == other.tool
        && one.code == other.code
        && one.test == other.test
}

impl Group<'_> {
    fn text(&self, several_processes: bool, directory: &Path) -> String {
        let mut text = String::new();
        let shown = self.places.len().min(PLACES);
        if shown > 0 {
            text.push_str(&self.places[..shown].join(", "));
            if self.places.len() > shown {
                // Writing to a string cannot fail.
                let _ = write!(text, " and {} more places", self.places.len() - shown);
            }
            text.push_str(": ");
        }
        let Finding {
            severity,
            code,
            test,
            message,
            tool,
            ..
        } = self.finding;
        text.push_str(severity.as_str());
        for part in [code, test].into_iter().flatten() {
            let _ = write!(text, " {part}");
        }
        let _ = write!(text, ": {} [{tool}]", shortened(message));
        if several_processes {
            let processes: Vec<_> = self.processes.iter().copied().collect();
            let _ = write!(text, " in {}", processes.join(", "));
        }
        if self.count > 1 && self.places.len() < 2 {
            let _ = write!(text, " (x{})", self.count);
        }
        self.stack(&mut text, directory);
        text
    }

    /// The frames in code of the project, but for the one that is the place.
    fn stack(&self, text: &mut String, directory: &Path) {
        let frames = &self.finding.frames;
        let own = frames.iter().filter(|frame| frame.is_own);
        let mut shown_frames = 0;
        for frame in own
            .filter(|frame| frame.place != self.finding.place)
            .take(FRAMES)
        {
            let Some(place) = &frame.place else { continue };
            let place = place.to_string();
            let _ = write!(text, "\n    at {}", shown::path(&place, directory));
            if let Some(function) = &frame.function {
                let _ = write!(text, " ({function})");
            }
            shown_frames += 1;
        }
        let rest = frames.len().saturating_sub(shown_frames + 1);
        if shown_frames > 0 && rest > 0 {
            let _ = write!(text, "\n    … {rest} more frames in the log");
        }
    }
}

/// How far those are that tell of problems: watchers and tests of each process, a line each.
pub(in crate::tools) fn verdicts(
    processes: &[&ProcessSnapshot],
    now: Timestamp,
    bytes: usize,
) -> String {
    let lines = processes.iter().filter_map(|process| {
        let output = process.output();
        let watchers = output.watchers.iter();
        let watchers = watchers.map(|watcher| shown::watcher(watcher, now));
        let said: Vec<String> = watchers.chain(output.tests.map(shown::tests)).collect();
        let line = format!("{}: {}", process.id(), said.join("; "));
        (!said.is_empty()).then(|| shortened(&line))
    });
    let (mut text, left_out) = fill(lines, bytes);
    if left_out > 0 {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "left out: watchers and tests of {left_out} more processes; pass name"
        );
    }
    text
}

#[cfg(test)]
mod tests;
