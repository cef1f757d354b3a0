//! Questions to the fields of structured lines, as `status>=500`.

use std::cmp::Ordering;
use std::fmt;

use borsh::{BorshDeserialize, BorshSerialize};
use regex::{Regex, RegexBuilder};

use super::{Structured, meaning};
use crate::error::Error;
use crate::remote::wire;

/// A condition on one field of structured lines.
#[derive(Clone, BorshSerialize, BorshDeserialize)]
pub struct FieldQuery {
    name: String,
    condition: Condition,
}

#[derive(Clone, BorshSerialize, BorshDeserialize)]
enum Condition {
    Compare(Comparison, String),
    Matches(#[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")] Regex),
}

/// What is asked of a value beside the one given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
enum Comparison {
    Equal,
    Unequal,
    Greater,
    AtLeast,
    Less,
    AtMost,
}

/// The signs, those first that begin with another.
const SIGNS: [(&str, Sign); 8] = [
    ("==", Sign::Compare(Comparison::Equal)),
    ("!=", Sign::Compare(Comparison::Unequal)),
    (">=", Sign::Compare(Comparison::AtLeast)),
    ("<=", Sign::Compare(Comparison::AtMost)),
    ("=", Sign::Compare(Comparison::Equal)),
    (">", Sign::Compare(Comparison::Greater)),
    ("<", Sign::Compare(Comparison::Less)),
    ("~", Sign::Matches),
];

#[derive(Clone, Copy)]
enum Sign {
    Compare(Comparison),
    Matches,
}

impl FieldQuery {
    /// Reads a condition: the name of a field, one of `=` (or `==`) `!=` `>` `>=` `<` `<=` `~`, and a value. Spaces
    /// around the sign and quotes around the value are not part of them; a value that begins with a sign is quoted.
    ///
    /// Two numbers are compared as numbers, anything else as text; `~` takes a regular expression. A line without the
    /// field does not match, whatever is asked. `level` and `msg` ask for the line's own level and message, and levels are ordered by how
    /// serious they are.
    ///
    /// # Errors
    /// [`Error::InvalidFieldQuery`] if there is no name, no sign or a second one, or the value is no regular expression.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let invalid = |reason: String| Error::InvalidFieldQuery {
            text: text.chars().take(200).collect(),
            reason,
        };
        let Some(at) = text.find(['=', '!', '>', '<', '~']) else {
            return Err(invalid("it has none of = != > >= < <= ~".to_owned()));
        };
        let (name, rest) = (text[..at].trim(), text[at..].trim_end());
        let sign = SIGNS
            .iter()
            .find_map(|(sign, kind)| Some((*kind, rest.strip_prefix(sign)?)));
        let Some((sign, value)) = sign else {
            return Err(invalid("`!` needs a `=` behind it".to_owned()));
        };
        if name.is_empty() {
            return Err(invalid("the name of the field is missing".to_owned()));
        }
        let value = value.trim_start();
        if value.starts_with(['=', '!', '>', '<', '~']) {
            return Err(invalid(format!(
                "`{}` is followed by another sign; a value that begins with one is quoted",
                rest[..rest.len() - value.len()].trim_end()
            )));
        }
        let value = unquoted(value);
        let condition = match sign {
            Sign::Compare(comparison) => Condition::Compare(comparison, value.to_owned()),
            Sign::Matches => Condition::Matches(regex(value).map_err(invalid)?),
        };
        Ok(Self {
            name: name.to_owned(),
            condition,
        })
    }

    /// Whether the line has the field, with a value that was asked for.
    pub(crate) fn matches(&self, line: &Structured<'_>) -> bool {
        let mut fields = line.fields.iter();
        if let Some((_, value)) = fields.find(|(key, _)| *key == self.name) {
            return self.condition.holds(value);
        }
        match (&*self.name, line.level) {
            ("level", Some(level)) => self.condition.holds_for_level(level),
            ("msg" | "message", _) => self.condition.holds(&line.message),
            _ => false,
        }
    }
}

impl Condition {
    fn holds(&self, value: &str) -> bool {
        match self {
            Self::Matches(regex) => regex.is_match(value),
            Self::Compare(comparison, asked) => {
                let order = match (value.parse::<f64>(), asked.parse::<f64>()) {
                    (Ok(value), Ok(asked)) => value.partial_cmp(&asked),
                    _ => Some(value.cmp(asked)),
                };
                order.is_some_and(|order| comparison.holds(order))
            }
        }
    }

    fn holds_for_level(&self, level: crate::log::Level) -> bool {
        match self {
            Self::Compare(comparison, asked) => {
                meaning::level(asked).is_some_and(|asked| comparison.holds(level.cmp(&asked)))
            }
            Self::Matches(_) => self.holds(level.as_str()),
        }
    }
}

impl Comparison {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
        }
    }
}

impl fmt::Debug for FieldQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, value) = match &self.condition {
            Condition::Compare(comparison, value) => (format!("{comparison:?}"), value.as_str()),
            Condition::Matches(regex) => ("Matches".to_owned(), regex.as_str()),
        };
        write!(f, "FieldQuery({} {sign} {value})", self.name)
    }
}

fn regex(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .size_limit(1024 * 1024)
        .build()
        .map_err(|error| {
            // The library draws the error over several lines; its last line says what is wrong.
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default().trim();
            let reason = reason.strip_prefix("error: ").unwrap_or(reason);
            format!("`{pattern}` is not a regular expression: {reason}")
        })
}

fn unquoted(value: &str) -> &str {
    let inside = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::super::structured;
    use super::*;

    const LINE: &str = r#"{"level":"warn","msg":"slow query","status":503,"path":"/api/users","n":"12","req":{"id":"a-9"}}"#;

    #[track_caller]
    fn check(query: &str, expected: bool) {
        let query = FieldQuery::parse(query).unwrap();
        assert_eq!(
            query.matches(&structured(LINE).unwrap()),
            expected,
            "{query:?}"
        );
    }

    #[track_caller]
    fn check_error(query: &str, part: &str) {
        let error = FieldQuery::parse(query).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }

    #[test]
    fn two_numbers_are_compared_as_numbers() {
        check("status>=500", true);
        check("status < 1000", true);
        check("n>9", true);
        check("status=503.0", true);
        check("status==503", true);
        check("status!=503", false);
    }

    #[test]
    fn anything_else_is_compared_as_text() {
        check("path=/api/users", true);
        check("path = \"/api/users\"", true);
        check("path>/a", true);
        check("path!='>/a'", true);
        check("req.id=a-9", true);
    }

    #[test]
    fn a_tilde_takes_a_regular_expression() {
        check("path~^/api/", true);
        check("status~^4", false);
    }

    #[test]
    fn a_line_without_the_field_never_matches() {
        check("missing!=1", false);
        check("missing~.*", false);
    }

    #[test]
    fn levels_are_ordered_and_the_message_has_a_name() {
        check("level>=warn", true);
        check("level>=error", false);
        check("level=WARNING", true);
        check("msg~query", true);
        check("message=slow query", true);
    }

    #[test]
    fn an_error_names_what_is_wrong() {
        check_error("status", "none of =");
        check_error("=3", "the name of the field is missing");
        check_error("a!3", "`!` needs");
        check_error("a~(", "unclosed group");
        check_error("a>>3", "`>` is followed by another sign");
        check_error("a = >3", "`=` is followed by another sign");
        check_error("a <~3  ", "`<` is followed by another sign");
        check_error("a>~✓ \t", "`>` is followed by another sign");
    }
}
