//! Output says the same in any chunks, and what it says can be shown.
#![no_main]

use brummer_core::detect::{Fact, Finding, Output, Place};
use brummer_fuzz::{Cut, assert_plain, write_dictionary};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: write_dictionary(), |input: &[u8]| {
    let cut = Cut::new(input);
    let whole = facts(std::iter::once(&*cut.bytes));
    let chunks = facts(cut.chunks());
    assert_eq!(whole, chunks);
    let lines = cut.bytes.split(|&byte| byte == b'\n').count() as u64;
    for fact in &whole {
        if let Fact::Problem(problem) = fact {
            check(problem, lines);
        }
    }
});

fn facts<'a>(chunks: impl Iterator<Item = &'a [u8]>) -> Vec<Fact> {
    let (mut output, mut facts) = (Output::default(), Vec::new());
    for chunk in chunks {
        output.feed(chunk, &mut facts);
    }
    output.finish(&mut facts);
    facts
}

fn check(problem: &Finding, lines: u64) {
    let (first, last) = problem.lines;
    assert!(first <= last && last < lines, "{problem:?}");
    let frames = problem
        .frames
        .iter()
        .filter_map(|frame| frame.place.as_ref());
    for Place { line, column, .. } in frames.chain(&problem.place) {
        assert!(*line != Some(0) && *column != Some(0), "{problem:?}");
        assert!(line.is_some() || column.is_none(), "{problem:?}");
    }
    assert_plain(&problem.to_string());
    // The same problem has the same fingerprint.
    assert_eq!(problem.fingerprint(), problem.clone().fingerprint());
}
