//! Maven, with its compiler plugins and Surefire.
//!
//! ```text
//! [ERROR] /app/src/main/java/shop/Till.java:[6,19] cannot find symbol
//! [ERROR] shop.CartTest.first -- Time elapsed: 0.002 s <<< ERROR!
//! java.lang.IllegalStateException: till is stuck
//!     at shop.CartTest.first(CartTest.java:14)
//! [ERROR] Tests run: 4, Failures: 1, Errors: 1, Skipped: 1
//! ```

use super::java::trace::Trace;
use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::place::leading_number;
use crate::detect::{Place, Severity, TestCounts};

const TOOL: &str = "maven";

pub(super) struct Maven;

impl Format for Maven {
    fn triggers(&self) -> &'static [&'static str] {
        &["[ERROR] ", "[WARNING] ", "Failures: "]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if let Some(counts) = counts(line) {
            out.tests(counts);
            return Look::Taken;
        }
        if let Some(message) = line.strip_prefix("[ERROR] ") {
            if let Some(test) = failed_test(message) {
                return Look::open(Failure { test, trace: None });
            }
            if let Some(finding) =
                placed(Severity::Error, message).or_else(|| failure(message, before))
            {
                out.problem(finding);
                return Look::Taken;
            }
        }
        if let Some(message) = line.strip_prefix("[WARNING] ")
            && let Some(finding) =
                placed(Severity::Warning, message).or_else(|| warning(message, before))
        {
            out.problem(finding);
            return Look::Taken;
        }
        Look::Pass
    }
}

/// The sum over all classes: that of one class has its time.
fn counts(line: &str) -> Option<TestCounts> {
    let (level, rest) = line.strip_prefix('[')?.split_once("] Tests run: ")?;
    if !matches!(level, "INFO" | "WARNING" | "ERROR") || rest.contains("Time elapsed") {
        return None;
    }
    let (run, rest) = leading_number(rest)?;
    let (failures, rest) = leading_number(rest.strip_prefix(", Failures: ")?)?;
    let (errors, rest) = leading_number(rest.strip_prefix(", Errors: ")?)?;
    let (skipped, _) = leading_number(rest.strip_prefix(", Skipped: ")?)?;
    let failed = failures.saturating_add(errors);
    Some(TestCounts {
        passed: run.saturating_sub(failed).saturating_sub(skipped),
        failed,
        skipped,
    })
}

/// The test of a line like `first(shop.CartTest)  Time elapsed: 0.03 s  <<< ERROR!`, as `shop.CartTest.first`.
fn failed_test(message: &str) -> Option<String> {
    if !(message.contains("<<< ERROR!") || message.contains("<<< FAILURE!")) {
        return None;
    }
    let (name, _) = message.split_once("Time elapsed")?;
    let name = name.trim_end().trim_end_matches('-').trim_end();
    if name.starts_with("Tests run:") {
        return None;
    }
    Some(
        match name.strip_suffix(')').and_then(|name| name.split_once('(')) {
            Some((method, class)) if !class.is_empty() => format!("{class}.{method}"),
            _ => name.to_owned(),
        },
    )
}

/// `/app/src/Till.java:[6,19] cannot find symbol`
fn placed(severity: Severity, message: &str) -> Option<Finding> {
    let (file, rest) = message.split_once(":[")?;
    let (line, rest) = leading_number(rest)?;
    let (place, rest) = match rest.strip_prefix(',').and_then(leading_number) {
        Some((column, rest)) => (Place::column(file, line, column), rest),
        None => (Place::line(file, line), rest),
    };
    let message = rest.strip_prefix("] ")?;
    Some(Finding::new(severity, TOOL, message).at(place))
}

/// Why the build failed, unless this only sums up what was said before.
fn failure(message: &str, before: &Before) -> Option<Finding> {
    const SUMMARIES: [&str; 4] = [
        "Compilation failure",
        "There are test failures",
        "The build could not read",
        "Some problems were encountered",
    ];
    let goal = message.strip_prefix("Failed to execute goal ");
    let reason = match goal {
        Some(goal) => goal.split_once("on project ")?.1.split_once(": ")?.1,
        None => message.rsplit_once(" -> [Help ")?.0,
    };
    let reason = reason.split(" -> [Help ").next()?.trim();
    if reason.is_empty() || SUMMARIES.iter().any(|start| reason.starts_with(start)) {
        return None;
    }
    Some(in_pom(reason, before).unwrap_or_else(|| Finding::error(TOOL, reason)))
}

/// `… @ line 22, column 11`, below `The project (/app/pom.xml) has 1 error`
fn in_pom(reason: &str, before: &Before) -> Option<Finding> {
    let (message, place) = reason.rsplit_once("@ line ")?;
    let (line, rest) = leading_number(place)?;
    let (column, _) = leading_number(rest.strip_prefix(", column ")?)?;
    let file = (1..=8).find_map(|lines| {
        let (project, _) = before.back(lines).split_once(") has ")?;
        project.rsplit_once('(').map(|(_, file)| file)
    })?;
    Some(Finding::error(TOOL, message.trim()).at(Place::column(file, line, column)))
}

/// A warning that stands alone. Other programs write `[WARNING]` too; Maven has written other lines before.
fn warning(message: &str, before: &Before) -> Option<Finding> {
    const SUMMARIES: [&str; 5] = [
        "Tests run:",
        "COMPILATION WARNING",
        "Some problems were encountered",
        "It is highly recommended",
        "For this reason, future Maven",
    ];
    let message = message.trim();
    let is_summary = SUMMARIES.iter().any(|start| message.starts_with(start));
    let is_maven = (1..=8).any(|lines| before.back(lines).starts_with("[INFO]"));
    (!message.is_empty() && !is_summary && is_maven).then(|| Finding::warning(TOOL, message))
}

/// A test that failed, with the exception that follows.
struct Failure {
    test: String,
    trace: Option<Trace>,
}

impl Block for Failure {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if line.is_empty() || line.starts_with('[') {
            return Flow::Not;
        }
        match &mut self.trace {
            None => self.trace = Some(Trace::new(line)),
            // A message may have more lines.
            Some(trace) => {
                let is_message = !trace.take(line) && trace.has_frames();
                if is_message {
                    return Flow::Not;
                }
            }
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if let Some(trace) = self.trace {
            let finding = Finding::error(TOOL, trace.message()).test(self.test);
            out.problem(trace.on(finding));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_is_named_by_its_class_and_method() {
        let check = |message, expected: Option<&str>| {
            assert_eq!(failed_test(message).as_deref(), expected, "{message}");
        };
        check(
            "first(shop.CartTest)  Time elapsed: 0.03 s  <<< ERROR!",
            Some("shop.CartTest.first"),
        );
        check(
            "shop.CartTest.first -- Time elapsed: 0.03 s <<< FAILURE!",
            Some("shop.CartTest.first"),
        );
        check(
            "shop.CartTest.first()  Time elapsed: 0.03 s  <<< FAILURE!",
            Some("shop.CartTest.first()"),
        );
        check(
            "Tests run: 1, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.2 s <<< FAILURE! - in shop.CartTest",
            None,
        );
    }
}
