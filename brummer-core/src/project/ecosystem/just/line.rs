//! What stands in a justfile, item by item.

use crate::project::lines::{Numbered, numbered};

/// The most lines of a recipe that are kept.
const MAX_BODY: usize = 16;

/// Something that stands in a justfile; settings and variables are read over.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Item<'a> {
    Recipe(Recipe<'a>),
    /// `alias name := recipe`
    Alias {
        name: &'a str,
        recipe: &'a str,
    },
    /// `import 'path'`
    Import {
        path: String,
    },
    /// `mod name 'path'`
    Module {
        name: String,
        path: Option<String>,
    },
    /// Something that is not understood; only the first
    Broken {
        at: usize,
        what: &'static str,
    },
}

/// A recipe.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Recipe<'a> {
    pub(super) name: &'a str,
    /// The offset of its line.
    pub(super) at: usize,
    pub(super) doc: Option<String>,
    /// The first lines of what it runs.
    pub(super) body: Vec<&'a str>,
    /// Whether it does not run without arguments.
    pub(super) needs_arguments: bool,
    pub(super) is_private: bool,
    /// Whether it is meant for this operating system.
    pub(super) is_for_here: bool,
}

/// The items of a justfile.
pub(super) struct Lines<'a> {
    text: &'a str,
    rest: std::iter::Peekable<Numbered<'a>>,
    is_broken: bool,
}

/// What stands before a recipe and belongs to it.
#[derive(Default)]
struct Before<'a> {
    comment: Option<&'a str>,
    /// The text of `[doc(…)]`, empty for none.
    doc: Option<String>,
    is_private: bool,
    /// Whether there are operating systems, and whether this is one of them.
    system: Option<bool>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            rest: numbered(text).peekable(),
            is_broken: false,
        }
    }

    /// Skips the lines that begin before this offset.
    fn skip_to(&mut self, offset: usize) {
        while self.rest.next_if(|(at, _)| *at < offset).is_some() {}
    }

    fn broken(&mut self, at: usize, what: &'static str) -> Option<Item<'a>> {
        let is_first = !std::mem::replace(&mut self.is_broken, true);
        is_first.then_some(Item::Broken { at, what })
    }

    /// What a line at the left edge says, if it is no comment and no attribute.
    fn item(&mut self, at: usize, line: &'a str, before: Before<'a>) -> Option<Item<'a>> {
        let word = line.split([' ', '\t', '?']).next().unwrap_or_default();
        let after = line[word.len()..].trim_start_matches('?').trim();
        if word == "alias"
            && let Some((name, recipe)) = after.split_once(":=")
        {
            let recipe = recipe.split('#').next().unwrap_or_default().trim();
            let name = name.trim();
            return Some(Item::Alias { name, recipe });
        }
        match header(&self.text[at..]) {
            Header::Recipe {
                name,
                needs_arguments,
                end,
            } => {
                self.skip_to(at + end);
                let mut recipe = Recipe {
                    name,
                    at,
                    doc: before.doc.or(before.comment.map(str::to_owned)),
                    needs_arguments,
                    is_private: before.is_private,
                    is_for_here: before.system.unwrap_or(true),
                    ..Recipe::default()
                };
                self.body(&mut recipe);
                Some(Item::Recipe(recipe))
            }
            Header::Skipped { end } => {
                self.skip_to(at + end);
                None
            }
            Header::Unclosed { at: quote } => {
                self.skip_to(self.text.len());
                self.broken(at + quote, "the string that begins here does not end")
            }
            Header::Other => match word {
                "import" => unquoted(after).map(|path| Item::Import { path }),
                "mod" => {
                    let name = after.split_whitespace().next()?;
                    let path = unquoted(after[name.len()..].trim());
                    let name = name.to_owned();
                    Some(Item::Module { name, path })
                }
                "set" | "unexport" | "alias" => None,
                _ => self.broken(
                    at,
                    "expected a recipe, an assignment, a setting or a comment",
                ),
            },
        }
    }

    /// The lines of a recipe: those that do not begin at the left edge.
    fn body(&mut self, recipe: &mut Recipe<'a>) {
        let is_body =
            |(_, line): &(usize, &str)| line.trim().is_empty() || line.starts_with([' ', '\t']);
        while let Some((_, line)) = self.rest.next_if(is_body) {
            let line = line.trim();
            let is_comment = line.starts_with('#') && !line.starts_with("#!");
            if !line.is_empty() && !is_comment && recipe.body.len() < MAX_BODY {
                recipe.body.push(line);
            }
        }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        let mut before = Before::default();
        while let Some((at, line)) = self.rest.next() {
            if let Some(comment) = line.strip_prefix('#') {
                let comment = comment.trim();
                before.comment =
                    Some(comment).filter(|text| !text.is_empty() && !text.starts_with('!'));
            } else if line.starts_with('[') {
                before.attributes(line);
            } else if line.trim().is_empty() || line.starts_with([' ', '\t']) {
                before = Before::default();
            } else if let Some(item) = self.item(at, line, std::mem::take(&mut before)) {
                return Some(item);
            }
        }
        None
    }
}

