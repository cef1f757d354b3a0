//! uvicorn. Exceptions are told by [`python`](super::python).
//!
//! ```text
//! INFO:     Started reloader process [25802] using WatchFiles
//! INFO:     Started server process [25842]
//! INFO:     Waiting for application startup.
//! INFO:     Application startup complete.
//! INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)
//! WARNING:  WatchFiles detected changes in 'cart.py'. Reloading...
//! ERROR:    Error loading ASGI app. Could not import module "missing".
//! ```

use super::python::HEAD;
use super::{Before, Finding, Format, Look, Out};

const TOOL: &str = "uvicorn";

pub(super) struct Uvicorn;

impl Format for Uvicorn {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "ERROR:    ",
            "Uvicorn running on http",
            "Application startup complete.",
            " Reloading...",
            HEAD,
        ]
    }

    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look {
        if is_ready(line, before) {
            out.ready();
            if line.contains("Application startup complete.") {
                out.cycle_ended(TOOL, Some(0));
            }
            return Look::Taken;
        }
        if line.contains(" detected changes in ") && line.ends_with(" Reloading...") {
            out.cycle_began(TOOL);
            return Look::Taken;
        }
        if line == HEAD && before.back(1).starts_with("Process SpawnProcess-") {
            // The traceback itself is for others.
            out.cycle_ended(TOOL, None);
            return Look::Pass;
        }
        let Some(message) = line.strip_prefix("ERROR:    ") else {
            return Look::Pass;
        };
        // What it says at this level besides are the heads of tracebacks, and what the application logs.
        if message.starts_with("Error loading ASGI app. ") || message.starts_with("[Errno ") {
            out.problem(Finding::error(TOOL, message));
            return Look::Taken;
        }
        Look::Pass
    }
}

/// Alone, it listens last. With `--reload` it listens first, and the application starts in a process of its own.
fn is_ready(line: &str, before: &Before) -> bool {
    if line.contains("Uvicorn running on http") {
        return !before.back(1).contains("Will watch for changes");
    }
    line.contains("Application startup complete.") && before.back(3).contains("eload")
}
