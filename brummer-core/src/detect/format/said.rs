//! What all formats say of some lines, in words, for tests.

use crate::detect::{CycleStep, Fact, Reader};

/// The facts that these lines hold.
pub(super) fn said(lines: &[&str]) -> Vec<String> {
    let mut reader = Reader::default();
    let mut facts = Vec::new();
    for (number, line) in (0..).zip(lines) {
        reader.line(number, line.as_bytes(), &mut facts);
    }
    reader.settle(&mut facts);
    facts.iter().map(in_words).collect()
}

fn in_words(fact: &Fact) -> String {
    match fact {
        Fact::Problem(problem) => problem.to_string(),
        Fact::Cycle(cycle) => match cycle.step {
            CycleStep::Began => format!("{} began", cycle.tool),
            CycleStep::Ended { errors } => format!("{} ended {errors:?}", cycle.tool),
            CycleStep::Finished => format!("{} finished", cycle.tool),
            CycleStep::Updated { failed: false } => format!("{} updated", cycle.tool),
            CycleStep::Updated { failed: true } => format!("{} updated, failed", cycle.tool),
        },
        Fact::TestsBegan => "tests began".to_owned(),
        Fact::MoreTests(tests) => format!(
            "{} more passed, {} failed, {} skipped",
            tests.passed, tests.failed, tests.skipped
        ),
        Fact::Ready => "ready".to_owned(),
        Fact::Url(url) => format!("{url:?}"),
        Fact::Tests(tests) => format!(
            "{} passed, {} failed, {} skipped",
            tests.passed, tests.failed, tests.skipped
        ),
    }
}
