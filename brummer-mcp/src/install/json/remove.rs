//! Taking a property out of an object: what [`insert`](super::insert) undone would leave, whoever wrote it.

use jsonc_parser::ast::Object;

use super::Splice;
use super::gap::{self, Gap, Kind};

/// Removes a property, with the comma that it no longer needs. Comments stay.
pub(super) fn property(text: &str, object: &Object<'_>, key: &str) -> Vec<Splice> {
    let properties = &object.properties;
    let Some(index) = properties.iter().position(|one| one.name.as_str() == key) else {
        return Vec::new();
    };
    let range = &properties[index].range;
    let previous = index.checked_sub(1).map(|index| &properties[index]);
    let next = properties.get(index + 1);
    let from = previous.map_or(object.range.start + 1, |one| one.range.end);
    let to = next.map_or(object.range.end - 1, |one| one.range.start);
    if previous.is_none() && next.is_none() && is_bare(text, object, from..to) {
        return vec![Splice::cut(from..to)];
    }
    let (before, after) = (
        Gap::read(text, from..range.start),
        Gap::read(text, range.end..to),
    );
    let comma = after.comma.or(before.comma);
    let mut end = range.end;
    let mut splices = Vec::new();
    match comma {
        // One that follows at once is cut in the same piece.
        Some(comma) if comma == range.end => end = comma + 1,
        Some(comma) => splices.push(Splice::cut(comma..comma + 1)),
        None => {}
    }
    let is_on_a_line = gap::indent(text, range.start).is_some();
    let start = if next.is_some() && !is_on_a_line {
        let blanks = text[end..to].len() - text[end..to].trim_start_matches(' ').len();
        end += blanks;
        range.start
    } else {
        text[..range.start].trim_end().len()
    };
    // What is left behind it must not become a part of a comment before it.
    let comment = before.comments.last();
    let is_after_line =
        comment.is_some_and(|comment| comment.kind == Kind::Line && comment.range.end >= start);
    let is_line_end = text[end..].starts_with(['\n', '\r']);
    let start = if is_after_line && !is_line_end {
        range.start
    } else {
        start
    };
    // The comma may lie in what is cut.
    splices.retain(|splice| !(start..end).contains(&splice.range.start));
    splices.push(Splice::cut(start..end));
    splices
}

/// Whether an object would be empty without its one property: no comment is in it.
pub(super) fn is_alone(text: &str, object: &Object<'_>) -> bool {
    match &object.properties[..] {
        [_] => is_bare(text, object, object.range.start + 1..object.range.end - 1),
        _ => false,
    }
}

/// Whether there are no comments around the properties in this range.
fn is_bare(text: &str, object: &Object<'_>, range: std::ops::Range<usize>) -> bool {
    object.properties.iter().all(|property| {
        let before = Gap::read(text, range.start..property.range.start);
        let after = Gap::read(text, property.range.end..range.end);
        before.comments.is_empty() && after.comments.is_empty()
    })
}
