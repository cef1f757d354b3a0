//! Go: the compiler, vet, panics, the race detector and tests.
//!
//! ```text
//! # example.com/shop/cart
//! cart/cart.go:13:9: cannot use "sum" (untyped string constant) as int value in return statement
//! vet: ./main.go:3:2: undefined: x
//! ```

mod panic;
mod race;
mod stack;
mod test;

pub(super) use self::panic::Panics;
pub(super) use self::race::Races;
pub(super) use self::test::Tests;

use super::{Before, Finding, Format, Look, Out};
use crate::detect::Place;

const TOOL: &str = "go";
const TEST: &str = "go test";

pub(super) struct Build;

impl Format for Build {
    fn triggers(&self) -> &'static [&'static str] {
        &[".go:"]
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

/// Programs that log their own place print no column, or a time before it.
fn finding(line: &str) -> Option<Finding> {
    let (place, rest) = Place::leading(line.strip_prefix("vet: ").unwrap_or(line))?;
    place.column?;
    let message = rest.strip_prefix(": ")?;
    let is_source = place.has_extension(&["go"]) && !place.file.contains([' ', '\t']);
    is_source.then(|| Finding::error(TOOL, message).at(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_with_a_place_are_no_problems() {
        assert_eq!(finding("main.go:12: listening"), None);
        assert_eq!(finding("2026/01/02 12:00:00 main.go:12: listening"), None);
        assert_eq!(finding("12:00:00 main.go:12:3: listening"), None);
        assert_eq!(finding("    a_test.go:3:4: no"), None);
    }

    #[test]
    fn vet_may_say_its_name() {
        let finding = finding("vet: ./main.go:3:2: undefined: x").unwrap();
        assert_eq!(finding.message, "undefined: x");
        assert_eq!(finding.place, Some(Place::column("./main.go", 3, 2)));
    }
}
