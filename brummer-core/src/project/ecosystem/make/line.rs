//! What the lines of a makefile say, each by itself.

use std::borrow::Cow;
use std::iter::Peekable;

use crate::project::lines::{Numbered, numbered};

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Statement {
    /// A line of the recipe of the rule before it
    Recipe(String),
    /// `NAME := value`, with the sign before the `=`
    Assign {
        name: String,
        sign: &'static str,
        value: String,
    },
    /// `include a b`
    Include(String),
    /// `a b: c ; recipe ## help`
    Rule {
        at: usize,
        targets: String,
        needs: String,
        recipe: Option<String>,
        help: Option<String>,
    },
    /// A line at which make gives up, and why
    Broken { at: usize, why: &'static str },
}

/// The statements of a makefile; what is none is read over.
pub(super) struct Lines<'a> {
    rest: Peekable<Numbered<'a>>,
    /// What begins a line of a recipe.
    prefix: char,
    /// Whether a rule came before, so that there can be a recipe.
    is_in_rule: bool,
    /// How many `define` are open, and where the outermost of them is.
    defines: usize,
    define_at: usize,
    /// Where conditions are open. Make reads one side of each, and only it knows which.
    conditions: Vec<usize>,
    /// The comment for people that stands right before.
    help: Option<&'a str>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            rest: numbered(text).peekable(),
            prefix: '\t',
            is_in_rule: false,
            defines: 0,
            define_at: 0,
            conditions: Vec::new(),
            help: None,
        }
    }

    /// A line with those that a backslash at its end adds.
    fn joined(&mut self, first: &'a str) -> Cow<'a, str> {
        let mut joined = Cow::Borrowed(first);
        while ends_in_backslash(&joined) {
            let Some((_, next)) = self.rest.next() else {
                break;
            };
            let whole = joined.to_mut();
            whole.pop();
            whole.push(' ');
            whole.push_str(next.trim_start());
        }
        joined
    }

    fn statement(&mut self, at: usize, line: &str, help: Option<&str>) -> Option<Statement> {
        let (code, comment) = without_comment(line);
        let code = code.trim();
        let first = code.split_whitespace().next().unwrap_or_default();
        let after = code.get(first.len()..).unwrap_or_default().trim();
        if self.is_block(at, first, after) {
            return None;
        }
        match first {
            // Both sides of a condition count, and a recipe may go on after one.
            "" | "else" => return None,
            "include" | "-include" | "sinclude" => {
                self.is_in_rule = false;
                return Some(Statement::Include(after.to_owned()));
            }
            _ => {}
        }
        match sign(code) {
            Some((end, Sign::Assign(sign))) => {
                self.is_in_rule = false;
                let value = &code[end..];
                let name = code[..end]
                    .trim_end_matches(['=', ':', '?', '+', '!'])
                    .trim();
                let name = name.split_whitespace().next_back()?.to_owned();
                if name == ".RECIPEPREFIX" {
                    self.prefix = value.trim().chars().next().unwrap_or('\t');
                }
                let value = value.to_owned();
                Some(Statement::Assign { name, sign, value })
            }
            Some((colon, Sign::Rule)) => {
                self.is_in_rule = true;
                let targets = code[..colon].trim_end_matches('&').to_owned();
                let rest = code[colon + 1..].trim_start_matches(':');
                let (needs, recipe) = match rest.split_once(';') {
                    Some((needs, recipe)) => (needs, Some(recipe.trim().to_owned())),
                    None => (rest, None),
                };
                // A variable for these targets alone is no rule.
                if matches!(sign(needs), Some((_, Sign::Assign(_)))) {
                    return None;
                }
                let own = comment.and_then(help_text);
                Some(Statement::Rule {
                    at,
                    targets,
                    needs: needs.to_owned(),
                    recipe,
                    help: own.or(help).map(str::to_owned),
                })
            }
            None => self.is_broken(code, first).then_some(Statement::Broken {
                at,
                why: "missing separator: no rule, no assignment, and a recipe begins with a tab",
            }),
        }
    }

    /// Whether a line begins or ends a definition or a condition.
    fn is_block(&mut self, at: usize, first: &str, after: &str) -> bool {
        let is_define = match first {
            "define" => true,
            "override" | "export" | "private" => after.starts_with("define "),
            _ => false,
        };
        match first {
            _ if is_define => {
                self.defines += 1;
                self.define_at = at;
            }
            "ifeq" | "ifneq" | "ifdef" | "ifndef" => self.conditions.push(at),
            "endif" => {
                self.conditions.pop();
            }
            _ => return false,
        }
        true
    }

    /// Whether make can do nothing with a line without a sign.
    fn is_broken(&self, code: &str, first: &str) -> bool {
        const DIRECTIVES: [&str; 9] = [
            "export", "unexport", "override", "private", "undefine", "vpath", "load", "-load",
            "endef",
        ];
        // What is in a condition may be never read; other makes have directives of their own (`.if`, `!if`).
        self.conditions.is_empty()
            && !DIRECTIVES.contains(&first)
            && !code.contains('$')
            && !code.starts_with(['.', '!', '<', '#'])
    }

    /// What is still open at the end.
    fn open(&mut self) -> Option<Statement> {
        let condition = self.conditions.pop();
        self.conditions.clear();
        let is_defining = std::mem::take(&mut self.defines) > 0;
        if is_defining {
            return Some(Statement::Broken {
                at: self.define_at,
                why: "this `define` has no `endef`",
            });
        }
        Some(Statement::Broken {
            at: condition?,
            why: "this condition has no `endif`",
        })
    }
}

