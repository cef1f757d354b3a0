//! The outputs that one stream carries: that of the program itself, and those of programs that it runs and whose lines it prefixes.

use std::collections::VecDeque;

use super::format::{Before, Block};
use super::matcher::Window;

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
    /// The lines that matchers wait with.
    pub(super) window: Window,
}

impl Lane {
    /// Whether more lines could change what was said.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some() || self.window.is_waiting()
    }
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
}

/// Whose line it is.
pub(super) enum Whose<'a> {
    /// That of the program itself.
    Own,
    /// That of a program with this prefix, which says this.
    Wrapped(&'a str, &'a str),
    /// The same, or that of the program itself, which begins messages so, but not their further lines.
    Tagged(&'a str, &'a str),
    /// The same, and the prefix was not there before.
    Doubtful(&'a str, &'a str),
}

impl Lanes {
    /// Whose a line is.
    pub(super) fn whose<'a>(&self, line: &'a str) -> Whose<'a> {
        let Some((name, trust, rest)) = prefix(line) else {
            return Whose::Own;
        };
        let is_known = || {
            let mut names = self.wrapped.iter().rev().map(|lane| lane.name.as_deref());
            names.any(|known| known == Some(name))
        };
        match trust {
            Trust::Alone => Whose::Wrapped(name, rest),
            // What looks like a prefix may be a part of what the program itself is saying.
            Trust::Repeated | Trust::Announced if self.own.open.is_some() => Whose::Own,
            Trust::Repeated if is_known() => Whose::Tagged(name, rest),
            Trust::Announced if is_known() => Whose::Wrapped(name, rest),
            Trust::Repeated => Whose::Doubtful(name, rest),
            Trust::Announced => Whose::Own,
        }
    }

    /// The output of the program itself.
    pub(super) fn own(&mut self) -> &mut Lane {
        &mut self.own
    }

    /// The output with this prefix.
    pub(super) fn wrapped(&mut self, name: &str) -> &mut Lane {
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

    /// All lanes.
    pub(super) fn all(&mut self) -> impl Iterator<Item = &mut Lane> {
        std::iter::once(&mut self.own).chain(&mut self.wrapped)
    }
}

/// How sure a prefix is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    /// It is one wherever it stands.
    Alone,
    /// It is one if more lines have it.
    Repeated,
    /// It is one if a line told so before, in a form that is one wherever it stands.
    Announced,
}

/// The prefix of a line, as the programs that run others write it, with what comes behind it.
///
/// - concurrently, npm-run-all: `[0] `, `[api] `, `[api   ] `
/// - docker compose, foreman, honcho, overmind: `web-1  | `
/// - turbo: `web:dev: `
/// - pnpm: `packages/web dev$ ` before the command, and `packages/web dev: ` from then on
/// - Nx, Lerna: `web: `, of which the first line is that of npm, `web: > web@1.0.0 dev`
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
    if let Some(rest) = rest.trim_start_matches(' ').strip_prefix('|') {
        return piped(name, rest);
    }
    if let Some(task) = name.strip_suffix(':') {
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        let Some((package, task)) = task.split_once(':') else {
            return project(name, rest);
        };
        // What ends in a number is a place: `psql:seed.sql:2: `.
        let is_place = task.ends_with(|c: char| c.is_ascii_digit()) && task.contains(':');
        let is_task =
            task.starts_with(|c: char| c.is_ascii_alphabetic()) && !package.is_empty() && !is_place;
        return is_task.then_some((name, Trust::Repeated, rest));
    }
    package_and_task(line, name.len())
}

/// `web-1  | `
fn piped<'a>(name: &'a str, rest: &'a str) -> Option<(&'a str, Trust, &'a str)> {
    /// What test runners write before a `|`.
    const NO_PROGRAMS: [&str; 4] = ["ok", "FAILED", "stderr", "stdout"];
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '@');
    if !is_name || NO_PROGRAMS.contains(&name) {
        return None;
    }
    Some((name, Trust::Alone, rest.strip_prefix(' ').unwrap_or(rest)))
}

/// `web: `
fn project<'a>(name: &'a str, rest: &'a str) -> Option<(&'a str, Trust, &'a str)> {
    if is_tag(name.trim_end_matches(':')) {
        return None;
    }
    let is_command = rest.starts_with("> ") && rest.contains('@');
    let trust = if is_command {
        Trust::Alone
    } else {
        Trust::Announced
    };
    Some((name, trust, rest))
}

