//! Text for formats out of bytes from a program.

/// The most bytes of a line that are looked at: what a tool says of a problem stands at the start, and hostile lines cost no more than
/// this.
const LOOKED_AT: usize = 4096;

/// Buffers that are used again for each line.
#[derive(Debug, Default)]
pub(super) struct Plain {
    bytes: Vec<u8>,
    text: String,
}

impl Plain {
    /// The start of a line without escape sequences; what is not UTF-8 becomes `U+FFFD`. Most lines are handed out as they are.
    pub(super) fn of<'a>(&'a mut self, line: &'a [u8]) -> &'a str {
        let line = &line[..line.len().min(LOOKED_AT)];
        let bytes = if memchr::memchr(0x1b, line).is_none() {
            line
        } else {
            self.bytes.clear();
            for piece in anstream::adapter::strip_bytes(line) {
                self.bytes.extend_from_slice(piece);
            }
            &self.bytes
        };
        if let Ok(text) = std::str::from_utf8(bytes) {
            return text;
        }
        self.text.clear();
        self.text.push_str(&String::from_utf8_lossy(bytes));
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_dropped_and_invalid_bytes_replaced() {
        let mut plain = Plain::default();
        assert_eq!(plain.of(b"as it is"), "as it is");
        assert_eq!(
            plain.of(b"\x1b[1;31merror\x1b[0m: caf\xe9"),
            "error: caf\u{fffd}"
        );
    }

    #[test]
    fn a_long_line_is_cut_even_inside_a_character() {
        let line = "é".repeat(LOOKED_AT);
        assert!(Plain::default().of(&line.as_bytes()[1..]).len() <= 3 * LOOKED_AT);
    }
}
