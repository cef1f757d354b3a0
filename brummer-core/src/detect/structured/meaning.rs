//! Which field is the level, the message and the time, by the names that logging libraries give them.

use std::borrow::Cow;

use super::{Field, Structured, time};
use crate::log::Level;

const LEVELS: [&str; 11] = [
    "level",
    "lvl",
    "severity",
    "log.level",
    "levelname",
    "log_level",
    "loglevel",
    "@level",
    "level_name",
    "record.level.name",
    "@fields.level",
];
const MESSAGES: [&str; 10] = [
    "msg",
    "message",
    "fields.message",
    "event",
    "short_message",
    "@message",
    "record.message",
    "log",
    "text",
    "body",
];
const TIMES: [&str; 8] = [
    "time",
    "timestamp",
    "ts",
    "@timestamp",
    "t",
    "date",
    "datetime",
    "record.time.timestamp",
];

/// The line that has these fields, if they are those of a log line.
pub(super) fn of(mut fields: Vec<Field<'_>>) -> Option<Structured<'_>> {
    let level = take(&mut fields, &LEVELS, level);
    let message = take(&mut fields, &MESSAGES, |_| Some(()));
    // A lone `message` is no log line: an error body of an API has one as well.
    if level.is_none() && (message.is_none() || !has_any(&fields, &TIMES)) {
        return match message {
            None => request(fields),
            Some(_) => None,
        };
    }
    let time = take(&mut fields, &TIMES, time::parse);
    let ((), message) = message.unwrap_or_default();
    // tracing and logstash put the fields of the line into an object; nobody wants to name it.
    for (name, _) in &mut fields {
        for object in ["fields.", "@fields."] {
            if let Some(own) = name.strip_prefix(object) {
                *name = own.to_owned().into();
            }
        }
    }
    Some(Structured {
        level: level.map(|(level, _)| level),
        time: time.map(|(time, _)| time),
        message,
        fields,
    })
}

/// A request as Rails' lograge reports it: with method, path and status, without level and message.
fn request(fields: Vec<Field<'_>>) -> Option<Structured<'_>> {
    let value = |name: &str| {
        let mut fields = fields.iter();
        fields.find(|(key, _)| key == name).map(|(_, value)| value)
    };
    let status = value("status")?;
    let message = format!("{} {} {status}", value("method")?, value("path")?);
    let level = match status.parse::<u16>().ok()? {
        500.. => Level::Error,
        400.. => Level::Warn,
        _ => Level::Info,
    };
    Some(Structured {
        level: Some(level),
        time: None,
        message: message.into(),
        fields,
    })
}

/// A level by its name or number.
pub(super) fn level(text: &str) -> Option<Level> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return number(text.parse().ok()?);
    }
    // Go's slog writes a level between two as `INFO+2`.
    let name = text.split(['+', '-']).next().unwrap_or(text);
    let is = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
    let names: [(Level, &[&str]); 6] = [
        (
            Level::Info,
            &[
                "info",
                "inf",
                "information",
                "informational",
                "notice",
                "http",
                "success",
                "log",
            ],
        ),
        (Level::Error, &["error", "err", "erro", "severe"]),
        (Level::Warn, &["warn", "warning", "wrn"]),
        (Level::Debug, &["debug", "debg", "dbg", "verbose", "fine"]),
        (
            Level::Trace,
            &["trace", "trce", "trc", "silly", "finer", "finest"],
        ),
        (
            Level::Fatal,
            &[
                "fatal",
                "ftl",
                "critical",
                "crit",
                "panic",
                "dpanic",
                "emerg",
                "emergency",
                "alert",
            ],
        ),
    ];
    names
        .into_iter()
        .find(|(_, names)| is(names))
        .map(|(level, _)| level)
}

/// The numbers of pino and bunyan count up in tens, those of syslog down to 0.
fn number(number: u32) -> Option<Level> {
    Some(match number {
        10..20 => Level::Trace,
        7 | 20..30 => Level::Debug,
        5 | 6 | 30..40 => Level::Info,
        4 | 40..50 => Level::Warn,
        3 | 50..60 => Level::Error,
        0..=2 | 60..=100 => Level::Fatal,
        _ => return None,
    })
}

/// Takes out the first of these fields whose value is understood: the understood value, and the text of it.
fn take<'a, T>(
    fields: &mut Vec<Field<'a>>,
    names: &[&str],
    understand: impl Fn(&str) -> Option<T>,
) -> Option<(T, Cow<'a, str>)> {
    names.iter().find_map(|name| {
        let at = fields.iter().position(|(key, _)| key == name)?;
        let understood = understand(&fields[at].1)?;
        Some((understood, fields.remove(at).1))
    })
}

fn has_any(fields: &[Field<'_>], names: &[&str]) -> bool {
    fields.iter().any(|(key, _)| names.contains(&&**key))
}
