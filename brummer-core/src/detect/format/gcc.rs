//! C and C++: gcc, clang and their tools, the linker, and make.
//!
//! ```text
//! src/cart.c:8:18: warning: format '%d' expects argument of type 'int' [-Wformat=]
//! cc1: fatal error: src/missing.c: No such file or directory
//! /usr/bin/ld: /app/src/main.c:7: undefined reference to `total'
//! make: *** No rule to make target 'other'.
//! make: *** [Makefile:5: src/main.o] Error 1
//! ```
//!
//! gcc and clang print the same, so both are "cc". That a recipe of make failed only repeats what the recipe said.

use super::{Before, Finding, Format, Look, Out};
use crate::detect::{Place, Severity};

const CC: &str = "cc";
const LD: &str = "ld";
const MAKE: &str = "make";

pub(super) struct Gcc;

impl Format for Gcc {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            ": error: ",
            ": fatal error: ",
            ": warning: ",
            ": undefined reference to ",
            ": error: ld returned ",
            "linker command failed",
            "*** ",
        ]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        let is_end = line.contains("ld returned ") || line.contains("linker command failed");
        if is_end {
            linked(before, out);
            return Look::Taken;
        }
        match compiled(line)
            .or_else(|| undefined(line))
            .or_else(|| made(line))
        {
            Some(finding) => {
                out.problem(finding);
                Look::Taken
            }
            None => Look::Pass,
        }
    }
}

/// A message of a compiler.
fn compiled(line: &str) -> Option<Finding> {
    const WORDS: [(&str, Severity); 3] = [
        (": error: ", Severity::Error),
        (": fatal error: ", Severity::Error),
        (": warning: ", Severity::Warning),
    ];
    // The word that stands first is the one of the message.
    let (at, word, severity) = WORDS
        .iter()
        .filter_map(|&(word, severity)| Some((line.find(word)?, word, severity)))
        .min_by_key(|&(at, ..)| at)?;
    let (head, message) = (&line[..at], &line[at + word.len()..]);
    if message.starts_with("ld returned ") {
        return None;
    }
    let (message, code) = coded(message);
    let mut finding = Finding::new(severity, CC, message);
    finding.code = code.map(str::to_owned);
    if is_compiler(head) {
        return Some(finding);
    }
    let place = Place::parse(head)?;
    is_source(&place.file).then(|| finding.at(place))
}

/// Parts a message from the option that turns it on: `unused variable 'x' [-Wunused-variable]`.
fn coded(message: &str) -> (&str, Option<&str>) {
    let parted = message
        .strip_suffix(']')
        .and_then(|message| message.rsplit_once(" ["));
    match parted {
        // Checks of clang-tidy have names with dashes.
        Some((text, code)) if code.contains('-') && !code.contains(' ') => (text, Some(code)),
        _ => (message, None),
    }
}

/// Whether a compiler speaks of itself, as in `clang: error: no input files`.
fn is_compiler(head: &str) -> bool {
    let name = head.rsplit('/').next().unwrap_or(head);
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'));
    let names = [
        "gcc", "g++", "cc", "c++", "clang", "clang++", "cc1plus", "cpp",
    ];
    names.contains(&name) || head == "cc1"
}

/// Whether a file is one of C, C++, Objective-C, CUDA or assembly; headers of C++ have no ending.
fn is_source(file: &str) -> bool {
    const ENDINGS: [&str; 19] = [
        "c", "h", "cc", "hh", "cpp", "hpp", "cxx", "hxx", "c++", "h++", "C", "H", "m", "mm", "cu",
        "inl", "ipp", "s", "S",
    ];
    let name = file.rsplit('/').next().unwrap_or(file);
    match name.rsplit_once('.') {
        Some((_, ending)) => ENDINGS.contains(&ending),
        None => file.contains("/include/"),
    }
}

