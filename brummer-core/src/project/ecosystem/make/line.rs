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
}

/// The statements of a makefile; what is none is read over.
pub(super) struct Lines<'a> {
    rest: Peekable<Numbered<'a>>,
    /// What begins a line of a recipe.
    prefix: char,
    /// Whether a rule came before, so that there can be a recipe.
    is_in_rule: bool,
    /// How many `define` are open.
    defines: usize,
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
        match first {
            "define" => {
                self.defines += 1;
                return None;
            }
            // Both sides of a condition count, and a recipe may go on after one.
            "" | "ifeq" | "ifneq" | "ifdef" | "ifndef" | "else" | "endif" => return None,
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
            None => None,
        }
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
        None
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let shown = Lines::new(text).map(|statement| match statement {
            Statement::Recipe(line) => format!("\t{line}"),
            Statement::Assign { name, sign, value } => format!("{name}{sign}={value}"),
            Statement::Include(files) => format!("include {files}"),
            Statement::Rule {
                targets,
                needs,
                recipe,
                help,
                ..
            } => format!("{targets}|{}|{recipe:?}|{help:?}", needs.trim()),
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_rule_has_targets_and_a_recipe() {
        check(
            "all: a b\n\tmake x\n\n\t# no\n\t@y: z\nb:; echo\n",
            &[
                "all|a b|None|None",
                "\tmake x",
                "\t@y: z",
                "b||Some(\"echo\")|None",
            ],
        );
        check("a b &: c\nc:: d", &["a b |c|None|None", "c|d|None|None"]);
    }

    #[test]
    fn help_stands_behind_a_rule_or_right_before_it() {
        check("a: b ## Does a\n", &["a|b|None|Some(\"Does a\")"]);
        check(
            "## Does a\na: b\nb:\n",
            &["a|b|None|Some(\"Does a\")", "b||None|None"],
        );
        check("##@ Part\na: # no\n", &["a||None|None"]);
        check("## no\n\na:\n", &["a||None|None"]);
    }

    #[test]
    fn an_assignment_is_no_rule() {
        check(
            "A := b: c\nB = $(x:a=b)\nexport C ?= 1\nD::=x",
            &["A:= b: c", "B= $(x:a=b)", "C?= 1", "D::=x"],
        );
        check("a: B := 1\na: private C = x:y", &[]);
    }

    #[test]
    fn lines_go_on_after_a_backslash() {
        check(
            "a \\\n  b: \\\n c\n\tx \\\n\ty",
            &["a  b|c|None|None", "\tx  y"],
        );
    }

    #[test]
    fn definitions_and_conditions_are_read_over() {
        check(
            "define X\na: b\ndefine Y\nendef\nendef\nifeq (a,b)\nc:\nelse\nd:\nendif",
            &["c||None|None", "d||None|None"],
        );
    }

    #[test]
    fn another_prefix_begins_a_recipe() {
        check(
            ".RECIPEPREFIX = >\na:\n>x\n\ty",
            &[".RECIPEPREFIX= >", "a||None|None", "\tx"],
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(.|\n){0,80}") {
            Lines::new(&text).count();
        }

        #[test]
        fn signs_in_any_order_are_read_without_a_panic(text in "[a:=?+!&;#$(){}\\\\\n\t é-]{0,80}") {
            Lines::new(&text).count();
        }
    }
}
