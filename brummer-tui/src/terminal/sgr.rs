//! Writes frames, with the first sixteen colours in the form that every terminal knows.
//!
//! crossterm writes red as `38;5;1`, which terminals with sixteen colours do not know; they may even take the 5 for blinking.

use std::io::{self, Write};

/// Collects a frame, and writes it when it is flushed.
#[derive(Debug)]
pub(crate) struct FrameWriter<W> {
    to: W,
    frame: Vec<u8>,
}

impl<W: Write> FrameWriter<W> {
    /// Writes to this. So many bytes are expected in a frame.
    pub(super) fn new(to: W, bytes: usize) -> Self {
        Self {
            to,
            frame: Vec::with_capacity(bytes),
        }
    }
}

impl<W: Write> Write for FrameWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.frame.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut rest = &self.frame[..];
        let mut out = Vec::with_capacity(rest.len());
        while let Some(start) = rest.windows(2).position(|two| two == b"\x1b[") {
            let (before, sequence) = rest.split_at(start + 2);
            out.extend_from_slice(before);
            let is_parameter = |byte: &u8| byte.is_ascii_digit() || *byte == b';';
            let end = sequence.iter().position(|byte| !is_parameter(byte));
            let (parameters, behind) = sequence.split_at(end.unwrap_or(sequence.len()));
            match (std::str::from_utf8(parameters), behind.first()) {
                (Ok(parameters), Some(b'm')) => out.extend(sixteen(parameters).into_bytes()),
                _ => out.extend_from_slice(parameters),
            }
            rest = behind;
        }
        out.extend_from_slice(rest);
        self.frame.clear();
        self.to.write_all(&out)?;
        self.to.flush()
    }
}

/// The parameters of a style, in which `38;5;1` is `31`, `48;5;9` is `101`, and so on.
fn sixteen(parameters: &str) -> String {
    let mut codes = parameters.split(';');
    let mut found: Vec<String> = Vec::new();
    while let Some(code) = codes.next() {
        let rest = codes.clone();
        let mut next = || codes.next().unwrap_or_default();
        let base = match code {
            "38" => 30,
            "48" => 40,
            // What follows is the colour of underlines, for which there is no other form.
            "58" => 0,
            _ => {
                found.push(code.to_owned());
                continue;
            }
        };
        let (kind, number) = (next(), next());
        match (kind, number.parse::<u8>()) {
            ("5", Ok(color @ 0..8)) if base > 0 => found.push((base + color).to_string()),
            ("5", Ok(color @ 8..16)) if base > 0 => found.push((base + 52 + color).to_string()),
            ("5", _) => found.extend([code, kind, number].map(str::to_owned)),
            // Red, green and blue, or something else, which is as it was.
            _ => {
                let parts = rest.take(4).map(str::to_owned);
                found.push(code.to_owned());
                found.extend(parts);
                next();
                next();
            }
        }
    }
    found.join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(frame: &str, expected: &str) {
        let mut writer = FrameWriter::new(Vec::new(), 0);
        let (one, other) = frame.split_at(frame.floor_char_boundary(frame.len() / 2));
        writer.write_all(one.as_bytes()).unwrap();
        writer.write_all(other.as_bytes()).unwrap();
        writer.flush().unwrap();
        assert_eq!(String::from_utf8(writer.to).unwrap(), expected);
    }

    #[test]
    fn the_first_sixteen_colours_have_the_form_that_all_know() {
        check("\x1b[38;5;1mred\x1b[39m", "\x1b[31mred\x1b[39m");
        check("\x1b[1m\x1b[38;5;8;49mx", "\x1b[1m\x1b[90;49mx");
        check("\x1b[38;5;15;48;5;9mx", "\x1b[97;101mx");
    }

    #[test]
    fn everything_else_is_as_it_was() {
        for frame in [
            "",
            "plain",
            "\x1b[38;5;208mx\x1b[0m",
            "\x1b[38;2;5;1;3;48;5;208mx",
            "\x1b[58;5;1mx",
            "\x1b[1;1H\x1b[?25l",
            "\x1b",
            "\x1b[",
            "漢\x1b[3",
        ] {
            check(frame, frame);
        }
    }
}
