//! When two problems are the same one.

use std::fmt;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Serialize, Serializer};

use super::Finding;

/// Identifies a problem over cycles, runs and restarts: tool, severity, code, file, test, and the message without what changes from
/// one time to the next. Lines and columns are not part of it, since they move with every edit above.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize,
)]
pub struct Fingerprint(u64);

impl Fingerprint {
    pub(super) fn of(finding: &Finding) -> Self {
        let mut hash = Fnv::default();
        hash.field(finding.tool);
        hash.field(finding.severity.as_str());
        hash.field(finding.code.as_deref().unwrap_or_default());
        hash.field(finding.test.as_deref().unwrap_or_default());
        hash.field(finding.lane.as_deref().unwrap_or_default());
        let file = finding.place.as_ref().map(|place| place.file.as_str());
        hash.field(file.unwrap_or_default().trim_start_matches("./"));
        normalised(&finding.message, |piece| hash.bytes(piece.as_bytes()));
        Self(hash.0)
    }
}

/// Sixteen hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The Fowler-Noll-Vo hash FNV-1a with 64 bits: the same in every build, since fingerprints may be kept.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn bytes(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// A text and its end, so that `ab`, `c` is not `a`, `bc`.
    fn field(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(&[0xff]);
    }
}

/// The text in pieces, with `#` for each word that holds a digit and is a number, an address, an id, a time or a version.
///
/// A word is what stands between characters that are neither letters nor digits. One that has letters beside its digits counts if it is
/// hexadecimal and long (`3f2a9c1b`), begins with `0x`, or is a number with a unit (`12ms`); `utf8` and `E0308` are kept.
fn normalised(text: &str, mut piece: impl FnMut(&str)) {
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
        let (between, word) = rest.split_at(start);
        let end = word.find(|c: char| !c.is_ascii_alphanumeric());
        let (word, behind) = word.split_at(end.unwrap_or(word.len()));
        piece(between);
        piece(if changes(word) { "#" } else { word });
        rest = behind;
    }
    piece(rest);
}

fn changes(word: &str) -> bool {
    const LONG: usize = 8;
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let starts_with_digit = word.starts_with(|c: char| c.is_ascii_digit());
    let is_hexadecimal = word.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits == word.len() && digits > 0
        || digits > 0 && is_hexadecimal && word.len() >= LONG
        || starts_with_digit
}

#[cfg(test)]
mod tests {
    use super::super::Place;
    use super::*;

    fn text(message: &str) -> String {
        let mut text = String::new();
        normalised(message, |piece| text.push_str(piece));
        text
    }

    #[test]
    fn what_changes_from_time_to_time_is_left_out() {
        let check = |message, expected| assert_eq!(text(message), expected);
        check("took 12ms (attempt 3)", "took # (attempt #)");
        check(
            "at 0x7ffe12 in 3f2a9c1b-77de-4a01-9c3d-0123456789ab",
            "at # in #-#-#-#-#",
        );
        check(
            "invalid utf8 at E0308, port é1",
            "invalid utf8 at E0308, port é#",
        );
        check("", "");
    }

    #[test]
    fn a_problem_that_moved_is_the_same() {
        let at = |line| Finding::error("tsc", "no x").at(Place::column("a.ts", line, 1));
        assert_eq!(at(3).fingerprint(), at(30).fingerprint());
    }

    #[test]
    fn another_file_tool_code_or_message_is_another_problem() {
        let one = Finding::error("tsc", "no x").at(Place::file("a.ts"));
        let others = [
            Finding::error("tsc", "no x").at(Place::file("b.ts")),
            Finding::error("vite", "no x").at(Place::file("a.ts")),
            one.clone().code("TS1"),
            Finding::error("tsc", "no y").at(Place::file("a.ts")),
            Finding::warning("tsc", "no x").at(Place::file("a.ts")),
        ];
        for other in others {
            assert_ne!(one.fingerprint(), other.fingerprint(), "{other:?}");
        }
    }
}
