//! Which formats a line is for, found in one pass over it.

use std::sync::LazyLock;

use aho_corasick::packed::{self, Searcher};
use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, MatchKind, StartKind};

use super::format::FORMATS;

/// Pieces of the triggers of all formats: a line that holds none of them is for no format.
///
/// They are few and short, so that one vectorised search finds them all; that is what most lines cost. Each trigger must hold one of them,
/// which a test checks. Choose what is rare in ordinary output.
const FRAGMENTS: &[&str] = &[
    "rror",
    "RROR",
    "arn",
    "ARN",
    "ail",
    "AIL",
    "aceback",
    "ompil",
    "Watching",
    // Java, .NET
    "xception",
    "SEVERE",
    "BUILD",
    ".kt",
    "istening on",
    "dotnet watch",
    "unning",
    // Ruby, PHP, Elixir
    ":in ",
    "aborted!",
    "PHP ",
    "t open ",
    "ssertion",
    "✘",
    ".ex",
    "** (",
    // Servers and others
    "ockerfile",
    "FATAL",
    "onnections",
    "[emerg]",
    // Test runners and JavaScript.
    "    at ",
    "pass",
    "estarting",
    "Tests",
    "No test",
    "nhandled",
    "ncaught",
    "RERUN",
    "flaky",
    "not ok",
    "# tests",
    "console.",
    "stderr | ",
    "stdout | ",
    ", col ",
    "Node.js v",
    "Watcher",
    "bun test",
    " › ",
    "●",
    "✖",
    "ℹ",
    // Bundlers and frameworks of JavaScript: how they begin and end a cycle, say that they are ready, and mark a problem.
    "Oops! ",
    "uilding...",
    "bundle gen",
    "[watch]",
    "build st",
    "built in",
    "bundles ",
    "for changes",
    "Local:",
    "eady in",
    "⨯ ",
    "╭─[ ",
    " ━━━",
    "[!] ",
    "(!) ",
    "svelte",
    "hmr ",
    "page rel",
    "Checking f",
    "[nodemon]",
    "[tsx]",
    "[webpack-",
    // Python
    "passed",
    "Ran ",
    "module named",
    ": F",
    "[*] ",
    "--> ",
    "migration(s)",
    "nknown comm",
    "ment server",
    "startup complete",
    "eloading",
    "bugger is",
    "in use",
    // Rust, Go, C
    "panic",
    "inished ",
    ".go:",
    "--- ",
    "ok  \t",
    "undefined ref",
    "*** ",
];

/// Indices into [`FORMATS`], in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Formats(u128);

impl Formats {
    const NONE: Self = Self(0);
}

impl Iterator for Formats {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let first = self.0.trailing_zeros() as usize;
        self.0 &= self.0 - 1;
        Some(first)
    }
}

/// The formats that wait for something that this line holds.
pub(super) fn formats(line: &str) -> Formats {
    SCAN.formats(line)
}

/// The triggers of all formats.
#[cfg(fuzzing)]
pub(crate) fn triggers() -> impl Iterator<Item = &'static str> {
    let formats = FORMATS.iter();
    formats.flat_map(|format| format.triggers().iter().copied())
}

static SCAN: LazyLock<Scan> = LazyLock::new(Scan::new);

struct Scan {
    /// None where the processor has no vector instructions for it.
    fragments: Option<Searcher>,
    triggers: AhoCorasick,
    /// For each trigger the formats that wait for it.
    waiting: Vec<u128>,
}

impl Scan {
    fn new() -> Self {
        let mut triggers: Vec<&str> = Vec::new();
        let mut waiting: Vec<u128> = Vec::new();
        for (number, format) in FORMATS.iter().enumerate() {
            for trigger in format.triggers() {
                triggers.push(trigger);
                waiting.push(1 << number);
            }
        }
        let fragments = packed::Config::new()
            .match_kind(packed::MatchKind::LeftmostFirst)
            // By default it gives up beyond 64 pieces.
            .heuristic_pattern_limits(false)
            .builder()
            .extend(FRAGMENTS)
            .build();
        let triggers = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .start_kind(StartKind::Unanchored)
            .kind(Some(AhoCorasickKind::DFA))
            .build(triggers)
            .expect("the triggers are few and short");
        Self {
            fragments,
            triggers,
            waiting,
        }
    }

    fn formats(&self, line: &str) -> Formats {
        let from = match &self.fragments {
            None => 0,
            Some(fragments) => match fragments.find(line) {
                None => return Formats::NONE,
                Some(_) => 0,
            },
        };
        let input = Input::new(&line[from..]).anchored(Anchored::No);
        let mut formats = 0;
        for found in self.triggers.find_overlapping_iter(input) {
            formats |= self.waiting[found.pattern()];
        }
        Formats(formats)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_trigger_holds_a_fragment() {
        for trigger in FORMATS.iter().flat_map(|format| format.triggers()) {
            assert!(trigger.len() >= 3, "`{trigger}` is too short");
            let holds = FRAGMENTS.iter().any(|fragment| trigger.contains(fragment));
            assert!(holds, "`{trigger}` holds none of the fragments");
        }
    }

    #[test]
    fn there_are_no_more_formats_than_bits() {
        assert!(FORMATS.len() <= 128);
    }

    #[test]
    fn the_fragments_are_found_by_vector_instructions_where_the_processor_has_them() {
        if cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) {
            assert!(SCAN.fragments.is_some());
        }
    }

    #[test]
    fn a_line_is_for_the_formats_whose_triggers_it_holds() {
        assert_eq!(formats("GET /api/users 200 in 12 ms"), Formats::NONE);
        let only: Vec<_> = formats("a.ts(3,7): error TS2322: no").collect();
        assert!(only.contains(&0));
    }
}
