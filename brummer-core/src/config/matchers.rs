//! The tables `[matchers.NAME]`: problem matchers with the keys that VS Code gives them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use serde::Serialize;
use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::{ConfigErrors, Diagnostic, Place};
use super::origin::{Origin, Resolved};
use super::table::Table;
use super::value::{Value, Wrong, quoted};
use crate::detect::{
    Matcher, MatcherDefinition, MatcherError, MatcherFault, MatcherStep, MatcherTable,
};

/// A problem matcher that the configuration describes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfiguredMatcher {
    /// Its name.
    pub name: String,
    /// Where its table is, in the strongest file that has one.
    pub origin: Origin,
    /// Its keys as they were written.
    pub keys: BTreeMap<String, Resolved<Json>>,
}

/// A matcher as written.
pub(super) struct WrittenMatcher {
    /// How many matchers were named before it.
    position: usize,
    origin: Origin,
    /// Where its name stands.
    place: Place,
    /// Where the name of its base stands.
    base: Option<Place>,
    keys: BTreeMap<String, Resolved<Json>>,
    /// None if a file was wrong in it, which has been said.
    definition: Option<MatcherDefinition>,
}

/// The names of the matchers of a process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct MatcherNames(pub Vec<String>);

/// The names of the matchers of a process, and where they stand.
#[derive(Clone)]
pub(super) struct WrittenNames {
    pub(super) names: Resolved<MatcherNames>,
    pub(super) place: Place,
}

/// Reads a table over what weaker layers said of the matcher.
pub(super) fn read(
    name: &str,
    table: &mut Table<'_>,
    matchers: &mut BTreeMap<String, WrittenMatcher>,
) {
    let entries = table.whole();
    if name.is_empty() || name.starts_with('$') {
        let title = format!("`{}` cannot be the name of a matcher", name.escape_debug());
        let label = "names with `$` are those of the matchers that are there anyway";
        return table.fault(title, table.header(), label.to_owned(), None);
    }
    let json: serde_json::Map<String, Json> = entries
        .iter()
        .map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref())))
        .collect();
    let definition = match MatcherDefinition::from_json(&Json::Object(json.clone())) {
        Ok(definition) => Some(definition),
        Err(faults) => {
            for fault in faults {
                report(table, entries, fault);
            }
            None
        }
    };
    let position = matchers.len();
    let written = matchers
        .entry(name.to_owned())
        .or_insert_with(|| WrittenMatcher {
            position,
            origin: table.origin(),
            place: table.place(table.header()),
            base: None,
            keys: BTreeMap::new(),
            definition: Some(MatcherDefinition::default()),
        });
    written.origin = table.origin();
    written.place = table.place(table.header());
    written.definition = written
        .definition
        .take()
        .zip(definition)
        .map(|(weaker, stronger)| {
            let mut definition = weaker;
            definition.overlay(stronger);
            definition
        });
    for (key, value) in entries {
        let name = key.get_ref().to_string();
        if name == "base" {
            written.base = Some(table.place(value.span()));
        }
        let resolved = Resolved {
            value: json[&name].clone(),
            origin: table.origin_of(&key.span()),
        };
        written.keys.insert(name, resolved);
    }
}

/// Shows what is wrong with a matcher where it stands.
fn report(table: &mut Table<'_>, entries: &DeTable<'_>, fault: MatcherFault) {
    let mut span = span(entries, &fault.path).unwrap_or_else(|| table.header());
    if let Some(part) = fault.part.and_then(|part| within(table.text(&span), &part)) {
        span = span.start + part.start..span.start + part.end;
    }
    table.fault(fault.title, span, fault.label, fault.note);
}

/// All matchers, and what is wrong with them when they are seen together.
pub(super) fn resolve(
    written: BTreeMap<String, WrittenMatcher>,
    dir: &Path,
    errors: &mut ConfigErrors,
) -> (MatcherTable, Vec<ConfiguredMatcher>) {
    let mut table = MatcherTable::new(dir);
    for (name, matcher) in &written {
        table.insert(name, matcher.definition.clone().unwrap_or_default());
    }
    // What stands on something wrong is wrong only because of that.
    let is_sound = written.values().all(|matcher| matcher.definition.is_some());
    let mut written: Vec<_> = written.into_iter().collect();
    written.sort_by_key(|(_, matcher)| matcher.position);
    let mut configured = Vec::new();
    for (name, matcher) in written {
        if let Err(error) = table.matcher(&name)
            && is_sound
        {
            let is_of_base = matches!(
                error,
                MatcherError::Unknown { .. } | MatcherError::Circle { .. }
            );
            let place = matcher.base.filter(|_| is_of_base).unwrap_or(matcher.place);
            errors.push(|| diagnostic(&error, place));
        }
        configured.push(ConfiguredMatcher {
            name,
            origin: matcher.origin,
            keys: matcher.keys,
        });
    }
    (table, configured)
}

