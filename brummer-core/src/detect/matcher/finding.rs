//! From what the lines of a problem say to a finding.

use std::path::Path;

use super::pattern::{Kind, Said};
use super::{Level, Location, Matcher};
use crate::detect::matcher::Finds;
use crate::detect::{Finding, Place, Severity};

/// What a match comes to.
pub(super) enum Found {
    Problem(Box<Finding>),
    /// Something that is no problem: an info or a hint.
    Remark,
}

/// What a match comes to; none if it lacks a file, a message or a line.
pub(super) fn found(matcher: &Matcher, said: Said) -> Option<Found> {
    let Finds::Pattern {
        pattern,
        severity,
        location,
    } = &matcher.0.finds
    else {
        return None;
    };
    let (line, column) = match pattern.kind {
        Kind::File => (0, 0),
        Kind::Location => position(&said)?,
    };
    let not_empty = |text: Option<String>| text.filter(|text| !text.is_empty());
    let (file, message) = (not_empty(said.file)?, not_empty(said.message)?);
    let severity = match level(said.severity.as_deref()).unwrap_or(*severity) {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Info => return Some(Found::Remark),
    };
    let place = Place::column(&located(file, location), line, column);
    let mut finding = Finding::new(severity, matcher.0.tool, message).at(place);
    finding.code = not_empty(said.code);
    Some(Found::Problem(Box::new(finding)))
}

/// Line and column, 0 where there is none.
fn position(said: &Said) -> Option<(u32, u32)> {
    let number = |text: &str| text.trim().parse::<u32>().ok();
    if let Some(location) = &said.location {
        // `line`, `line,column`, or both ends of a range.
        let mut numbers = location.split(',').map(number);
        return Some((numbers.next()??, numbers.next().flatten().unwrap_or(0)));
    }
    let column = said.column.as_deref().and_then(number).unwrap_or(0);
    Some((number(said.line.as_deref()?)?, column))
}

/// What a word says of severity; none if it is no such word.
fn level(word: Option<&str>) -> Option<Level> {
    let word = word?.to_ascii_lowercase();
    match word.as_str() {
        "error" | "e" | "fatal" | "fatal error" => Some(Level::Error),
        "warning" | "warn" | "w" => Some(Level::Warning),
        "info" | "i" | "hint" | "note" => Some(Level::Info),
        _ => None,
    }
}

fn located(file: String, location: &Location) -> String {
    let below = |dir: &Path, file: &str| dir.join(file).to_string_lossy().into_owned();
    match location {
        Location::AsPrinted => file,
        Location::Below(dir) => {
            let file = file.trim_start_matches("./").trim_start_matches('/');
            below(dir, file)
        }
        Location::BelowUnlessAbsolute(dir) => below(dir, file.trim_start_matches("./")),
    }
}
