//! bacon, without its terminal interface (`--headless`).
//!
//! ```text
//!     Finished `dev` profile [unoptimized + debuginfo] target(s) in 0.15s
//!  shop  check   1 error
//! ```
//!
//! After each job it prints a title, which is recognised by the last line of Cargo above it.

use super::{Before, Block, Flow, Format, Look, Out};

const TOOL: &str = "bacon";

pub(super) struct Bacon;

impl Format for Bacon {
    fn triggers(&self) -> &'static [&'static str] {
        &["    Finished `", "error: could not compile `"]
    }

    fn look(&self, _line: &str, _before: &Before, _out: &mut Out<'_>) -> Look {
        Look::open(End)
    }
}

/// The end of a job, below which a title may stand.
struct End;

impl Block for End {
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow {
        match errors(line) {
            Some(errors) => {
                out.cycle_ended(TOOL, Some(errors));
                Flow::Last
            }
            None => Flow::Not,
        }
    }

    fn end(self: Box<Self>, _out: &mut Out<'_>) {}
}

/// How many errors a title counts: ` shop  check   1 error  `.
fn errors(line: &str) -> Option<u32> {
    let title = line.strip_prefix(' ')?.strip_suffix(' ')?;
    let (_project, rest) = title.split_once("  ")?;
    let mut words = rest.split_whitespace();
    let _job = words.next()?;
    let mut errors = 0;
    while let Some(count) = words.next() {
        let count: u32 = count.parse().ok()?;
        if matches!(words.next()?, "error" | "errors" | "fail" | "fails") {
            errors += count;
        }
    }
    Some(errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_counts() {
        assert_eq!(errors(" shop  check "), Some(0));
        assert_eq!(errors(" shop  check   2 errors   1 warning  "), Some(2));
        assert_eq!(errors("     Running `target/debug/shop`"), None);
        assert_eq!(errors("hello"), None);
    }
}
