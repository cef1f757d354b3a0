//! A property at the end of an object, written as those before it.

use jsonc_parser::ast::{Object, ObjectProp};

use super::Splice;
use super::gap::{self, Gap};
use super::render::{Style, Tree};

/// Inserts a property. The object does not have it.
pub(super) fn property(
    text: &str,
    style: &Style<'_>,
    object: &Object<'_>,
    key: &str,
    tree: &Tree<'_>,
) -> Vec<Splice> {
    let Some(last) = object.properties.last() else {
        return first(text, style, object, key, tree);
    };
    let gap = Gap::read(text, last.range.end..object.range.end - 1);
    if let Some(indent) = gap::indent(text, last.range.start) {
        let added = style.line(key, tree, indent);
        return on_a_line(text, last, &gap, &added);
    }
    let added = style.inline_pair(key, tree);
    let space = style.space;
    vec![match gap.comma {
        Some(comma) => Splice::insert(comma + 1, format!("{space}{added},")),
        None => Splice::insert(last.range.end, format!(",{space}{added}")),
    }]
}

/// After a property that has a line of its own, and after what is said about that at the end of the line.
fn on_a_line(text: &str, last: &ObjectProp<'_>, gap: &Gap, added: &str) -> Vec<Splice> {
    let mut at = gap.comma.map_or(last.range.end, |comma| comma + 1);
    for comment in &gap.comments {
        if comment.range.start >= at && !text[at..comment.range.start].contains('\n') {
            at = comment.range.end;
        }
    }
    match gap.comma {
        Some(_) => vec![Splice::insert(at, format!("{added},"))],
        None if at == last.range.end => vec![Splice::insert(at, format!(",{added}"))],
        None => vec![
            Splice::insert(last.range.end, ","),
            Splice::insert(at, added),
        ],
    }
}

/// Into an object without properties.
fn first(
    text: &str,
    style: &Style<'_>,
    object: &Object<'_>,
    key: &str,
    tree: &Tree<'_>,
) -> Vec<Splice> {
    let inside = object.range.start + 1..object.range.end - 1;
    // A document on one line stays on one.
    if style.space.is_empty() {
        let added = style.inline_pair(key, tree);
        return vec![Splice::insert(inside.start, added)];
    }
    let outer = gap::line_indent(text, object.range.start);
    let indent = format!("{outer}{}", style.unit);
    let mut added = style.line(key, tree, &indent);
    let gap = Gap::read(text, inside.clone());
    let at = gap
        .comments
        .last()
        .map_or(inside.start, |comment| comment.range.end);
    // The brace that closes it gets a line of its own.
    if text[at..inside.end].contains('\n') {
        return vec![Splice::insert(at, added)];
    }
    added.push_str(style.newline);
    added.push_str(outer);
    vec![Splice {
        range: at..inside.end,
        text: added,
    }]
}
