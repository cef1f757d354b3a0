//! Finds the lines of a segment in which a pattern is found, over the text of many lines at once.

use std::borrow::Cow;
use std::ops::Range;

use super::LogPattern;
use super::escape::{Escapes, plain_lines};
use super::pattern::Sense;
use super::segment::Segment;

/// The positions of the lines that the pattern wants, in ascending order.
pub(super) fn wanted(segment: &Segment, part: Range<usize>, pattern: &LogPattern) -> Vec<usize> {
    if part.is_empty() {
        return Vec::new();
    }
    let found = found(segment, part.clone(), pattern);
    match pattern.sense() {
        Sense::Found => found,
        Sense::NotFound => {
            let mut found = found.into_iter().peekable();
            part.filter(|position| found.next_if_eq(position).is_none())
                .collect()
        }
    }
}

/// The positions of the lines in which the pattern is found. The part must not be empty.
fn found(segment: &Segment, part: Range<usize>, pattern: &LogPattern) -> Vec<usize> {
    match (segment.escapes(), pattern.find_candidate()) {
        (Escapes::None, _) => found_in_text(segment, part, |lines, at| pattern.find(lines, at)),
        (Escapes::Colors, Some(find)) => {
            let mut found = found_in_text(segment, part, find);
            found.retain(|position| {
                let (span, _) = segment.index.span(*position);
                pattern.is_found(&segment.text[span])
            });
            found
        }
        (Escapes::Colors, None) | (Escapes::Others, _) => {
            let start = segment.index.span(part.start).0.start;
            let end = segment.index.span(part.end - 1).0.end;
            let text = &segment.text[start..end];
            let plain = plain_lines(text).map_or(Cow::Borrowed(text), Cow::Owned);
            found_in_plain(&plain, part.start, pattern)
        }
    }
}

/// Searches the text as it is; the index tells which line an offset is in.
fn found_in_text(
    segment: &Segment,
    part: Range<usize>,
    find: impl Fn(&[u8], usize) -> Option<usize>,
) -> Vec<usize> {
    let index = &segment.index;
    let mut at = index.span(part.start).0.start;
    let lines = &segment.text[..index.span(part.end - 1).0.end];
    let mut position = part.start;
    let mut found = Vec::new();
    while at <= lines.len()
        && let Some(end) = find(lines, at)
    {
        position = index.line_at(end, position);
        found.push(position);
        at = index.span(position).0.end + 1;
    }
    found
}

/// Searches text whose offsets are no longer those of the segment; lines are counted.
fn found_in_plain(lines: &[u8], first: usize, pattern: &LogPattern) -> Vec<usize> {
    let mut at = 0;
    let mut position = first;
    let mut found = Vec::new();
    while at <= lines.len()
        && let Some(end) = pattern.find(lines, at)
    {
        position += memchr::memchr_iter(b'\n', &lines[at..end]).count();
        found.push(position);
        let rest = memchr::memchr(b'\n', &lines[end..]);
        at = rest.map_or(lines.len(), |newline| end + newline) + 1;
        position += 1;
    }
    found
}
