//! From bytes to facts, for output that is not that of a process of ours.

use super::{Fact, Matcher, Reader, at_start};
use crate::log::{MAX_LINE_BYTES, between_returns, shown};

/// Reads any output, recorded or live: `some-command 2>&1 | brummer problems -`.
///
/// ```
/// use brummer_core::detect::{Fact, Output};
///
/// let mut output = Output::default();
/// let mut facts = Vec::new();
/// output.feed(b"src/a.ts(3,7): error TS2322: Type 'string' is not", &mut facts);
/// output.feed(b" assignable.\n", &mut facts);
/// output.finish(&mut facts);
/// let [Fact::Problem(problem)] = &facts[..] else { panic!() };
/// assert_eq!(problem.message, "Type 'string' is not assignable.");
/// ```
#[derive(Debug, Default)]
pub struct Output {
    reader: Reader,
    /// The unfinished line, as far as it is looked at; without what a carriage return let it write over.
    open: Vec<u8>,
    /// Whether a carriage return came last: what comes next writes over the line.
    is_returned: bool,
    number: u64,
    /// What is so before the first line.
    at_start: Vec<Fact>,
}

impl Output {
    /// Reads output with these matchers beside the formats.
    pub fn with_matchers(matchers: &[Matcher]) -> Self {
        Self {
            reader: Reader::with_matchers(matchers),
            at_start: at_start(matchers).collect(),
            ..Self::default()
        }
    }

    /// Takes the next bytes, and adds what they say to `facts`. Lines are numbered from 0 on.
    pub fn feed(&mut self, mut bytes: &[u8], facts: &mut Vec<Fact>) {
        facts.append(&mut self.at_start);
        while let Some(end) = memchr::memchr(b'\n', bytes) {
            let (line, rest) = (&bytes[..end], &bytes[end + 1..]);
            bytes = rest;
            if self.open.is_empty() {
                self.line(line, facts);
            } else {
                self.extend(line);
                let open = std::mem::take(&mut self.open);
                self.line(&open, facts);
            }
            self.is_returned = false;
        }
        self.extend(bytes);
    }

    /// Takes what is there for complete: nothing more came for a moment.
    pub fn settle(&mut self, facts: &mut Vec<Fact>) {
        self.reader.settle(facts);
    }

    /// Whether more output could change what was said.
    pub fn is_open(&self) -> bool {
        self.reader.is_open()
    }

    /// Takes what is there for all that there is.
    pub fn finish(mut self, facts: &mut Vec<Fact>) {
        if !self.open.is_empty() {
            let open = std::mem::take(&mut self.open);
            self.line(&open, facts);
        }
        self.settle(facts);
    }

    fn line(&mut self, line: &[u8], facts: &mut Vec<Fact>) {
        self.reader.line(self.number, shown(line), facts);
        self.number += 1;
    }

    /// Adds to the unfinished line. What is beyond the bound of a line is not looked at.
    fn extend(&mut self, bytes: &[u8]) {
        for (text, returned) in between_returns(bytes) {
            if self.is_returned && !text.is_empty() {
                self.open.clear();
                self.is_returned = false;
            }
            let room = MAX_LINE_BYTES.saturating_sub(self.open.len());
            self.open.extend_from_slice(&text[..text.len().min(room)]);
            self.is_returned |= returned;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn facts(chunks: &[&[u8]]) -> Vec<Fact> {
        let (mut output, mut facts) = (Output::default(), Vec::new());
        for chunk in chunks {
            output.feed(chunk, &mut facts);
        }
        output.finish(&mut facts);
        facts
    }

    #[test]
    fn a_line_that_is_written_over_says_what_is_left_of_it() {
        let facts = facts(&[b"50%\ra.ts(1,1): error TS1: x\r\n"]);
        assert_eq!(facts.len(), 1);
    }

    #[test]
    fn a_line_of_ten_megabytes_is_read_in_bounded_memory() {
        let mut output = Output::default();
        let mut facts = Vec::new();
        let piece = vec![b'('; 1024 * 1024];
        for _ in 0..10 {
            output.feed(&piece, &mut facts);
        }
        assert!(output.open.capacity() <= 2 * MAX_LINE_BYTES);
        output.feed(b"\na.ts(1,1): error TS1: x", &mut facts);
        output.finish(&mut facts);
        assert_eq!(facts.len(), 1);
    }

    #[test]
    fn what_writes_over_a_long_line_is_read_in_any_chunks() {
        let long = vec![b'x'; MAX_LINE_BYTES + 1];
        let problem = b"\ra.ts(1,1): error TS1: x\n";
        assert_eq!(
            facts(&[&long, problem]),
            facts(&[&[&long, &problem[..]].concat()])
        );
        assert_eq!(facts(&[&long, problem]).len(), 1);
    }

    #[test]
    fn what_is_said_has_no_control_characters() {
        let facts = facts(&[b"a.ts(1,1): error TS1: x\0\x08y\tz\n"]);
        let [Fact::Problem(problem)] = &facts[..] else {
            panic!()
        };
        assert_eq!(problem.message, "xy\tz");
    }

    /// Text in which the words that formats wait for are frequent.
    fn text() -> impl Strategy<Value = Vec<u8>> {
        let word = prop::sample::select(vec![
            "Traceback (most recent call last):",
            "\n",
            "\r",
            "  File \"a.py\", line 1, in f",
            "error TS1: x",
            "a.ts(1,1): ",
            "Error: ",
            "    at f (a.js:1:2)",
            "panicked at",
            "[0] ",
            "web | ",
            " ",
            "\u{1b}[31m",
            "é",
            "FAIL ",
            "warning",
            ":3:7",
            "error",
            "Found 2 errors. Watching",
            "(",
            ")",
            "\t",
            "http://localhost:1/",
        ]);
        let piece = prop_oneof![
            8 => word.prop_map(|word| word.as_bytes().to_vec()),
            1 => prop::collection::vec(any::<u8>(), 0..8),
        ];
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_chunks_of_any_bytes_say_the_same(bytes in text(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6)) {
            let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            cuts.sort_unstable();
            cuts.push(bytes.len());
            let mut from = 0;
            let mut chunks = Vec::new();
            for cut in cuts {
                chunks.push(&bytes[from..cut]);
                from = cut;
            }
            prop_assert_eq!(facts(&chunks), facts(&[&bytes]));
        }
    }
}
