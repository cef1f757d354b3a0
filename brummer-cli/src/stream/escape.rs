//! What of a line may reach a terminal: its text, and its colours.

use std::borrow::Cow;

/// Whether a line is text and tabs only, which most lines are.
fn is_harmless(line: &[u8]) -> bool {
    // 0xC2 begins the control characters from U+0080 to U+009F, which some terminals obey.
    !line
        .iter()
        .any(|&byte| byte < b' ' && byte != b'\t' || byte == 0x7f || byte == 0xc2)
        && line.is_ascii()
        || std::str::from_utf8(line)
            .is_ok_and(|text| !text.chars().any(|c| c.is_control() && c != '\t'))
}

/// The line with its colours, and without every other escape sequence or control character.
pub(super) fn colored(line: &[u8]) -> Cow<'_, [u8]> {
    if is_harmless(line) {
        return Cow::Borrowed(line);
    }
    let mut kept = String::with_capacity(line.len());
    let text = String::from_utf8_lossy(line);
    let mut rest = &*text;
    let mut colored = false;
    while let Some((before, sequence, after)) = split_color(rest) {
        push_plain(&mut kept, before);
        kept.push_str(sequence);
        colored = true;
        rest = after;
    }
    push_plain(&mut kept, rest);
    if colored {
        // The colour of one line must not run into the next, which may be that of another process.
        kept.push_str("\x1b[0m");
    }
    Cow::Owned(kept.into_bytes())
}

/// The line without escape sequences, and where it has any without other control characters; all else stays as it is.
pub(super) fn plain(line: &[u8]) -> Cow<'_, [u8]> {
    if !line.contains(&0x1b) {
        return Cow::Borrowed(line);
    }
    let mut kept = Vec::with_capacity(line.len());
    // A byte that is no text must not pass for the beginning of a character of which the sequence is the rest.
    for chunk in line.utf8_chunks() {
        let pieces = anstream::adapter::strip_str(chunk.valid());
        kept.extend(pieces.flat_map(str::bytes));
        kept.extend_from_slice(chunk.invalid());
    }
    Cow::Owned(kept)
}

/// The first colour sequence (`ESC [ numbers m`, ECMA-48 SGR), with what stands before and after it.
fn split_color(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(start) = text[from..].find("\x1b[").map(|at| from + at) {
        let parameters = &text[start + 2..];
        let end = parameters.find(|c: char| !matches!(c, '0'..='9' | ';' | ':'))?;
        if parameters[end..].starts_with('m') {
            let end = start + 2 + end + 1;
            return Some((&text[..start], &text[start..end], &text[end..]));
        }
        from = start + 2;
    }
    None
}

fn push_plain(kept: &mut String, text: &str) {
    let pieces = anstream::adapter::strip_str(text);
    kept.extend(
        pieces
            .flat_map(str::chars)
            .filter(|&c| c == '\t' || !c.is_control()),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &str) {
        assert_eq!(
            String::from_utf8(colored(line.as_bytes()).into_owned()).unwrap(),
            expected
        );
    }

    #[test]
    fn colours_stay_and_end_with_the_line() {
        check("\x1b[31mred\x1b[0m", "\x1b[31mred\x1b[0m\x1b[0m");
        check("\x1b[38;2;1;2;3mx", "\x1b[38;2;1;2;3mx\x1b[0m");
    }

    #[test]
    fn every_other_sequence_is_dropped() {
        check("\x1b[2J\x1b[Hx", "x");
        check("\x1b]0;title\x07x", "x");
        check("\x1b]52;c;aGk=\x07\x1b[32mx", "\x1b[32mx\x1b[0m");
        check("\x1bPq#0\x1b\\x", "x");
        check("a\x08b\x07c\u{9b}31m", "abc31m");
    }

    #[test]
    fn text_stays_as_it_is() {
        check("plain\ttext", "plain\ttext");
        check("héllo → 漢", "héllo → 漢");
    }

    #[test]
    fn a_sequence_that_is_cut_off_is_dropped() {
        check("x\x1b[31", "x");
        check("x\x1b", "x");
    }

    #[test]
    fn a_plain_stream_keeps_all_bytes_but_escape_sequences() {
        assert_eq!(&*plain(b"caf\xe9"), b"caf\xe9");
        assert_eq!(&*plain(b"\x1b[31mred\x1b[0m"), b"red");
        assert_eq!(&*plain(b"\xff caf\xe9\x1b[31mred"), b"\xff caf\xe9red");
    }
}
