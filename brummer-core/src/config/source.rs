//! The text of one file, and where in it something stands.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::diagnostic::{ConfigErrors, Diagnostic, Place, Spot, visible_char};
use super::origin::Origin;
use super::sources::ConfigFile;
use crate::input::{self, Unreadable};

/// The largest file that is read, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// How much of a line is shown, in characters.
const EXCERPT: usize = 100;

/// One configuration file.
pub(super) struct Source {
    path: Arc<Path>,
    text: String,
    /// The offsets of the first bytes of the lines.
    lines: Vec<usize>,
    /// Where the commands of this file run, unless they say otherwise.
    run_dir: PathBuf,
}

impl Source {
    /// The file, if it exists.
    pub(super) fn read(file: &ConfigFile) -> Result<Option<Self>, ConfigErrors> {
        let path: Arc<Path> = file.path.as_path().into();
        let error = match input::read_text(&path, MAX_BYTES) {
            Ok(text) => return Ok(text.map(|text| Self::new(path, &text, file.run_dir.clone()))),
            Err(error) => error,
        };
        let title = format!("the configuration file {error}");
        let place = match error {
            Unreadable::NotUtf8 { offset, lossy } => {
                let source = Self::new(path, &lossy, PathBuf::new());
                source.place(offset..offset + char::REPLACEMENT_CHARACTER.len_utf8())
            }
            Unreadable::Directory
            | Unreadable::Special
            | Unreadable::TooLarge { .. }
            | Unreadable::Io(_) => Place::File(path),
        };
        let mut errors = ConfigErrors::none();
        errors.push(|| Diagnostic {
            title,
            place,
            label: String::new(),
            notes: Vec::new(),
        });
        Err(errors)
    }

    /// A file with this text.
    pub(super) fn new(path: Arc<Path>, text: &str, run_dir: PathBuf) -> Self {
        // A byte order mark would count as a column, and shift the caret.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes());
        let lines = std::iter::once(0)
            .chain(newlines.map(|at| at + 1))
            .collect();
        Self {
            path,
            text,
            lines,
            run_dir,
        }
    }

    /// Everything in it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where the commands of this file run, unless they say otherwise.
    pub(super) fn run_dir(&self) -> &Path {
        &self.run_dir
    }

    /// The line that a value stands in.
    pub(super) fn origin(&self, span: &Range<usize>) -> Origin {
        Origin::File {
            path: Arc::clone(&self.path),
            line: self.line(span.start),
            column: None,
        }
    }

    /// The bytes of `span`, as an error shows them.
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        let line = self.line(span.start);
        let start = self.lines[line - 1];
        let text = &self.text[start..];
        let text = text.lines().next().unwrap_or_default();
        let chars_before = |offset: usize| {
            let chars = text.char_indices().map(|(at, _)| start + at);
            chars.take_while(|at| *at < offset).count()
        };
        let (from, to) = (chars_before(span.start), chars_before(span.end));
        // A long line is shown from a bit before the caret on.
        let skipped = if text.len() > EXCERPT {
            from.saturating_sub(EXCERPT / 2)
        } else {
            0
        };
        let chars = text.chars().skip(skipped).take(EXCERPT);
        Place::Spot(Spot {
            file: Arc::clone(&self.path),
            line,
            column: from + 1,
            excerpt: chars.map(visible_char).collect(),
            indent: from - skipped,
            width: to.min(skipped + EXCERPT).saturating_sub(from).max(1),
        })
    }

    /// The number of the line with this byte, from 1.
    fn line(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, span: Range<usize>, expected: (usize, usize, usize)) {
        let source = Source::new(Path::new("f").into(), text, PathBuf::new());
        let Place::Spot(spot) = source.place(span) else {
            panic!("a span is a spot");
        };
        assert_eq!((spot.line, spot.column, spot.width), expected);
    }

    #[test]
    fn a_span_is_counted_in_characters() {
        check("é = 1\n", 5..6, (1, 5, 1));
        check("a\r\nbc = 1", 3..5, (2, 1, 2));
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        check("\u{feff}a = 1", 0..1, (1, 1, 1));
    }

    #[test]
    fn a_span_over_lines_is_cut_at_the_end_of_the_first() {
        check("a = [\n1,\n]", 4..10, (1, 5, 1));
    }

    #[test]
    fn the_end_of_the_file_is_a_place() {
        check("", 0..0, (1, 1, 1));
        check("a\n", 2..2, (2, 1, 1));
    }

    #[test]
    fn a_long_line_is_shown_around_the_caret() {
        let text = format!("{}!{}", "a".repeat(5000), "b".repeat(5000));
        let source = Source::new(Path::new("f").into(), &text, PathBuf::new());
        let Place::Spot(spot) = source.place(5000..5001) else {
            panic!("a span is a spot");
        };
        assert_eq!(spot.excerpt.chars().count(), EXCERPT);
        assert_eq!(spot.excerpt.chars().nth(spot.indent), Some('!'));
    }
}
