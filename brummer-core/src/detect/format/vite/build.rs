//! Vite's builds: the watcher, and what ends a build in Vite 7 and before.
//!
//! ```text
//! error during build:
//! src/App.jsx (1:9): "nothing" is not exported by "src/other.js", imported by "src/App.jsx".
//! file: /app/src/App.jsx:1:9
//! ```

use super::super::{Before, Block, Finding, Flow, Format, Look, Out};
use super::{TOOL, is_excerpt};
use crate::detect::stack::javascript;
use crate::detect::{Frame, Place};

pub(in crate::detect::format) struct Build;

impl Format for Build {
    fn triggers(&self) -> &'static [&'static str] {
        &["error during build:", "build started...", "built in "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if line == "build started..." {
            out.cycle_began(TOOL);
            return Look::Taken;
        }
        // A build that is not watched says `✓ built in`.
        if line.starts_with("built in ") {
            out.cycle_ended(TOOL, Some(0));
            out.ready();
            return Look::Taken;
        }
        if line == "error during build:" {
            return Look::open(Failure::default());
        }
        Look::Pass
    }
}

/// What ended a build.
#[derive(Default)]
struct Failure {
    message: Option<String>,
    place: Option<Place>,
    frames: Vec<Frame>,
}

impl Block for Failure {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        let Some(message) = &self.message else {
            // Vite 8 counts its errors, esbuild does so in a line in front of them.
            if line.starts_with("Build failed with ") {
                return Flow::Not;
            }
            if !line.ends_with(" failed with 1 error:") {
                self.begin(line);
            }
            return Flow::More;
        };
        if let Some(file) = line.strip_prefix("file: ") {
            self.place = Some(Place::parse_from_zero(file).unwrap_or_else(|| Place::file(file)));
            return Flow::More;
        }
        if let Some(frame) = javascript(line) {
            self.frames.push(frame);
            return Flow::More;
        }
        let belongs = line.is_empty()
            || line.starts_with("  ")
            || is_excerpt(line)
            || line == message
            || line.split_once(": ").is_some_and(|(number, _)| {
                !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
            });
        if belongs { Flow::More } else { Flow::Not }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let Some(message) = self.message else {
            return;
        };
        let mut finding = Finding::error(TOOL, message).frames(self.frames);
        finding.place = self.place.or(finding.place);
        out.problem(finding);
    }
}

impl Failure {
    fn begin(&mut self, line: &str) {
        // As esbuild says it: `/app/src/App.jsx:2:21: ERROR: Unexpected closing tag`.
        if let Some((place, message)) = Place::leading_from_zero(line)
            && let Some(message) = message.strip_prefix(": ERROR: ")
        {
            self.place = Some(place);
            self.message = Some(message.to_owned());
            return;
        }
        // As Rollup says it: `src/App.jsx (1:9): "nothing" is not exported`.
        let message = match line.split_once("): ") {
            Some((place, message)) if is_place(place) => message,
            Some(_) | None => line,
        };
        self.message = Some(message.to_owned());
    }
}

/// `src/App.jsx (1:9`
fn is_place(text: &str) -> bool {
    text.rsplit_once(" (").is_some_and(|(_, place)| {
        place.contains(':') && place.bytes().all(|b| b.is_ascii_digit() || b == b':')
    })
}
