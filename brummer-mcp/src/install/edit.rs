//! Entering, finding and removing our server in the text of a client's file, whatever its syntax.

use serde_json::{Map, Value};

use super::NAME;
use super::client::{Client, Dialect, Format};
use super::entry::{Entry, fields};
use super::fault::Fault;
use super::{json, toml, yaml};

/// What Windows editors may put before a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// What stands for a token.
pub(super) const HIDDEN: &str = "(hidden)";

/// What becomes of a file from which our entry was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removed {
    /// It had none.
    Unchanged,
    /// It has this text.
    Text(String),
    /// Nothing else was in it, and it was made by installing: it goes.
    File,
}

/// The text of a file with our entry in it; the same bytes if it is there as it should be. No text is a file that is not there.
///
/// An entry that is there is updated: what else a person wrote into it stays.
///
/// # Errors
/// [`Fault`]: then nothing should be written.
pub fn install(client: Client, text: Option<&str>, entry: &Entry) -> Result<String, Fault> {
    let fields = fields(client, entry)?;
    let dialect = client.dialect();
    let text = text.unwrap_or_default();
    let (mark, body) = split_mark(text);
    let edited = match dialect.format {
        Format::Json => json::set(body, path(&dialect), &fields)?,
        Format::Toml => toml::set(body, dialect.servers, &fields)?,
        Format::Yaml => match yaml::get(body)? {
            Some(current) if is_same(&current, &fields) => body.to_owned(),
            _ => yaml::render(&fields),
        },
    };
    check(&dialect, body, &edited)?;
    Ok(format!("{mark}{edited}"))
}

/// What our entry in a text says; none if it is not there. One that names neither a command nor an address is empty.
///
/// # Errors
/// [`Fault`], if it cannot be told.
pub fn find(client: Client, text: &str) -> Result<Option<Entry>, Fault> {
    let values = values(&client.dialect(), split_mark(text).1)?;
    Ok(values.map(|values| {
        Entry::read(&values).unwrap_or(Entry::Stdio {
            command: String::new(),
            args: Vec::new(),
        })
    }))
}

/// The text of a file without our entry.
///
/// `backups` are earlier texts of the file, the newest first. If installing made the present text of one of them, that is
/// what comes back, byte by byte; else the entry is cut out, and the object around it if that is empty then.
///
/// # Errors
/// [`Fault`]: then nothing should be written.
pub fn uninstall<'a>(
    client: Client,
    text: &str,
    backups: impl IntoIterator<Item = &'a str>,
) -> Result<Removed, Fault> {
    let dialect = client.dialect();
    let (mark, body) = split_mark(text);
    let Some(values) = values(&dialect, body)? else {
        return Ok(Removed::Unchanged);
    };
    if let Some(entry) = Entry::read(&values) {
        let makes_this = |before: Option<&str>| {
            // Installing where there was nothing only adds.
            let is_shorter = before.is_none_or(|before| before.len() < text.len());
            let has_none = || before.is_none_or(|text| matches!(find(client, text), Ok(None)));
            is_shorter
                && has_none()
                && install(client, before, &entry).is_ok_and(|made| made == text)
        };
        if let Some(before) = backups.into_iter().find(|before| makes_this(Some(before))) {
            return Ok(Removed::Text(before.to_owned()));
        }
        if makes_this(None) {
            return Ok(Removed::File);
        }
    }
    let edited = match dialect.format {
        Format::Json => json::unset(body, path(&dialect))?,
        Format::Toml => toml::unset(body, dialect.servers)?,
        Format::Yaml => return Ok(Removed::File),
    };
    check(&dialect, body, &edited)?;
    Ok(Removed::Text(format!("{mark}{edited}")))
}

/// What a person would paste into a file that has no servers yet, with `(hidden)` in the place of a token.
///
/// # Errors
/// [`Fault::NoHttp`].
pub fn snippet(client: Client, entry: &Entry) -> Result<String, Fault> {
    let text = install(client, None, entry)?;
    Ok(shown(client, &text, HIDDEN))
}