/// The matchers that a process names.
pub(super) fn named(
    names: &WrittenNames,
    table: &MatcherTable,
    errors: &mut ConfigErrors,
) -> Vec<Matcher> {
    let mut matchers = Vec::new();
    for name in &names.names.value.0 {
        match table.matcher(name) {
            Ok(matcher) => matchers.push(matcher),
            // What is wrong with the matcher itself is said where it stands.
            Err(error @ MatcherError::Unknown { .. }) if is_named(&error, name) => {
                errors.push(|| diagnostic(&error, names.place.clone()));
            }
            Err(_) => {}
        }
    }
    matchers
}

fn is_named(error: &MatcherError, wanted: &str) -> bool {
    matches!(error, MatcherError::Unknown { name, .. } if name == wanted)
}

fn diagnostic(error: &MatcherError, place: Place) -> Diagnostic {
    let (label, notes) = match error {
        MatcherError::Unknown { near, known, .. }
        | MatcherError::UnknownPattern { near, known, .. } => {
            let label = near.first().map(|near| format!("did you mean `{near}`?"));
            (
                label.unwrap_or_default(),
                vec![format!("known: {}", known.join(", "))],
            )
        }
        _ => (String::new(), Vec::new()),
    };
    let title = match error {
        MatcherError::Unknown { name, .. } => {
            format!("there is no problem matcher `{}`", name.escape_debug())
        }
        MatcherError::UnknownPattern { name, .. } => {
            format!("there is no predefined pattern `{}`", name.escape_debug())
        }
        other => other.to_string(),
    };
    Diagnostic {
        title,
        place,
        label,
        notes,
    }
}

impl Value for MatcherNames {
    fn expected() -> String {
        r#"the name of a problem matcher, as in "$tsc" or one of [matchers], or an array of them"#
            .to_owned()
    }

    fn read(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let names = match value {
            DeValue::Array(names) => {
                let names = names.iter().map(|name| String::read(name.get_ref()));
                names.collect::<Result<_, _>>().map_err(|wrong: Wrong| {
                    Wrong::is(format!("an array with {} in it", wrong.is))
                })?
            }
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Table(_) => vec![String::read(value)?],
        };
        Ok(Self(names))
    }

    fn write(&self) -> String {
        match self.0.as_slice() {
            [name] => quoted(name),
            names => {
                let names: Vec<_> = names.iter().map(|name| quoted(name)).collect();
                format!("[{}]", names.join(", "))
            }
        }
    }
}

fn json(value: &DeValue<'_>) -> Json {
    match value {
        DeValue::String(text) => Json::String(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Json::String(number.to_string()), Json::from),
        DeValue::Float(number) => number
            .as_str()
            .parse::<f64>()
            .map_or(Json::Null, Json::from),
        DeValue::Boolean(flag) => Json::Bool(*flag),
        DeValue::Datetime(time) => Json::String(time.to_string()),
        DeValue::Array(values) => values.iter().map(|value| json(value.get_ref())).collect(),
        DeValue::Table(entries) => entries
            .iter()
            .map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref())))
            .collect(),
    }
}

/// Where the value stands that these steps lead to.
fn span(entries: &DeTable<'_>, path: &[MatcherStep]) -> Option<Range<usize>> {
    let (first, path) = path.split_first()?;
    let (MatcherStep::Key(name) | MatcherStep::Value(name)) = first else {
        return None;
    };
    let (key, value) = entries.get_key_value(name.as_str())?;
    if matches!(first, MatcherStep::Key(_)) {
        return Some(key.span());
    }
    span_in(value, path)
}

fn span_in(value: &Spanned<DeValue<'_>>, path: &[MatcherStep]) -> Option<Range<usize>> {
    match (path.split_first(), value.get_ref()) {
        (None, _) => Some(value.span()),
        (Some((MatcherStep::Element(index), path)), DeValue::Array(values)) => {
            span_in(values.get(*index)?, path)
        }
        (Some(_), DeValue::Table(entries)) => span(entries, path),
        (Some(_), _) => None,
    }
}

/// A part of a text as a part of the string that it was read from, if that holds it as it is.
fn within(written: &str, part: &Range<usize>) -> Option<Range<usize>> {
    let quotes = match written {
        text if text.starts_with("'''") => 3,
        text if text.starts_with('\'') => 1,
        // What has an escape sequence stands elsewhere than it is read.
        text if text.starts_with('"') && !text.starts_with("\"\"\"") && !text.contains('\\') => 1,
        _ => return None,
    };
    Some(part.start + quotes..part.end + quotes)
}

/// A value as TOML, on one line.
pub(super) fn as_toml(value: &Json) -> String {
    match value {
        Json::String(text) => quoted(text),
        Json::Array(values) => {
            let values: Vec<_> = values.iter().map(as_toml).collect();
            format!("[{}]", values.join(", "))
        }
        Json::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| {
                format!("{} = {}", super::value::key_as_toml(key), as_toml(value))
            });
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => value.to_string(),
    }
}
