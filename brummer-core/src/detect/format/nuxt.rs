//! Nuxt and Nitro, which log with consola: a level between spaces, then a stack.
//!
//! ```text
//!  ERROR  Cannot find module './gone' imported from '/app/app/pages/index.vue'
//!
//!     at ViteNodeRunner._fetchModule (node_modules/vite-node/dist/client.mjs:235:19)
//!     at async app/pages/index.vue:3:31
//!
//!  ERROR  [request error] [unhandled] [GET] http://localhost:3000/api/rows
//!
//! ℹ Error: no rows
//!
//!  ⁃ at load (server/api/rows.ts:2:10)
//! ```

use super::{Before, Block, Finding, Flow, Format, Look, Out};
use crate::detect::stack::javascript;
use crate::detect::{Frame, Place, Severity};

const TOOL: &str = "nuxt";

pub(super) struct Nuxt;

impl Format for Nuxt {
    fn triggers(&self) -> &'static [&'static str] {
        &[" ERROR  ", " WARN  ["]
    }

    fn look(&self, line: &str, _before: &Before, _out: &mut Out<'_>) -> Look {
        let (severity, message) = match line.strip_prefix(" ERROR  ") {
            // What failed is said behind it.
            Some(message) if message.starts_with('✗') => return Look::Pass,
            Some(message) => (Severity::Error, message),
            None => match line.strip_prefix(" WARN  ") {
                Some(message) => (Severity::Warning, message),
                None => return Look::Pass,
            },
        };
        Look::open(Message::new(severity, message))
    }
}

/// A message whose stack is being printed.
struct Message {
    finding: Finding,
    frames: Vec<Frame>,
    /// Whether the message is that of a failed request, and says what failed in a line of its own.
    of_request: bool,
    /// Whether a frame or what failed in a request came.
    has_details: bool,
}

impl Message {
    fn new(severity: Severity, message: &str) -> Self {
        let mut finding = Finding::new(severity, TOOL, message);
        if let Some((tag, rest)) = message.strip_prefix('[').and_then(|m| m.split_once("] "))
            && tag.contains('_')
            && tag
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        {
            finding.code = Some(tag.to_owned());
            rest.clone_into(&mut finding.message);
        }
        if let Some((file, rest)) = message.split_once(" — ")
            && file.starts_with(['/', '.'])
            && !file.contains(' ')
        {
            finding.place = Some(Place::file(file));
            rest.clone_into(&mut finding.message);
        }
        Self {
            of_request: message.starts_with("[request error]"),
            finding,
            frames: Vec::new(),
            has_details: false,
        }
    }
}

impl Block for Message {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        let text = line.trim_start();
        if text.is_empty() {
            return Flow::More;
        }
        if self.of_request {
            return self.line_of_request(text);
        }
        if let Some(frame) = javascript(line) {
            self.frames.push(frame);
            self.has_details = true;
            return Flow::More;
        }
        let belongs = line.starts_with("  ") && self.has_details || line.starts_with("╰▶");
        if belongs { Flow::More } else { Flow::Not }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        // pnpm, turbo and others write in the same style that something they ran failed.
        let is_mine =
            self.has_details || self.finding.code.is_some() || self.finding.place.is_some();
        if is_mine {
            out.problem(self.finding.frames(self.frames));
        }
    }
}

impl Message {
    /// The error, its frames around an excerpt, and its cause as an object.
    fn line_of_request(&mut self, text: &str) -> Flow {
        if let Some(message) = text.strip_prefix("ℹ ") {
            if self.has_details {
                return Flow::Not;
            }
            message.clone_into(&mut self.finding.message);
            self.has_details = true;
            return Flow::More;
        }
        if let Some(frame) = text.strip_prefix("⁃ ") {
            self.frames.extend(javascript(frame));
            return Flow::More;
        }
        let is_excerpt = text.contains('┃');
        if is_excerpt || text == "[CAUSE]" || text.ends_with('{') {
            return Flow::More;
        }
        if text == "}" { Flow::Last } else { Flow::Not }
    }
}

#[cfg(test)]
mod tests {
    use crate::detect::format::said::said;

    #[test]
    fn what_others_write_in_the_same_style_is_no_problem_of_nuxt() {
        assert_eq!(said(&[" ERROR  run failed: command  exited (1)"]), [""; 0]);
        assert_eq!(
            said(&[" WARN  Issues with peer dependencies found"]),
            [""; 0]
        );
        assert_eq!(
            said(&[" ERROR  Command failed with exit code 1", "done"]),
            [""; 0]
        );
    }
}
