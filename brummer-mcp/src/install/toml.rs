//! TOML, edited in place: a table is appended or cut out as text, and a value replaced.

use std::ops::Range;

use serde_json::{Map, Value};
use toml_edit::{Array, Document, DocumentMut, InlineTable, Item, Table, TableLike};

use super::NAME;
use super::entry::Entry;
use super::fault::{At, Fault};

/// The values of our entry.
pub(super) fn get(text: &str, servers: &'static str) -> Result<Option<Map<String, Value>>, Fault> {
    let document = parse(text)?;
    let entry = entry(text, document.as_table(), servers)?;
    Ok(entry.map(values))
}

/// The text with our entry saying this; the same if it does already.
pub(super) fn set(
    text: &str,
    servers: &'static str,
    fields: &[(&'static str, Value)],
) -> Result<String, Fault> {
    let document = parse(text)?;
    let Some(current) = entry(text, document.as_table(), servers)? else {
        return match document.get(servers).and_then(Item::as_inline_table) {
            Some(_) => rewrite(text, |document| {
                let mut table = InlineTable::new();
                for (key, field) in fields {
                    table.insert(*key, value(field));
                }
                document[servers][NAME] = Item::Value(table.into());
            }),
            None => Ok(append(text, servers, fields)),
        };
    };
    let change = Entry::change(fields, &values(current));
    if change.set.is_empty() && change.remove.is_empty() {
        return Ok(text.to_owned());
    }
    rewrite(text, |document| {
        let Some(entry) = document[servers][NAME].as_table_like_mut() else {
            return;
        };
        for key in change.remove {
            entry.remove(key);
        }
        for (key, field) in change.set {
            let mut new = value(&field);
            // What stands around a value (a blank, a comment behind it) belongs to it.
            if let Some(old) = entry.get(key).and_then(Item::as_value) {
                *new.decor_mut() = old.decor().clone();
            }
            entry.insert(key, Item::Value(new));
        }
    })
}

/// The text without our entry.
pub(super) fn unset(text: &str, servers: &'static str) -> Result<String, Fault> {
    let document = parse(text)?;
    let Some(entry) = entry(text, document.as_table(), servers)? else {
        return Ok(text.to_owned());
    };
    if let Some(table) = document[servers][NAME].as_table()
        && let Some(mut blocks) = blocks(text, table)
    {
        blocks.sort_by_key(|block| block.start);
        let mut left = text.to_owned();
        for block in blocks.into_iter().rev() {
            left.replace_range(block, "");
        }
        return Ok(left);
    }
    debug_assert!(!entry.is_empty());
    rewrite(text, |document| {
        if let Some(servers) = document[servers].as_table_like_mut() {
            servers.remove(NAME);
        }
    })
}

/// The whole document, to be compared with another.
pub(super) fn document(text: &str) -> Result<Value, Fault> {
    let document = parse(text)?;
    Ok(Value::Object(values(document.as_table())))
}

/// Our table at the end of the text: a table may come last, whatever is before it.
fn append(text: &str, servers: &str, fields: &[(&'static str, Value)]) -> String {
    let newline = newline(text);
    let mut lines = vec![format!("[{servers}.{NAME}]")];
    lines.extend(
        fields
            .iter()
            .map(|(key, field)| format!("{key} = {}", value(field))),
    );
    let table = lines.join(newline);
    let between = match text {
        "" => "",
        text if text.ends_with('\n') => newline,
        _ => &newline.repeat(2),
    };
    format!("{text}{between}{table}{newline}")
}

/// The lines of a table and of those below it, each with the blank line before it; none if it is not written as tables
/// with a header.
fn blocks(text: &str, table: &Table) -> Option<Vec<Range<usize>>> {
    let header = table
        .span()
        .filter(|_| !table.is_dotted() && !table.is_implicit())?;
    let mut end = header.end;
    let mut below = Vec::new();
    for (_, item) in table {
        match item {
            Item::Table(inner) if !inner.is_dotted() => below.extend(blocks(text, inner)?),
            Item::Value(value) => end = end.max(value.span()?.end),
            // Dotted keys and lists of tables are more than we ever write.
            Item::Table(_) | Item::ArrayOfTables(_) | Item::None => return None,
        }
    }
    let end = text[end..]
        .find('\n')
        .map_or(text.len(), |newline| end + newline + 1);
    let start = text[..header.start]
        .rfind('\n')
        .map_or(0, |newline| newline + 1);
    below.push(without_blank_line(&text[..start])..end);
    Some(below)
}

/// The length of a text without the blank line at its end, if there is one.
fn without_blank_line(text: &str) -> usize {
    let shorter = text
        .strip_suffix("\r\n")
        .or_else(|| text.strip_suffix('\n'));
    let shorter = shorter.filter(|shorter| shorter.ends_with('\n'));
    shorter.unwrap_or(text).len()
}

/// Changes a document as a tree. Its text is the same elsewhere, or it is refused.
fn rewrite(text: &str, change: impl FnOnce(&mut DocumentMut)) -> Result<String, Fault> {
    let document = parse(text)?;
    // The tree knows only one kind of line end.
    let newline = newline(text);
    let with_ends = |document: &DocumentMut| document.to_string().replace('\n', newline);
    let mut document = document.into_mut();
    if with_ends(&document) != text {
        return Err(Fault::Entangled);
    }
    change(&mut document);
    Ok(with_ends(&document))
}

/// What ends the lines of a text.
fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn parse(text: &str) -> Result<Document<&str>, Fault> {
    Document::parse(text).map_err(|error| Fault::Syntax {
        at: At::of(text, error.span().map_or(0, |span| span.start)),
        what: error.message().replace('\n', ", "),
    })
}

fn entry<'a>(
    text: &str,
    document: &'a Table,
    servers: &'static str,
) -> Result<Option<&'a dyn TableLike>, Fault> {
    let Some(item) = document.get(servers) else {
        return Ok(None);
    };
    let tables = table(text, item, servers, "servers by their names, as tables")?;
    let Some(item) = tables.get(NAME) else {
        return Ok(None);
    };
    table(
        text,
        item,
        &format!("{servers}.{NAME}"),
        "a server, as a table",
    )
    .map(Some)
}

fn table<'a>(
    text: &str,
    item: &'a Item,
    key: &str,
    expected: &'static str,
) -> Result<&'a dyn TableLike, Fault> {
    item.as_table_like().ok_or_else(|| Fault::Type {
        at: At::of(text, item.span().map_or(0, |span| span.start)),
        key: key.to_owned(),
        expected,
        found: match item.type_name() {
            "array" | "array of tables" => "a list",
            "string" => "a string",
            "boolean" => "true or false",
            "datetime" => "a time",
            _ => "a number",
        },
    })
}

