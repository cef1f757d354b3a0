//! Private keys, whole or in part: a page of a log may begin or end in the middle of one.

use super::span::Span;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const PRIVATE: &str = "PRIVATE KEY";
const LABEL: &str = "private key";

/// The most lines of one key.
const MAX_LINES: usize = 400;

/// How many other lines may stand between two lines of a key: several processes print at the same time.
const MAX_BETWEEN: usize = 4;

/// How long the lines of a key are, all but the last, in bytes.
const WIDTHS: [usize; 3] = [64, 70, 76];

/// A line of a key, as far as one can tell without the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// So long, and so mixed, that nothing else looks like it.
    Full,
    /// It may be the last line of a key, and many other things.
    Perhaps,
    Other,
}

/// Finds private keys, and parts of them.
pub(super) fn find<'a>(text: &'a str, spans: &mut Vec<Span<'a>>) {
    // Lines that may be of the key which is begun: how many more may come, and how many others were between.
    let mut open: Option<(usize, usize)> = None;
    // Lines that would be of a key if its end followed.
    let mut before: Vec<Span<'a>> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_end();
        if let Some(begin) = marker(line, BEGIN) {
            let rest = &line[begin..];
            let end = marker(rest, END).map(|end| begin + end);
            let name = begin + BEGIN.len();
            let head = line[name..]
                .find("-----")
                .map_or(name, |head| name + head + 5);
            // The whole key in one line, as JSON has it.
            let last = end.unwrap_or(line.len());
            spans.push(Span::new(start + head..start + last, LABEL));
            open = end.is_none().then_some((MAX_LINES, 0));
            before.clear();
            continue;
        }
        if let Some(end) = marker(line, END) {
            let word = last_word(&line[..end]);
            spans.push(Span::new(start + word..start + end, LABEL));
            spans.append(&mut before);
            open = None;
            continue;
        }
        let (word, kind) = look(line);
        let span = Span::new(start + word..start + line.len(), LABEL);
        match (kind, open) {
            (Line::Full, _) => {
                spans.push(span);
                open = Some((open.map_or(MAX_LINES, |(left, _)| left), 0));
            }
            (Line::Perhaps, Some((left, _))) if left > 0 => {
                spans.push(span);
                open = Some((left - 1, 0));
            }
            (Line::Perhaps, _) => {
                open = None;
                before.push(span);
                if before.len() > MAX_LINES {
                    before.remove(0);
                }
            }
            (Line::Other, Some((left, between))) if between < MAX_BETWEEN => {
                open = Some((left, between + 1));
            }
            (Line::Other, _) => {
                open = None;
                before.clear();
            }
        }
    }
}

/// Where the marker of a private key begins.
fn marker(line: &str, which: &str) -> Option<usize> {
    let at = line.find(which)?;
    let name = &line[at + which.len()..];
    let name = &name[..name.find("-----").unwrap_or(name.len())];
    name.contains(PRIVATE).then_some(at)
}

/// Where the last word of a line begins.
fn last_word(line: &str) -> usize {
    line.len()
        - line
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or(line)
            .len()
}

/// What a line is, and where in it the part of the key begins: names of processes may stand before it.
fn look(line: &str) -> (usize, Line) {
    let word = last_word(line);
    let text = &line[word..];
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    if !text.bytes().all(is_base64) || text.len() < 4 {
        return (word, Line::Other);
    }
    let has = |is: fn(&u8) -> bool| text.bytes().any(|byte| is(&byte));
    let is_mixed =
        has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    if is_mixed && WIDTHS.contains(&text.len()) {
        return (word, Line::Full);
    }
    // Alone in its line, but for the name of its process.
    let is_alone = line[..word].trim_end().is_empty() || line[..word].trim_end().ends_with('|');
    let classes = [
        u8::is_ascii_digit,
        u8::is_ascii_uppercase,
        u8::is_ascii_lowercase,
        |byte: &u8| !byte.is_ascii_alphanumeric(),
    ];
    // Words are of one kind of letters.
    let kinds = classes.into_iter().filter(|is| has(*is)).count();
    let kind = if is_alone && kinds > 1 && text.len() <= 76 {
        Line::Perhaps
    } else {
        Line::Other
    };
    (word, kind)
}
