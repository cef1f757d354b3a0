//! JSON, JSON with comments, and JSON5.

use jsonc_parser::ast::{ObjectPropName, Value as Ast};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions};

use super::{Key, Node, Text, Value};
use crate::config::Warning;

/// JSON as npm reads it.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// JSON as editors and compilers read it: comments, and commas at the end.
const WITH_COMMENTS: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    ..STRICT
};

/// JSON5, as pnpm reads it.
const FIVE: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_loose_object_property_names: true,
    allow_trailing_commas: true,
    allow_missing_commas: false,
    allow_single_quoted_strings: true,
    allow_hexadecimal_numbers: true,
    allow_unary_plus_numbers: true,
    allow_bare_decimal_point_numbers: true,
    allow_non_finite_numbers: true,
    allow_extended_string_escapes: true,
};

impl Text {
    /// The file as JSON.
    pub(in crate::project) fn json(&self) -> Result<Node, Warning> {
        self.parse_json(&STRICT)
    }

    /// The file as JSON in which comments and commas at the end are allowed.
    pub(in crate::project) fn jsonc(&self) -> Result<Node, Warning> {
        self.parse_json(&WITH_COMMENTS)
    }

    /// The file as JSON5.
    pub(in crate::project) fn json5(&self) -> Result<Node, Warning> {
        self.parse_json(&FIVE)
    }

    fn parse_json(&self, options: &ParseOptions) -> Result<Node, Warning> {
        let parsed = jsonc_parser::parse_to_ast(self.as_str(), &CollectOptions::default(), options);
        match parsed.map(|parsed| parsed.value) {
            Ok(Some(value)) => Ok(node(value)),
            Ok(None) => Err(self.warning(0, "not valid JSON: there is nothing in it")),
            Err(error) => {
                let what = sentence(&error.kind().to_string());
                Err(self.warning(error.range().start, format!("not valid JSON: {what}")))
            }
        }
    }
}

/// A message of the parser as the rest of a sentence.
fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let first = chars.next().into_iter().flat_map(char::to_lowercase);
    first.chain(chars).collect()
}

/// The parser's own bound of nesting, 512, bounds this recursion.
fn node(value: Ast<'_>) -> Node {
    let at = value.range().start;
    let value = match value {
        Ast::StringLit(text) => Value::String(text.value.into_owned()),
        Ast::NumberLit(number) => Value::Number(number.value.to_owned()),
        Ast::BooleanLit(boolean) => Value::Bool(boolean.value),
        Ast::NullKeyword(_) => Value::Null,
        Ast::Array(array) => Value::List(array.elements.into_iter().map(node).collect()),
        Ast::Object(object) => Value::Map(
            object
                .properties
                .into_iter()
                .map(|property| (key(property.name), node(property.value)))
                .collect(),
        ),
    };
    Node { at, value }
}

fn key(name: ObjectPropName<'_>) -> Key {
    let at = name.range().start;
    let name = name.into_string();
    Key { at, name }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn text(text: &str) -> Text {
        Text::new(Path::new("f"), text.to_owned())
    }

    #[track_caller]
    fn check_broken(text: &str, strict: &str, with_comments: Option<&str>) {
        let text = self::text(text);
        assert_eq!(text.json().unwrap_err().to_string(), strict);
        let said = text.jsonc().err().map(|warning| warning.to_string());
        assert_eq!(said.as_deref(), with_comments);
    }

    #[test]
    fn keys_stay_in_order_and_know_their_places() {
        let node = text(r#"{"z": 1, "a": [true, null, 1.5, -1], "\u0062": ""}"#)
            .json()
            .unwrap();
        let keys: Vec<_> = node
            .entries()
            .iter()
            .map(|(key, value)| (key.name.as_str(), key.at, value.at))
            .collect();
        assert_eq!(keys, [("z", 1, 6), ("a", 9, 14), ("b", 37, 47)]);
    }

    #[test]
    fn the_last_of_equal_keys_counts() {
        let node = text(r#"{"a": "1", "a": "2"}"#).json().unwrap();
        assert_eq!(node.get("a").unwrap().as_str(), Some("2"));
    }

    #[test]
    fn what_is_broken_has_a_line_and_a_column() {
        check_broken(
            "{\n  \"a\" 1}",
            "f:2:7: not valid JSON: expected colon after the string or word in object property",
            Some(
                "f:2:7: not valid JSON: expected colon after the string or word in object property",
            ),
        );
        check_broken(
            "",
            "f:1:1: not valid JSON: there is nothing in it",
            Some("f:1:1: not valid JSON: there is nothing in it"),
        );
    }

    #[test]
    fn comments_are_allowed_where_they_are() {
        check_broken(
            "{ // why\n  \"a\": 1,\n}",
            "f:1:3: not valid JSON: comments are not allowed",
            None,
        );
    }

    #[test]
    fn json5_is_written_more_loosely() {
        let node = text("{ // why\n a: 'x', 'b': +1, }").json5().unwrap();
        assert_eq!(node.get("a").unwrap().as_str(), Some("x"));
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = "[".repeat(100_000);
        let warning = text(&deep).json().unwrap_err().to_string();
        assert!(warning.contains("nesting depth"), "{warning}");
    }
}
