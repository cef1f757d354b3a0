//! The lines of a text with their places.

/// Lines with the offset of each, in bytes.
pub(super) struct Numbered<'a> {
    text: &'a str,
    at: usize,
}

/// The lines of a text, without their ends.
pub(super) fn numbered(text: &str) -> Numbered<'_> {
    Numbered { text, at: 0 }
}

impl<'a> Iterator for Numbered<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<(usize, &'a str)> {
        let at = self.at;
        let rest = self.text.get(at..).filter(|rest| !rest.is_empty())?;
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        self.at = at + (end + 1).min(rest.len());
        let line = &rest[..end];
        Some((at, line.strip_suffix('\r').unwrap_or(line)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_where_they_begin() {
        let lines: Vec<_> = numbered("a\r\n\nb").collect();
        assert_eq!(lines, [(0, "a"), (3, ""), (4, "b")]);
        assert_eq!(numbered("").next(), None);
        assert_eq!(numbered("a\n").count(), 1);
    }
}
