//! Docker: builds, and what the daemon refuses.
//!
//! ```text
//! Dockerfile:3
//! --------------------
//!    2 |     COPY package.json .
//!    3 | >>> RUN npm ci
//! --------------------
//! ERROR: failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::Place;

const TOOL: &str = "docker";

pub(super) struct Docker;

impl Format for Docker {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "ockerfile",
            "ailed to solve",
            "ailed to compute cache key",
            "executor failed running",
            "rror response from daemon",
            "docker daemon running",
            " warning found (use docker",
            " warnings found (use docker",
        ]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(message) = failure(line) {
            out.problem(Finding::error(TOOL, message));
            return Look::Taken;
        }
        if line.contains("found (use docker --debug to expand):") {
            return Look::open(Checks);
        }
        match Place::parse(line) {
            Some(place) if is_dockerfile(&place.file) => Look::open(Snippet {
                place,
                message: None,
            }),
            _ => Look::Pass,
        }
    }
}

fn is_dockerfile(file: &str) -> bool {
    !file.contains(' ') && file.contains("ockerfile")
}

/// The message of a line that says why nothing was built or run.
fn failure(line: &str) -> Option<&str> {
    // The plain progress says it first, and again at the end.
    if line.starts_with('#') {
        return None;
    }
    let at_start = [
        "failed to compute cache key: ",
        "executor failed running ",
        "Cannot connect to the Docker daemon ",
        "Error response from daemon: ",
    ];
    if at_start.iter().any(|start| line.starts_with(start)) {
        return Some(line);
    }
    if let Some(message) = line.strip_prefix("docker: ") {
        return message
            .starts_with("Error response from daemon")
            .then_some(message);
    }
    let (before, message) = line.split_once("failed to solve")?;
    let is_ours =
        before.is_empty() || before.starts_with("ERROR: ") || before.starts_with("target ");
    let (_, message) = message.split_once(": ")?;
    is_ours.then_some(message)
}

/// The lines of the Dockerfile around what failed, and the failure below them.
struct Snippet {
    place: Place,
    message: Option<String>,
}

impl Block for Snippet {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if let Some(message) = failure(line) {
            self.message = Some(message.to_owned());
            return Flow::Last;
        }
        let is_code = line.contains(" | ") && line.starts_with(' ');
        if is_code || line.starts_with("-----") {
            Flow::More
        } else {
            Flow::Not
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if let Some(message) = self.message {
            out.problem(Finding::error(TOOL, message).at(self.place));
        }
    }
}

/// The warnings of the checks of a Dockerfile: ` - FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 1)`.
struct Checks;

impl Block for Checks {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        let Some((code, message)) = line
            .strip_prefix(" - ")
            .and_then(|rest| rest.split_once(": "))
        else {
            return Flow::Not;
        };
        let message = message
            .rsplit_once(" (line ")
            .map_or(message, |(message, _)| message);
        let mut finding = Finding::warning(TOOL, message).code(code);
        finding.lines = (out.number(), out.number());
        out.problem(finding);
        Flow::More
    }

    fn end(self: Box<Self>, _out: &mut Out<'_>) {}
}

#[cfg(test)]
mod tests {
    use super::super::said::said;
    use super::*;

    #[test]
    fn what_failed_is_said_in_many_ways() {
        let check = |line, expected| assert_eq!(failure(line), expected, "{line}");
        check("ERROR: failed to build: failed to solve: no", Some("no"));
        check("target web: failed to solve: no", Some("no"));
        check(
            "failed to solve with frontend dockerfile.v0: no",
            Some("no"),
        );
        check("#6 ERROR: failed to solve: no", None);
        check("the puzzle: failed to solve: no", None);
    }

    #[test]
    fn a_line_of_a_dockerfile_alone_is_no_problem() {
        assert!(said(&["Dockerfile:3", "hello"]).is_empty());
    }
}
