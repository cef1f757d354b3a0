//! From the bytes of a log line, which may be hostile, to spans that hold nothing but text and style.
//!
//! Only SGR sequences have an effect. Every other escape sequence, every control character, and every character
//! that would change the order of its neighbours is dropped: none of them reaches the terminal.

use anstyle_parse::{DefaultCharAccumulator, Params, Parser, Perform};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthChar;

use super::sgr;
use crate::options::ColorDepth;
use crate::theme::limited;

/// How far apart tab stops are, in columns.
const TAB: usize = 8;

/// How many characters that take no column of their own may follow one that does. The longest emoji sequences have about
/// ten; more would make a single cell arbitrarily expensive.
const MAX_MARKS: usize = 16;

/// The line as a terminal would show it, or as much of it as fills this many columns.
pub(crate) fn styled(bytes: &[u8], colors: ColorDepth, columns: usize) -> Line<'static> {
    let mut painter = Painter {
        colors,
        spans: Vec::new(),
        text: String::new(),
        style: Style::new(),
        column: 0,
        marks: 0,
    };
    let text = String::from_utf8_lossy(bytes);
    let mut parser = Parser::<DefaultCharAccumulator>::new();
    for byte in text.bytes() {
        if painter.column >= columns {
            break;
        }
        parser.advance(&mut painter, byte);
    }
    painter.close_span();
    Line::from(painter.spans)
}

/// Collects what the parser finds.
struct Painter {
    colors: ColorDepth,
    spans: Vec<Span<'static>>,
    /// The text of the span that is under way.
    text: String,
    style: Style,
    /// Where the next character goes.
    column: usize,
    /// How many characters that take no column of their own were just printed.
    marks: usize,
}

impl Painter {
    fn close_span(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            self.spans.push(Span::styled(text, self.style));
        }
    }
}

impl Perform for Painter {
    fn print(&mut self, c: char) {
        let width = match c.width() {
            // C1 controls arrive here as characters.
            None => return,
            Some(_) if reorders(c) => return,
            Some(_) if self.text.ends_with('\u{200d}') => 0,
            Some(width) => width,
        };
        self.marks = if width == 0 { self.marks + 1 } else { 0 };
        if self.marks <= MAX_MARKS {
            self.text.push(c);
            self.column += width;
        }
    }

    fn execute(&mut self, byte: u8) {
        if byte == b'\t' {
            let blanks = TAB - self.column % TAB;
            self.text.extend(std::iter::repeat_n(' ', blanks));
            self.column += blanks;
            self.marks = 0;
        }
    }

    fn csi_dispatch(
        &mut self,
        params: &Params,
        intermediates: &[u8],
        is_truncated: bool,
        action: u8,
    ) {
        if action != b'm' || !intermediates.is_empty() || is_truncated {
            return;
        }
        let mut style = sgr::apply(self.style, params.iter());
        style = match self.colors {
            ColorDepth::None => Style {
                fg: None,
                bg: None,
                ..style
            },
            depth => Style {
                fg: style.fg.map(|color| limited(color, depth)),
                bg: style.bg.map(|color| limited(color, depth)),
                ..style
            },
        };
        if style != self.style {
            self.close_span();
            self.style = style;
        }
    }
}

/// Whether the character sets the direction of the text around it, by which a line can be made to read as another.
pub(crate) fn reorders(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::style::{Color, Modifier};

    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        let line = styled(bytes, ColorDepth::True, usize::MAX);
        assert_eq!(line.to_string(), expected);
    }

    fn first_style(bytes: &[u8], colors: ColorDepth) -> Style {
        styled(bytes, colors, usize::MAX).spans[0].style
    }

    #[test]
    fn colours_and_styles_survive() {
        let style = first_style(b"\x1b[1;31mred", ColorDepth::True);
        assert_eq!(style, Style::new().fg(Color::Red).bold());
    }

    #[test]
    fn without_colours_the_other_styles_stay() {
        let style = first_style(b"\x1b[1;31;44mred", ColorDepth::None);
        assert_eq!(style, Style::new().add_modifier(Modifier::BOLD));
    }

    #[test]
    fn a_style_ends_where_it_is_reset() {
        let line = styled(b"\x1b[32mok\x1b[0m 3 ms", ColorDepth::True, usize::MAX);
        let texts: Vec<_> = line.spans.iter().map(|span| &*span.content).collect();
        assert_eq!(
            (texts, line.spans[1].style),
            (vec!["ok", " 3 ms"], Style::new())
        );
    }

    #[test]
    fn no_other_escape_sequence_survives() {
        check(b"\x1b[2J\x1b[Hcleared", "cleared");
        check(b"\x1b]0;title\x07text", "text");
        check(b"\x1b]52;c;aGk=\x1b\\text", "text");
        check(b"\x1b]8;;http://x\x07link\x1b]8;;\x07", "link");
        check(b"\x1bP+q544e\x1b\\text", "text");
        check(b"\x1b[?1049h\x1b[>4;2mtext", "text");
        check(b"\x1bctext\x1b[", "text");
    }

    #[test]
    fn control_characters_are_dropped_also_those_above_ascii() {
        check(b"nul\0 bell\x07 back\x08 del\x7f", "nul bell back del");
        check("next\u{85}line csi\u{9b}31m".as_bytes(), "nextline csi31m");
    }

    #[test]
    fn characters_that_reorder_their_neighbours_are_dropped() {
        check("a\u{202e}b\u{2066}c\u{200f}".as_bytes(), "abc");
    }

    #[test]
    fn tabs_go_to_the_next_stop() {
        check(b"a\tb", "a       b");
        check("漢\tb".as_bytes(), "漢      b");
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_replaced() {
        check(b"caf\xe9 \xff", "caf\u{fffd} \u{fffd}");
    }

    #[test]
    fn a_cell_holds_a_bounded_number_of_marks() {
        let zalgo = format!("e{}", "\u{301}".repeat(1000));
        check(
            zalgo.as_bytes(),
            &format!("e{}", "\u{301}".repeat(MAX_MARKS)),
        );
        check("👨‍👩‍👧‍👦!".as_bytes(), "👨‍👩‍👧‍👦!");
    }

    #[test]
    fn a_line_is_read_no_further_than_it_is_shown() {
        let line = styled(&[b'x'; 1000], ColorDepth::True, 10);
        assert_eq!(line.to_string(), "x".repeat(10));
    }

    proptest! {
        #[test]
        fn whatever_is_printed_no_control_character_comes_out(
            bytes in prop::collection::vec(
                prop_oneof![Just(0x1b), Just(b'['), Just(b']'), Just(b'm'), Just(0xc2), any::<u8>()],
                0..300,
            ),
        ) {
            let text = styled(&bytes, ColorDepth::True, usize::MAX).to_string();
            prop_assert!(!text.chars().any(|c| c.is_control() || reorders(c)), "{:?}", text);
        }
    }
}