/// ``/usr/bin/ld: /app/src/main.c:7: undefined reference to `total'``
fn undefined(line: &str) -> Option<Finding> {
    let at = line.find(": undefined reference to ")?;
    Some(linker(&line[..at], &line[at + 2..]))
}

/// A message of the linker, behind the object or source file that it is about.
fn linker(head: &str, message: &str) -> Finding {
    let message = message.split("; ").next().unwrap_or(message);
    let finding = Finding::error(LD, message);
    let head = head.rsplit_once("ld: ").map_or(head, |(_, head)| head);
    if let Some((file, _)) = head.split_once(":(") {
        // Without debug information there is no line.
        return if file.is_empty() {
            finding
        } else {
            finding.at(Place::file(file))
        };
    }
    match Place::parse(head) {
        Some(place) => finding.at(place),
        None => finding,
    }
}

/// What the linker said before it gave up, and that has no word of its own.
fn linked(before: &Before, out: &mut Out<'_>) {
    for back in (1..=8).rev() {
        let line = before.back(back);
        let finding = if let Some(at) = line.find(": multiple definition of ") {
            linker(&line[..at], &line[at + 2..])
        } else if let Some((_, missing)) = line.split_once("ld: cannot find ") {
            Finding::error(LD, format!("cannot find {missing}"))
        } else {
            continue;
        };
        let number = out
            .number()
            .saturating_sub(u64::try_from(back).unwrap_or(0));
        let mut finding = finding;
        finding.lines = (number, number);
        out.problem(finding);
    }
}

/// `make: *** No rule to make target 'x'.  Stop.`, `Makefile:3: *** missing separator.  Stop.`
fn made(line: &str) -> Option<Finding> {
    let (head, message) = line.split_once(": *** ")?;
    let message = message.strip_suffix("  Stop.").unwrap_or(message);
    if let Some(place) = Place::parse(head) {
        return Some(Finding::error(MAKE, message).at(place));
    }
    let is_make = head
        .rsplit('/')
        .next()
        .is_some_and(|name| name.starts_with("make") || name.starts_with("gmake"));
    (is_make && message.starts_with("No ")).then(|| Finding::error(MAKE, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linker_may_not_know_the_line() {
        let place = |line| undefined(line).unwrap().place;
        assert_eq!(
            place("/usr/bin/ld: main.c:(.text+0x5): undefined reference to `f'"),
            Some(Place::file("main.c"))
        );
        assert_eq!(place("(.text+0x5): undefined reference to `f'"), None);
        assert_eq!(
            place("/app/main.c:7: undefined reference to `f'"),
            Some(Place::line("/app/main.c", 7))
        );
    }

    #[test]
    fn only_sources_of_c_are_its_own() {
        assert!(compiled("a.swift:3:5: error: no").is_none());
        assert!(compiled("a.py:3: error: no").is_none());
        assert!(compiled("server: error: no").is_none());
        assert!(compiled("a.hpp:3: error: no").is_some());
        assert!(compiled("/usr/include/c++/12/vector:3:5: error: no").is_some());
        assert!(compiled("/usr/bin/clang-14: error: no input files").is_some());
    }

    #[test]
    fn checks_of_clang_tidy_are_codes() {
        let finding = compiled("a.cpp:3:5: warning: no [bugprone-unused]").unwrap();
        assert_eq!(finding.code.as_deref(), Some("bugprone-unused"));
        assert_eq!(coded("array of int [3]"), ("array of int [3]", None));
    }

    #[test]
    fn a_recipe_that_failed_repeats_what_it_said() {
        assert_eq!(made("make: *** [Makefile:5: main.o] Error 1"), None);
        assert_eq!(made("make[1]: *** [main.o] Error 2"), None);
        let finding = made("make: *** No targets specified and no makefile found.  Stop.");
        assert_eq!(
            finding.unwrap().message,
            "No targets specified and no makefile found."
        );
        let finding = made("Makefile:3: *** missing separator.  Stop.").unwrap();
        assert_eq!(finding.place, Some(Place::line("Makefile", 3)));
    }
}
