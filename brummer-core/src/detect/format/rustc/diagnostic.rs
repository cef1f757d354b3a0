//! A diagnostic with its code, notes and help.

use super::{CARGO, RUSTC, is_source};
use crate::detect::format::{Before, Block, Finding, Flow, Out};
use crate::detect::{Place, Severity};

/// A diagnostic whose notes may follow.
pub(super) struct Diagnostic {
    severity: Severity,
    code: Option<String>,
    message: String,
    place: Place,
    /// The number of its first line, which is above the one that says where.
    first: u64,
}

impl Diagnostic {
    /// The diagnostic whose place is in this line: ` --> src/main.rs:4:22`.
    pub(super) fn at(line: &str, before: &Before, number: u64) -> Option<Self> {
        let place = Place::parse(line.trim_start().strip_prefix("--> ")?)?;
        if !is_source(&place) {
            return None;
        }
        // The message may have several lines.
        let back = (1..=8)
            .take_while(|&back| !before.back(back).is_empty())
            .find(|&back| heading(before.back(back)).is_some())?;
        let (severity, code, message) = heading(before.back(back))?;
        Some(Self {
            severity,
            code: code.map(str::to_owned),
            message: message.to_owned(),
            place,
            first: number.saturating_sub(u64::try_from(back).unwrap_or(0)),
        })
    }
}

/// `error[E0308]: mismatched types`, `warning: unused variable`
pub(super) fn heading(text: &str) -> Option<(Severity, Option<&str>, &str)> {
    let (severity, rest) = match text.strip_prefix("error") {
        Some(rest) => (Severity::Error, rest),
        None => (Severity::Warning, text.strip_prefix("warning")?),
    };
    if let Some(message) = rest.strip_prefix(": ") {
        return Some((severity, None, message));
    }
    let (code, message) = rest.strip_prefix('[')?.split_once("]: ")?;
    Some((severity, Some(code), message))
}

/// The lint that a note names.
///
/// - ``= note: `#[warn(unused_mut)]` (part of `#[warn(unused)]`) on by default``
/// - ``= note: `-D clippy::needless-return` implied by `-D warnings` ``
/// - `= help: for further information visit https://rust-lang.github.io/rust-clippy/rust-1.95.0/index.html#needless_return`
fn lint(line: &str) -> Option<String> {
    let note = line.trim_start().strip_prefix("= ")?;
    if let Some(text) = note.strip_prefix("note: `#[") {
        let (name, _) = text.split_once('(')?.1.split_once(')')?;
        return Some(name.to_owned());
    }
    if let Some(text) = note.strip_prefix("note: `-") {
        let (name, rest) = text.split_once(' ')?.1.split_once('`')?;
        return rest
            .starts_with(" implied by ")
            .then(|| name.replace('-', "_"));
    }
    let url = note.strip_prefix("help: for further information visit ")?;
    let (page, name) = url.split_once('#')?;
    page.contains("/rust-clippy/")
        .then(|| format!("clippy::{name}"))
}

impl Block for Diagnostic {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if line.is_empty() {
            return Flow::Last;
        }
        let is_part = line.starts_with(|c: char| c == ' ' || c.is_ascii_digit())
            || line.starts_with("help: ")
            || line.starts_with("note: ")
            || line == "...";
        if !is_part {
            return Flow::Not;
        }
        if self.code.is_none() {
            self.code = lint(line);
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let tool = match &self.code {
            Some(code) if code.starts_with("clippy::") => "clippy",
            _ if self.place.has_extension(&["toml"]) => CARGO,
            _ => RUSTC,
        };
        let mut finding = Finding::new(self.severity, tool, self.message).at(self.place);
        finding.code = self.code;
        finding.lines = (self.first, out.last);
        out.problem(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_name_lints() {
        let check = |line: &str, expected: Option<&str>| {
            assert_eq!(lint(line).as_deref(), expected, "{line}");
        };
        check(
            "  = note: `#[warn(dead_code)]` on by default",
            Some("dead_code"),
        );
        check(
            "  = note: `-D unused-mut` implied by `-D warnings`",
            Some("unused_mut"),
        );
        check(
            "   = help: for further information visit https://rust-lang.github.io/rust-clippy/master/index.html#ptr_arg",
            Some("clippy::ptr_arg"),
        );
        check("  = note: while trying to match sequence start", None);
        check("  = help: see <https://example.com/#x>", None);
    }

    #[test]
    fn a_heading_has_a_severity() {
        assert_eq!(
            heading("error[E1]: x"),
            Some((Severity::Error, Some("E1"), "x"))
        );
        assert_eq!(heading("warning: x"), Some((Severity::Warning, None, "x")));
        assert_eq!(heading("errors: x"), None);
        assert_eq!(heading("note: x"), None);
    }
}
