//! How a line of the stream looks: the name of its process, a bar, and its text.

use std::io::Write;

use brummer_core::{LogLine, OpenLine, ProcessId};
use unicode_width::UnicodeWidthChar;

use super::escape::{colored, plain};
use super::{Shape, Style};
use crate::screen;

/// The colours of names (SGR 30–37, 90–97), in the order in which processes get them; without red, which means errors.
const COLORS: [u8; 10] = [36, 35, 32, 33, 34, 96, 95, 92, 93, 94];

/// Takes the cursor to the beginning of the line, and clears it.
const ERASE: &[u8] = b"\r\x1b[2K";

/// Text that is to be printed.
pub(super) struct Lines {
    style: Style,
    /// The width of all names, in columns.
    width: usize,
    /// The text before the lines of each process, by id.
    prefixes: Vec<(String, Vec<u8>)>,
    text: Vec<u8>,
    /// Whether the last thing printed is an open line, to be taken back before anything else.
    open_shown: Vec<u8>,
}

impl Lines {
    pub(super) fn new(style: Style) -> Self {
        Self {
            style,
            width: 0,
            prefixes: Vec::new(),
            text: Vec::new(),
            open_shown: Vec::new(),
        }
    }

    /// The names that lines may have; each gets a colour, and all get the same width.
    pub(super) fn names<'a>(
        &mut self,
        processes: impl ExactSizeIterator<Item = &'a ProcessId> + Clone,
    ) {
        if self.prefixes.len() == processes.len() {
            return;
        }
        let width = processes
            .clone()
            .map(|id| id.as_str().chars().count())
            .max();
        let width = width.unwrap_or(0);
        self.width = width;
        self.prefixes = processes
            .zip(COLORS.iter().cycle())
            .map(|(id, color)| {
                let prefix = match self.style {
                    Style::Plain => format!("{id:width$} | "),
                    Style::Color { .. } => format!("\x1b[{color}m{id:width$} |\x1b[0m "),
                };
                (id.to_string(), prefix.into_bytes())
            })
            .collect();
    }

    pub(super) fn line(&mut self, line: &LogLine) {
        self.take_back();
        self.push(line.process.as_str(), &line.bytes);
        self.text.push(b'\n');
    }

    /// A line with something of ours before its name and behind its text.
    pub(super) fn line_between(
        &mut self,
        shape: Shape,
        before: &str,
        line: &LogLine,
        behind: &str,
    ) {
        self.text.extend_from_slice(before.as_bytes());
        match shape {
            Shape::Raw => self.push(line.process.as_str(), &line.bytes),
            Shape::Compact => {
                let compact = line.compact().map(String::into_bytes);
                let text = compact.as_deref().unwrap_or(&line.bytes);
                self.push(line.process.as_str(), text);
            }
        }
        self.text.extend_from_slice(behind.as_bytes());
        self.text.push(b'\n');
    }

    /// Something that we have to say ourselves.
    pub(super) fn note(&mut self, note: &str) {
        self.take_back();
        // Writing to memory does not fail.
        let _ = writeln!(self.text, "brummer: {note}");
    }

    /// Shows the latest open line, where it can be taken back.
    pub(super) fn open(&mut self, open: &[OpenLine]) {
        if self.style != (Style::Color { live: true }) {
            return;
        }
        let before = std::mem::take(&mut self.text);
        if let Some(line) = open.last() {
            let text = line.text();
            // A line that is wider than the terminal could not be taken back.
            let columns = screen::columns().unwrap_or(80);
            let room = columns.saturating_sub(self.width + " | ".len() + 1);
            let mut used = 0;
            let fits = |c: &char| {
                used += c.width().unwrap_or(0);
                used <= room
            };
            let text: String = text.chars().take_while(fits).collect();
            self.push(line.process.as_str(), text.as_bytes());
        }
        let shown = std::mem::replace(&mut self.text, before);
        if shown != self.open_shown {
            self.take_back();
            self.text.extend_from_slice(&shown);
            self.open_shown = shown;
        }
    }

    /// What is to be printed now.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.text)
    }

    fn push(&mut self, process: &str, bytes: &[u8]) {
        let prefix = self.prefixes.iter().find(|(id, _)| id == process);
        if let Some((_, prefix)) = prefix {
            self.text.extend_from_slice(prefix);
        }
        let bytes = match self.style {
            Style::Plain => plain(bytes),
            Style::Color { .. } => colored(bytes),
        };
        self.text.extend_from_slice(&bytes);
    }

    fn take_back(&mut self) {
        if !self.open_shown.is_empty() {
            self.open_shown.clear();
            self.text.extend_from_slice(ERASE);
        }
    }
}
