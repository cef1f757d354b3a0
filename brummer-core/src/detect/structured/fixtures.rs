//! What real libraries printed, beside what is understood of it.

use std::fmt::Write as _;
use std::path::Path;

use super::structured;
use crate::log::Level;

/// Each line as its level, time and compact form; a line that is not structured as `-`.
fn understood(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/structured")
        .join(path);
    let mut all = String::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        match structured(line) {
            Some(found) => {
                let level = found.level.map_or("none", Level::as_str);
                let time = found.time.map_or("-".to_owned(), |time| time.to_string());
                writeln!(all, "{level} {time} {}", found.compact()).unwrap();
            }
            None => writeln!(all, "- {}", line.chars().take(60).collect::<String>()).unwrap(),
        }
    }
    all
}

macro_rules! fixtures {
    ($($name:ident $path:literal,)*) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(understood($path));
            }
        )*
    };
}

fixtures! {
    bunyan "bunyan.log",
    env_logger "env-logger.log",
    go_kit "go-kit.log",
    go_slog "go-slog.log",
    logrus "logrus.log",
    pino "pino.log",
    python_json "python-json.log",
    ruby_logger "ruby-logger.log",
    slog_rs_json "slog-rs-json.log",
    structlog_console "structlog-console.log",
    structlog_json "structlog-json.log",
    structlog_logfmt "structlog-logfmt.log",
    tracing_compact "tracing-compact.log",
    tracing_json "tracing-json.log",
    tracing_json_flat "tracing-json-flat.log",
    tracing_text "tracing-text.log",
    winston "winston.log",
    zap "zap.log",
    zap_console "zap-console.log",
    zerolog "zerolog.log",
    lograge_as_documented "unverified/lograge.log",
    logstash_as_documented "unverified/logstash.log",
    semantic_logger_as_documented "unverified/semantic-logger.log",
}
