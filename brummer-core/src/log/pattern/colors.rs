//! Finds candidates in coloured text without taking the colours out first.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Capture, Hir, HirKind, Look, Repetition};

/// A control sequence as colours are: `ESC [`, parameters, intermediates, final byte (ECMA-48).
const SEQUENCE: &str = r"(?-u:\x1b\[[0-?]*[ -/]*[@-~])";

/// A pattern that finds, in text whose only escape sequences are control sequences, at least the lines in which
/// `pattern` is found without them. None if it would find every line.
pub(super) fn through(pattern: &str) -> Option<String> {
    let parse = |pattern: &str| ParserBuilder::new().utf8(false).build().parse(pattern).ok();
    let gap = parse(&format!("(?:{SEQUENCE})*"))?;
    let pattern = parse(pattern)?;
    let matches_nothing = pattern
        .properties()
        .minimum_len()
        .is_none_or(|length| length == 0);
    (!matches_nothing).then(|| with_gaps(pattern, &gap, Place::First).to_string())
}

/// Where a part of a pattern stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing stands before it, so there is no gap to cross.
    First,
    Behind,
}

/// The pattern with a gap before everything that it matches. It recurses no deeper than the parser allows.
fn with_gaps(hir: Hir, gap: &Hir, place: Place) -> Hir {
    let behind_gap = |hir: Hir| match place {
        Place::First => hir,
        Place::Behind => Hir::concat(vec![gap.clone(), hir]),
    };
    match hir.into_kind() {
        HirKind::Literal(literal) => {
            let bytes = literal.0.iter().map(|byte| Hir::literal([*byte]));
            let mut parts: Vec<Hir> = Vec::new();
            for byte in bytes {
                if !parts.is_empty() || place == Place::Behind {
                    parts.push(gap.clone());
                }
                parts.push(byte);
            }
            Hir::concat(parts)
        }
        HirKind::Class(class) => behind_gap(Hir::class(class)),
        HirKind::Look(Look::StartLF) => Hir::concat(vec![Hir::look(Look::StartLF), gap.clone()]),
        HirKind::Look(Look::EndLF) => Hir::concat(vec![gap.clone(), Hir::look(Look::EndLF)]),
        // What stands beside a word is not known here; whoever looks at the line will see.
        HirKind::Empty | HirKind::Look(_) => Hir::empty(),
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            sub: Box::new(with_gaps(*repetition.sub, gap, Place::Behind)),
            ..repetition
        }),
        HirKind::Capture(capture) => Hir::capture(Capture {
            sub: Box::new(with_gaps(*capture.sub, gap, place)),
            ..capture
        }),
        HirKind::Concat(parts) => {
            let mut place = place;
            let parts = parts
                .into_iter()
                .map(|part| with_gaps(part, gap, std::mem::replace(&mut place, Place::Behind)));
            Hir::concat(parts.collect())
        }
        HirKind::Alternation(parts) => {
            let parts = parts.into_iter().map(|part| with_gaps(part, gap, place));
            Hir::alternation(parts.collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use regex::bytes::Regex;

    use super::*;

    #[track_caller]
    fn check(pattern: &str, text: &str, expected: bool) {
        let regex = Regex::new(&through(pattern).unwrap()).unwrap();
        assert_eq!(regex.is_match(text.as_bytes()), expected);
    }

    #[test]
    fn colours_within_a_match_are_crossed() {
        check("ready in", "\x1b[1mready\x1b[0m in", true);
        check("ready in", "r\x1b[1m\x1b[2meady in", true);
        check("(?m:^)ready", "\x1b[1mready", true);
        check("ready(?m:$)", "ready\x1b[0m\nx", true);
        check("(?:ab)+c", "a\x1b[1mb\x1b[0mabc", true);
        check(r"\bready\b", "\x1b[1mready", true);
    }

    #[test]
    fn other_text_is_not() {
        check("ready in", "ready  in", false);
        check("ready in", "ready\x1b[1m\n in", false);
        check("ab|cd", "ac", false);
    }

    #[test]
    fn a_pattern_that_is_everywhere_has_no_candidates() {
        assert!(through("a*").is_none());
        assert!(through("(?m:^$)").is_none());
    }
}
