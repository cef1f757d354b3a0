//! TOML.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Key, Node, Text, Value};
use crate::config::Warning;

impl Text {
    /// The file as TOML.
    pub(in crate::project) fn toml(&self) -> Result<Node, Warning> {
        match DeTable::parse(self.as_str()) {
            Ok(top) => Ok(Node {
                at: 0,
                value: table(top.get_ref()),
            }),
            Err(error) => {
                let at = error.span().map_or(self.as_str().len(), |span| span.start);
                let what = error.message().lines().next().unwrap_or_default();
                Err(self.warning(at, format!("not valid TOML: {what}")))
            }
        }
    }
}

/// The parser's own bound of nesting bounds this recursion.
fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let at = value.span().start;
    let value = match value.get_ref() {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => Value::Number(number.to_string()),
        DeValue::Float(number) => Value::Number(number.to_string()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(time) => Value::Number(time.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(node).collect()),
        DeValue::Table(entries) => table(entries),
    };
    Node { at, value }
}

fn table(entries: &DeTable<'_>) -> Value {
    let mut entries: Vec<_> = entries
        .iter()
        .map(|(key, value)| {
            let (at, name) = (key.span().start, key.get_ref().to_string());
            (Key { at, name }, node(value))
        })
        .collect();
    // The parser sorts them by name.
    entries.sort_by_key(|(key, _)| key.at);
    Value::Map(entries)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn read(text: &str) -> Result<Node, String> {
        let text = Text::new(Path::new("f"), text.to_owned());
        text.toml().map_err(|warning| warning.to_string())
    }

    #[test]
    fn keys_stay_in_order_and_know_their_places() {
        let node = read("z = 1\na = [true, 'x', 1979-05-27]\n[t]\nb.c = 2\n").unwrap();
        let keys: Vec<_> = node
            .entries()
            .iter()
            .map(|(key, _)| (key.name.as_str(), key.at))
            .collect();
        assert_eq!(keys, [("z", 0), ("a", 6), ("t", 35)]);
        let c = node.at_path(&["t", "b", "c"]).unwrap();
        assert_eq!(c.as_scalar(), Some("2"));
    }

    #[test]
    fn what_is_broken_has_a_line_and_a_column() {
        let said = read("a = 1\nb = [1\n").unwrap_err();
        assert!(said.starts_with("f:2:7: not valid TOML: "), "{said}");
    }

    #[test]
    fn nesting_is_bounded() {
        assert!(read(&format!("a = {}", "[".repeat(100_000))).is_err());
    }
}
