//! Text without escape sequences, for searches.

use std::borrow::Cow;

const ESC: u8 = 0x1b;

/// What escape sequences a text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escapes {
    None,
    /// Whole control sequences, as colours are.
    Colors,
    /// Others as well.
    Others,
}

impl Escapes {
    pub(super) fn of(text: &[u8]) -> Self {
        let mut escapes = memchr::memchr_iter(ESC, text).peekable();
        if escapes.peek().is_none() {
            Self::None
        } else if escapes.all(|at| csi_length(&text[at..]).is_some()) {
            Self::Colors
        } else {
            Self::Others
        }
    }
}

/// One line without its escape sequences; as it is where it has none.
pub(crate) fn without_escapes(line: &[u8]) -> Cow<'_, [u8]> {
    plain_lines(line).map_or(Cow::Borrowed(line), Cow::Owned)
}

/// Lines, each ended by `\n` but the last, without their escape sequences; as many lines as before. None if there
/// are no sequences.
pub(super) fn plain_lines(text: &[u8]) -> Option<Vec<u8>> {
    let first = memchr::memchr(ESC, text)?;
    let mut plain = Vec::with_capacity(text.len());
    plain.extend_from_slice(&text[..first]);
    let mut at = first;
    while at < text.len() {
        // Colours are nearly all there is. Everything else is left to a complete parser, a line at a time.
        at = match csi_length(&text[at..]) {
            Some(length) => at + length,
            None => strip_line(text, at, &mut plain),
        };
        let next = memchr::memchr(ESC, &text[at..]).map_or(text.len(), |found| at + found);
        plain.extend_from_slice(&text[at..next]);
        at = next;
    }
    Some(plain)
}

/// The length of the control sequence (ECMA-48: `ESC [`, parameters, intermediates, final byte) that the text begins
/// with.
fn csi_length(text: &[u8]) -> Option<usize> {
    let body = text.strip_prefix(b"\x1b[")?;
    let parameters = body.iter().take_while(|byte| matches!(byte, 0x30..=0x3f));
    let parameters = parameters.count();
    let intermediates = body[parameters..]
        .iter()
        .take_while(|byte| matches!(byte, 0x20..=0x2f))
        .count();
    let last = parameters + intermediates;
    matches!(body.get(last), Some(0x40..=0x7e)).then_some(2 + last + 1)
}

/// Puts the whole line around this offset in the place of what is there of it, and returns where it ends.
fn strip_line(text: &[u8], at: usize, plain: &mut Vec<u8>) -> usize {
    let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |newline| newline + 1);
    let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |newline| at + newline);
    let kept = memchr::memrchr(b'\n', plain).map_or(0, |newline| newline + 1);
    plain.truncate(kept);
    for piece in anstream::adapter::strip_bytes(&text[start..end]) {
        plain.extend_from_slice(piece);
    }
    end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let plain = plain_lines(text.as_bytes()).unwrap_or_else(|| text.as_bytes().to_vec());
        assert_eq!(String::from_utf8(plain).unwrap(), expected);
    }

    #[test]
    fn colours_go_and_lines_stay() {
        check("a\n\x1b[31mred\x1b[0m\nb", "a\nred\nb");
        check("\x1b[38;2;1;2;3mx\x1b[1 q\n", "x\n");
        check("no escapes\n", "no escapes\n");
    }

    #[test]
    fn other_sequences_go_within_their_line() {
        check("a\x1b]8;;http://x\x07link\x1b]8;;\x07\nb", "alink\nb");
        check("a\x1b[31\nb\x1b[1mc", "a\nbc");
        check("a\x1b\nb", "a\nb");
        check("ä\x1b]0;never ended\nb", "ä\nb");
    }

    proptest! {
        #[test]
        fn the_short_way_and_the_complete_parser_agree(
            pieces in prop::collection::vec(
                prop::sample::select(vec!["\x1b[", "\x1b]", "\x1b", "31", ";", "m", "x", "é", " ", "K", "\x07", "\\"]),
                0..20,
            ),
        ) {
            let line = pieces.concat();
            let stripped = without_escapes(line.as_bytes()).into_owned();
            let control = |bytes: &[u8]| -> Vec<u8> {
                bytes.iter().copied().filter(|byte| *byte != 7).collect()
            };
            let complete = anstream::adapter::strip_bytes(line.as_bytes()).into_vec();
            prop_assert_eq!(control(&stripped), control(&complete));
        }

        #[test]
        fn as_many_lines_come_out_as_went_in(bytes in prop::collection::vec(
            prop_oneof![Just(b'\n'), Just(ESC), Just(b'['), Just(b']'), any::<u8>()], 0..500)) {
            let count = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count();
            let plain = without_escapes(&bytes);
            prop_assert_eq!(count(&plain), count(&bytes));
        }
    }
}
