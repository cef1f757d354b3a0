//! How what we add is written: as its surroundings are.

use jsonc_parser::ast::Value as Node;
use serde_json::Value;

use super::gap;

/// What is to be written, in this order.
pub(super) enum Tree<'a> {
    Object(Vec<(&'a str, Tree<'a>)>),
    Value(&'a Value),
}

impl<'a> Tree<'a> {
    pub(super) fn object(fields: &'a [(&'static str, Value)]) -> Self {
        let pairs = fields.iter();
        Self::Object(
            pairs
                .map(|(key, value)| (*key, Tree::Value(value)))
                .collect(),
        )
    }
}

/// The customs of a document.
pub(super) struct Style<'a> {
    /// What ends a line.
    pub(super) newline: &'static str,
    /// What a level is indented by.
    pub(super) unit: &'a str,
    /// What is between the parts of a line: nothing in a document that saves space.
    pub(super) space: &'static str,
}

impl<'a> Style<'a> {
    pub(super) fn of(text: &'a str, root: Option<&Node<'_>>) -> Self {
        let newline = match text.find('\n') {
            Some(at) if text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        };
        let first = match root {
            Some(Node::Object(root)) => root.properties.first(),
            _ => None,
        };
        let unit = first.and_then(|first| gap::indent(text, first.range.start));
        let is_dense = first.is_some_and(|first| {
            let colon = text[first.range.start..first.range.end].rfind(':');
            colon.is_some() && !text.contains(": ") && !text.contains('\n')
        });
        Self {
            newline,
            unit: unit.filter(|unit| !unit.is_empty()).unwrap_or("  "),
            space: if is_dense { "" } else { " " },
        }
    }

    /// A document of its own.
    pub(super) fn document(&self, tree: &Tree<'_>) -> String {
        self.lines(tree, "")
    }

    /// A key with its value on lines of their own, from the newline before them.
    pub(super) fn line(&self, key: &str, tree: &Tree<'_>, indent: &str) -> String {
        let value = self.lines(tree, indent);
        format!("{}{indent}{}: {value}", self.newline, string(key))
    }

    /// A key with its value on the line that is there.
    pub(super) fn inline_pair(&self, key: &str, tree: &Tree<'_>) -> String {
        format!("{}:{}{}", string(key), self.space, self.inline(tree))
    }

    /// On one line.
    pub(super) fn inline(&self, tree: &Tree<'_>) -> String {
        match tree {
            Tree::Value(value) => self.value(value),
            Tree::Object(pairs) => {
                let pairs = pairs.iter();
                let pairs = pairs.map(|(key, tree)| self.inline_pair(key, tree));
                format!("{{{}}}", self.join(&pairs.collect::<Vec<_>>()))
            }
        }
    }

    /// On several lines, of which those after the first are indented by this and more. Lists stay on one.
    fn lines(&self, tree: &Tree<'_>, indent: &str) -> String {
        match tree {
            Tree::Value(value) => self.value(value),
            Tree::Object(pairs) => {
                let inner = format!("{indent}{}", self.unit);
                let pairs = pairs.iter();
                let pairs = pairs.map(|(key, tree)| self.line(key, tree, &inner));
                let pairs = pairs.collect::<Vec<_>>().join(",");
                format!("{{{pairs}{}{indent}}}", self.newline)
            }
        }
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Array(items) => {
                let items = items.iter().map(|item| self.value(item));
                format!("[{}]", self.join(&items.collect::<Vec<_>>()))
            }
            Value::Object(pairs) => {
                let pairs = pairs.iter();
                let pairs = pairs.map(|(key, value)| self.inline_pair(key, &Tree::Value(value)));
                format!("{{{}}}", self.join(&pairs.collect::<Vec<_>>()))
            }
            other => other.to_string(),
        }
    }

    fn join(&self, parts: &[String]) -> String {
        parts.join(&format!(",{}", self.space))
    }
}

/// A key as JSON.
fn string(key: &str) -> String {
    Value::from(key).to_string()
}
