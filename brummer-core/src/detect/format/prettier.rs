//! Prettier: files that are not formatted, and files that it cannot parse.
//!
//! ```text
//! Checking formatting...
//! [warn] src/format.js
//! [error] src/broken.ts: SyntaxError: '}' expected. (2:1)
//! [error]   1 | export const broken = {
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::Place;

const TOOL: &str = "prettier";

pub(super) struct Prettier;

impl Format for Prettier {
    fn triggers(&self) -> &'static [&'static str] {
        &["Checking formatting...", "[error] "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if line == "Checking formatting..." {
            return Look::open(Check);
        }
        // `--write` has no first line.
        match line.strip_prefix("[error] ").and_then(unparsable) {
            Some(finding) => {
                out.problem(finding);
                Look::Taken
            }
            None => Look::Pass,
        }
    }
}

/// What `--check` says.
struct Check;

impl Block for Check {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        let finding = if let Some(file) = line.strip_prefix("[warn] ") {
            // The last line says it of all of them: `[warn] Code style issues found in 2 files.`
            if file.starts_with("Code style issues") {
                return Flow::Last;
            }
            Finding::warning(TOOL, "Code style issues found").at(Place::file(file))
        } else if let Some(said) = line.strip_prefix("[error] ") {
            let is_excerpt = said.starts_with([' ', '>']);
            match unparsable(said) {
                Some(finding) => finding,
                None if is_excerpt => return Flow::More,
                None => Finding::error(TOOL, said),
            }
        } else {
            return Flow::Not;
        };
        let mut finding = finding;
        finding.lines = (out.number(), out.number());
        out.problem(finding);
        Flow::More
    }

    fn end(self: Box<Self>, _out: &mut Out<'_>) {}
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

    #[test]
    fn only_a_file_with_a_position_is_one_that_cannot_be_parsed() {
        let is_one = |said| unparsable(said).is_some();
        assert!(is_one("src/a.ts: SyntaxError: '}' expected. (2:1)"));
        assert!(!is_one("src/a.ts: SyntaxError: '}' expected."));
        assert!(!is_one("connection lost: timeout: retry (3:1)"));
    }
}
