//! The compiler of Java, also as Gradle and others pass it on.
//!
//! ```text
//! src/shop/Cart.java:7: error: incompatible types: String cannot be converted to int
//! src/shop/Cart.java:9: warning: [rawtypes] found raw type: List
//! error: file not found: src/shop/Gone.java
//! ```

use super::{Before, Finding, Format, Look, Out};
use crate::detect::{Place, Severity};

const TOOL: &str = "javac";

pub(super) struct Javac;

impl Format for Javac {
    fn triggers(&self) -> &'static [&'static str] {
        &["error: ", "warning: "]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        match finding(line) {
            Some(finding) => {
                out.problem(finding);
                Look::Taken
            }
            None => Look::Pass,
        }
    }
}

fn finding(line: &str) -> Option<Finding> {
    if let Some(message) = line.strip_prefix("error: ") {
        let known = [
            "file not found: ",
            "warnings found and -Werror",
            "invalid flag: ",
            "invalid source release: ",
            "invalid target release: ",
        ];
        let is_ours = known.iter().any(|start| message.starts_with(start));
        return is_ours.then(|| Finding::error(TOOL, message));
    }
    if let Some(message) = line.strip_prefix("warning: [") {
        let (code, message) = message.split_once("] ")?;
        let is_lint = code
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        return is_lint.then(|| coded(Severity::Warning, (code, message)));
    }
    let (place, rest) = Place::leading(after_task(line.trim_start()))?;
    if !place.has_extension(&["java"]) {
        return None;
    }
    let (severity, message) = match rest.strip_prefix(": error: ") {
        Some(message) => (Severity::Error, message),
        None => (Severity::Warning, rest.strip_prefix(": warning: ")?),
    };
    let finding = match message
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("] "))
    {
        Some(coded_message) => coded(severity, coded_message),
        None => Finding::new(severity, TOOL, message),
    };
    Some(finding.at(place))
}

fn coded(severity: Severity, (code, message): (&str, &str)) -> Finding {
    Finding::new(severity, TOOL, message).code(code)
}

/// Gradle before version 5 leaves the line of a task open: `:compileJava/app/src/Cart.java:7: error: …`.
fn after_task(line: &str) -> &str {
    match line.find('/') {
        Some(path) if line.starts_with(':') => &line[path..],
        _ => line,
    }
}
