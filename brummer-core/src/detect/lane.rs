//! The outputs that one stream carries: that of the program itself, and those of programs that it runs and whose lines it prefixes.

use std::collections::VecDeque;

use super::format::{Before, Block};

/// The most programs that are told apart in one stream; beyond that the one that was quiet for longest is forgotten.
const LANES: usize = 64;

/// The longest prefix, in bytes.
const PREFIX_BYTES: usize = 48;

/// What is known of one output.
#[derive(Default)]
pub(super) struct Lane {
    /// The prefix of its lines, without spaces around it; none for the output of the program itself.
    pub(super) name: Option<String>,
    pub(super) before: Before,
    pub(super) open: Option<Open>,
}

/// A block that is not complete.
pub(super) struct Open {
    pub(super) block: Box<dyn Block>,
    /// The number of its first line.
    pub(super) first: u64,
    /// The number of its latest line.
    pub(super) last: u64,
    /// How many lines it has.
    pub(super) lines: usize,
}

/// The lanes of one stream.
#[derive(Default)]
pub(super) struct Lanes {
    own: Lane,
    /// The one that printed last is at the end.
    wrapped: VecDeque<Lane>,
    /// The prefix of the latest line that could be one, where it takes a second line to believe it.
    suspected: VecDeque<String>,
}

impl Lanes {
    /// The lane of a line, and what the line says there.
    pub(super) fn of<'a>(&mut self, line: &'a str) -> (&mut Lane, &'a str) {
        match prefix(line) {
            Some((name, trust, rest)) if self.believes(name, trust) => (self.wrapped(name), rest),
            _ => (&mut self.own, line),
        }
    }

    /// All lanes.
    pub(super) fn all(&mut self) -> impl Iterator<Item = &mut Lane> {
        std::iter::once(&mut self.own).chain(&mut self.wrapped)
    }

    fn believes(&mut self, name: &str, trust: Trust) -> bool {
        const SUSPECTED: usize = 8;
        let is_known = |lane: &Lane| lane.name.as_deref() == Some(name);
        if trust == Trust::Alone || self.wrapped.iter().any(is_known) {
            return true;
        }
        if self.suspected.iter().any(|suspected| suspected == name) {
            return true;
        }
        if self.suspected.len() >= SUSPECTED {
            self.suspected.pop_front();
        }
        self.suspected.push_back(name.to_owned());
        false
    }

    fn wrapped(&mut self, name: &str) -> &mut Lane {
        let known = self
            .wrapped
            .iter()
            .rposition(|lane| lane.name.as_deref() == Some(name));
        let lane = match known {
            Some(known) if known + 1 == self.wrapped.len() => None,
            Some(known) => self.wrapped.remove(known),
            None => {
                if self.wrapped.len() >= LANES {
                    // Its open block would be complete only by chance.
                    self.wrapped.pop_front();
                }
                Some(Lane {
                    name: Some(name.to_owned()),
                    ..Lane::default()
                })
            }
        };
        self.wrapped.extend(lane);
        self.wrapped.back_mut().expect("a lane was there or added")
    }
}

/// How sure a prefix is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    /// It is one wherever it stands.
    Alone,
    /// It is one if more lines have it.
    Repeated,
}

/// The prefix of a line, as the programs that run others write it, with what comes behind it.
///
/// - concurrently: `[0] `, `[api] `
/// - docker compose, foreman, honcho, overmind: `web-1  | `
/// - turbo: `web:dev: `
/// - pnpm: `packages/web dev: `, and `packages/web dev$ ` before the command
fn prefix(line: &str) -> Option<(&str, Trust, &str)> {
    let first = *line.as_bytes().first()?;
    if first == b'[' {
        return bracketed(line);
    }
    if !(first.is_ascii_alphanumeric() || first == b'@' || first == b'.') {
        return None;
    }
    let head = line.as_bytes().get(..PREFIX_BYTES.min(line.len()))?;
    let end = head.iter().position(|&byte| {
        !(byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'_' | b'.' | b'/' | b'@' | b':' | b'#'))
    })?;
    let (name, rest) = (line.get(..end)?, line.get(end..)?);
    if first.is_ascii_alphabetic() || first == b'@' {
        if let Some(rest) = rest.trim_start_matches(' ').strip_prefix('|') {
            return Some((name, Trust::Alone, rest.strip_prefix(' ').unwrap_or(rest)));
        }
    }
    if let Some(task) = name.strip_suffix(':') {
        let (package, task) = task.split_once(':')?;
        let is_task = task.starts_with(|c: char| c.is_ascii_alphabetic()) && !package.is_empty();
        return is_task.then(|| {
            (
                name,
                Trust::Repeated,
                rest.strip_prefix(' ').unwrap_or(rest),
            )
        });
    }
    let word = rest.strip_prefix(' ')?;
    let end =
        word.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')))?;
    let end = if word[..end].ends_with(':') {
        end - 1
    } else {
        end
    };
    if end == 0 || end > PREFIX_BYTES || is_severity(&word[..end]) {
        return None;
    }
    let name = &line[..name.len() + 1 + end];
    // So the tests of Rust begin the line that counts them.
    if name == "test result" {
        return None;
    }
    let behind = &word[end..];
    if let Some(rest) = behind.strip_prefix("$ ") {
        return Some((name, Trust::Alone, rest));
    }
    let rest = behind.strip_prefix(':')?;
    Some((
        name,
        Trust::Repeated,
        rest.strip_prefix(' ').unwrap_or(rest),
    ))
}

