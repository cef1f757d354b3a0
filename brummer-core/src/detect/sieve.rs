//! One pass over a line that tells which rules and which formats have to look at it.
//!
//! Each of them waits for some pieces of text, a few hundred over all of them, and most lines hold none. A vectorised search for so many pieces finds candidates in
//! nearly every line. So each piece is found by the four bytes of it that are likely to be the rarest: the pass looks each four bytes of the line up
//! in a table of bits, and compares whole pieces only where there is one.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::format::FORMATS;
use super::level::{PHRASES_PIECES, REQUESTS_PIECES, WORDS_PIECES};
use super::url;

/// What has to look at a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sifted {
    /// Where in the line, by [`Rule`].
    rules: [Option<Within>; 4],
    formats: u128,
}

/// A rule that is no format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// There may be an address.
    Urls,
    /// There may be the name of a level.
    Words,
    /// There may be a request.
    Requests,
    /// There may be a phrase that says that something failed.
    Phrases,
}

/// From where to where pieces of one rule stand in a line, so that its search need not look elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Within {
    /// Where the first one starts.
    pub(super) first: usize,
    /// Where the last one starts.
    pub(super) last: usize,
}

impl Sifted {
    /// Where the rule has to look, if it has to.
    pub(super) fn within(self, rule: Rule) -> Option<Within> {
        self.rules[rule as usize]
    }

    fn add(&mut self, means: Means, start: usize) {
        match means {
            Means::Format(number) => self.formats |= 1 << number,
            Means::Rule(rule) => {
                let known = self.rules[rule as usize];
                let (first, last) = known.map_or((start, start), |known| (known.first, known.last));
                self.rules[rule as usize] = Some(Within {
                    first: first.min(start),
                    last: last.max(start),
                });
            }
        }
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
    sift(line.as_bytes()).within(Rule::Urls).is_some()
}

/// What the formats wait for.
#[cfg(fuzzing)]
pub(crate) fn triggers() -> impl Iterator<Item = &'static str> {
    let formats = FORMATS.iter();
    formats.flat_map(|format| format.triggers().iter().copied())
}

static SIEVE: LazyLock<Sieve> = LazyLock::new(|| {
    let mut pieces = Vec::new();
    for (number, format) in FORMATS.iter().enumerate() {
        let means = Means::Format(number);
        pieces.extend(format.triggers().iter().map(|text| Piece::new(text, means)));
    }
    for (rule, texts) in [
        (Rule::Urls, &url::PIECES[..]),
        (Rule::Words, &WORDS_PIECES),
        (Rule::Requests, &REQUESTS_PIECES),
        (Rule::Phrases, &PHRASES_PIECES),
    ] {
        let means = Means::Rule(rule);
        pieces.extend(texts.iter().map(|text| Piece::new(text, means)));
    }
    Sieve::new(pieces)
});

struct Sieve {
    /// A bit for each value of [`slot`].
    table: Box<[u64; WORDS]>,
    /// How many bits are set before each word of the table.
    before: Box<[usize; WORDS]>,
    /// The pieces of each bit that is set, in order.
    pieces: Vec<Vec<Piece>>,
}

const WORDS: usize = 1 << 10;

/// Text that something waits for.
struct Piece {
    text: &'static [u8],
    /// The four bytes of it that it is found by.
    four: u32,
    /// Where these stand in it.
    offset: usize,
    means: Means,
}

/// Who waits for a piece.
#[derive(Clone, Copy)]
enum Means {
    Rule(Rule),
    /// By its index in [`FORMATS`].
    Format(usize),
}

impl Piece {
    fn new(text: &'static str, means: Means) -> Self {
        let text = text.as_bytes();
        let (offset, four) = rarest(text);
        Self {
            text,
            four,
            offset,
            means,
        }
    }
}

impl Sieve {
    fn new(pieces: Vec<Piece>) -> Self {
        let mut by_slot: BTreeMap<usize, Vec<Piece>> = BTreeMap::new();
        for piece in pieces {
            by_slot.entry(slot(piece.four)).or_default().push(piece);
        }
        let mut table = Box::new([0_u64; WORDS]);
        for slot in by_slot.keys() {
            table[slot / 64] |= 1 << (slot % 64);
        }
        let mut before = Box::new([0; WORDS]);
        for word in 1..WORDS {
            before[word] = before[word - 1] + table[word - 1].count_ones() as usize;
        }
        Self {
            table,
            before,
            pieces: by_slot.into_values().collect(),
        }
    }

    fn sift(&self, line: &[u8]) -> Sifted {
        let mut found = Sifted::default();
        let mut at = 0;
        // Eight bytes hold five times four; looking at four of them at a time takes one load and one branch.
        while let Some(eight) = line[at..].first_chunk() {
            let eight = u64::from_le_bytes(*eight);
            let fours = [eight, eight >> 8, eight >> 16, eight >> 24]
                .map(|eight| (eight & 0xffff_ffff) as u32);
            if fours
                .into_iter()
                .fold(0, |bits, four| bits | self.bit(four))
                != 0
            {
                for (n, four) in fours.into_iter().enumerate() {
                    self.compare(line, at + n, four, &mut found);
                }
            }
            at += fours.len();
        }
        for (n, four) in line[at..].windows(4).enumerate() {
            self.compare(line, at + n, little_endian(four), &mut found);
        }
        found
    }

    /// 1 if a piece may have these bytes, else 0.
    #[inline]
    fn bit(&self, four: u32) -> u64 {
        let slot = slot(four);
        self.table[slot / 64] >> (slot % 64) & 1
    }

    #[inline]
    fn compare(&self, line: &[u8], at: usize, four: u32, found: &mut Sifted) {
        if self.bit(four) != 0 {
            self.compare_pieces(line, at, four, found);
        }
    }

    // Apart, so that the loop over a line keeps what it needs in registers.
    #[inline(never)]
    fn compare_pieces(&self, line: &[u8], at: usize, four: u32, found: &mut Sifted) {
        let slot = slot(four);
        let lower = self.table[slot / 64] & ((1 << (slot % 64)) - 1);
        let position = self.before[slot / 64] + lower.count_ones() as usize;
        for piece in &self.pieces[position] {
            if piece.four == four
                && let Some(start) = at.checked_sub(piece.offset)
                && line[start..].starts_with(piece.text)
            {
                found.add(piece.means, start);
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
    (offset, little_endian(four))
}

fn little_endian(four: &[u8]) -> u32 {
    u32::from_le_bytes([four[0], four[1], four[2], four[3]])
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
        let within = |first, last| Some(Within { first, last });
        assert!(sift(b"see http://localhost").within(Rule::Urls).is_some());
        assert_eq!(sift(b"an error").within(Rule::Urls), None);
        // `rror` twice, and at any distance from the end.
        assert_eq!(
            sift(b"an error or two errors").within(Rule::Words),
            within(4, 17)
        );
        assert_eq!(sift(b"rror").within(Rule::Words), within(0, 0));
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