impl Before<'_> {
    /// Takes in `[private, group('x'), doc: 'text']`.
    fn attributes(&mut self, line: &str) {
        let inside = line.trim_start_matches('[');
        let inside = inside.rsplit_once(']').map_or(inside, |(inside, _)| inside);
        if let Some(doc) = inside.trim().strip_prefix("doc") {
            let doc = doc.trim_start_matches([':', '(', ' ']);
            self.doc = Some(unquoted(doc).unwrap_or_default());
            return;
        }
        for attribute in inside.split(',').map(str::trim) {
            match attribute {
                "private" => self.is_private = true,
                "linux" => self.is_on(cfg!(target_os = "linux")),
                "macos" => self.is_on(cfg!(target_os = "macos")),
                "windows" => self.is_on(cfg!(windows)),
                "unix" => self.is_on(cfg!(unix)),
                "openbsd" | "freebsd" | "netbsd" | "dragonfly" | "android" => self.is_on(false),
                _ => {}
            }
        }
    }

    fn is_on(&mut self, here: bool) {
        self.system = Some(self.system.unwrap_or(false) || here);
    }
}

/// What the beginning of a text that stands at the left edge is.
#[derive(Debug, PartialEq, Eq)]
enum Header<'a> {
    /// A recipe up to the end of its first line (or lines)
    Recipe {
        name: &'a str,
        needs_arguments: bool,
        end: usize,
    },
    /// An assignment or a setting, with all its lines
    Skipped { end: usize },
    /// A string that does not end
    Unclosed { at: usize },
    /// Neither
    Other,
}

fn header(text: &str) -> Header<'_> {
    let quiet = text.len() - text.trim_start_matches('@').len();
    let rest = &text[quiet..];
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let name = &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())];
    let is_statement = |after: &str| match name {
        "set" | "alias" | "export" | "eager" => after.starts_with([' ', '\t']),
        _ => false,
    };
    let after = &rest[name.len()..];
    if name.is_empty() {
        return Header::Other;
    }
    let first = after.trim_start_matches([' ', '\t']);
    let is_assignment = first.starts_with(":=");
    let mut scan = Scan::new(text, quiet + name.len());
    scan.is_long = is_assignment || is_statement(after);
    let mut needs_arguments = false;
    let mut colon = None;
    while let Some((at, token)) = scan.next() {
        match token {
            Token::End => break,
            Token::Unclosed if is_assignment || is_statement(after) || colon.is_some() => {
                return Header::Unclosed { at };
            }
            // An apostrophe in something that is not understood anyway.
            Token::Unclosed => return Header::Other,
            Token::Char(':') if colon.is_none() => colon = Some(at),
            Token::Char(_) | Token::Nested | Token::String => {}
        }
    }
    let end = scan.at;
    let Some(colon) = colon else {
        return if is_statement(after) && name != "alias" {
            Header::Skipped { end }
        } else {
            Header::Other
        };
    };
    if is_assignment || is_statement(after) || text[colon..].starts_with(":=") {
        return Header::Skipped { end };
    }
    let parameters = &text[quiet + name.len()..colon];
    if !parameters.is_empty() && !parameters.starts_with([' ', '\t']) {
        return Header::Other;
    }
    needs_arguments |= needs_values(parameters);
    Header::Recipe {
        name,
        needs_arguments,
        end,
    }
}

