//! Biome: lint, format and check.
//!
//! ```text
//! src/main.ts:4:9 lint/suspicious/noDebugger  FIXABLE  ━━━━━━━━━━━━━━━━━━━━
//!
//!   × This is an unexpected use of the debugger statement.
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::Place;

const TOOL: &str = "biome";

pub(super) struct Biome;

impl Format for Biome {
    fn triggers(&self) -> &'static [&'static str] {
        &[" ━━━━"]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        match heading(line) {
            Some((place, code)) => Look::open(Diagnostic {
                place,
                code: code.to_owned(),
                finding: None,
                lines: (out.number(), out.number()),
            }),
            None => Look::Pass,
        }
    }
}

/// The place, if it has one, and the category. The last diagnostic, which sums up the others, has the name of the command for it.
fn heading(line: &str) -> Option<(Option<Place>, &str)> {
    const COMMANDS: [&str; 6] = ["lint", "check", "format", "ci", "configuration", "migrate"];
    let (said, rule) = line.split_once(" ━")?;
    if !rule.chars().all(|c| c == '━') {
        return None;
    }
    let said = said.trim_end();
    let said = said.strip_suffix("FIXABLE").unwrap_or(said).trim_end();
    match said.rsplit_once(' ') {
        Some((place, code)) if is_category(code) => {
            let place = Place::parse(place).unwrap_or_else(|| Place::file(place));
            Some((Some(place), code))
        }
        Some(_) => None,
        None => (is_category(said) && !COMMANDS.contains(&said)).then_some((None, said)),
    }
}

/// `lint/suspicious/noDebugger`, `parse`, `format`
fn is_category(code: &str) -> bool {
    code.starts_with(|c: char| c.is_ascii_lowercase())
        && code
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_'))
}

/// A diagnostic whose message and advice are being printed.
struct Diagnostic {
    place: Option<Place>,
    code: String,
    /// What it is, when its message came.
    finding: Option<Finding>,
    lines: (u64, u64),
}

impl Block for Diagnostic {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        if line.is_empty() {
            return Flow::More;
        }
        let Some(text) = line.strip_prefix("  ") else {
            return Flow::Not;
        };
        self.lines.1 = out.number();
        if self.finding.is_none() && !text.trim().is_empty() {
            let message = |text: &str| text.trim().to_owned();
            self.finding = Some(if let Some(error) = text.strip_prefix(['×', '✖']) {
                Finding::error(TOOL, message(error))
            } else if let Some(warning) = text.strip_prefix(['!', '⚠']) {
                Finding::warning(TOOL, message(warning))
            } else {
                // What is only said for information.
                return Flow::Last;
            });
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if let Some(mut finding) = self.finding {
            finding.place = self.place;
            finding.code = Some(self.code);
            finding.lines = self.lines;
            out.problem(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_has_a_place_and_a_category() {
        let check = |line, expected| assert_eq!(heading(line), expected, "{line}");
        check(
            "src/a b.ts:4:9 lint/style/useConst  FIXABLE  ━━━━━━",
            Some((
                Some(Place::column("src/a b.ts", 4, 9)),
                "lint/style/useConst",
            )),
        );
        check(
            "src/a.ts format ━━━━━━",
            Some((Some(Place::file("src/a.ts")), "format")),
        );
        check("internalError/fs ━━━━━━", Some((None, "internalError/fs")));
        check("lint ━━━━━━", None);
        check("Downloading ━━━━━━━╸━━━ 12 MB", None);
        check("  12% ━━━━━━━", None);
    }
}
