//! Rolldown and Oxc: errors behind a count of them, and warnings by themselves. The severity is only in the colour.
//!
//! ```text
//! Build failed with 1 error:
//!
//! [UNRESOLVED_IMPORT] Could not resolve './gone.js' in src/App.jsx
//!    ╭─[ src/App.jsx:1:22 ]
//!    │
//!  1 │ import { gone } from "./gone.js";
//!    │                      ─────┬─────
//!    │                           ╰─────── Module not found.
//! ───╯
//! ```

use super::super::esbuild::thrown;
use super::super::{Before, Block, Finding, Flow, Format, Look, Out};
use super::{TOOL, is_excerpt};
use crate::detect::place::leading_number;
use crate::detect::{Place, Severity};

pub(in crate::detect::format) struct Rolldown;

impl Format for Rolldown {
    fn triggers(&self) -> &'static [&'static str] {
        &["failed with ", "Build failed in ", "╭─[ "]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(place) = frame(line) {
            return match finding(Severity::Warning, before.back(1)) {
                Some(warning) => {
                    let mut warning = warning.at(place);
                    warning.lines = (out.number().saturating_sub(1), out.number());
                    out.problem(warning);
                    Look::Taken
                }
                None => Look::Pass,
            };
        }
        if line.contains("✗ Build failed in ") {
            return Look::open(Errors::default());
        }
        let Some(errors) = counted(line) else {
            return Look::Pass;
        };
        let says_so_before = |text: &str| before.back(1).contains(text);
        let is_watched = line.starts_with("Build failed with ")
            && !says_so_before("error during build:")
            && !says_so_before("Build failed in ");
        Look::open(Errors {
            expected: Some(errors),
            watched: is_watched.then_some(errors),
            ..Errors::default()
        })
    }
}

/// `Build failed with 2 errors:`, `Transform failed with 1 error:`
fn counted(line: &str) -> Option<u32> {
    let (head, rest) = line.split_once(" failed with ")?;
    let (errors, rest) = leading_number(rest)?;
    let is_mine = head.ends_with("Build") || head.ends_with("Transform");
    (is_mine && matches!(rest, " error:" | " errors:")).then_some(errors)
}

/// The text without the bar that Nuxt draws at the margin.
fn inner(line: &str) -> &str {
    line.strip_prefix('│').unwrap_or(line).trim()
}

/// `   ╭─[ src/App.jsx:2:22 ]`
fn frame(line: &str) -> Option<Place> {
    let place = inner(line).strip_prefix("╭─[ ")?.strip_suffix(']')?;
    let mut place = Place::parse(place.trim_end())?;
    // A component in parts: `index.vue?vue&type=script&lang.ts`.
    if let Some(query) = place.file.find('?') {
        place.file.truncate(query);
    }
    Some(place)
}

/// `[CODE] message`, `[plugin] message`
fn finding(severity: Severity, line: &str) -> Option<Finding> {
    let (tag, message) = inner(line).strip_prefix('[')?.split_once(']')?;
    let mut finding = Finding::new(severity, TOOL, message.trim());
    let is_code = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    if tag.bytes().all(is_code) {
        finding.code = Some(tag.to_owned());
    }
    Some(finding)
}

/// The errors that are printed behind their count.
#[derive(Default)]
struct Errors {
    expected: Option<u32>,
    /// How many errors the cycle of a watcher had, if it is one.
    watched: Option<u32>,
    said: u32,
    state: State,
}

/// What the next line is.
#[derive(Default)]
enum State {
    /// An error, or nothing that belongs to them any more.
    #[default]
    Between,
    /// The rest of an error, whose place has not come yet.
    Error(Box<Finding>),
    /// The inside of an excerpt.
    Excerpt,
}

impl Errors {
    fn say(&mut self, finding: Finding, out: &mut Out<'_>) {
        out.problem(finding);
        self.said += 1;
    }