/// Whether a parameter has no value of its own: neither `a='x'` nor `*a`.
fn needs_values(parameters: &str) -> bool {
    let mut scan = Scan::new(parameters, 0);
    let (mut word, mut has_value) = (None, false);
    let mut needs = false;
    loop {
        match scan.next() {
            None | Some((_, Token::End | Token::Unclosed)) => break,
            Some((_, Token::Char(c))) if c.is_whitespace() => {
                needs |= word.is_some_and(|first| first != '*') && !has_value;
                (word, has_value) = (None, false);
            }
            Some((_, Token::Char('='))) => has_value = true,
            Some((_, Token::Char(c))) => word = word.or(Some(c)),
            Some((_, Token::Nested | Token::String)) => {}
        }
    }
    needs | (word.is_some_and(|first| first != '*') && !has_value)
}

/// A part of an expression.
enum Token {
    /// A character outside of strings and brackets
    Char(char),
    /// A character in brackets
    Nested,
    /// A whole string
    String,
    /// A string that does not end
    Unclosed,
    /// The end of the line
    End,
}

/// Goes over an expression to the end of its last line.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// Whether brackets may go over several lines.
    is_long: bool,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, at: usize) -> Self {
        Self {
            text,
            at,
            depth: 0,
            is_long: false,
        }
    }

    fn next(&mut self) -> Option<(usize, Token)> {
        let rest = self.text.get(self.at..)?;
        let at = self.at;
        let c = rest.chars().next()?;
        let token = match c {
            '\n' if self.depth == 0 || !self.is_long => {
                self.at += 1;
                return Some((at, Token::End));
            }
            '\\' if rest[1..].starts_with('\n') || rest[1..].starts_with("\r\n") => {
                self.at += 2;
                return Some((at, Token::Char(' ')));
            }
            '#' => {
                let end = rest.find('\n').unwrap_or(rest.len());
                self.at += end;
                return Some((at, Token::Nested));
            }
            '"' | '\'' | '`' => {
                let Some(length) = string(rest, c) else {
                    return Some((at, Token::Unclosed));
                };
                self.at += length;
                return Some((at, Token::String));
            }
            '(' | '{' => {
                self.depth += 1;
                Token::Nested
            }
            ')' | '}' => {
                self.depth = self.depth.saturating_sub(1);
                Token::Nested
            }
            _ if self.depth > 0 => Token::Nested,
            c => Token::Char(c),
        };
        self.at += c.len_utf8();
        Some((at, token))
    }
}

/// The length of the string that a text begins with, quotes included.
fn string(text: &str, quote: char) -> Option<usize> {
    let triple = match quote {
        '"' => "\"\"\"",
        '\'' => "'''",
        _ => "```",
    };
    if let Some(inside) = text.strip_prefix(triple) {
        return inside.find(triple).map(|end| end + 6);
    }
    let mut is_escaped = false;
    let mut chars = text.char_indices().skip(1);
    let end = chars.find(|(_, c)| {
        let ends = *c == quote && !is_escaped;
        is_escaped = quote == '"' && *c == '\\' && !is_escaped;
        ends
    });
    end.map(|(end, _)| end + 1)
}

/// The text inside of the quotes that a text begins with.
fn unquoted(text: &str) -> Option<String> {
    let text = text.strip_prefix('x').unwrap_or(text);
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let length = string(text, quote)?;
    Some(text[..length].trim_matches(quote).to_owned())
}

#[cfg(test)]
mod tests;
