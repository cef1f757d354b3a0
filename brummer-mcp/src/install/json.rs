//! JSON with comments, edited in place: a text is parsed for the places of its parts only, and changed by a few splices.
//!
//! Other crates write such a document anew from a tree, which moves what stood on one line to several.

mod gap;
mod insert;
mod remove;
mod render;

use std::ops::Range;

use jsonc_parser::ast::{Object, ObjectProp, Value as Node};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde_json::{Map, Value};

use self::render::{Style, Tree};
use super::NAME;
use super::entry::Entry;
use super::fault::{At, Fault};

/// The path to the object that holds servers.
#[derive(Clone, Copy)]
pub(super) struct Path {
    /// The key at the top.
    pub(super) servers: &'static str,
    /// A key below it that holds the servers in files which have it.
    pub(super) nested: Option<&'static str>,
}

/// A piece of a text, and what comes in its place.
struct Splice {
    range: Range<usize>,
    text: String,
}

impl Splice {
    fn insert(at: usize, text: impl Into<String>) -> Self {
        Self {
            range: at..at,
            text: text.into(),
        }
    }

    fn cut(range: Range<usize>) -> Self {
        Self {
            range,
            text: String::new(),
        }
    }
}

/// What a text holds on the way to our entry.
enum Found<'a, 'b> {
    /// No value at all: nothing, or comments.
    Nothing,
    /// An object without the key for servers.
    Root(&'b Object<'a>),
    /// The object that holds servers, without ours, and what it is the value of.
    Servers(&'b Object<'a>),
    /// Our entry among the servers, and above it all objects from the root.
    Entry(Vec<&'b Object<'a>>, &'b Object<'a>),
}

/// The values of our entry.
pub(super) fn get(text: &str, path: Path) -> Result<Option<Map<String, Value>>, Fault> {
    let root = parse(text)?;
    Ok(match locate(text, root.as_ref(), path)? {
        Found::Nothing | Found::Root(_) | Found::Servers(_) => None,
        Found::Entry(_, entry) => Some(values(entry)),
    })
}

