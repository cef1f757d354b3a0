//! News as text.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use brummer_core::{Activity, ActivityOutcome, LineCounts, News, Owner, Problem};
use jiff::{SignedDuration, Timestamp};

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
    pub(in crate::tools) now: Timestamp,
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
        deeds.map(|activity| deed(activity, self.now)).collect()
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

/// `the person: restart web (120 ms, 3.2 s ago)`.
fn deed(activity: &Activity, now: Timestamp) -> String {
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
    // What was just now needs no time.
    let is_past = now.duration_since(activity.time) >= SignedDuration::from_secs(1);
    let when = if is_past {
        format!(", {}", shown::ago(activity.time, now))
    } else {
        String::new()
    };
    let times = match activity.times {
        1 => String::new(),
        times => format!(" (x{times})"),
    };
    let what = format!("{} {target}", activity.action);
    format!(
        "{who}: {} ({how}{when}){times}",
        shown::shortened(what.trim_end(), 120)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(now: i64, outcome: ActivityOutcome, expected: &str) {
        let at = |second| Timestamp::from_second(second).unwrap();
        let activity = Activity {
            number: 1,
            client: Owner::Person,
            action: "restart".to_owned(),
            target: Some("web".to_owned()),
            time: at(100),
            outcome,
            times: 1,
        };
        assert_eq!(deed(&activity, at(now)), expected);
    }

    #[test]
    fn a_deed_is_told_with_how_long_ago_it_began() {
        let done = || ActivityOutcome::Done { took_ms: 120 };
        check(100, done(), "the person: restart web (120 ms)");
        check(103, done(), "the person: restart web (120 ms, 3.0 s ago)");
        let under_way = ActivityOutcome::UnderWay;
        check(
            103,
            under_way,
            "the person: restart web (under way, 3.0 s ago)",
        );
    }
}
