//! What Cargo says without a place in a file.

use super::super::panic::{self, Panic};
use super::diagnostic::heading;
use super::{CARGO, RUSTC};
use crate::detect::Severity;
use crate::detect::format::{Block, Finding, Flow, Out};

/// How messages of Cargo begin.
const MESSAGES: [&str; 27] = [
    "failed to get `",
    "failed to load ",
    "failed to read `",
    "failed to parse manifest",
    "failed to parse lock file",
    "failed to select a version",
    "failed to find a workspace root",
    "failed to download",
    "failed to compile `",
    "failed to determine ",
    "failed to verify ",
    "failed to run custom build command for ",
    "no such command: `",
    "unused manifest key",
    "could not find `Cargo.toml`",
    "no matching package",
    "no bin target",
    "no example target",
    "a bin target must be available",
    "`cargo run` could not determine",
    "package ID specification",
    "the lock file ",
    "cannot specify features",
    "the package '",
    "none of the selected packages",
    "cyclic package dependency",
    "environment variable `",
];

/// `error: no such command: …`, `warning: shop@0.1.0: the till library is old`
pub(super) fn message(line: &str) -> Option<Finding> {
    let (severity, None, message) = heading(line)? else {
        return None;
    };
    if message.starts_with("linking with `") {
        return Some(Finding::error(RUSTC, message));
    }
    let is_own = MESSAGES.iter().any(|start| message.starts_with(start)) || of_package(message);
    is_own.then(|| Finding::new(severity, CARGO, message))
}

/// Whether a message is that of a build script: `shop@0.1.0: the till library is old`.
fn of_package(message: &str) -> bool {
    let version = message
        .split_once(": ")
        .and_then(|(package, _)| package.split_once('@'));
    let Some((name, version)) = version else {
        return false;
    };
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    !name.is_empty()
        && name.chars().all(is_name)
        && version.starts_with(|c: char| c.is_ascii_digit())
        && version.split('.').count() >= 3
        && !version.contains(' ')
}

/// A build script that failed: a panic in what it printed says why.
pub(super) struct Failed {
    message: String,
    panic: Option<Panic>,
}

impl Failed {
    pub(super) fn new(line: &str) -> Option<Self> {
        let (Severity::Error, None, message) = heading(line)? else {
            return None;
        };
        let is_script = message.starts_with("failed to run custom build command for ");
        is_script.then(|| Self {
            message: message.to_owned(),
            panic: None,
        })
    }
}

impl Block for Failed {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        let is_part = line.is_empty()
            || line.starts_with("  ")
            || line.starts_with("Caused by:")
            || line.starts_with("note: ");
        if !is_part {
            return Flow::Not;
        }
        let text = line.strip_prefix("  ").unwrap_or(line);
        match &mut self.panic {
            Some(panic) => {
                panic.line(text);
            }
            None => self.panic = Panic::begun_by(text),
        }
        Flow::More
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        let Self { message, panic } = *self;
        let finding = panic.and_then(|panic| panic.finding(panic::TOOL));
        out.problem(finding.unwrap_or_else(|| Finding::error(CARGO, message)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_what_others_say_are_no_messages() {
        for line in [
            "error: could not compile `shop` (bin \"shop\") due to 1 previous error",
            "warning: `shop` (bin \"shop\") generated 1 warning",
            "warning: build failed, waiting for other jobs to finish...",
            "error: test failed, to rerun pass `--lib`",
            "error: build script logged errors",
            "error: failed to push some refs to 'origin'",
        ] {
            assert_eq!(message(line), None, "{line}");
        }
    }

    #[test]
    fn build_scripts_speak_for_their_package() {
        assert!(of_package("shop@0.1.0: the till library is old"));
        assert!(!of_package("me@example.com: hello"));
    }
}
