//! What JSON, YAML and TOML have in common: values that know where they stand, with keys in order.

/// A value, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::project) struct Node {
    /// The offset of its first byte.
    pub(in crate::project) at: usize,
    /// The value.
    pub(in crate::project) value: Value,
}

/// A value of a file.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::project) enum Value {
    /// Nothing
    Null,
    /// True or false
    Bool(bool),
    /// A number, or a time, as written
    Number(String),
    /// Text
    String(String),
    /// Values in order
    List(Vec<Node>),
    /// Values by key, in the order of the file; a key that is there twice counts the last time
    Map(Vec<(Key, Node)>),
}

/// A key of a map, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::project) struct Key {
    /// The offset of its first byte.
    pub(in crate::project) at: usize,
    /// The key.
    pub(in crate::project) name: String,
}

impl Node {
    /// The value of a key of a map.
    pub(in crate::project) fn get(&self, name: &str) -> Option<&Self> {
        self.entry(name).map(|(_, value)| value)
    }

    /// A key of a map with its value.
    pub(in crate::project) fn entry(&self, name: &str) -> Option<&(Key, Self)> {
        self.entries()
            .iter()
            .rev()
            .find(|(key, _)| key.name == name)
    }

    /// The value at a path of keys.
    pub(in crate::project) fn at_path(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, name| node.get(name))
    }

    /// The entries of a map; none for anything else.
    pub(in crate::project) fn entries(&self) -> &[(Key, Self)] {
        match &self.value {
            Value::Map(entries) => entries,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::List(_) => {
                &[]
            }
        }
    }

    /// The items of a list; none for anything else.
    pub(in crate::project) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Map(_) => {
                &[]
            }
        }
    }

    /// The text of a string.
    pub(in crate::project) fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::List(_) | Value::Map(_) => {
                None
            }
        }
    }

    /// The text of a string, a number, or true and false: what YAML tells apart and people do not.
    pub(in crate::project) fn as_scalar(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) | Value::Number(text) => Some(text),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// True or false.
    pub(in crate::project) fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            Value::Null | Value::Number(_) | Value::String(_) | Value::List(_) | Value::Map(_) => {
                None
            }
        }
    }

    /// The same as plain JSON, without places.
    pub(in crate::project) fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Number(text) => {
                let number = text.parse::<serde_json::Number>();
                number.map_or_else(|_| Json::String(text.clone()), Json::Number)
            }
            Value::String(text) => Json::String(text.clone()),
            Value::List(items) => items.iter().map(Self::to_json).collect(),
            Value::Map(entries) => entries
                .iter()
                .map(|(key, value)| (key.name.clone(), value.to_json()))
                .collect(),
        }
    }

    /// Whether it is a map.
    pub(in crate::project) fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    /// What it is, as in "it is a number".
    pub(in crate::project) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::List(_) => "a list",
            Value::Map(_) => "an object",
        }
    }
}
