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

use super::super::{Before, Block, Finding, Flow, Format, Look, Out};
use super::TOOL;
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
    /// The error whose place has not come yet.
    latest: Option<Finding>,
    /// Whether the lines are the inside of an excerpt.
    in_excerpt: bool,
}

impl Errors {
    fn say(&mut self, out: &mut Out<'_>) {
        if let Some(finding) = self.latest.take() {
            out.problem(finding);
            self.said += 1;
        }
    }
}

impl Block for Errors {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        let text = inner(line);
        if self.in_excerpt {
            self.in_excerpt = !text.ends_with('╯');
            let is_last = !self.in_excerpt && self.expected == Some(self.said);
            return if is_last { Flow::Last } else { Flow::More };
        }
        if let Some(latest) = &mut self.latest {
            latest.lines.1 = out.number();
            if latest.message.is_empty() {
                text.clone_into(&mut latest.message);
                return Flow::More;
            }
            if let Some(place) = frame(line) {
                latest.place = Some(place);
                self.say(out);
                self.in_excerpt = true;
                return Flow::More;
            }
            if let Some(file) = text.strip_prefix("File: ") {
                latest.place = Some(Place::parse(file).unwrap_or_else(|| Place::file(file)));
                return Flow::Last;
            }
            let goes_on = text.is_empty() || text.starts_with("Plugin: ");
            return if goes_on { Flow::More } else { Flow::Not };
        }
        if text.is_empty() {
            return Flow::More;
        }
        self.latest = finding(Severity::Error, line);
        match &mut self.latest {
            Some(latest) => {
                latest.lines = (out.number(), out.number());
                Flow::More
            }
            None => Flow::Not,
        }
    }

    fn end(mut self: Box<Self>, out: &mut Out<'_>) {
        self.say(out);
        if self.watched.is_some() {
            out.cycle_ended(TOOL, self.watched);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_part_of_a_component_is_the_component() {
        let line = "│     ╭─[ app/index.vue?vue&type=script&lang.ts:3:22 ]";
        assert_eq!(frame(line), Some(Place::column("app/index.vue", 3, 22)));
        assert_eq!(frame("   ╭─[src/main.rs:1:2]"), None);
    }
}
