//! `MSBuild` and the compilers that it runs.
//!
//! ```text
//! /app/Cart.cs(12,20): error CS0029: Cannot implicitly convert type 'string' to 'int' [/app/Shop.csproj]
//! /app/Shop.csproj : error NU1101: Unable to find package Missing.Money.
//! MSBUILD : error MSB1003: Specify a project or solution file.
//! ```

use super::TOOL;
use crate::detect::Place;
use crate::detect::fact::{Finding, Severity};
use crate::detect::format::{Before, Format, Look, Out};

pub(in crate::detect::format) struct Build;

impl Format for Build {
    fn triggers(&self) -> &'static [&'static str] {
        &[": error ", ": warning "]
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
    let line = line.trim_start();
    let (origin, severity, rest) = match line.split_once(": error ") {
        Some((origin, rest)) => (origin, Severity::Error, rest),
        None => line
            .split_once(": warning ")
            .map(|(origin, rest)| (origin, Severity::Warning, rest))?,
    };
    let (code, message) = rest.split_once(": ")?;
    if !is_code(code) {
        return None;
    }
    let finding = Finding::new(severity, TOOL, without_project(message)).code(code);
    if let Some((place, "")) = Place::leading_in_parentheses(origin) {
        return Some(finding.at(place));
    }
    // Without a place there is a space before the colon.
    let origin = origin.strip_suffix(' ')?;
    let is_tool = !origin.contains(['.', '/', '\\']);
    Some(if is_tool {
        finding
    } else {
        finding.at(Place::file(origin))
    })
}

/// Whether it is a code as in `CS0029`: letters, then digits.
fn is_code(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = text
        .bytes()
        .skip(letters)
        .filter(u8::is_ascii_digit)
        .count();
    letters > 0 && digits > 0 && letters + digits == text.len()
}

/// The message without the project that it is for, `[/app/Shop.csproj]`.
fn without_project(message: &str) -> &str {
    match message
        .strip_suffix(']')
        .and_then(|message| message.rsplit_once(" ["))
    {
        Some((message, project)) if project.contains("proj") => message,
        _ => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_letters_and_digits() {
        assert!(is_code("CS0029") && is_code("NU1101"));
        assert!(
            !is_code("E") && !is_code("12") && !is_code("cs1") && !is_code("CS12x") && !is_code("")
        );
    }

    #[test]
    fn other_compilers_are_not_msbuild() {
        assert_eq!(finding("a.c:3:7: error: expected ';'"), None);
        assert_eq!(finding("thing: error E1: no"), None);
    }
}
