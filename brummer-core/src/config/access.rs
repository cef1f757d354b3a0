//! What agents may do, of the keys of `[mcp]`: `read`, `control`, `input` and `redact`.

use std::fmt;

use serde::{Serialize, Serializer};
use toml::de::DeValue;

use super::origin::Resolved;
use super::table::Layer;
use super::value::{Value, Wrong, described, quoted};

/// What agents may do, each for some processes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Access {
    /// Whose logs, problems and state they may read.
    pub read: Resolved<Allowed>,
    /// What they may start, restart and stop.
    pub control: Resolved<Allowed>,
    /// Whose stdin they may write to.
    pub input: Resolved<Allowed>,
    /// Whether secrets are masked in what they read.
    pub redact: Resolved<bool>,
}

/// Everything is allowed, and secrets are masked.
impl Default for Access {
    fn default() -> Self {
        WrittenAccess::default().settings()
    }
}

/// For which processes something is allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Allowed {
    /// For all.
    #[default]
    All,
    /// For none.
    None,
    /// For those whose names match one of these, in which `*` stands for any text.
    Only(Vec<String>),
}

impl Allowed {
    /// Whether it is allowed for the process of this name.
    pub fn allows(&self, process: &str) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::Only(patterns) => patterns.iter().any(|pattern| matches(pattern, process)),
        }
    }
}

/// As it is written: `true`, `false`, `["web", "api-*"]`.
impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("true"),
            Self::None => f.write_str("false"),
            Self::Only(names) => {
                let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
                write!(f, "[{}]", names.join(", "))
            }
        }
    }
}

/// Whether a name is what the pattern describes.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(mut name) = name.strip_prefix(start) else {
        return false;
    };
    let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    // What stands between two stars may as well be found as early as possible.
    for part in middle.split('*') {
        let Some(found) = name.find(part) else {
            return false;
        };
        name = &name[found + part.len()..];
    }
    name.ends_with(end)
}

/// The keys as written, each optional.
#[derive(Default)]
pub(super) struct WrittenAccess {
    read: Option<Resolved<Allowed>>,
    control: Option<Resolved<Allowed>>,
    input: Option<Resolved<Allowed>>,
    redact: Option<Resolved<bool>>,
}

impl WrittenAccess {
    /// Every key, once: puts a table over what weaker layers said.
    pub(super) fn keys(&mut self, layer: &mut impl Layer) {
        layer.key("read", &mut self.read);
        layer.key("control", &mut self.control);
        layer.key("input", &mut self.input);
        layer.key("redact", &mut self.redact);
    }

    pub(super) fn settings(self) -> Access {
        let or = |written: Option<_>| written.unwrap_or_else(|| Resolved::default(Allowed::All));
        Access {
            read: or(self.read),
            control: or(self.control),
            input: or(self.input),
            redact: self.redact.unwrap_or_else(|| Resolved::default(true)),
        }
    }
}

impl Value for Allowed {
    fn expected() -> String {
        r#"true, false, or an array of names of processes, such as ["web", "api-*"]"#.to_owned()
    }

    fn read(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let of_text = |text: &str| match text {
            "true" => Some(Self::All),
            "false" => Some(Self::None),
            _ => None,
        };
        let allowed = match value {
            DeValue::Boolean(true) => Some(Self::All),
            DeValue::Boolean(false) => Some(Self::None),
            DeValue::Array(names) => {
                let names: Result<Vec<String>, Wrong> = names
                    .iter()
                    .map(|name| String::read(name.get_ref()))
                    .collect();
                let names = names
                    .map_err(|wrong| Wrong::is(format!("an array with {} in it", wrong.is)))?;
                Some(Self::Only(names))
            }
            // The environment has nothing but text.
            DeValue::String(text) => of_text(text),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Table(_) => {
                None
            }
        };
        allowed.ok_or_else(|| Wrong::is(described(value)))
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

/// As it is written: `true`, `false` or a list.
impl Serialize for Allowed {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => to.serialize_bool(true),
            Self::None => to.serialize_bool(false),
            Self::Only(names) => to.collect_seq(names),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, name: &str, expected: bool) {
        assert_eq!(
            Allowed::Only(vec![pattern.to_owned()]).allows(name),
            expected,
            "{pattern} {name}"
        );
    }

    #[test]
    fn a_star_stands_for_any_text() {
        check("web", "web", true);
        check("web", "web-2", false);
        check("web*", "web-2", true);
        check("*", "", true);
        check("*:dev", "web:dev", true);
        check("a*b*c", "a-b-c", true);
        check("a*b*c", "a-c-b", false);
        check("a*a", "a", false);
        check("a**a", "aa", true);
    }

    #[test]
    fn all_and_none_need_no_names() {
        assert!(Allowed::All.allows("web") && !Allowed::None.allows("web"));
    }
}
