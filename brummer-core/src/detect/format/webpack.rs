//! webpack: builds, watching and its dev server; also what ts-loader, babel-loader and fork-ts-checker-webpack-plugin say in them.
//!
//! ```text
//! ERROR in ./src/index.js 2:0-29
//! Module not found: Error: Can't resolve './gone.js' in '/app/src'
//!
//! webpack 5.112.2 compiled with 3 errors in 109 ms
//! ```
//!
//! It counts columns from 0, as the parsers of JavaScript do whose messages end in `(2:15)`; the checkers of types count from 1.

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::place::leading_number;
use crate::detect::{Place, Severity};

const TOOL: &str = "webpack";

pub(super) struct Webpack;

impl Format for Webpack {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "ERROR in ",
            "WARNING in ",
            "compiled with ",
            "compiled successfully",
            "[webpack-cli] ",
        ]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(errors) = errors_of_cycle(line) {
            out.cycle_ended(TOOL, Some(errors));
            out.ready();
            return Look::Taken;
        }
        if let Some((_, said)) = line.split_once("[webpack-cli] ") {
            return own_failure(said, out);
        }
        let (severity, place) = match line.strip_prefix("ERROR in ") {
            Some(place) => (Severity::Error, place),
            None => match line.strip_prefix("WARNING in ") {
                Some(place) => (Severity::Warning, place),
                None => return Look::Pass,
            },
        };
        // eslint-webpack-plugin prints a table of ESLint's below.
        if place.starts_with("[eslint]") {
            return Look::Taken;
        }
        let (named, place) = (place, place_of(place));
        // A chunk has a name for a place; a sentence is of another program.
        if place.is_none() && named.contains(' ') {
            return Look::Pass;
        }
        Look::open(Message {
            finding: Finding::new(severity, TOOL, String::new()),
            place,
            in_details: false,
        })
    }
}

/// `webpack 5.112.2 compiled with 1 error and 2 warnings in 109 ms`, `client (webpack 5.112.2) compiled successfully in 28 ms`
fn errors_of_cycle(line: &str) -> Option<u32> {
    let (head, end) = line.split_once(" compiled ")?;
    if !head.contains("webpack") && !head.contains("rspack") {
        return None;
    }
    if end.starts_with("successfully") {
        return Some(0);
    }
    let (count, rest) = leading_number(end.strip_prefix("with ")?)?;
    if rest.starts_with(" error") {
        Some(count)
    } else {
        rest.starts_with(" warning").then_some(0)
    }
}

/// `✖ Invalid configuration object. …`, `Error: Cannot find module 'x'`
fn own_failure(said: &str, out: &mut Out<'_>) -> Look {
    let message = match said.strip_prefix('✖') {
        Some(message) => message.trim_start(),
        None if said.contains("Error: ") => said,
        None => return Look::Pass,
    };
    out.problem(Finding::error(TOOL, message));
    Look::Taken
}

/// What stands behind `ERROR in `: `./src/index.js 2:0-29`, `src/index.ts:1:14`, `/app/src/main.ts`, or the name of a chunk.
fn place_of(text: &str) -> Option<Place> {
    if let Some((file, position)) = text.rsplit_once(' ')
        && let Some((line, column)) = position.split_once(':')
        && let Ok(line) = line.parse()
    {
        let column = leading_number(column).map_or(0, |(column, _)| column.saturating_add(1));
        return Some(Place::column(file, line, column));
    }
    let is_file = text.contains(['/', '\\']);
    Place::parse(text).or_else(|| is_file.then(|| Place::file(text)))
}

/// A message whose details are being printed.
struct Message {
    finding: Finding,
    place: Option<Place>,
    /// Whether an empty line came, behind which only what is indented belongs to it.
    in_details: bool,
}

impl Message {
    /// Takes the line that says what is wrong; whether it did.
    fn says(&mut self, line: &str) -> bool {
        let text = line.trim();
        // ts-loader: the same place once more, as webpack counts it, then `[tsl] ERROR in /app/src/main.ts(1,14)`.
        if let Some((_, place)) = text.split_once("[tsl] ") {
            let place = place.split_once(" in ").map_or(place, |(_, place)| place);
            if let Some((place, _)) = Place::leading_in_parentheses(place) {
                self.place = Some(place);
            }
            return false;
        }
        if text.starts_with("./") && place_of(text).is_some_and(|place| place.line.is_some()) {
            return false;
        }
        // The loader that failed; what it says comes next.
        if text.starts_with("Module build failed (from ") {
            return false;
        }
        let text = match text.split_once(": ") {
            Some((code, message)) if is_typescript(code) => {
                self.finding.code = Some(code.to_owned());
                message
            }
            Some(_) | None => text,
        };
        let text = self.without_place(text);
        self.finding.message = text;
        true
    }

