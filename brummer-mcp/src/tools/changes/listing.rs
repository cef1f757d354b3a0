//! News as text.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use brummer_core::{Activity, ActivityOutcome, LineCounts, News, Owner, Problem};

use super::events;
use crate::tools::access::Readable;
use crate::tools::budget::fill;
use crate::tools::problems::listing::{Listing, Which};
use crate::tools::shown;

/// The most processes whose lines are counted one by one.
const COUNTED: usize = 12;

/// What to tell, to whom.
pub(in crate::tools) struct Told<'a> {
    pub(in crate::tools) news: &'a News,
    pub(in crate::tools) reading: &'a Readable,
    /// The directory from which files are named.
    pub(in crate::tools) directory: &'a Path,
}

impl Told<'_> {
    /// Lines that fit into so many bytes; the oldest events are left out first.
    pub(in crate::tools) fn text(&self, bytes: usize) -> String {
        let lines = self.line_counts();
        let problems = self.problems(bytes / 2);
        let mut happened = events::lines(&self.news.events, self.reading);
        happened.extend(self.deeds());
        let space = bytes.saturating_sub(lines.len() + problems.len());
        // What happened last matters most, and is told in order.
        happened.reverse();
        let (kept, left_out) = if happened.is_empty() {
            (String::new(), 0)
        } else {
            fill(happened, space)
        };
        let kept: Vec<&str> = kept.lines().rev().collect();
        let mut text = String::new();
        if left_out > 0 {
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "left out: {left_out} earlier events; raise max_tokens"
            );
        }
        for line in kept {
            let _ = writeln!(text, "{line}");
        }
        text.push_str(&problems);
        text.push_str(&lines);
        if text.is_empty() {
            text.push_str("nothing happened since\n");
        }
        text
    }

    fn problems(&self, bytes: usize) -> String {
        let wanted = self.news.problems.iter();
        let wanted = wanted.filter(|problem| self.reading.has(&problem.process));
        let (new, resolved): (Vec<_>, Vec<_>) =
            wanted.cloned().partition(|problem| problem.is_current());
        let mut text = String::new();
        if !new.is_empty() {
            text.push_str(&self.listing(&new, Which::New).text(bytes));
        }
        if !resolved.is_empty() {
            let listing = self.listing(&resolved, Which::Resolved);
            text.push_str(&listing.text(bytes.saturating_sub(text.len()).min(bytes / 3)));
        }
        text
    }

    fn listing<'a>(&'a self, problems: &'a [Arc<Problem>], which: Which) -> Listing<'a> {
        Listing {
            problems,
            forgotten: 0,
            which,
            directory: self.directory,
        }
    }

    /// How many lines each process printed.
    fn line_counts(&self) -> String {
        let wanted = self.news.lines.iter();
        let wanted: Vec<_> = wanted
            .filter(|counts| self.reading.has(&counts.process))
            .collect();
        if wanted.is_empty() {
            return String::new();
        }
        let shown: Vec<_> = wanted
            .iter()
            .take(COUNTED)
            .map(|counts| counted(counts))
            .collect();
        let more = wanted.len().saturating_sub(COUNTED);
        let more = if more > 0 {
            format!(" and of {more} more processes")
        } else {
            String::new()
        };
        format!("new lines: {}{more}\n", shown.join(", "))
    }

    /// What clients did that changes something.
    fn deeds(&self) -> Vec<String> {
        let deeds = self.news.activities.iter();
        let deeds = deeds
            .filter(|activity| crate::tools::acts(&activity.action))
            .filter(|activity| self.reading.has_target(activity.target.as_deref()));
        deeds.map(|activity| deed(activity)).collect()
    }
}

fn counted(counts: &LineCounts) -> String {
    let LineCounts {
        process,
        lines,
        warnings,
        errors,
        evicted: _,
    } = counts;
    let levels = match (errors, warnings) {
        (0, 0) => String::new(),
        (errors, 0) => format!(" ({errors} error)"),
        (0, warnings) => format!(" ({warnings} warn)"),
        (errors, warnings) => format!(" ({errors} error, {warnings} warn)"),
    };
    format!("{process} {lines}{levels}")
}

fn deed(activity: &Activity) -> String {
    let who = match &activity.client {
        Owner::Program => "the program".to_owned(),
        Owner::Person => "the person".to_owned(),
        Owner::Agent(name) => format!("agent {name}"),
    };
    let target = activity.target.as_deref().unwrap_or_default();
    let how = match &activity.outcome {
        ActivityOutcome::UnderWay => "under way".to_owned(),
        ActivityOutcome::Done { took_ms } => format!("{took_ms} ms"),
        ActivityOutcome::Failed { reason, .. } => format!("failed: {reason}"),
        ActivityOutcome::Cancelled { .. } => "cancelled".to_owned(),
    };
    let times = match activity.times {
        1 => String::new(),
        times => format!(" (x{times})"),
    };
    let what = format!("{} {target}", activity.action);
    format!(
        "{who}: {} ({how}){times}",
        shown::shortened(what.trim_end(), 120)
    )
}
