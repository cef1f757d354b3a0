//! What is between two parts of a document: white space, comments, and a comma at most.

use std::ops::Range;

/// The contents of such a gap.
pub(super) struct Gap {
    /// Where the comma is.
    pub(super) comma: Option<usize>,
    pub(super) comments: Vec<Comment>,
}

/// A comment with its delimiters, without the newline that ends it.
pub(super) struct Comment {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
}

/// How a comment ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// With its line.
    Line,
    /// With `*/`.
    Block,
}

impl Gap {
    /// Reads the gap in this range of a text that was parsed, so that nothing else can be in it.
    pub(super) fn read(text: &str, range: Range<usize>) -> Self {
        let mut gap = Self {
            comma: None,
            comments: Vec::new(),
        };
        let mut at = range.start;
        while at < range.end {
            let rest = &text[at..range.end];
            let (kind, end) = if rest.starts_with("//") {
                (Kind::Line, rest.find(['\n', '\r']))
            } else if rest.starts_with("/*") {
                (Kind::Block, rest.find("*/").map(|end| end + 2))
            } else {
                if rest.starts_with(',') {
                    gap.comma = Some(at);
                }
                at += rest.chars().next().map_or(1, char::len_utf8);
                continue;
            };
            let comment = at..at + end.unwrap_or(rest.len());
            at = comment.end;
            gap.comments.push(Comment {
                range: comment,
                kind,
            });
        }
        gap
    }
}

/// The white space at the beginning of the line in which something begins, if nothing else is before it there.
pub(super) fn indent(text: &str, at: usize) -> Option<&str> {
    let line = text[..at].rfind('\n')? + 1;
    let before = &text[line..at];
    before
        .chars()
        .all(|c| c == ' ' || c == '\t')
        .then_some(before)
}

/// The white space at the beginning of the line that this place is in.
pub(super) fn line_indent(text: &str, at: usize) -> &str {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = &text[line..at];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}