/// Fails unless two texts say the same in everything that is not ours. What edits texts is made so that this holds; but
/// these files are precious, and a mistake in it must not cost one.
fn check(dialect: &Dialect, before: &str, after: &str) -> Result<(), Fault> {
    let document = |text| match dialect.format {
        Format::Json => json::document(text),
        Format::Toml => toml::document(text),
        Format::Yaml => Ok(Value::Null),
    };
    let others = |text| Ok(without_ours(document(text)?, dialect));
    if others(before)? == others(after)? {
        Ok(())
    } else {
        Err(Fault::Entangled)
    }
}

/// A document without our entry, and without what only it needs.
fn without_ours(mut document: Value, dialect: &Dialect) -> Value {
    if document.is_null() {
        document = Value::Object(Map::new());
    }
    let Some(root) = document.as_object_mut() else {
        return document;
    };
    if let Some(servers) = root.get_mut(dialect.servers).and_then(Value::as_object_mut) {
        servers.remove(NAME);
        let nested = dialect.nested.and_then(|key| servers.get_mut(key));
        if let Some(nested) = nested.and_then(Value::as_object_mut) {
            nested.remove(NAME);
        }
        if servers.is_empty() {
            root.remove(dialect.servers);
        }
    }
    document
}

fn values(dialect: &Dialect, body: &str) -> Result<Option<Map<String, Value>>, Fault> {
    match dialect.format {
        Format::Json => json::get(body, path(dialect)),
        Format::Toml => toml::get(body, dialect.servers),
        Format::Yaml => yaml::get(body),
    }
}

/// A text as it may be shown: without the token of our entry, for which `mark` stands.
pub(super) fn shown(client: Client, text: &str, mark: &str) -> String {
    let Ok(Some(Entry::Http {
        token: Some(token), ..
    })) = find(client, text)
    else {
        return text.to_owned();
    };
    // As it is, and as it is in quotes.
    let quoted = Value::from(token.secret()).to_string();
    let quoted = &quoted[1..quoted.len() - 1];
    text.replace(quoted, mark).replace(token.secret(), mark)
}

fn is_same(current: &Map<String, Value>, fields: &[(&'static str, Value)]) -> bool {
    let same = |(key, value): &(&str, Value)| current.get(*key) == Some(value);
    current.len() == fields.len() && fields.iter().all(same)
}

fn path(dialect: &Dialect) -> json::Path {
    json::Path {
        servers: dialect.servers,
        nested: dialect.nested,
    }
}

/// The byte order mark, and the text after it.
fn split_mark(text: &str) -> (&str, &str) {
    let body = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    text.split_at(text.len() - body.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_that_changes_something_else_is_thrown_away() {
        let check = |client: Client, before, after, expected| {
            assert_eq!(check(&client.dialect(), before, after), expected, "{after}");
        };
        let ours = "{\"a\": 1, \"mcpServers\": {\"brummer\": {}}}";
        check(Client::Cursor, "{\"a\": 1}", ours, Ok(()));
        check(
            Client::Cursor,
            "",
            "{\"mcpServers\": {\"brummer\": {}}}",
            Ok(()),
        );
        check(Client::Cursor, "{\"a\": 2}", ours, Err(Fault::Entangled));
        check(Client::Cursor, "{}", ours, Err(Fault::Entangled));
        check(Client::Codex, "a = 1", "a = 2", Err(Fault::Entangled));
        let more = "{\"mcp\": {\"servers\": {\"b\": {}, \"brummer\": {}}}}";
        check(
            Client::OpenCode,
            "{\"mcp\": {\"servers\": {\"b\": {}}}}",
            more,
            Ok(()),
        );
        check(
            Client::OpenCode,
            "{\"mcp\": {\"servers\": {}}}",
            more,
            Err(Fault::Entangled),
        );
    }
}
