//! What would change, for a person to look at.

use std::fmt::Write;

use similar::{ChangeTag, TextDiff};

use super::client::Client;
use super::edit::{HIDDEN, shown};

/// What stands for one that another takes the place of.
const ANOTHER: &str = "(hidden, another)";

/// The most characters that are shown of a line: a file may have all of it in one.
const LINE_CHARACTERS: usize = 200;

/// Unchanged lines on either side. One, since the next may be a secret of another server.
const CONTEXT: usize = 1;

/// The difference between two texts of a file in the unified format; empty if there is none. A text that is not there
/// has the name `/dev/null`.
///
/// It is to be read, not applied: long lines are cut, control characters (other than tabs) are shown as such, and the token of our
/// entry is hidden.
pub fn difference(client: Client, name: &str, before: Option<&str>, after: Option<&str>) -> String {
    let mut old = before.map(|text| shown(client, text, HIDDEN));
    let new = after.map(|text| shown(client, text, HIDDEN));
    if old == new && before != after {
        // Nothing but the token is another.
        old = before.map(|text| shown(client, text, ANOTHER));
    }
    of_texts(name, old.as_deref(), new.as_deref())
}

fn of_texts(name: &str, before: Option<&str>, after: Option<&str>) -> String {
    let (old, new) = (before.unwrap_or(""), after.unwrap_or(""));
    let mut difference = String::new();
    if old == new && before.is_some() == after.is_some() {
        return difference;
    }
    let name_of = |text: Option<&str>| match text {
        Some(_) => readable(name),
        None => "/dev/null".to_owned(),
    };
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(
        difference,
        "--- {}\n+++ {}",
        name_of(before),
        name_of(after)
    );
    let diff = TextDiff::from_lines(old, new);
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        let _ = writeln!(difference, "{}", hunk.header());
        for change in hunk.iter_changes() {
            let sign = match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            let line = change.value().trim_end_matches(['\r', '\n']);
            let _ = writeln!(difference, "{sign}{}", readable(line));
            if change.missing_newline() {
                difference.push_str("\\ No newline at end of file\n");
            }
        }
    }
    difference
}

/// A line without what a terminal would obey, and not longer than one wants to read: 200 characters.
pub fn readable(line: &str) -> String {
    let escaped = line.chars().flat_map(|c| {
        let plain = (!c.is_control() || c == '\t').then_some(c);
        let escaped = plain.is_none().then(|| c.escape_default());
        plain.into_iter().chain(escaped.into_iter().flatten())
    });
    let mut shown: String = escaped.take(LINE_CHARACTERS + 1).collect();
    if shown.chars().count() > LINE_CHARACTERS {
        shown.pop();
        shown.push('…');
    }
    shown
}
