//! Literals in a program in JavaScript, read as text: nothing is run.

use super::{Key, Node, Text, Value};
use crate::config::Warning;

/// How deep values may be nested.
const MAX_DEPTH: usize = 64;

impl Text {
    /// The list that the program gives this name, as in `apps: […]` or `apps = […]`; none if there is no such literal.
    /// What is no literal in it (a call, a variable) is null.
    pub(in crate::project) fn javascript_list(&self, name: &str) -> Result<Option<Node>, Warning> {
        let mut reader = Reader {
            text: self.as_str(),
            at: 0,
        };
        let Some(start) = reader.named_list(name) else {
            return Ok(None);
        };
        let broken = |at| self.warning(at, "what begins here does not end");
        reader.value(0).map(Some).map_err(|Unclosed| broken(start))
    }
}

/// The end of the text comes too early.
struct Unclosed;

/// Goes over a program.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    /// Goes to a list of this name; answers where it begins.
    fn named_list(&mut self, name: &str) -> Option<usize> {
        loop {
            self.space();
            let c = self.peek()?;
            if is_word(c) {
                let is_it = self.word() == name;
                self.space();
                if is_it && self.rest().starts_with([':', '=']) {
                    self.bump();
                    self.space();
                    if self.rest().starts_with('[') {
                        return Some(self.at);
                    }
                }
            } else if is_quote(c) {
                self.string();
            } else {
                self.bump();
            }
        }
    }

    /// Skips white space and comments.
    fn space(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            let end = if trimmed.starts_with("//") {
                trimmed.find('\n')
            } else if trimmed.starts_with("/*") {
                trimmed.find("*/").map(|end| end + 2)
            } else {
                return;
            };
            self.at = end.map_or(self.text.len(), |end| self.at + end);
        }
    }

    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let start = self.at;
        self.at += length;
        &self.text[start..self.at]
    }

    /// A string; none for one that is put together when the program runs.
    fn string(&mut self) -> Option<String> {
        let quote = self.peek()?;
        self.bump();
        let (mut text, mut is_known) = (String::new(), true);
        while let Some(c) = self.peek() {
            is_known &= !(quote == '`' && self.rest().starts_with("${"));
            self.bump();
            match c {
                '\\' => {
                    match self.peek() {
                        Some('n') => text.push('\n'),
                        Some('t') => text.push('\t'),
                        Some('\n') | None => {}
                        Some(other) => text.push(other),
                    }
                    self.bump();
                }
                c if c == quote => return is_known.then_some(text),
                c => text.push(c),
            }
        }
        None
    }

    fn value(&mut self, depth: usize) -> Result<Node, Unclosed> {
        self.space();
        let at = self.at;
        let value = match self.peek().ok_or(Unclosed)? {
            '{' if depth < MAX_DEPTH => self.object(depth)?,
            '[' if depth < MAX_DEPTH => self.list(depth)?,
            c if is_quote(c) => self.string().map_or(Value::Null, Value::String),
            c if is_word(c) || c == '-' => match self.joined() {
                Some(path) => Value::String(path),
                None => self.plain(),
            },
            _ => Value::Null,
        };
        self.space();
        if self.rest().starts_with([',', '}', ']']) || depth == 0 {
            return Ok(Node { at, value });
        }
        // It is only the beginning of something longer.
        self.skip()?;
        Ok(Node {
            at,
            value: Value::Null,
        })
    }

    /// A number or a word.
    fn plain(&mut self) -> Value {
        let start = self.at;
        if self.rest().starts_with('-') {
            self.bump();
        }
        let rest = self.rest();
        let length = rest.find(|c| !is_word(c) && c != '.').unwrap_or(rest.len());
        self.at += length;
        match &self.text[start..self.at] {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            // The directory of the file, from which paths count anyway.
            "__dirname" => Value::String(".".to_owned()),
            word if word.parse::<f64>().is_ok() => Value::Number(word.to_owned()),
            _ => Value::Null,
        }
    }

    /// A path that is put together of the directory of the file and texts, as in `path.join(__dirname, 'web')`.
    fn joined(&mut self) -> Option<String> {
        let calls = ["path.join(", "path.resolve(", "join(", "resolve("];
        let call = calls.iter().find(|call| self.rest().starts_with(**call))?;
        let start = self.at;
        self.at += call.len();
        let path = self.parts();
        if path.is_none() {
            self.at = start;
        }
        path
    }

    fn parts(&mut self) -> Option<String> {
        self.space();
        if self.word() != "__dirname" {
            return None;
        }
        let mut path = ".".to_owned();
        loop {
            self.space();
            let c = self.peek()?;
            match c {
                ',' => self.bump(),
                ')' => {
                    self.bump();
                    return Some(path);
                }
                c if is_quote(c) => {
                    path.push('/');
                    path.push_str(&self.string()?);
                }
                _ => return None,
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, Unclosed> {
        self.bump();
        let mut items = Vec::new();
        loop {
            self.space();
            match self.peek().ok_or(Unclosed)? {
                ']' => {
                    self.bump();
                    return Ok(Value::List(items));
                }
                ',' => self.bump(),
                '}' | ')' => return Err(Unclosed),
                _ => items.push(self.value(depth + 1)?),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, Unclosed> {
        self.bump();
        let mut entries = Vec::new();
        loop {
            self.space();
            let at = self.at;
            let name = match self.peek().ok_or(Unclosed)? {
                '}' => {
                    self.bump();
                    return Ok(Value::Map(entries));
                }
                ',' => {
                    self.bump();
                    continue;
                }
                ']' | ')' => return Err(Unclosed),
                c if is_quote(c) => self.string(),
                c if is_word(c) => Some(self.word().to_owned()),
                _ => None,
            };
            self.space();
            match name {
                Some(name) if self.rest().starts_with(':') => {
                    self.bump();
                    entries.push((Key { at, name }, self.value(depth + 1)?));
                }
                // What is taken over from elsewhere, or a function.
                Some(_) | None => self.skip()?,
            }
        }
    }

    /// Skips an expression, up to what ends it.
    fn skip(&mut self) -> Result<(), Unclosed> {
        let mut depth = 0_usize;
        loop {
            self.space();
            let c = self.peek().ok_or(Unclosed)?;
            match c {
                ',' | ')' | ']' | '}' if depth == 0 => return Ok(()),
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                c if is_quote(c) => {
                    self.string();
                    continue;
                }
                _ => {}
            }
            self.bump();
        }
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;

    fn list(text: &str) -> Result<Option<Node>, String> {
        let text = Text::new(Path::new("f"), text.to_owned());
        let list = text.javascript_list("apps");
        list.map_err(|warning| warning.to_string())
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let node = list(text).unwrap();
        let shown = node.map_or_else(|| "none".to_owned(), |node| node.to_json().to_string());
        assert_eq!(shown, expected);
    }

    #[test]
    fn literals_are_read_in_all_their_forms() {
        check(
            "module.exports = { apps: [{ name: 'a', \"b\": \"it's\", c: `d`, e: -1.5, f: true, 'g': [1,], }] }",
            r#"[{"b":"it's","c":"d","e":-1.5,"f":true,"g":[1],"name":"a"}]"#,
        );
        check("const apps = [{ cwd: __dirname }] // x", r#"[{"cwd":"."}]"#);
        check("apps: [path.join(__dirname, 'a', \"b\")]", r#"["./a/b"]"#);
    }

    #[test]
    fn what_only_running_tells_is_null() {
        check(
            "x = { apps: [{ a: process.env.A || 'b', ...base, c() { return [1, 2] }, d: `${e}`, f: path.join(root, 'g'), h: 1 }, app('i')] }",
            r#"[{"a":null,"d":null,"f":null,"h":1},null]"#,
        );
    }

    #[test]
    fn comments_and_strings_are_no_code() {
        check(
            "// apps: [1]\n/* apps: [2] */ let a = 'apps: [3]'; exports.apps = [4 /* ] */, // 5\n 6]",
            "[4,6]",
        );
    }

    #[test]
    fn what_is_no_list_is_none() {
        check("module.exports = { apps: build() }", "none");
        check("", "none");
    }

    #[test]
    fn a_list_that_does_not_end_is_said_with_its_place() {
        let broken = "f:2:9: what begins here does not end";
        for text in [
            "\n  apps: [{ a: 1 ]",
            "\n  apps: [1)",
            "\n  apps: [1, 'b",
            "\n  apps: [f(",
        ] {
            assert_eq!(list(text).unwrap_err(), broken);
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = format!("apps: {}", "[".repeat(100_000));
        assert!(list(&deep).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in r#"(apps|:|=|[\[\]{}(),'"`\\/*$.\n é-]|[a1]){0,60}"#) {
            let _ = list(&format!("apps: [{text}"));
        }
    }
}
