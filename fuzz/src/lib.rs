//! What the targets have in common.

use std::borrow::Cow;

use brummer_core::{LogLine, ProcessId, Run, Stream};

/// What a fuzzer's input says to do: feed these bytes, cut into these chunks.
pub struct Cut<'a> {
    /// All of it.
    pub bytes: Cow<'a, [u8]>,
    /// Where the lengths of the chunks come from.
    seed: u32,
}

impl<'a> Cut<'a> {
    /// Takes the last two bytes for the seed of the cuts, so that recorded output stays what it is. `0xff N`, which no text holds, stands for
    /// N times 1 KiB of the byte before it, unless it ends a line: so lines get long while inputs stay short.
    pub fn new(input: &'a [u8]) -> Self {
        let (input, seed) = match input {
            [input @ .., a, b] => (input, u32::from_le_bytes([*a, *b, 1, 0])),
            _ => (input, 1),
        };
        Self {
            bytes: lengthened(input),
            seed,
        }
    }

    /// The bytes in pieces, most of them short.
    pub fn chunks(&self) -> impl Iterator<Item = &[u8]> {
        let (mut state, mut rest) = (self.seed, &*self.bytes);
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            // Xorshift.
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            let most = 1 << (state >> 28);
            let length = 1 + (state as usize >> 8) % most;
            let (chunk, behind) = rest.split_at(length.min(rest.len()));
            rest = behind;
            Some(chunk)
        })
    }
}

fn lengthened(input: &[u8]) -> Cow<'_, [u8]> {
    if !input.contains(&0xff) {
        return Cow::Borrowed(input);
    }
    let mut bytes = Vec::with_capacity(input.len());
    let mut input = input.iter().copied();
    while let Some(byte) = input.next() {
        match (byte, bytes.last().copied()) {
            (0xff, Some(last)) if last != b'\n' && bytes.len() < 512 * 1024 => {
                let times = usize::from(input.next().unwrap_or(0)) * 1024;
                bytes.resize(bytes.len() + times, last);
            }
            _ => bytes.push(byte),
        }
    }
    Cow::Owned(bytes)
}

/// A process to print lines.
pub fn process() -> ProcessId {
    ProcessId::new("dev").expect("a valid name")
}

/// A line with these bytes.
pub fn line(bytes: &[u8]) -> LogLine {
    LogLine {
        sequence: 0,
        time: Default::default(),
        process: process(),
        run: Run::FIRST,
        stream: Stream::Stdout,
        level: None,
        bytes: bytes.to_vec().into(),
        split: false,
    }
}

/// Fails if a text that people are shown holds a control character.
#[track_caller]
pub fn assert_plain(text: &str) {
    let is_control = |c: char| c != '\t' && c.is_control();
    assert!(!text.contains(is_control), "{text:?}");
}

/// Writes the words that formats wait for as a dictionary for libFuzzer, if the environment names a file for it.
pub fn write_dictionary() {
    let Some(path) = std::env::var_os("FUZZ_DICTIONARY") else {
        return;
    };
    let mut words: Vec<_> = brummer_core::fuzz::words().collect();
    words.extend([
        "\u{1b}[31m",
        "\u{1b}[0m",
        "\u{1b}]8;;",
        "\u{7}",
        "\r",
        "\r\n",
        "\n",
        "\t",
        "\n    at f (a.js:1:2)",
    ]);
    words.extend([
        "http://localhost:3000/",
        "[0] ",
        "web-1  | ",
        "a.ts:3:7",
        "a.ts(3,7): ",
        "{\"level\":\"error\",\"msg\":\"x\"}",
    ]);
    let entry = |word: &&str| {
        let bytes = word.bytes().map(|byte| match byte {
            b'"' | b'\\' | ..b' ' | 0x7f.. => format!("\\x{byte:02x}"),
            _ => char::from(byte).to_string(),
        });
        format!("\"{}\"\n", bytes.collect::<String>())
    };
    let text: String = words.iter().map(entry).collect();
    std::fs::write(path, text).expect("the dictionary can be written");
}
