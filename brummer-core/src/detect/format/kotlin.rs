//! The compiler of Kotlin, by itself and in Gradle.
//!
//! ```text
//! src/Cart.kt:6:24: error: unresolved reference 'nmae'.
//! e: file:///app/src/Cart.kt:6:24 Unresolved reference 'nmae'.
//! e: /app/src/Cart.kt: (6, 24): Unresolved reference: nmae
//! ```

use super::{Before, Finding, Format, Look, Out};
use crate::detect::place::leading_number;
use crate::detect::{Place, Severity};

const TOOL: &str = "kotlin";

pub(super) struct Kotlin;

impl Format for Kotlin {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            ".kt:",
            ".kts:",
            "error: warnings found and -Werror specified",
        ]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(message) = line.strip_prefix("error: warnings found") {
            // javac says the same, below the warnings.
            if (1..=8).any(|lines| before.back(lines).contains(".java:")) {
                return Look::Pass;
            }
            out.problem(Finding::error(TOOL, format!("warnings found{message}")));
            return Look::Taken;
        }
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
    if let Some(rest) = line.strip_prefix("e: ") {
        return in_gradle(Severity::Error, rest);
    }
    if let Some(rest) = line.strip_prefix("w: ") {
        return in_gradle(Severity::Warning, rest);
    }
    let (place, rest) = Place::leading(line)?;
    if !is_kotlin(&place) {
        return None;
    }
    let finding = match rest.strip_prefix(": error: ") {
        Some(message) => Finding::error(TOOL, message),
        None => Finding::warning(TOOL, rest.strip_prefix(": warning: ")?),
    };
    Some(finding.at(place))
}

fn in_gradle(severity: Severity, text: &str) -> Option<Finding> {
    let (place, message) = in_parentheses(text).or_else(|| {
        let (place, rest) = Place::leading(text)?;
        Some((place, rest.trim_start_matches(':').strip_prefix(' ')?))
    })?;
    is_kotlin(&place).then(|| Finding::new(severity, TOOL, message).at(place))
}

/// `/app/src/Cart.kt: (6, 24): message`, as it was before Kotlin 1.9.
fn in_parentheses(text: &str) -> Option<(Place, &str)> {
    let (file, rest) = text.split_once(": (")?;
    let (line, rest) = leading_number(rest)?;
    let (column, rest) = leading_number(rest.strip_prefix(", ")?)?;
    Some((Place::column(file, line, column), rest.strip_prefix("): ")?))
}

fn is_kotlin(place: &Place) -> bool {
    place.has_extension(&["kt", "kts"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradle_with_an_older_kotlin_puts_the_place_in_parentheses() {
        let found = finding("e: /app/Cart.kt: (6, 24): Unresolved reference: nmae").unwrap();
        assert_eq!(found.place, Some(Place::column("/app/Cart.kt", 6, 24)));
        assert_eq!(found.message, "Unresolved reference: nmae");
    }

    #[test]
    fn build_scripts_are_kotlin() {
        let found =
            finding("e: file:///app/build.gradle.kts:7:1: Unresolved reference: javaa").unwrap();
        assert_eq!(
            found.place,
            Some(Place::column("/app/build.gradle.kts", 7, 1))
        );
        assert_eq!(found.message, "Unresolved reference: javaa");
    }
}