/// Whether a word says how serious a message is, as in `PHP Warning: x` and `Fatal error: x`.
fn is_severity(word: &str) -> bool {
    const WORDS: [&str; 7] = [
        "error",
        "warning",
        "warn",
        "notice",
        "deprecated",
        "exception",
        "failure",
    ];
    WORDS
        .iter()
        .any(|severity| word.eq_ignore_ascii_case(severity))
}

fn bracketed(line: &str) -> Option<(&str, Trust, &str)> {
    /// What tools write in brackets before lines of their own.
    const NO_PROGRAMS: [&str; 22] = [
        "error", "warn", "warning", "info", "debug", "trace", "fatal", "vite", "nodemon",
        "webpack", "hmr", "tsx", "nuxt", "nitro", "astro", "esbuild", "rollup", "babel", "next",
        "build", "plugin", "eslint",
    ];
    let (name, rest) = line.get(1..)?.split_once(']')?;
    let rest = rest.strip_prefix(' ')?;
    let is_name =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '@' | ':');
    if name.is_empty() || name.len() > PREFIX_BYTES || !name.chars().all(is_name) {
        return None;
    }
    if name.bytes().all(|byte| byte.is_ascii_digit()) && name.len() <= 2 {
        return Some((name, Trust::Alone, rest));
    }
    if NO_PROGRAMS
        .iter()
        .any(|word| name.eq_ignore_ascii_case(word))
    {
        return None;
    }
    // A time in brackets, as in `[12:00:01]`, changes from line to line and is no program.
    let is_time = name.starts_with(|c: char| c.is_ascii_digit());
    (!is_time).then_some((name, Trust::Repeated, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<(&str, &str)>) {
        let found = prefix(line).map(|(name, _, rest)| (name, rest));
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn prefixes_are_those_of_programs_that_run_others() {
        check("[0] hello", Some(("0", "hello")));
        check("[api] hello", Some(("api", "hello")));
        check("web-1  | hello", Some(("web-1", "hello")));
        check("web:dev: hello", Some(("web:dev:", "hello")));
        check(
            "packages/web dev: hello",
            Some(("packages/web dev", "hello")),
        );
        check("packages/web dev$ vite", Some(("packages/web dev", "vite")));
    }

    #[test]
    fn what_tools_write_before_lines_of_their_own_is_no_prefix() {
        check("[error] src/a.js: SyntaxError", None);
        check("[12:00:01] hello", None);
        check("test result: ok. 2 passed", None);
        check("PHP Warning:  Undefined variable $a", None);
        check("Parse error: no", None);
        check("   3 | let x = 1;", None);
        check("3 | let x = 1;", None);
        check("src/a.c:3:7: error: no", None);
        check("http://localhost:3000 is up", None);
        check("", None);
        check("é", None);
    }

    #[test]
    fn a_doubtful_prefix_is_believed_when_it_comes_again() {
        let mut lanes = Lanes::default();
        assert_eq!(lanes.of("web:dev: one").1, "web:dev: one");
        assert_eq!(lanes.of("web:dev: two").1, "two");
        assert_eq!(lanes.of("[0] one").1, "one");
    }

    #[test]
    fn lanes_are_bounded() {
        let mut lanes = Lanes::default();
        for number in 0..3 * LANES {
            lanes.of(&format!("web-{number} | x"));
        }
        assert_eq!(lanes.all().count(), LANES + 1);
    }
}
