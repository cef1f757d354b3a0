//! Bounds, and what the estimate of tokens is worth.

use std::fs;
use std::path::{Path, PathBuf};

use brummer_core::LogLine;

use super::*;
use crate::tools::lines::tests::line;
use crate::tools::lines::{Manner, show};

#[test]
fn a_budget_stays_within_what_clients_take() {
    assert_eq!(Budget::LOGS.or(None), Budget::LOGS);
    assert_eq!(Budget::LOGS.or(Some(1)).bytes(), 1_500);
    assert_eq!(Budget::LOGS.or(Some(1_000_000)).bytes(), 42_000);
}

#[test]
fn what_does_not_fit_is_counted() {
    let lines = || ["one", "two", "three"].map(str::to_owned);
    assert_eq!(fill(lines(), 100), ("one\ntwo\nthree\n".to_owned(), 0));
    assert_eq!(fill(lines(), 8), ("one\ntwo\n".to_owned(), 1));
    assert_eq!(fill(lines(), 1), ("one\n".to_owned(), 2));
}

/// The recorded outputs of real tools.
fn recordings() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../brummer-core/tests/fixtures");
    let mut dirs = vec![root];
    let mut found = Vec::new();
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                dirs.push(path);
            } else if path.extension().is_some_and(|extension| extension == "log") {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn a_third_of_the_weight_is_an_upper_bound_for_the_tokens_of_real_output() {
    let tokenizers = [
        tiktoken_rs::o200k_base().unwrap(),
        tiktoken_rs::cl100k_base().unwrap(),
    ];
    let recordings = recordings();
    assert!(recordings.len() > 100, "{}", recordings.len());
    let mut worst: Vec<String> = Vec::new();
    let (mut bytes_shown, mut weight_shown) = (0, 0);
    for recording in recordings {
        let bytes = fs::read(&recording).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<LogLine> = text.lines().map(|text| line("web", text)).collect();
        let shown = show(&lines, &[], Manner::newest(usize::MAX / 2)).text;
        let weighs: usize = shown.split_inclusive('\n').map(weight).sum();
        let estimate = weighs.div_ceil(TOKEN_BYTES);
        bytes_shown += shown.len();
        weight_shown += weighs;
        for tokenizer in &tokenizers {
            let tokens = tokenizer.encode_ordinary(&shown).len();
            if tokens > estimate {
                worst.push(format!("{}: {tokens} of {estimate}", recording.display()));
            }
        }
    }
    assert!(worst.is_empty(), "{} {worst:#?}", worst.len());
    // An estimate that is far too high would waste what was asked for.
    assert!(
        weight_shown * 2 < bytes_shown * 3,
        "{weight_shown} of {bytes_shown}"
    );
}
