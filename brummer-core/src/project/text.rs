//! A file that was read, and where in it something stands.

mod javascript;
mod json;
mod node;
mod toml;
mod xml;
mod yaml;

use std::cell::OnceCell;
use std::path::Path;
use std::sync::Arc;

pub(super) use self::node::{Key, Node, Value};
use crate::config::{Origin, Warning};

/// The largest file that is read, in bytes.
pub(super) const MAX_BYTES: u64 = 4 << 20;

/// The text of a file of at most [`MAX_BYTES`].
///
/// [`json`](Self::json), [`jsonc`](Self::jsonc), [`json5`](Self::json5), [`yaml`](Self::yaml) and [`toml`](Self::toml) read it as a
/// [`Node`].
pub(super) struct Text {
    path: Arc<Path>,
    all: String,
    /// The offsets of the first bytes of the lines; found out when one is asked for.
    lines: OnceCell<Vec<usize>>,
}

impl Text {
    /// A file with this text. A byte order mark, which editors on Windows put there, is read over.
    pub(super) fn new(path: &Path, mut all: String) -> Self {
        if all.starts_with('\u{feff}') {
            all.drain(..'\u{feff}'.len_utf8());
        }
        Self {
            path: path.into(),
            all,
            lines: OnceCell::new(),
        }
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Everything in it.
    pub(super) fn as_str(&self) -> &str {
        &self.all
    }

    /// Its lines with the offset of each, in bytes.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let start = self.all.as_ptr().addr();
        self.all
            .lines()
            .map(move |line| (line.as_ptr().addr() - start, line))
    }

    /// The line of a byte.
    pub(super) fn origin(&self, offset: usize) -> Origin {
        Origin::File {
            path: Arc::clone(&self.path),
            line: self.line(offset),
            column: None,
        }
    }

    /// That something is wrong at a byte.
    pub(super) fn warning(&self, offset: usize, message: impl Into<String>) -> Warning {
        Warning {
            origin: Some(self.place(offset)),
            message: message.into(),
        }
    }

    /// The line and the column of a byte.
    pub(super) fn place(&self, offset: usize) -> Origin {
        let line = self.line(offset);
        let start = self.line_starts()[line - 1];
        let before = self.all.get(start..offset).unwrap_or_default();
        Origin::File {
            path: Arc::clone(&self.path),
            line,
            column: Some(before.chars().count() + 1),
        }
    }

    /// The number of the line with this byte, from 1.
    fn line(&self, offset: usize) -> usize {
        self.line_starts().partition_point(|start| *start <= offset)
    }

    fn line_starts(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let newlines = memchr::memchr_iter(b'\n', self.all.as_bytes());
            std::iter::once(0)
                .chain(newlines.map(|at| at + 1))
                .collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, offset: usize, expected: &str) {
        let text = Text::new(Path::new("f"), text.to_owned());
        let Some(origin) = text.warning(offset, "").origin else {
            panic!("a warning of a text has a place");
        };
        assert_eq!(origin.to_string(), expected);
    }

    #[test]
    fn places_are_counted_in_characters_from_one() {
        check("", 0, "f:1:1");
        check("a\né = 1", 5, "f:2:3");
        check("a\n", 2, "f:2:1");
        check("a\n", 9, "f:2:1");
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        check("\u{feff}ab", 1, "f:1:2");
    }

    #[test]
    fn lines_know_where_they_begin() {
        let text = Text::new(Path::new("f"), "a\r\n\nb".to_owned());
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines, [(0, "a"), (3, ""), (4, "b")]);
    }
}
