//! What is understood of some lines, for the tests of formats.

use crate::detect::{Fact, Reader};

/// The problems, as people see them: `src/a.ts:3:7: error TS2322: … [tsc]`.
pub(super) fn problems(lines: &[&str]) -> Vec<String> {
    let (mut reader, mut facts) = (Reader::default(), Vec::new());
    for (number, line) in (0..).zip(lines) {
        reader.line(number, line.as_bytes(), &mut facts);
    }
    reader.settle(&mut facts);
    let problem = |fact| match fact {
        Fact::Problem(problem) => Some(problem.to_string()),
        Fact::Cycle(_) | Fact::Url(_) | Fact::Ready | Fact::Tests(_) => None,
    };
    facts.into_iter().filter_map(problem).collect()
}

/// Checks that these lines say these problems.
#[track_caller]
pub(super) fn check(lines: &[&str], expected: &[&str]) {
    assert_eq!(problems(lines), expected);
}
