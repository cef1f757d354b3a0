//! The fields of a JSON object, flattened.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Field, MAX_FIELDS, SEPARATOR};

/// The longest name of a field, in bytes, and so how deep one may be nested.
const MAX_NAME_BYTES: usize = 256;

/// The fields of a line that is one JSON object.
pub(super) fn fields(line: &str) -> Option<Vec<Field<'_>>> {
    // What is cut off or goes on in the next line is not read at all.
    if !line.ends_with('}') {
        return None;
    }
    let mut fields = Vec::with_capacity(16);
    let mut json = serde_json::Deserializer::from_str(line);
    let value = Value {
        name: Cow::Borrowed(""),
        fields: &mut fields,
    };
    value.deserialize(&mut json).ok()?;
    json.end().ok()?;
    Some(fields)
}

/// A value that adds itself to the fields.
struct Value<'f, 'a> {
    /// The name with those of all objects around it; empty for the line itself.
    name: Cow<'a, str>,
    fields: &'f mut Vec<Field<'a>>,
}

impl<'a> Value<'_, 'a> {
    fn add(self, value: impl Into<Cow<'a, str>>) {
        self.fields.push((self.name, value.into()));
    }

    fn is_full(&self, name: &str) -> bool {
        self.fields.len() >= MAX_FIELDS || self.name.len() + name.len() >= MAX_NAME_BYTES
    }

    fn nested(&self, name: Cow<'a, str>) -> Cow<'a, str> {
        if self.name.is_empty() {
            return name;
        }
        Cow::Owned(format!("{}{SEPARATOR}{name}", self.name))
    }
}

impl<'a> DeserializeSeed<'a> for Value<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Value<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.add(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.add(value.to_string());
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.add(value.to_string());
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.add(value.to_string());
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.add("null");
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.add(value.to_owned());
        Ok(())
    }

    fn visit_borrowed_str<E: Error>(self, value: &'a str) -> Result<(), E> {
        self.add(value);
        Ok(())
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Name(name)) = map.next_key_seed(Name::default())? {
            if self.is_full(&name) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            map.next_value_seed(Value {
                name: self.nested(name),
                fields: self.fields,
            })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        for index in 0_usize.. {
            let index = index.to_string();
            let more = if self.is_full(&index) {
                list.next_element::<IgnoredAny>()?.is_some()
            } else {
                let element = Value {
                    name: self.nested(index.into()),
                    fields: self.fields,
                };
                list.next_element_seed(element)?.is_some()
            };
            if !more {
                break;
            }
        }
        Ok(())
    }
}

/// The name of a field, borrowed from the line unless it has escapes.
#[derive(Default)]
struct Name<'a>(Cow<'a, str>);

impl<'a> DeserializeSeed<'a> for Name<'a> {
    type Value = Self;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a> Visitor<'a> for Name<'a> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self, E> {
        Ok(Self(Cow::Owned(value.to_owned())))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'a str) -> Result<Self, E> {
        Ok(Self(Cow::Borrowed(value)))
    }
}
