//! A search over a whole log finds the lines that the pattern matches one by one.
#![no_main]

use std::sync::LazyLock;

use brummer_core::fuzz::Log;
use brummer_core::{LogPattern, LogQuery};
use brummer_fuzz::{Cut, process};
use libfuzzer_sys::fuzz_target;

static PATTERNS: LazyLock<Vec<LogPattern>> = LazyLock::new(|| {
    let patterns = [
        "rror",
        "^.",
        "a$",
        "^$",
        r"\b\w+\b",
        "a*",
        "[^a]{2}",
        "(?:ab|c)+",
        r"^\s",
        "m",
    ];
    let patterns = patterns.map(|pattern| LogPattern::regex(pattern).expect("an expression"));
    let inverted = patterns.clone().map(LogPattern::inverted);
    patterns.into_iter().chain(inverted).collect()
});

fuzz_target!(|input: &[u8]| {
    let (kind, input) = input.split_last().unwrap_or((&0, input));
    let pattern = match (
        usize::from(*kind),
        input.split(|&byte| byte == b'\n').next(),
    ) {
        (255, Some(first)) => LogPattern::regex(&String::from_utf8_lossy(first)).ok(),
        (kind, _) => Some(PATTERNS[kind % PATTERNS.len()].clone()),
    };
    let cut = Cut::new(input);
    let log = Log::new(&process(), 1 << 30);
    for chunk in cut.chunks() {
        log.feed(chunk);
    }
    let read = |pattern: Option<LogPattern>| {
        let page = log.read(&LogQuery {
            limit: LogQuery::MAX_LIMIT,
            pattern,
            ..LogQuery::default()
        });
        page.lines
    };
    let Some(pattern) = pattern else { return };
    let mut one_by_one = read(None);
    one_by_one.retain(|line| pattern.matches(line));
    let found = read(Some(pattern.clone()));
    let differ = found.iter().zip(&one_by_one).find(|(a, b)| a != b);
    assert!(differ.is_none(), "{pattern:?}: {differ:?}");
    assert_eq!(found.len(), one_by_one.len(), "{pattern:?}");
});
