//! The variables of a makefile, as far as they stand in it.

use std::cell::Cell;

use rustc_hash::FxHashMap;

/// How deep variables may name others.
const MAX_DEPTH: usize = 10;

/// The longest text that is made of them, in bytes.
const MAX_BYTES: usize = 4 << 10;

/// The most variables that are kept.
const MAX_VARIABLES: usize = 4_000;

/// How many references are looked up in one makefile: a few lines of them can mean billions.
const MAX_LOOKUPS: usize = 100_000;

/// Values by name; what the environment, functions or make itself would give is not known.
#[derive(Default)]
pub(super) struct Variables {
    values: FxHashMap<String, String>,
    lookups: Cell<usize>,
}

impl Variables {
    /// Takes in an assignment with the sign before its `=`, if there is one.
    pub(super) fn assign(&mut self, name: &str, sign: &str, value: &str) {
        let value = value.trim();
        if self.values.len() >= MAX_VARIABLES || value.len() > MAX_BYTES {
            return;
        }
        match sign {
            "?" if self.values.contains_key(name) => {}
            "+" => {
                let whole = self.values.entry(name.to_owned()).or_default();
                if whole.len() + value.len() <= MAX_BYTES {
                    whole.push(' ');
                    whole.push_str(value);
                }
            }
            // What a command prints is not known.
            "!" => {
                self.values.remove(name);
            }
            ":" | "::" | ":::" => {
                // It may name what it was before.
                match self.expand(value) {
                    Some(value) => self.values.insert(name.to_owned(), value),
                    None => self.values.remove(name),
                };
            }
            _ => {
                self.values.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// The words of a text; those in which something is not known are left out.
    pub(super) fn words(&self, text: &str) -> Vec<String> {
        let words = split(text).into_iter().filter_map(|word| self.expand(word));
        words
            .flat_map(|word| {
                let words: Vec<_> = word.split_whitespace().map(str::to_owned).collect();
                words
            })
            .collect()
    }

    /// The text with values for variables; none if one is not known.
    fn expand(&self, text: &str) -> Option<String> {
        let mut into = String::new();
        self.expand_into(text, &mut into, MAX_DEPTH)?;
        Some(into)
    }

    fn expand_into(&self, text: &str, into: &mut String, depth: usize) -> Option<()> {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            into.push_str(before);
            let (name, after) = reference(after)?;
            rest = after;
            if name == "$" {
                into.push('$');
            } else {
                let lookups = self.lookups.get();
                self.lookups.set(lookups + 1);
                let is_bounded = depth > 0 && lookups < MAX_LOOKUPS;
                let value = self.values.get(name).filter(|_| is_bounded)?;
                self.expand_into(value, into, depth - 1)?;
            }
            if into.len() > MAX_BYTES {
                return None;
            }
        }
        into.push_str(rest);
        (into.len() <= MAX_BYTES).then_some(())
    }
}

/// The name after a `$`, and what comes after it.
fn reference(after: &str) -> Option<(&str, &str)> {
    let close = match after.chars().next()? {
        '(' => ')',
        '{' => '}',
        c => return Some(after.split_at(c.len_utf8())),
    };
    after[1..].split_once(close)
}

/// The words of a text, with references (`$(call x, y)`) as part of a word.
fn split(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut depth) = (None, 0_usize);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '(' | '{' if before == '$' || depth > 0 => depth += 1,
            ')' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if c.is_whitespace() && depth == 0 {
            words.extend(start.take().map(|start| &text[start..at]));
        } else if start.is_none() {
            start = Some(at);
        }
        before = c;
    }
    words.extend(start.map(|start| &text[start..]));
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn variables(assignments: &[(&str, &str, &str)]) -> Variables {
        let mut variables = Variables::default();
        for (name, sign, value) in assignments {
            variables.assign(name, sign, value);
        }
        variables
    }

    #[test]
    fn what_is_written_in_the_file_is_known() {
        let variables = variables(&[
            ("A", "", "$(B) c"),
            ("B", ":", "b"),
            ("B", "?", "x"),
            ("C", ":", "$(A)"),
            ("C", "+", "d"),
        ]);
        assert_eq!(
            variables.words("x $(C) ${B}$$ $A"),
            ["x", "b", "c", "d", "b$", "b", "c"]
        );
    }

    #[test]
    fn a_word_with_anything_else_is_left_out() {
        let variables = variables(&[
            ("A", "", "$(A)"),
            ("B", "!", "date"),
            ("C", ":", "$(shell x)"),
        ]);
        assert_eq!(
            variables.words("x $(A) $(B)/y $(C) $(wildcard a b) $(z $ y"),
            ["x"]
        );
    }

    #[test]
    fn variables_cannot_grow_without_bound() {
        let mut variables = variables(&[("A0", "", &"x".repeat(100))]);
        for number in 1..10 {
            let value = format!("$(A{})", number - 1).repeat(20);
            variables.assign(&format!("A{number}"), "", &value);
        }
        assert!(variables.words("$(A9)").is_empty());
    }

    #[test]
    fn references_to_nothing_end_as_well() {
        let mut variables = variables(&[("A0", "", "")]);
        for number in 1..10 {
            let value = format!("$(A{})", number - 1).repeat(100);
            variables.assign(&format!("A{number}"), "", &value);
        }
        assert!(variables.words("$(A9)").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(value in "[$(){} a:é]{0,40}", text in "[$(){} a:é]{0,40}") {
            let mut variables = Variables::default();
            variables.assign("a", "", &value);
            variables.assign("é", ":", &text);
            variables.words(&text);
        }
    }
}
