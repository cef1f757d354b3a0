//! One pass over a line that tells which rules and which formats have to look at it.
//!
//! Each of them waits for some pieces of text, a few hundred over all of them, and most lines hold none. A vectorised search for so many pieces finds candidates in
//! nearly every line. So each piece is found by the four bytes of it that are likely to be the rarest: the pass looks each four bytes of the line up
//! in a table of bits, and compares whole pieces only where there is one.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::format::FORMATS;
use super::level::{PHRASES_PIECES, REQUESTS_PIECES, WORDS_PIECES};
use super::url;

/// What has to look at a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sifted {
    rules: u8,
    formats: u128,
}

/// A rule that is no format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// There may be an address.
    Urls = 1,
    /// There may be the name of a level.
    Words = 2,
    /// There may be a request.
    Requests = 4,
    /// There may be a phrase that says that something failed.
    Phrases = 8,
}

impl Sifted {
    pub(super) fn is_for(self, rule: Rule) -> bool {
        self.rules & rule as u8 != 0
    }

    /// Indices into [`FORMATS`], in order.
    pub(super) fn formats(self) -> impl Iterator<Item = usize> {
        let mut left = self.formats;
        std::iter::from_fn(move || {
            let next = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            (next < FORMATS.len()).then_some(next)
        })
    }
}

/// What has to look at this line.
pub(crate) fn sift(line: &[u8]) -> Sifted {
    SIEVE.sift(line)
}

/// Whether the line has to be looked at for addresses.
#[cfg(fuzzing)]
pub(crate) fn may_have_urls(line: &str) -> bool {
    sift(line.as_bytes()).is_for(Rule::Urls)
}

/// What the formats wait for.
#[cfg(fuzzing)]
pub(crate) fn triggers() -> impl Iterator<Item = &'static str> {
    let formats = FORMATS.iter();
    formats.flat_map(|format| format.triggers().iter().copied())
}

static SIEVE: LazyLock<Sieve> = LazyLock::new(|| {
    let mut sieve = Sieve::default();
    for (number, format) in FORMATS.iter().enumerate() {
        let formats = 1 << number;
        sieve.add(format.triggers(), Sifted { rules: 0, formats });
    }
    for (rule, pieces) in [
        (Rule::Urls, &url::PIECES[..]),
        (Rule::Words, &WORDS_PIECES),
        (Rule::Requests, &REQUESTS_PIECES),
        (Rule::Phrases, &PHRASES_PIECES),
    ] {
        let rules = rule as u8;
        sieve.add(pieces, Sifted { rules, formats: 0 });
    }
    sieve
});

struct Sieve {
    /// A bit for each value of [`slot`].
    table: Box<[u64; SLOTS / 64]>,
    /// The pieces by their four bytes.
    pieces: FxHashMap<u32, Vec<Piece>>,
}

const SLOTS: usize = 1 << 16;

/// Text that something waits for.
struct Piece {
    text: &'static [u8],
    /// Where its four bytes stand in it.
    offset: usize,
    means: Sifted,
}

impl Default for Sieve {
    fn default() -> Self {
        Self {
            table: Box::new([0; SLOTS / 64]),
            pieces: FxHashMap::default(),
        }
    }
}

impl Sieve {
    fn add(&mut self, pieces: &[&'static str], means: Sifted) {
        for text in pieces {
            let text = text.as_bytes();
            let (offset, four) = rarest(text);
            let slot = slot(four);
            self.table[slot / 64] |= 1 << (slot % 64);
            self.pieces.entry(four).or_default().push(Piece {
                text,
                offset,
                means,
            });
        }
    }

    fn sift(&self, line: &[u8]) -> Sifted {
        let mut found = Sifted::default();
        for (at, four) in line.windows(4).enumerate() {
            let four = u32::from_le_bytes([four[0], four[1], four[2], four[3]]);
            let slot = slot(four);
            if self.table[slot / 64] >> (slot % 64) & 1 != 0 {
                self.compare(line, at, four, &mut found);
            }
        }
        found
    }

    fn compare(&self, line: &[u8], at: usize, four: u32, found: &mut Sifted) {
        for piece in self.pieces.get(&four).into_iter().flatten() {
            let start = at.checked_sub(piece.offset);
            let is_there = start.is_some_and(|start| line[start..].starts_with(piece.text));
            if is_there {
                found.rules |= piece.means.rules;
                found.formats |= piece.means.formats;
            }
        }
    }
}

/// Spreads four bytes over the table.
#[inline]
fn slot(four: u32) -> usize {
    (four.wrapping_mul(0x9e37_79b1) >> 16) as usize
}

/// The four bytes of a piece that are likely to be the rarest, with their place. A piece has at least four bytes.
fn rarest(piece: &[u8]) -> (usize, u32) {
    let fours = piece.windows(4).enumerate();
    let frequency =
        |four: &(usize, &[u8])| four.1.iter().map(|&byte| frequency(byte)).product::<u64>();
    let (offset, four) = fours
        .min_by_key(frequency)
        .expect("a piece has at least four bytes");
    (
        offset,
        u32::from_le_bytes([four[0], four[1], four[2], four[3]]),
    )
}

/// How frequent a byte is in what programs print, roughly, in a thousandth.
fn frequency(byte: u8) -> u64 {
    match byte {
        b' ' => 150,
        b'e' => 80,
        b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' => 50,
        b'd' | b'l' | b'c' | b'u' | b'm' | b'p' => 25,
        b'0'..=b'9' | b'.' | b'/' | b':' | b'-' | b'=' => 20,
        b'a'..=b'z' => 10,
        b'A'..=b'Z' | b'"' | b',' | b'(' | b')' | b'[' | b']' | b'_' => 5,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_holds_a_piece_is_for_its_format_wherever_it_stands() {
        for (number, format) in FORMATS.iter().enumerate() {
            for trigger in format.triggers() {
                let lines = [
                    (*trigger).to_owned(),
                    format!("x{trigger}"),
                    format!("{trigger}yz"),
                ];
                for line in lines {
                    assert!(
                        sift(line.as_bytes()).formats().any(|found| found == number),
                        "{line}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_line_is_for_the_rules_whose_pieces_it_holds() {
        assert!(sift(b"see http://localhost").is_for(Rule::Urls));
        assert!(sift(b"an error").is_for(Rule::Words));
        assert!(!sift(b"an error").is_for(Rule::Urls));
    }

    #[test]
    fn an_ordinary_line_is_for_nothing() {
        let line = b"0000 worker 3 took job `resize` from the queue, 17 waiting, oldest is 2 s old";
        assert_eq!(sift(line), Sifted::default());
        assert_eq!(sift(b""), Sifted::default());
        assert_eq!(sift(b"abc"), Sifted::default());
    }

    #[test]
    fn there_are_no_more_formats_than_bits() {
        assert!(FORMATS.len() <= 128);
    }
}
