//! How much of what tools print is understood: recorded output, beside what a person reads in it.
//!
//! `tests/fixtures/TOOL/CASE.log` is what the tool printed and `CASE.json` what must be understood; `record.sh` beside them records the
//! output anew. What was written after the documentation of a tool that could not be run is in `fixtures/unverified`, and scored apart.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "fixtures/case.rs"]
mod case;
#[path = "fixtures/score.rs"]
mod score;

use self::case::{cases, read};
use self::score::{Score, compare, table};

/// The score by tool. Its snapshot is the one that the documentation shows.
#[test]
#[expect(
    clippy::print_stdout,
    reason = "whoever runs it by hand wants to see the score"
)]
fn what_tools_print_is_understood() {
    let mut text = String::new();
    let mut misses = Vec::new();
    for (title, folder) in [("verified", ""), ("unverified", "unverified")] {
        let mut scores: Vec<(String, Score)> = Vec::new();
        for case in cases(folder) {
            let (score, differences) = compare(&case);
            misses.extend(differences);
            match scores.last_mut() {
                Some((tool, sum)) if *tool == case.tool => *sum += score,
                _ => scores.push((case.tool.clone(), score)),
            }
        }
        text += &table(title, &scores);
    }
    println!("{text}");
    assert!(misses.is_empty(), "{}", misses.join("\n"));
    insta::assert_snapshot!(text);
}

/// Whatever the lines are cut into for reading, and whichever of them is the last one.
#[test]
fn every_start_of_every_fixture_is_read_without_a_panic() {
    for case in cases("").chain(cases("unverified")) {
        for end in 0..case.lines.len() {
            read(&case.lines[end / 2..end], &case.expected.matchers);
        }
    }
}
