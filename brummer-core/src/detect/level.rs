//! How serious a line without structure is.
//!
//! A line says so by where a word stands, not by the word alone: `error: …`, `[ERROR]` and `2 errors` do,
//! `error-handler.ts`, `0 errors` and `test errors ... ok` do not. So the sieve, which knows
//! pieces of the words, answers for most lines, and only where one is found do rules look at what stands around it.

mod access;
mod around;
mod line;
mod mark;
mod phrase;
mod search;
mod word;

#[cfg(test)]
mod corpus;

use self::access::Request;
use self::line::Line;
use self::mark::Mark;
pub(super) use self::search::{PHRASES_PIECES, REQUESTS_PIECES, WORDS_PIECES};
use super::sieve::{Rule, Sifted};
use crate::log::Level;

/// How much of a line is looked at, in bytes: what a line is stands near its start.
const HEAD_BYTES: usize = 1024;

/// How serious the line says it is, if it says so. The line is without escape sequences; `sifted` is what the sieve said of
/// it.
///
/// Of an HTTP request the status counts: an error from 500 on, a warning from 400 on. Otherwise the first word that
/// tells decides, so that a line tagged as information stays that, whatever its message speaks of.
pub(crate) fn level(line: &str, sifted: Sifted) -> Option<Level> {
    let bytes = line.as_bytes();
    let line = Line::new(&bytes[..bytes.len().min(HEAD_BYTES)]);
    let marked = match mark::mark(line) {
        Mark::Level(level) => return Some(level),
        Mark::Nothing => return None,
        Mark::Perhaps(level) => Some(level),
        Mark::Unmarked => None,
    };
    let request = sifted.within(Rule::Requests);
    let word = || word::level(line, sifted.within(Rule::Words)?);
    match request.and_then(|within| access::request(line, within)) {
        Some(Request::Failed(level)) => Some(level),
        // The words of a request that was answered well are only what was asked for.
        Some(Request::Answered) => word().filter(|level| *level <= Level::Info),
        None => word()
            .or_else(|| phrase::level(line, sifted.within(Rule::Phrases)?))
            .or(marked),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::sieve::sift;
    use super::*;

    fn level(line: &str) -> Option<Level> {
        super::level(line, sift(line.as_bytes()))
    }

    #[track_caller]
    fn check(level_name: &str, lines: &[&str]) {
        let expected = match level_name {
            "none" => None,
            name => Some(name.parse::<Level>().unwrap()),
        };
        for line in lines {
            assert_eq!(level(line), expected, "{line}");
        }
    }

    #[test]
    fn words_in_names_counts_of_zero_and_options_are_no_errors() {
        check(
            "none",
            &[
                "0 errors",
                "0 errors, 0 warnings",
                "compiled error-handler.ts",
                "src/errors/index.ts",
                "no errors found",
                "errors: 0",
                "warnings: 0",
                "GET /error 200",
                "GET /error 200 12 ms",
                "running with --fail-fast",
                "error_count = 0",
                "ErrorBoundary mounted",
                "onError registered",
                "test errors::are_reported ... ok",
                "✓ shows an error page",
                "ok 3 - fails on errors",
                "Found 0 errors. Watching for file changes.",
                "0 failed, 12 passed",
                "failed: 0",
                "{ errors: [], failed: false, error: null }",
                "without warnings",
                "libgpg-error0 is already the newest version",
                "    at ErrorHandler.onError (src/error.ts:3:7)",
            ],
        );
    }

    #[test]
    fn lines_that_say_that_something_failed_are_errors() {
        check(
            "error",
            &[
                "ERROR something broke",
                "[error] something broke",
                "[ERROR] x",
                "error: x",
                "Error: x",
                "Error: ",
                "TypeError: x is not a function",
                "Uncaught TypeError: x",
                "error[E0308]: mismatched types",
                "E0308: mismatched types",
                "src/a.ts(3,7): error TS2322: x",
                "E1123 13:03:06.123456 7 main.cc:12] cannot open",
                "E/ActivityManager( 123): died",
                "<3>disk failing",
                "Traceback (most recent call last):",
                "npm ERR! code E404",
                "npm error code E404",
                "✖ 3 problems",
                "✘ [ERROR] Could not resolve",
                "2 errors",
                "Tests: 1 failed, 3 passed",
                "Build failed",
                "Failed to compile.",
                "2026-11-23 12:46:24,369 ERROR    [app] x",
                "ERROR:app:x",
                "127.0.0.1 - - [x] \"GET / HTTP/1.1\" 502 -",
                " GET /error 500 in 84ms",
                "Completed 500 Internal Server Error in 12ms",
                "Connection refused",
                "not ok 2 - fails",
                "fail: Microsoft.Hosting.Lifetime[0]",
                "E, [2026-11-23T13:03:21.745246 #1] ERROR -- api: e",
                "1:03PM ERR payment failed",
                "[12:00:01 ERR] x",
            ],
        );
    }

    #[test]
    fn lines_that_warn_are_warnings() {
        check(
            "warn",
            &[
                "WARN x",
                "warning: unused variable",
                "Warning: x",
                "npm WARN deprecated x",
                "npm warn deprecated x",
                "W/Tag: x",
                "W1123 13:03:06.123456 7 main.cc:12] x",
                "⚠ x",
                "(node:1) DeprecationWarning: x",
                "\"GET /nope HTTP/1.1\" 404 -",
                "INFO:     127.0.0.1:1 - \"GET /nope HTTP/1.1\" 404 Not Found",
                "0 errors, 2 warnings",
                "<4>x",
                "1:03PM WRN slow",
                "  1:7   warning  'a' is never used  no-unused-vars",
                "[2026-11-23T12:00:00Z WARN  api] x",
            ],
        );
    }

    #[test]
    fn a_level_that_ends_the_program_is_fatal() {
        check(
            "fatal",
            &[
                "panic: runtime error: index out of range",
                "FATAL x",
                "fatal: not a git repository",
                "CRITICAL:app:x",
                "[emerg] x",
                "e.c:1:2: fatal error: no",
                "<2>x",
            ],
        );
    }

    #[test]
    fn a_tag_outweighs_the_words_of_its_message() {
        check(
            "info",
            &[
                "INFO: 3 errors were fixed",
                "[info] error: handled",
                "2026-11-23 12:46:24,369 INFO [app] request failed, retrying",
                "2026-11-23T13:03:06Z  INFO api::errors: error: none",
                "LOG:  statement: select error from errors",
            ],
        );
        check(
            "debug",
            &["DEBUG error cache empty", "[debug] failed: 1", "<7>error"],
        );
    }

    #[test]
    fn a_line_of_ten_megabytes_is_answered() {
        for piece in [
            "error ",
            "error",
            "x",
            "\"GET / HTTP/1.1\" ",
            "1 warning ",
            " ",
        ] {
            let line = piece.repeat(10_000_000 / piece.len());
            level(&line);
        }
    }

    #[test]
    #[expect(
        clippy::print_stderr,
        reason = "the number is read by those who change the rules"
    )]
    fn ordinary_lines_cost_little() {
        // The bound is loose, since tests run unoptimised and on busy machines; the printed number is what counts.
        let lines: Vec<String> = (0..1000)
            .map(|n| {
                format!("{n:04} module transformed: src/components/Button{n}.tsx in 12 ms, cached by the bundler since the start")
            })
            .collect();
        let rounds = 100;
        let start = std::time::Instant::now();
        for _ in 0..rounds {
            for line in &lines {
                std::hint::black_box(level(std::hint::black_box(line)));
            }
        }
        let each = start.elapsed() / (rounds * 1000);
        eprintln!("an ordinary line of {} bytes: {each:?}", lines[0].len());
        assert!(each.as_micros() < 100);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            level(&text);
        }

        #[test]
        fn no_mixture_of_words_makes_it_panic(
            words in proptest::collection::vec(
                prop_oneof![
                    Just("error"), Just("Error:"), Just("ERROR"), Just(" "), Just(": "), Just("0"), Just("2 "),
                    Just("\""), Just("HTTP/1.1\" 5"), Just("GET /"), Just("✖"), Just("warn"), Just("["), Just("]"),
                    Just("fail"), Just("é"), Just("\u{0}"), Just("Completed 4"), Just("console."), Just("<3"),
                ],
                0..40,
            )
        ) {
            level(&words.concat());
        }
    }
}
