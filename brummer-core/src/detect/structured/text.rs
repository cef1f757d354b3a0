//! Layouts of text that tell their parts by fixed signs, as tracing, `env_logger`, structlog, zap and Ruby's
//! Logger write them.

use super::meaning;
use super::{Field, Structured, json, logfmt, time};
use crate::log::Level;

/// A line that begins with a time, perhaps behind a bracket.
pub(super) fn timed(line: &str) -> Option<Structured<'_>> {
    if let Some(inside) = line.strip_prefix('[') {
        return env_logger(inside);
    }
    let (time, rest) = time::leading(line)?;
    let found = match rest.strip_prefix('\t') {
        Some(rest) => zap(rest),
        None => structlog(rest.trim_ascii_start()).or_else(|| tracing(rest)),
    }?;
    Some(Structured { time, ..found })
}

/// `[2026-11-23T13:03:06Z INFO  api::db] slow query`, behind the bracket.
fn env_logger(inside: &str) -> Option<Structured<'_>> {
    let (time, rest) = time::leading(inside)?;
    let (head, message) = rest.split_once("] ")?;
    let mut words = head.split_ascii_whitespace();
    let level = upper(words.next()?)?;
    let fields = words.next().map(|target| ("target".into(), target.into()));
    // More words are another layout.
    words.next().is_none().then(|| Structured {
        level: Some(level),
        time,
        message: message.into(),
        fields: fields.into_iter().collect(),
    })
}

/// `[warning  ] slow query                     ms=812`
fn structlog(rest: &str) -> Option<Structured<'_>> {
    let (level, event) = rest.strip_prefix('[')?.split_once(']')?;
    let level = meaning::level(level.trim_ascii())?;
    let (message, fields) = trailing(event.trim_ascii());
    Some(Structured {
        level: Some(level),
        time: None,
        message: message.into(),
        fields,
    })
}

/// `  INFO request{method="GET"}: api::db: slow query ms=812`
fn tracing(rest: &str) -> Option<Structured<'_>> {
    let rest = rest.trim_ascii_start();
    let (level, rest) = rest.split_once(' ')?;
    let level = upper(level)?;
    let mut fields = Vec::new();
    let mut rest = rest.trim_ascii_start();
    // Spans, each with its fields in braces or with none, and a colon without a space.
    while let Some((name, behind)) = rest.split_once('{') {
        if name.is_empty() || !name.bytes().all(is_target) {
            break;
        }
        let Some((inside, behind)) = behind.split_once("}:") else {
            break;
        };
        fields.extend(logfmt::strict(inside).unwrap_or_default());
        rest = behind;
    }
    let rest = rest.trim_ascii_start();
    let (target, text) = rest
        .split_once(": ")
        .filter(|(target, _)| !target.is_empty() && target.bytes().all(is_target))?;
    fields.push(("target".into(), target.into()));
    let (message, mut own) = trailing(text);
    own.append(&mut fields);
    own.truncate(super::MAX_FIELDS);
    Some(Structured {
        level: Some(level),
        time: None,
        message: message.into(),
        fields: own,
    })
}

/// `INFO\tapi/main.go:3\trequest finished\t{"status": 200}`; the name of the logger may stand before the place.
fn zap(rest: &str) -> Option<Structured<'_>> {
    let (level, rest) = rest.split_once('\t')?;
    let level = upper(level)?;
    let mut fields = Vec::new();
    let (mut message, tail) = match rest.rsplit_once('\t') {
        Some((head, tail)) if tail.starts_with('{') => (head, json::fields(tail)),
        Some(_) | None => (rest, None),
    };
    fields.extend(tail.unwrap_or_default());
    while let Some((part, behind)) = message.split_once('\t') {
        let is_place = part.rsplit_once(':').is_some_and(|(_, line)| {
            !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
        });
        fields.push((
            if is_place { "caller" } else { "logger" }.into(),
            part.into(),
        ));
        message = behind;
        if is_place || fields.len() > super::MAX_FIELDS {
            break;
        }
    }
    Some(Structured {
        level: Some(level),
        time: None,
        message: message.into(),
        fields,
    })
}

/// `W, [2026-11-23T13:03:21.745241 #7]  WARN -- api: slow query`
pub(super) fn ruby(line: &str) -> Option<Structured<'_>> {
    let (head, rest) = line.get(4..)?.split_once(']')?;
    let (time, pid) = head.split_once(" #")?;
    let (level, rest) = rest.trim_ascii_start().split_once(" -- ")?;
    let level = match level {
        "ANY" => Level::Info,
        level => upper(level)?,
    };
    let (program, message) = rest.split_once(": ")?;
    let mut fields: Vec<Field<'_>> = vec![("pid".into(), pid.into())];
    if !program.is_empty() {
        fields.insert(0, ("progname".into(), program.into()));
    }
    Some(Structured {
        level: Some(level),
        time: time::parse(time),
        message: message.into(),
        fields,
    })
}

/// The text without the pairs at its end, and those pairs.
fn trailing(text: &str) -> (&str, Vec<Field<'_>>) {
    // The first pair decides: either all that follows are pairs too, or the text has none.
    let first = text.match_indices('=').next().and_then(|(equals, _)| {
        let start = text[..equals].rfind(' ').map_or(0, |space| space + 1);
        logfmt::strict(&text[start..]).map(|fields| (start, fields))
    });
    match first {
        Some((start, fields)) => (text[..start].trim_ascii_end(), fields),
        None => (text, Vec::new()),
    }
}

/// A level in capitals.
fn upper(text: &str) -> Option<Level> {
    let is_upper =
        (3..=8).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase());
    is_upper.then(|| meaning::level(text)).flatten()
}

fn is_target(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'.' | b'-')
}
