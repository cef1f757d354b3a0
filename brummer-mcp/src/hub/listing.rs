//! What is hosted, in words.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use brummer_core::ProjectSnapshot;
use brummer_core::instance::{Checkout, Entry, Listing};
use brummer_core::words;
use jiff::Timestamp;

/// The most projects that one answer lists.
const MAX_LISTED: usize = 100;

/// The most files that are not believed and named.
const MAX_REFUSED: usize = 5;

/// The most processes that are named of a project.
const MAX_NAMES: usize = 10;

/// The name of a project: that of its directory.
pub(crate) fn name(entry: &Entry) -> &str {
    // Entries whose directory is no text are not believed.
    let name = entry.root.file_name().and_then(|name| name.to_str());
    name.unwrap_or("/")
}

/// A project with what is known of it beside what it says.
pub(crate) struct Shown {
    pub(crate) entry: Entry,
    /// Where it is checked out, if it is.
    pub(crate) git: Option<Checkout>,
    pub(crate) known: Known,
    /// Whether calls go there that name none.
    pub(crate) is_default: bool,
}

/// What is known of a host without asking it.
pub(crate) enum Known {
    /// Nobody has joined it.
    Nothing,
    /// It is joined, and this is what it told last.
    Project(Arc<ProjectSnapshot>),
    /// It was asked so long ago, and has not answered since.
    Silent(Duration),
    /// There is no connection, for this reason.
    Apart(String),
}

/// The answer of `instances_list`: `shown` has an item for each that lives.
pub(crate) fn text(listing: &Listing, shown: &[Shown], default: &str, now: Timestamp) -> String {
    let mut text = String::new();
    if shown.is_empty() {
        text.push_str("no project is hosted; `brummer serve -d` in its directory hosts one\n");
    }
    for shown in shown.iter().take(MAX_LISTED) {
        text.push_str(&line(shown, now));
        text.push('\n');
    }
    if shown.len() > MAX_LISTED {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{} more are not shown", shown.len() - MAX_LISTED);
    }
    for refused in listing.refused.iter().take(MAX_REFUSED) {
        let _ = writeln!(text, "warning: {refused}");
    }
    let more = listing.refused.len().saturating_sub(MAX_REFUSED) + listing.left_out;
    if more > 0 {
        let _ = writeln!(
            text,
            "warning: {more} more files were not believed or not looked at"
        );
    }
    text + default
}

fn line(shown: &Shown, now: Timestamp) -> String {
    let Shown {
        entry,
        git,
        known,
        is_default,
    } = shown;
    let mut text = format!(
        "{} (id {}): {}",
        name(entry),
        entry.id,
        entry.root.display()
    );
    if let Some(branch) = git.as_ref().and_then(|git| git.branch.as_deref()) {
        let _ = write!(text, ", branch {branch}");
    }
    let hosted = Duration::try_from(now.duration_since(entry.since)).unwrap_or_default();
    let (hosted, by) = (words::span(hosted), entry.started_by);
    let _ = write!(text, ", hosted for {hosted} by {by}");
    text.push_str(&state(known));
    if *is_default {
        text.push_str(" [default]");
    }
    text
}

fn state(known: &Known) -> String {
    match known {
        Known::Nothing => String::new(),
        Known::Project(project) => running(project),
        Known::Silent(ago) => format!(
            "; did not answer {} ago: hangs or is suspended",
            words::span(*ago)
        ),
        // A project is a line; the rest of the reason is told to whoever calls.
        Known::Apart(why) => {
            let why = why.lines().next().unwrap_or_default();
            format!("; not connected: {why}")
        }
    }
}

fn running(project: &ProjectSnapshot) -> String {
    let running = project
        .processes()
        .iter()
        .filter(|process| process.is_running());
    let names: Vec<_> = running.map(|process| process.id().as_str()).collect();
    match names.len() {
        0 => "; nothing runs".to_owned(),
        more if more > MAX_NAMES => {
            let names = names[..MAX_NAMES].join(", ");
            format!("; {names} and {} more run", more - MAX_NAMES)
        }
        _ => format!("; running: {}", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::meant::tests::entry;
    use super::*;

    fn shown(root: &str, is_default: bool) -> Shown {
        Shown {
            entry: entry(root),
            git: None,
            known: Known::Nothing,
            is_default,
        }
    }

    fn listed(listing: &Listing, shown: &[Shown]) -> String {
        let now = "2026-01-01T00:01:00Z".parse().unwrap();
        text(listing, shown, "calls without project: none", now)
    }

    #[test]
    fn each_project_is_a_line_with_what_names_it() {
        let text = listed(&Listing::default(), &[shown("/a/shop", true)]);
        let id = entry("/a/shop").id;
        let line = format!("shop (id {id}): /a/shop, hosted for 60 s by serve [default]");
        assert_eq!(text, format!("{line}\ncalls without project: none"));
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let many: Vec<_> = (0..102).map(|n| shown(&format!("/p/{n}"), false)).collect();
        let listing = Listing {
            left_out: 3,
            ..Listing::default()
        };
        let text = listed(&listing, &many);
        assert!(text.contains("\n2 more are not shown\n"), "{text}");
        assert!(text.contains("3 more files"), "{text}");
    }

    #[test]
    fn nothing_is_said_to_be_nothing() {
        let text = listed(&Listing::default(), &[]);
        assert!(
            text.starts_with("no project is hosted; `brummer serve -d`"),
            "{text}"
        );
    }
}
