//! What a `.env` file says, as the usual loaders read it.

/// A key with its value. Bad lines are skipped, as loaders do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    pub(super) key: &'a str,
    pub(super) value: String,
}

/// The entries of a file, in its order.
pub(super) fn entries(text: &str) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    while !rest.is_empty() {
        let (line, behind) = rest.split_once('\n').unwrap_or((rest, ""));
        let Some((key, at)) = key(line) else {
            rest = behind;
            continue;
        };
        // A quoted value may go on in the next lines.
        let (value, used) = value(&rest[at..]);
        entries.push(Entry { key, value });
        let end = at + used;
        rest = rest[end..]
            .split_once('\n')
            .map_or("", |(_, behind)| behind);
    }
    entries
}

/// The key of a line, and where its value begins.
fn key(line: &str) -> Option<(&str, usize)> {
    let (before, _) = line.split_once('=')?;
    let name = before.trim();
    let name = name.strip_prefix("export ").map_or(name, str::trim);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    (!name.is_empty() && name.chars().all(plain)).then_some((name, before.len() + 1))
}

/// The value that a text begins with, and how many bytes of the text it takes.
fn value(text: &str) -> (String, usize) {
    let line = text.split('\n').next().unwrap_or_default();
    let skipped = line.len() - line.trim_start().len();
    let start = &text[skipped..];
    if let Some(quote @ ('"' | '\'' | '`')) = start.chars().next()
        && let Some(length) = closing(&start[1..], quote)
    {
        let inner = &start[1..=length];
        let value = if quote == '"' {
            unescaped(inner)
        } else {
            inner.to_owned()
        };
        return (value, skipped + length + 2);
    }
    let bare = line.find(" #").map_or(line, |comment| &line[..comment]);
    (bare.trim().to_owned(), line.len())
}

/// How long the text before the closing quote is.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let closes = c == quote && !escaped;
        escaped = c == '\\' && !escaped && quote == '"';
        closes.then_some(at)
    })
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some(other) => out.push(other),
            None => out.push('\\'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let entries = entries(text);
        let found: Vec<_> = entries
            .iter()
            .map(|entry| (entry.key, entry.value.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn values_are_bare_or_quoted() {
        check(
            "\u{feff}# all of it\r\nA=1\r\nexport B = 'two # words' # said\nC=\"a\\nb\\\"c\"\n\nD=x#y # z\nE=\nno key\nF=\"open\n",
            &[
                ("A", "1"),
                ("B", "two # words"),
                ("C", "a\nb\"c"),
                ("D", "x#y"),
                ("E", ""),
                ("F", "\"open"),
            ],
        );
    }

    #[test]
    fn a_quoted_value_has_several_lines() {
        check(
            "K=\"one\ntwo\"\nL=`x\ny`\nM=3",
            &[("K", "one\ntwo"), ("L", "x\ny"), ("M", "3")],
        );
    }
}