fn values(table: &(impl TableLike + ?Sized)) -> Map<String, Value> {
    let pairs = table.iter();
    pairs
        .map(|(key, item)| (key.to_owned(), json(item)))
        .collect()
}

/// A value as JSON; what JSON lacks, as its text.
fn json(item: &Item) -> Value {
    match item {
        Item::None => Value::Null,
        Item::Table(table) => Value::Object(values(table)),
        Item::ArrayOfTables(tables) => Value::Array(
            tables
                .iter()
                .map(|table| Value::Object(values(table)))
                .collect(),
        ),
        Item::Value(value) => scalar(value),
    }
}

fn scalar(value: &toml_edit::Value) -> Value {
    match value {
        toml_edit::Value::String(text) => text.value().as_str().into(),
        toml_edit::Value::Integer(number) => (*number.value()).into(),
        toml_edit::Value::Boolean(truth) => (*truth.value()).into(),
        toml_edit::Value::Array(items) => items.iter().map(scalar).collect(),
        toml_edit::Value::InlineTable(table) => Value::Object(values(table)),
        toml_edit::Value::Float(number) => number.value().to_string().into(),
        toml_edit::Value::Datetime(time) => time.value().to_string().into(),
    }
}

/// A field of an entry as TOML. Fields are strings, lists of them, and headers.
fn value(field: &Value) -> toml_edit::Value {
    match field {
        Value::Array(items) => items
            .iter()
            .filter_map(Value::as_str)
            .collect::<Array>()
            .into(),
        Value::String(text) => text.as_str().into(),
        Value::Object(pairs) => {
            let pairs = pairs.iter();
            let table: InlineTable = pairs.map(|(key, item)| (key, value(item))).collect();
            table.into()
        }
        other => other.to_string().into(),
    }
}