/// The text with our entry saying this; the same if it does already.
pub(super) fn set(
    text: &str,
    path: Path,
    fields: &[(&'static str, Value)],
) -> Result<String, Fault> {
    let root = parse(text)?;
    let style = Style::of(text, root.as_ref());
    let ours = Tree::object(fields);
    let splices = match locate(text, root.as_ref(), path)? {
        Found::Nothing => {
            let above = text.trim_end();
            let newline = if above.is_empty() { "" } else { style.newline };
            let tree = Tree::Object(vec![(path.servers, Tree::Object(vec![(NAME, ours)]))]);
            let document = format!("{newline}{}{}", style.document(&tree), style.newline);
            vec![Splice {
                range: above.len()..text.len(),
                text: document,
            }]
        }
        Found::Root(root) => {
            let servers = Tree::Object(vec![(NAME, ours)]);
            insert::property(text, &style, root, path.servers, &servers)
        }
        Found::Servers(servers) => insert::property(text, &style, servers, NAME, &ours),
        Found::Entry(_, entry) => update(text, &style, entry, fields),
    };
    let edited = splice(text, splices);
    // One property at a time: a second would be inserted where the first was.
    if edited == text {
        Ok(edited)
    } else {
        set(&edited, path, fields)
    }
}

/// The text without our entry, and without the object around it if that holds nothing else.
pub(super) fn unset(text: &str, path: Path) -> Result<String, Fault> {
    let root = parse(text)?;
    let Found::Entry(above, _) = locate(text, root.as_ref(), path)? else {
        return Ok(text.to_owned());
    };
    let names = [path.servers, NAME];
    // A nested object was not made by us; it stays, also if it is empty.
    let is_ours = above.len() == names.len();
    let (object, name) = match above[..] {
        [root, servers] if is_ours && remove::is_alone(text, servers) => (root, path.servers),
        [.., servers] => (servers, NAME),
        [] => return Ok(text.to_owned()),
    };
    Ok(splice(text, remove::property(text, object, name)))
}

/// The whole document as values; null if there is none.
pub(super) fn document(text: &str) -> Result<Value, Fault> {
    Ok(parse(text)?.map_or(Value::Null, Value::from))
}

/// Changes the entry that is there: one key of it.
fn update(
    text: &str,
    style: &Style<'_>,
    entry: &Object<'_>,
    fields: &[(&'static str, Value)],
) -> Vec<Splice> {
    let change = Entry::change(fields, &values(entry));
    if let Some(key) = change.remove.first() {
        return remove::property(text, entry, key);
    }
    let Some((key, value)) = change.set.first() else {
        return Vec::new();
    };
    match property(entry, key) {
        Some(there) => vec![Splice {
            range: there.value.start()..there.value.end(),
            text: style.inline(&Tree::Value(value)),
        }],
        None => insert::property(text, style, entry, key, &Tree::Value(value)),
    }
}

/// Parses what clients take for JSON: comments and trailing commas, and nothing looser.
fn parse(text: &str) -> Result<Option<Node<'_>>, Fault> {
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &options);
    let parsed = parsed.map_err(|error| Fault::Syntax {
        at: At::of(text, error.range().start),
        what: lower_case(&error.kind().to_string()),
    })?;
    Ok(parsed.value)
}

fn locate<'a, 'b>(
    text: &str,
    root: Option<&'b Node<'a>>,
    path: Path,
) -> Result<Found<'a, 'b>, Fault> {
    let Some(root) = root else {
        return Ok(Found::Nothing);
    };
    let root = object(text, root, "the file", "an object, `{…}`")?;
    let Some(servers) = only(text, root, path.servers)? else {
        return Ok(Found::Root(root));
    };
    let mut servers = object(text, servers, path.servers, SERVERS)?;
    let mut above = vec![root, servers];
    if let Some(key) = path.nested
        && let Some(Node::Object(nested)) = only(text, servers, key)?
        // A server may have this name.
        && property(nested, "type").is_none()
    {
        servers = nested;
        above.push(nested);
    }
    let Some(entry) = only(text, servers, NAME)? else {
        return Ok(Found::Servers(servers));
    };
    let key = format!("{}.{NAME}", path.servers);
    let entry = object(text, entry, &key, "a server, `{…}`")?;
    for property in &entry.properties {
        only(text, entry, property.name.as_str())?;
    }
    Ok(Found::Entry(above, entry))
}

/// What the key for servers must hold.
const SERVERS: &str = "servers by their names, `{…}`";

fn object<'a, 'b>(
    text: &str,
    node: &'b Node<'a>,
    key: &str,
    expected: &'static str,
) -> Result<&'b Object<'a>, Fault> {
    let found = match node {
        Node::Object(object) => return Ok(object),
        Node::Array(_) => "a list",
        Node::StringLit(_) => "a string",
        Node::NumberLit(_) => "a number",
        Node::BooleanLit(_) => "true or false",
        Node::NullKeyword(_) => "null",
    };
    Err(Fault::Type {
        at: At::of(text, node.start()),
        key: key.to_owned(),
        expected,
        found,
    })
}

/// The value of a key that must not be there twice.
fn only<'a, 'b>(
    text: &str,
    object: &'b Object<'a>,
    key: &str,
) -> Result<Option<&'b Node<'a>>, Fault> {
    let mut same = object
        .properties
        .iter()
        .filter(|property| property.name.as_str() == key);
    let first = same.next();
    match same.next() {
        Some(second) => Err(Fault::Twice {
            at: At::of(text, second.start()),
            key: key.to_owned(),
        }),
        None => Ok(first.map(|property| &property.value)),
    }
}

fn property<'a, 'b>(object: &'b Object<'a>, key: &str) -> Option<&'b ObjectProp<'a>> {
    let mut properties = object.properties.iter();
    properties.find(|property| property.name.as_str() == key)
}

fn values(object: &Object<'_>) -> Map<String, Value> {
    let pairs = object.properties.iter();
    pairs
        .map(|pair| {
            (
                pair.name.as_str().to_owned(),
                Value::from(pair.value.clone()),
            )
        })
        .collect()
}

/// The text with these pieces replaced. They do not overlap.
fn splice(text: &str, mut splices: Vec<Splice>) -> String {
    splices.sort_by_key(|splice| splice.range.start);
    let mut edited = text.to_owned();
    for splice in splices.into_iter().rev() {
        edited.replace_range(splice.range, &splice.text);
    }
    edited
}

fn lower_case(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}