    /// `SyntaxError: /app/src/sum.js: Unexpected token (2:15)` without the file and the position, which may be more exact than what
    /// stood in the first line.
    fn without_place(&mut self, text: &str) -> String {
        let Some((message, position)) = text.strip_suffix(')').and_then(|m| m.rsplit_once(" ("))
        else {
            return text.to_owned();
        };
        let Some((line, column)) = position.split_once(':') else {
            return text.to_owned();
        };
        let (Ok(line), Ok(column)) = (line.parse(), column.parse()) else {
            return text.to_owned();
        };
        if let Some(place) = &mut self.place {
            *place = Place::column(&place.file, line, u32::saturating_add(column, 1));
        }
        match message.split_once(": /") {
            Some((kind, rest)) => match rest.split_once(": ") {
                Some((_, message)) => format!("{kind}: {message}"),
                None => message.to_owned(),
            },
            None => message.to_owned(),
        }
    }
}

/// `TS2322`
fn is_typescript(code: &str) -> bool {
    code.strip_prefix("TS")
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

impl Block for Message {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if self.finding.message.is_empty() {
            let is_chunk = self.place.is_none();
            if line.is_empty() || is_chunk && !line.starts_with("Module ") {
                return Flow::Not;
            }
            self.says(line);
            return Flow::More;
        }
        if line.is_empty() {
            self.in_details = true;
            return Flow::More;
        }
        let begins_another = line.starts_with("ERROR in ") || line.starts_with("WARNING in ");
        let belongs = !begins_another && (!self.in_details || line.starts_with([' ', '>']));
        if belongs { Flow::More } else { Flow::Not }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let mut finding = self.finding;
        finding.place = self.place;
        let is_mine = finding.place.is_some() || finding.message.starts_with("Module ");
        if is_mine && !finding.message.is_empty() {
            out.problem(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::format::said::said;

    #[test]
    fn fork_ts_checker_writes_the_code_in_front_of_the_message() {
        assert_eq!(
            said(&[
                "ERROR in src/a.ts:1:14",
                "TS2322: Type 'number' is not assignable to type 'string'.",
                "  > 1 | export const a: string = 1;",
            ]),
            [
                "src/a.ts:1:14: error TS2322: Type 'number' is not assignable to type 'string'. [webpack]",
            ]
        );
    }

    #[test]
    fn an_entry_that_is_missing_is_an_error_in_a_chunk() {
        assert_eq!(
            said(&[
                "ERROR in main",
                "Module not found: Error: Can't resolve './src' in '/app'",
            ]),
            ["error: Module not found: Error: Can't resolve './src' in '/app' [webpack]"]
        );
    }

    #[test]
    fn a_table_of_eslint_in_an_error_is_of_eslint() {
        assert_eq!(
            said(&[
                "ERROR in [eslint]",
                "/app/src/a.js",
                "  1:7  error  'a' is never used  no-unused-vars",
            ]),
            ["/app/src/a.js:1:7: error no-unused-vars: 'a' is never used [eslint]"]
        );
    }

    #[test]
    fn what_other_programs_log_is_no_error_of_webpack() {
        assert_eq!(
            said(&["ERROR in handler: lost", "connection closed"]),
            [""; 0]
        );
        assert_eq!(said(&["ERROR in handler", "connection closed"]), [""; 0]);
    }

    #[test]
    fn a_place_stands_behind_error_in() {
        let check = |text, expected| assert_eq!(place_of(text), expected, "{text}");
        check("./src/a.js 2:4-29", Some(Place::column("./src/a.js", 2, 5)));
        check("./src/a.js 2:0-29", Some(Place::column("./src/a.js", 2, 1)));
        check("src/a.ts:1:14", Some(Place::column("src/a.ts", 1, 14)));
        check("./src/a.js", Some(Place::file("./src/a.js")));
        check("main", None);
    }

    #[test]
    fn a_cycle_ends_with_its_errors() {
        let check = |line, expected| assert_eq!(errors_of_cycle(line), expected, "{line}");
        check(
            "webpack 5.1.0 compiled with 1 error and 2 warnings in 9 ms",
            Some(1),
        );
        check("webpack 5.1.0 compiled with 2 warnings in 9 ms", Some(0));
        check(
            "client (webpack 5.1.0) compiled successfully in 9 ms",
            Some(0),
        );
        check("it compiled with 3 errors", None);
    }
}