/// `packages/web dev: `, `packages/web dev$ `
fn package_and_task(line: &str, package: usize) -> Option<(&str, Trust, &str)> {
    let word = line.get(package..)?.strip_prefix(' ')?;
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
    let name = &line[..package + 1 + end];
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
        Trust::Announced,
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

/// Whether it is what tools write before lines of their own, rather than the name of a program.
fn is_tag(name: &str) -> bool {
    const TAGS: [&str; 28] = [
        "error",
        "warn",
        "warning",
        "info",
        "debug",
        "trace",
        "fatal",
        "note",
        "hint",
        "vite",
        "nodemon",
        "webpack",
        "webpack-cli",
        "hmr",
        "tsx",
        "nuxt",
        "nitro",
        "astro",
        "esbuild",
        "rollup",
        "babel",
        "next",
        "build",
        "plugin",
        "eslint",
        "watch",
        "webpack-dev-server",
        "tsl",
    ];
    // The code of a message of Rolldown, as in `[PARSE_ERROR]`, or a plugin of it, as in `[builtin:vite-transform]`.
    let is_code = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    TAGS.iter().any(|tag| name.eq_ignore_ascii_case(tag))
        || name.bytes().all(is_code)
        || name.starts_with("builtin:")
        || name.starts_with("vite:")
}

fn bracketed(line: &str) -> Option<(&str, Trust, &str)> {
    let (name, rest) = line.get(1..)?.split_once(']')?;
    let rest = rest.strip_prefix(' ')?;
    let name = name.trim_end_matches(' ');
    let is_name =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '@' | ':');
    if name.is_empty() || name.len() > PREFIX_BYTES || !name.chars().all(is_name) || is_tag(name) {
        return None;
    }
    if name.bytes().all(|byte| byte.is_ascii_digit()) && name.len() <= 2 {
        return Some((name, Trust::Alone, rest));
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
        check("psql:seed.sql:2: ERROR:  no", None);
        check("http://localhost:3000 is up", None);
        check("", None);
        check("é", None);
    }

    #[track_caller]
    fn check_whose(known: &[&str], line: &str, expected: &str) {
        let mut lanes = Lanes::default();
        for name in known {
            lanes.wrapped(name);
        }
        let found = match lanes.whose(line) {
            Whose::Own => "own".to_owned(),
            Whose::Wrapped(name, rest) => format!("wrapped {name}|{rest}"),
            Whose::Tagged(name, rest) => format!("tagged {name}|{rest}"),
            Whose::Doubtful(name, rest) => format!("doubtful {name}|{rest}"),
        };
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn a_prefix_is_doubtful_until_it_comes_again() {
        check_whose(&[], "[api] one", "doubtful api|one");
        check_whose(&["api"], "[api] one", "tagged api|one");
        check_whose(&[], "[0] one", "wrapped 0|one");
        check_whose(&[], "[t     ] one", "doubtful t|one");
        check_whose(&[], "web:dev: one", "doubtful web:dev:|one");
    }

    #[test]
    fn a_prefix_that_could_be_any_text_must_be_announced() {
        check_whose(&[], "api: one", "own");
        check_whose(&[], "api: > api@1.0.0 dev", "wrapped api:|> api@1.0.0 dev");
        check_whose(&["api:"], "api: one", "wrapped api:|one");
        check_whose(&[], "error TS2322: no", "own");
        check_whose(
            &["packages/api dev"],
            "packages/api dev: one",
            "wrapped packages/api dev|one",
        );
        check_whose(&["error:"], "error: > api@1.0.0", "own");
    }

    #[test]
    fn what_test_runners_write_before_a_bar_is_no_prefix() {
        check_whose(&[], "ok | 2 passed | 0 failed", "own");
        check_whose(&[], "stderr | src/a.test.ts > says", "own");
    }

    #[test]
    fn lanes_are_bounded() {
        let mut lanes = Lanes::default();
        for number in 0..3 * LANES {
            lanes.wrapped(&format!("web-{number}"));
        }
        assert_eq!(lanes.all().count(), LANES + 1);
    }
}
