//! Any expression is run or refused, and output says the same in any chunks to a matcher with it.
#![no_main]

use brummer_core::detect::{Fact, Matcher, MatcherDefinition, MatcherTable, Output};
use brummer_fuzz::{Cut, assert_plain};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

// The first lines of the input are the expressions for two lines of a problem, the rest is output.
fuzz_target!(|input: &[u8]| {
    let mut parts = input.splitn(3, |&byte| byte == b'\n');
    let mut part = || parts.next().unwrap_or_default();
    let (first, last, output) = (part(), part(), part());
    let Some(matcher) = matcher(first, last) else {
        return;
    };
    let cut = Cut::new(output);
    let whole = facts(&matcher, std::iter::once(&*cut.bytes));
    let chunks = facts(&matcher, cut.chunks());
    assert_eq!(whole, chunks);
    for fact in &whole {
        if let Fact::Problem(problem) = fact {
            assert_plain(&problem.to_string());
        }
    }
});

fn matcher(first: &[u8], last: &[u8]) -> Option<Matcher> {
    let (first, last) = (std::str::from_utf8(first).ok()?, std::str::from_utf8(last).ok()?);
    let pattern = json!([
        { "regexp": first, "file": 0, "line": 0 },
        { "regexp": last, "message": 0, "loop": true },
    ]);
    let background = json!({ "beginsPattern": last, "endsPattern": "end" });
    let json = json!({ "pattern": pattern, "background": background });
    let definition = MatcherDefinition::from_json(&json).ok()?;
    MatcherTable::new("/app").unnamed("mine", &definition).ok()
}

fn facts<'a>(matcher: &Matcher, chunks: impl Iterator<Item = &'a [u8]>) -> Vec<Fact> {
    let matchers = std::slice::from_ref(matcher);
    let (mut output, mut facts) = (Output::with_matchers(matchers), Vec::new());
    for chunk in chunks {
        output.feed(chunk, &mut facts);
    }
    output.finish(&mut facts);
    facts
}
