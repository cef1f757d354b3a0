//! What `process.emitWarning` prints: `(node:123) [DEP0005] DeprecationWarning: …`.

use super::TOOL;
use crate::detect::Frame;
use crate::detect::format::javascript::frame;
use crate::detect::format::{Block, Finding, Flow, Look, Out};

pub(super) fn look(line: &str) -> Look {
    match warning(line) {
        Some(finding) => Look::open(Warning {
            finding,
            frames: Vec::new(),
        }),
        None => Look::Pass,
    }
}

fn warning(line: &str) -> Option<Finding> {
    let (pid, rest) = line.strip_prefix("(node:")?.split_once(") ")?;
    if !pid.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (code, rest) = match rest
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("] "))
    {
        Some((code, rest)) => (Some(code), rest),
        None => (None, rest),
    };
    let finding = Finding::warning(TOOL, rest.strip_prefix("Warning: ").unwrap_or(rest));
    Some(match code {
        Some(code) => finding.code(code),
        None => finding,
    })
}

/// With `--trace-warnings`, a stack follows.
struct Warning {
    finding: Finding,
    frames: Vec<Frame>,
}

impl Block for Warning {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if line.starts_with("(Use `node --trace-") {
            return Flow::Last;
        }
        match frame(line) {
            Some(frame) if line.starts_with("    at ") => {
                self.frames.push(frame);
                Flow::More
            }
            _ => Flow::Not,
        }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.problem(self.finding.frames(self.frames));
    }
}
