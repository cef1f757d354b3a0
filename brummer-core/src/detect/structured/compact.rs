//! A structured line as people read it: the message, then the fields that say something.

use std::fmt::Write as _;

use super::Structured;

/// The most fields that are shown; how many more there are is said.
const SHOWN_FIELDS: usize = 8;

/// The most characters of a value that are shown.
const SHOWN_CHARS: usize = 80;

/// Fields that are the same in every line of a process, or that say in another way what is shown anyway.
const NOISE: [&str; 24] = [
    "pid",
    "hostname",
    "host",
    "v",
    "@version",
    "level_value",
    "level_index",
    "asctime",
    "caller",
    "application",
    "environment",
    "thread",
    "thread_name",
    "ecs.version",
    "logger_name",
    "progname",
    "target",
    "logger",
    "time",
    "timestamp",
    "version",
    "text",
    "format",
    "service",
];

/// What the names of noise begin with.
const NOISY_OBJECTS: [&str; 5] = ["record.", "spans.", "req.headers.", "res.headers.", "span."];

impl Structured<'_> {
    /// One line for people: the message, and behind it up to eight fields, what failed first. It has no control
    /// characters.
    pub(crate) fn compact(&self) -> String {
        let mut text = plain(&self.message, usize::MAX);
        let told = self.fields.iter().filter(|(key, value)| {
            !is_noise(key)
                && !value.is_empty()
                && value != "null"
                && **value != *self.message
                && !self.is_said(key, value)
        });
        let (mut causes, others): (Vec<_>, Vec<_>) = told.partition(|(key, _)| is_cause(key));
        causes.extend(others);
        for (key, value) in causes.iter().take(SHOWN_FIELDS) {
            let key = plain(key, SHOWN_CHARS);
            let value = plain(value.lines().next().unwrap_or_default(), SHOWN_CHARS);
            let quote = if value.contains(' ') { "\"" } else { "" };
            let space = if text.is_empty() { "" } else { " " };
            // Writing to a string cannot fail.
            let _ = write!(text, "{space}{key}={quote}{value}{quote}");
        }
        if let Some(more @ 1..) = causes.len().checked_sub(SHOWN_FIELDS) {
            // As above.
            let _ = write!(text, " +{more}");
        }
        text
    }
}

impl Structured<'_> {
    /// Whether the field says again what the message or another field does.
    fn is_said(&self, key: &str, value: &str) -> bool {
        match key {
            "method" | "path" | "status" => self.message.split(' ').any(|word| word == value),
            // The name of the program, where its process is named as well.
            "name" => self.fields.iter().any(|(key, _)| key == "pid"),
            _ => false,
        }
    }
}

fn is_noise(key: &str) -> bool {
    NOISE.contains(&key)
        || NOISY_OBJECTS.iter().any(|object| key.starts_with(object))
        // A stack trace is not for one line.
        || key.rsplit('.').next().is_some_and(|last| last.contains("stack"))
        || key.contains("stack_trace.")
}

fn is_cause(key: &str) -> bool {
    let first = key.split('.').next().unwrap_or(key);
    matches!(first, "err" | "error" | "exception" | "cause" | "reason")
}

/// The text without control characters, cut to a number of characters.
fn plain(text: &str, most: usize) -> String {
    let shown = |c: char| if c.is_control() { ' ' } else { c };
    let mut chars = text
        .trim_matches(|c: char| c.is_control() || c.is_whitespace())
        .chars();
    let mut plain: String = chars.by_ref().take(most).map(shown).collect();
    if chars.next().is_some() {
        plain.push('…');
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::super::structured;

    #[track_caller]
    fn check(line: &str, expected: &str) {
        assert_eq!(structured(line).unwrap().compact(), expected);
    }

    #[test]
    fn the_message_comes_first_and_noise_is_left_out() {
        check(
            r#"{"level":30,"time":1795438793324,"pid":7,"hostname":"dev","status":200,"path":"/a b","msg":"done"}"#,
            "done status=200 path=\"/a b\"",
        );
    }

    #[test]
    fn what_failed_comes_before_other_fields() {
        check(
            r#"level=error msg="payment failed" order=A-17 err="card declined""#,
            "payment failed err=\"card declined\" order=A-17",
        );
    }

    #[test]
    fn many_fields_are_counted_and_long_ones_cut() {
        let long = "x".repeat(100);
        let many: Vec<String> = (0..10).map(|n| format!("k{n}={n}")).collect();
        let text = structured(&format!("level=info msg=m long={long} {}", many.join(" ")))
            .unwrap()
            .compact();
        assert!(text.starts_with(&format!("m long={}…", "x".repeat(80))));
        assert!(text.ends_with("k6=6 +3"), "{text}");
    }

    #[test]
    fn escape_sequences_in_json_do_not_reach_a_reader() {
        check(
            r#"{"level":"info","msg":"a\u001b[2Jb\nc","k":"\u0007x"}"#,
            "a [2Jb c k=x",
        );
    }
}
