//! Several commands as one line, to be shown beside a name.

use std::sync::Arc;

/// The longest line, in bytes.
const MAX_BYTES: usize = 500;

/// What a recipe runs, in one line; none if it runs nothing.
pub(super) fn shown<'a>(commands: impl IntoIterator<Item = &'a str>) -> Option<Arc<str>> {
    let mut line = String::new();
    for command in commands {
        let lines: Vec<_> = command
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let command = lines.join("; ");
        let words = command.split_whitespace();
        let before = line.len();
        for word in words {
            if line.len() + word.len() > MAX_BYTES {
                line.push('…');
                return Some(line.into());
            }
            match (line.len() == before, before) {
                (true, 0) => {}
                (true, _) => line.push_str(" && "),
                (false, _) => line.push(' '),
            }
            line.push_str(word);
        }
    }
    (!line.is_empty()).then(|| line.into())
}

/// The first line of a text that people wrote about something; none if it is empty.
pub(super) fn first_line(text: &str) -> Option<Arc<str>> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let line = line.replace(char::is_control, " ");
    let end = line.floor_char_boundary(MAX_BYTES);
    Some(line[..end].into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(commands: &[&str], expected: Option<&str>) {
        assert_eq!(shown(commands.iter().copied()).as_deref(), expected);
    }

    #[test]
    fn commands_are_shown_in_one_line() {
        check(&["a\n  b", "", "c"], Some("a; b && c"));
        check(&[" ", ""], None);
    }

    #[test]
    fn a_long_recipe_is_cut() {
        let long = vec!["word"; 1000].join(" ");
        let line = shown([long.as_str()]).unwrap();
        assert!(line.len() < 510 && line.ends_with("word…"), "{line}");
    }
}
