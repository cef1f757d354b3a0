//! Prettier: files that are not formatted, and files that it cannot parse.
//!
//! ```text
//! Checking formatting...
//! [error] src/broken.ts: SyntaxError: '}' expected. (2:1)
//! [error]   1 | export const broken = {
//! [warn] src/format.js
//! [warn] Code style issues found in the above file. Run Prettier with --write to fix.
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::Place;

const TOOL: &str = "prettier";

pub(super) struct Prettier;

impl Format for Prettier {
    fn triggers(&self) -> &'static [&'static str] {
        &["Checking formatting...", "[error] ", "[warn] "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        // This line goes to the standard output, and what follows to the standard error, which need not be the same pipe.
        let unparsable = line.strip_prefix("[error] ").and_then(unparsable);
        if line == "Checking formatting..." || unparsable.is_some() {
            if let Some(finding) = unparsable {
                out.problem(finding);
            }
            return Look::open(Check {
                is_mine: true,
                unformatted: Vec::new(),
            });
        }
        match line.strip_prefix("[warn] ") {
            Some(file) if is_file(file) => Look::open(Check {
                is_mine: false,
                unformatted: vec![unformatted(file, out)],
            }),
            Some(_) | None => Look::Pass,
        }
    }
}

/// The name of a file, as far as one can tell.
fn is_file(text: &str) -> bool {
    let name = text.rsplit('/').next().unwrap_or(text);
    let kind = name.rsplit_once('.').map_or("", |(_, kind)| kind);
    let is_kind = !kind.is_empty() && kind.len() <= 8;
    is_kind && kind.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !text.contains(": ")
}

fn unformatted(file: &str, out: &Out<'_>) -> Finding {
    let mut finding = Finding::warning(TOOL, "Code style issues found").at(Place::file(file));
    finding.lines = (out.number(), out.number());
    finding
}

/// What `--check` says.
struct Check {
    /// Whether it is Prettier for certain: others log with a level in brackets too.
    is_mine: bool,
    unformatted: Vec<Finding>,
}

impl Block for Check {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if let Some(file) = line.strip_prefix("[warn] ") {
            // The last line says it of all of them.
            if file.starts_with("Code style issues") {
                self.is_mine = true;
                return Flow::Last;
            }
            if is_file(file) {
                self.unformatted.push(unformatted(file, out));
                return Flow::More;
            }
            return Flow::Not;
        }
        if line.starts_with("Error occurred when checking code style") {
            self.is_mine = true;
            return Flow::Last;
        }
        let Some(said) = line.strip_prefix("[error] ") else {
            return Flow::Not;
        };
        if self.is_mine && said.starts_with([' ', '>']) {
            return Flow::More;
        }
        let mut finding = match unparsable(said) {
            Some(finding) => finding,
            None if self.is_mine => Finding::error(TOOL, said),
            None => return Flow::Not,
        };
        finding.lines = (out.number(), out.number());
        out.problem(finding);
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if self.is_mine {
            for finding in self.unformatted {
                out.problem(finding);
            }
        }
    }
}

/// `src/broken.ts: SyntaxError: '}' expected. (2:1)`
fn unparsable(said: &str) -> Option<Finding> {
    let (said, position) = said.strip_suffix(')')?.rsplit_once(" (")?;
    let (file, message) = said.split_once(": ")?;
    let (kind, _) = message.split_once(": ")?;
    let place = Place::parse(&format!("{file}:{position}"))?;
    (kind.ends_with("Error") && place.column.is_some())
        .then(|| Finding::error(TOOL, message).at(place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::format::said::said;

    #[test]
    fn only_a_file_with_a_position_is_one_that_cannot_be_parsed() {
        let is_one = |said| unparsable(said).is_some();
        assert!(is_one("src/a.ts: SyntaxError: '}' expected. (2:1)"));
        assert!(!is_one("src/a.ts: SyntaxError: '}' expected."));
        assert!(!is_one("connection lost: timeout: retry (3:1)"));
    }

    #[test]
    fn the_standard_error_alone_is_understood() {
        assert_eq!(
            said(&[
                "[warn] src/a.js",
                "[warn] src/b c.css",
                "[warn] Code style issues found in 2 files. Run Prettier with --write to fix.",
            ]),
            [
                "src/a.js: warning: Code style issues found [prettier]",
                "src/b c.css: warning: Code style issues found [prettier]",
            ]
        );
    }

    #[test]
    fn warnings_of_others_are_not_of_prettier() {
        assert_eq!(
            said(&["[warn] slow.query", "[warn] cache.miss", "ok"]),
            [""; 0]
        );
        assert_eq!(said(&["[warn] config: no a.json", "[warn] x"]), [""; 0]);
    }
}
