//! What stands at the very start of a line: letters and symbols that name its level, and those that say it has none.

use super::line::Line;
use crate::log::Level;

/// What the start of a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// The level.
    Level(Level),
    /// The level, unless a word tells more.
    Perhaps(Level),
    /// That the line is good news, whatever it speaks of.
    Nothing,
    /// Nothing is marked.
    Unmarked,
}

const ERRORS: [&str; 10] = ["✖", "✘", "✗", "❌", "⨯", "×", "✕", "🚨", "💥", "⛔"];
const SUCCESSES: [&str; 6] = ["✓", "✔", "✅", "√", "☑", "🎉"];

/// Looks at the start of the line only; an ordinary one is answered by its first byte.
pub(super) fn mark(line: Line<'_>) -> Mark {
    let text = line.text();
    let Some(first) = text.first() else {
        return Mark::Unmarked;
    };
    match first {
        b'<' => level_mark(priority(text)),
        b'(' if text.starts_with(b"(!)") => Mark::Perhaps(Level::Warn),
        b'o' if text.starts_with(b"ok ") && numbered(&text[3..]) => Mark::Nothing,
        b'n' if text.starts_with(b"not ok ") => Mark::Level(Level::Error),
        b'P' if text.starts_with(b"PASS") && !is_letter(text.get(4)) => Mark::Nothing,
        b'E' | b'W' | b'I' | b'F' | b'D' | b'V' if line.indent() == 0 => {
            level_mark(letter(*first, &text[1..]))
        }
        0x80.. => symbol(text),
        _ => Mark::Unmarked,
    }
}

/// Whether the line shows a place in code, whose words are not its own: a stack frame, a piece of source, a hint.
pub(super) fn is_quotation(line: Line<'_>) -> bool {
    let text = line.text();
    let starts = |starts: &[&str]| {
        starts
            .iter()
            .any(|start| text.starts_with(start.as_bytes()))
    };
    if starts(&["note:", "help:", "hint:", "= note:", "= help:", "|", "│"]) {
        return true;
    }
    if line.indent() > 0 && starts(&["at ", "File \"", "❯ "]) {
        return true;
    }
    // `12 | source`, `> 12 | source`, `12| source`
    let text = text.strip_prefix(b"> ").unwrap_or(text);
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let behind = text[digits..].trim_ascii_start();
    (1..7).contains(&digits) && (behind.starts_with(b"|") || behind.starts_with("│".as_bytes()))
}

fn level_mark(level: Option<Level>) -> Mark {
    level.map_or(Mark::Unmarked, Mark::Level)
}

/// The priority that syslog writes before a line, as `<3>` (RFC 5424, section 6.2.1).
fn priority(text: &[u8]) -> Option<Level> {
    let end = text.iter().take(5).position(|byte| *byte == b'>')?;
    let number: u8 = std::str::from_utf8(&text[1..end]).ok()?.parse().ok()?;
    Some(match number {
        192.. => return None,
        number => match number % 8 {
            0..=2 => Level::Fatal,
            3 => Level::Error,
            4 => Level::Warn,
            5 | 6 => Level::Info,
            _ => Level::Debug,
        },
    })
}

/// A level as one letter: `E1123 13:03` (glog, klog), `E/Tag: ` (logcat), `E: ` (apt), and `E0308: ` (rustc).
fn letter(letter: u8, behind: &[u8]) -> Option<Level> {
    let level = match letter {
        b'E' => Level::Error,
        b'W' => Level::Warn,
        b'I' => Level::Info,
        b'F' => Level::Fatal,
        _ => Level::Debug,
    };
    let told = match behind {
        [b':', b' ', ..] => letter != b'D' && letter != b'V' && letter != b'F',
        [b'/', tag @ ..] => is_logcat(tag),
        [a, b, c, d, b' ', next, ..] => {
            [a, b, c, d].iter().all(|byte| byte.is_ascii_digit()) && next.is_ascii_digit()
        }
        [a, b, c, d, b':', b' ', ..] => {
            letter == b'E' && [a, b, c, d].iter().all(|byte| byte.is_ascii_digit())
        }
        _ => false,
    };
    told.then_some(level)
}

/// `Tag: ` or `Tag( 123): `; what has a further slash is a path.
fn is_logcat(tag: &[u8]) -> bool {
    let tag = &tag[..tag.len().min(48)];
    let end = tag.iter().position(|byte| matches!(byte, b':' | b'/'));
    end.is_some_and(|end| end > 0 && tag[end] == b':' && tag.get(end + 1) == Some(&b' '))
}

fn symbol(text: &[u8]) -> Mark {
    let behind = |symbols: &[&str]| {
        let mut symbols = symbols.iter();
        symbols.find_map(|symbol| text.strip_prefix(symbol.as_bytes()))
    };
    if let Some(rest) = behind(&ERRORS) {
        let rest = rest.trim_ascii_start();
        let none = rest.starts_with(b"0 ") || rest.starts_with(b"no ");
        return if none {
            Mark::Nothing
        } else {
            Mark::Level(Level::Error)
        };
    }
    if behind(&SUCCESSES).is_some() {
        Mark::Nothing
    } else if behind(&["⚠", "❗"]).is_some() {
        Mark::Level(Level::Warn)
    } else if behind(&["ℹ", "🛈"]).is_some() {
        Mark::Level(Level::Info)
    } else {
        Mark::Unmarked
    }
}

fn numbered(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_digit)
}

fn is_letter(byte: Option<&u8>) -> bool {
    byte.is_some_and(u8::is_ascii_alphabetic)
}
