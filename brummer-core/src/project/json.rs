//! JSON with its keys in order and with the place where each string stands.
//!
//! `serde_json::Value` sorts its keys, unless a feature changes that for every crate of the program.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A JSON value that borrows from its text.
#[derive(Debug)]
pub(super) enum Json<'a> {
    Null,
    Bool,
    Number,
    String(Cow<'a, str>),
    Array(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// The value of a key of an object; of one that is there twice, the last, as in JavaScript.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        self.entry(name).map(|(_, value)| value)
    }

    /// A key of an object with its value, as [`Json::get`] finds it.
    pub(super) fn entry(&self, name: &str) -> Option<&(Cow<'a, str>, Self)> {
        let Self::Object(entries) = self else {
            return None;
        };
        entries.iter().rev().find(|(key, _)| key == name)
    }

    /// The text of a string.
    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            Self::Null | Self::Bool | Self::Number | Self::Array(_) | Self::Object(_) => None,
        }
    }

    /// What it is, as in "it is a number".
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

/// Where in `text` a string of it stands, in bytes; none for one with escapes, which is not borrowed.
pub(super) fn offset_of(string: &str, text: &str) -> Option<usize> {
    let offset = string.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let end = offset.checked_add(string.len())?;
    (end <= text.len()).then_some(offset)
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

/// Takes whatever comes.
struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json<'de>, E> {
        Ok(Json::Number)
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Borrowed(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json<'de>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element()? {
            values.push(value);
        }
        Ok(Json::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
        let mut entries = Vec::new();
        while let Some((Key(key), value)) = map.next_entry()? {
            entries.push((key, value));
        }
        Ok(Json::Object(entries))
    }
}

/// A key; serde's own `Cow` is borrowed only inside of a derive.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(AnyValue)? {
            Json::String(key) => Ok(Self(key)),
            other => Err(serde::de::Error::custom(other.kind())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_in_order_and_know_their_places() {
        let text = r#"{"z": 1, "a": [true, null, 1.5, -1], "\u0062": ""}"#;
        let Json::Object(entries) = serde_json::from_str(text).unwrap() else {
            panic!("an object");
        };
        let keys: Vec<_> = entries
            .iter()
            .map(|(key, _)| (key.as_ref(), offset_of(key, text)))
            .collect();
        assert_eq!(keys, [("z", Some(2)), ("a", Some(10)), ("b", None)]);
    }

    #[test]
    fn the_last_of_equal_keys_counts() {
        let json: Json<'_> = serde_json::from_str(r#"{"a": "1", "a": "2"}"#).unwrap();
        assert_eq!(json.get("a").unwrap().as_str().unwrap(), "2");
    }
}