    /// Takes a line where an error may begin.
    fn between(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        let is_all = self.expected.is_some_and(|expected| self.said >= expected);
        if is_all {
            return if is_about_all(line) {
                Flow::More
            } else {
                Flow::Not
            };
        }
        // As esbuild says it, which Vite was built on.
        if let Some(mut thrown) = thrown(line) {
            thrown.lines = (out.number(), out.number());
            self.say(thrown, out);
            return Flow::More;
        }
        if inner(line).is_empty() {
            return Flow::More;
        }
        let Some(mut finding) = finding(Severity::Error, line) else {
            return Flow::Not;
        };
        finding.lines = (out.number(), out.number());
        self.state = State::Error(Box::new(finding));
        Flow::More
    }

    /// Takes a line behind the first one of an error.
    fn rest(&mut self, mut finding: Box<Finding>, line: &str, out: &mut Out<'_>) -> Flow {
        let text = inner(line);
        if finding.message.is_empty() {
            text.clone_into(&mut finding.message);
            finding.lines.1 = out.number();
        } else if let Some(place) = frame(line) {
            finding.place = Some(place);
            finding.lines.1 = out.number();
            self.state = State::Excerpt;
            self.say(*finding, out);
            return Flow::More;
        } else if let Some(file) = text.strip_prefix("File: ") {
            let place = Place::parse(file).unwrap_or_else(|| Place::file(file));
            self.say(finding.at(place), out);
            return Flow::More;
        } else if !is_about_all(line) && !is_excerpt(line) {
            self.say(*finding, out);
            return Flow::Not;
        }
        self.state = State::Error(finding);
        Flow::More
    }
}

/// What stands behind the errors: the plugin and the file, the stack of the tool, and other properties of what it threw.
fn is_about_all(line: &str) -> bool {
    let text = line.trim_start();
    let starts = ["at ", "Plugin: ", "File: ", "errors: ", "name: ", "}"];
    text.is_empty() || starts.iter().any(|start| text.starts_with(start))
}

impl Block for Errors {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        match std::mem::take(&mut self.state) {
            State::Between => self.between(line, out),
            State::Error(finding) => self.rest(finding, line, out),
            State::Excerpt => {
                if !inner(line).ends_with('╯') {
                    self.state = State::Excerpt;
                }
                Flow::More
            }
        }
    }

    fn end(mut self: Box<Self>, out: &mut Out<'_>) {
        if let State::Error(finding) = std::mem::take(&mut self.state) {
            self.say(*finding, out);
        }
        if self.watched.is_some() {
            out.cycle_ended(TOOL, self.watched);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::format::said::said;

    #[test]
    fn errors_are_counted_in_front_of_them() {
        let check = |line, expected| assert_eq!(counted(line), expected, "{line}");
        check("Build failed with 2 errors:", Some(2));
        check("Error: Transform failed with 1 error:", Some(1));
        check(
            "│ Nuxt build error: Error: Build failed with 1 error:",
            Some(1),
        );
        check("Turbopack build failed with 1 error:", None);
        check("request failed with 1 error: x", None);
        check("Request failed with status code 500", None);
    }

    #[test]
    fn each_error_is_said_and_the_stack_behind_them_is_theirs() {
        assert_eq!(
            said(&[
                "Error: Build failed with 2 errors:",
                "",
                "[PARSE_ERROR] Unexpected token",
                "   ╭─[ a.js:3:21 ]",
                "───╯",
                "",
                "[plugin x] Cannot do it",
                "",
                "    at aggregateBindingErrorsIntoJsError (file:///app/node_modules/rolldown/a.mjs:50:18) {",
                "  errors: [Getter/Setter]",
                "}",
            ]),
            [
                "a.js:3:21: error PARSE_ERROR: Unexpected token [vite]",
                "error: Cannot do it [vite]",
            ]
        );
    }

    #[test]
    fn a_part_of_a_component_is_the_component() {
        let line = "│     ╭─[ app/index.vue?vue&type=script&lang.ts:3:22 ]";
        assert_eq!(frame(line), Some(Place::column("app/index.vue", 3, 22)));
        assert_eq!(frame("   ╭─[src/main.rs:1:2]"), None);
    }
}
