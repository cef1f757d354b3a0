//! Keys by their names, as the bytes that a terminal sends for them (xterm, "Control sequences").

use crate::tools::Failure;
use crate::tools::near::near;

/// The most keys of one call.
const MAX_KEYS: usize = 100;

/// The most text of one call, in bytes.
const MAX_TEXT: usize = 64 * 1024;

/// The named keys. What is read from a pipe ends its lines with a line feed.
const KEYS: [(&str, &str); 17] = [
    ("enter", "\n"),
    ("tab", "\t"),
    ("escape", "\u{1b}"),
    ("space", " "),
    ("backspace", "\u{7f}"),
    ("delete", "\u{1b}[3~"),
    ("up", "\u{1b}[A"),
    ("down", "\u{1b}[B"),
    ("right", "\u{1b}[C"),
    ("left", "\u{1b}[D"),
    ("home", "\u{1b}[H"),
    ("end", "\u{1b}[F"),
    ("page-up", "\u{1b}[5~"),
    ("page-down", "\u{1b}[6~"),
    ("shift-tab", "\u{1b}[Z"),
    ("f1", "\u{1b}OP"),
    ("f5", "\u{1b}[15~"),
];

/// What a text and keys are in bytes, and what is to be said of them.
pub(super) fn bytes(
    text: Option<&str>,
    keys: &[String],
) -> Result<(Vec<u8>, Option<String>), Failure> {
    let text = text.unwrap_or_default();
    if text.is_empty() && keys.is_empty() {
        return Err(
            Failure::new("bad_arguments", "there is neither `text` nor a key")
                .next("call process_input with text, with keys=[\"enter\"], or with both"),
        );
    }
    if text.len() > MAX_TEXT || keys.len() > MAX_KEYS {
        let what = format!("one call takes {MAX_TEXT} bytes of text and {MAX_KEYS} keys");
        return Err(Failure::new("too_long", what).next("send it in several calls"));
    }
    let mut bytes = text.as_bytes().to_vec();
    let mut note = None;
    for key in keys {
        let name = key.trim().to_lowercase();
        if let Some(letter) = control(&name) {
            bytes.push(letter);
            note = Some(format!(
                "{name} is a byte here: processes read from a pipe, which makes no signals of it; scripts_stop signals"
            ));
            continue;
        }
        let known = KEYS.iter().find(|(known, _)| *known == name);
        let (_, sent) = known.ok_or_else(|| unknown(key))?;
        bytes.extend_from_slice(sent.as_bytes());
    }
    Ok((bytes, note))
}

/// The byte of `ctrl-a` to `ctrl-z`.
fn control(name: &str) -> Option<u8> {
    let letter = name.strip_prefix("ctrl-")?;
    match letter.as_bytes() {
        [letter @ b'a'..=b'z'] => Some(letter & 0x1f),
        _ => None,
    }
}

fn unknown(key: &str) -> Failure {
    let names = KEYS.iter().map(|(name, _)| *name);
    let shown: String = key.chars().take(40).collect();
    Failure::new("unknown_key", format!("there is no key `{shown}`"))
        .near(near(key, names.clone()))
        .known(names.chain(["ctrl-a to ctrl-z"]))
        .next("call process_input with one of them, or with its characters as text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: Option<&str>, keys: &[&str], expected: &[u8]) {
        let keys: Vec<_> = keys.iter().map(|key| (*key).to_owned()).collect();
        assert_eq!(bytes(text, &keys).unwrap().0, expected);
    }

    #[test]
    fn keys_come_behind_the_text() {
        check(Some("yes"), &["enter"], b"yes\n");
        check(None, &["Up", "ctrl-c"], b"\x1b[A\x03");
    }

    #[test]
    fn a_control_key_says_that_it_is_no_signal() {
        let (_, note) = bytes(None, &["ctrl-c".to_owned()]).unwrap();
        assert!(note.unwrap().contains("scripts_stop"));
    }

    #[test]
    fn an_unknown_key_is_answered_with_those_that_look_like_it() {
        let error = bytes(None, &["entr".to_owned()]).unwrap_err().to_string();
        assert!(
            error.starts_with("unknown_key: there is no key `entr`\nnear: enter"),
            "{error}"
        );
        assert_eq!(bytes(None, &[]).unwrap_err().code(), "bad_arguments");
    }
}