impl Iterator for Lines<'_> {
    type Item = Statement;

    fn next(&mut self) -> Option<Statement> {
        while let Some((at, first)) = self.rest.next() {
            if self.defines > 0 {
                match first.split_whitespace().next() {
                    Some("define") => self.defines += 1,
                    Some("endef") => self.defines -= 1,
                    Some(_) | None => {}
                }
                continue;
            }
            if self.is_in_rule && first.starts_with(self.prefix) {
                let line = self.joined(first);
                let recipe = line.trim_start_matches(self.prefix).trim();
                if recipe.is_empty() || recipe.starts_with('#') {
                    continue;
                }
                return Some(Statement::Recipe(recipe.to_owned()));
            }
            if let Some(comment) = first.trim_start().strip_prefix('#') {
                // A comment goes on after a backslash, too.
                self.joined(first);
                self.help = help_text(comment);
                continue;
            }
            let line = self.joined(first);
            let help = self.help.take();
            if let Some(statement) = self.statement(at, &line, help) {
                return Some(statement);
            }
        }
        self.open()
    }
}

/// What a comment says to people, without its first `#`: `## text`, and not `##@ Section` or `#####`.
fn help_text(comment: &str) -> Option<&str> {
    let text = comment.strip_prefix('#')?;
    let is_text = !text.starts_with(['#', '@']);
    Some(text.trim()).filter(|text| is_text && !text.is_empty())
}

/// What the first sign of a line makes of it.
enum Sign {
    /// An assignment, with what stands before its `=`
    Assign(&'static str),
    /// A rule
    Rule,
}

/// The first sign outside of references: for an assignment the offset after it, for a rule that of its colon.
fn sign(code: &str) -> Option<(usize, Sign)> {
    for (at, c) in outside(code) {
        let rest = &code[at..];
        match c {
            ':' => {
                let signs = [(":::=", ":::"), ("::=", "::"), (":=", ":")];
                let found = signs.iter().find(|(text, _)| rest.starts_with(text));
                return Some(match found {
                    Some((text, sign)) => (at + text.len(), Sign::Assign(sign)),
                    None => (at, Sign::Rule),
                });
            }
            '=' => {
                let before = code[..at].chars().next_back();
                let sign = match before {
                    Some('?') => "?",
                    Some('+') => "+",
                    Some('!') => "!",
                    Some(_) | None => "",
                };
                return Some((at + 1, Sign::Assign(sign)));
            }
            _ => {}
        }
    }
    None
}

/// The text before a comment, and the comment without its `#`.
fn without_comment(line: &str) -> (&str, Option<&str>) {
    let mut before = ' ';
    for (at, c) in outside(line) {
        if c == '#' && before != '\\' {
            return (&line[..at], Some(&line[at + 1..]));
        }
        before = c;
    }
    (line, None)
}

/// The characters that are in no reference (`$(…)`).
fn outside(text: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut depth, mut before) = (0_usize, ' ');
    text.char_indices().filter(move |(_, c)| {
        let opens = matches!(c, '(' | '{') && (before == '$' || depth > 0);
        let was_outside = depth == 0;
        if opens {
            depth += 1;
        } else if matches!(c, ')' | '}') {
            depth = depth.saturating_sub(1);
        }
        before = *c;
        was_outside
    })
}

/// Whether a line goes on: an odd number of backslashes is at its end.
fn ends_in_backslash(line: &str) -> bool {
    let backslashes = line.len() - line.trim_end_matches('\\').len();
    backslashes % 2 == 1
}

#[cfg(test)]
mod tests;
