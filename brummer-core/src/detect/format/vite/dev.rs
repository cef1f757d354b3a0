//! Vite's dev server: errors of modules that a browser asked for, and of the server itself.
//!
//! ```text
//! 1:03:39 PM [vite] Internal server error: Failed to resolve import "./gone.js" from "src/App.jsx". Does the file exist?
//!   Plugin: vite:import-analysis
//!   File: /app/src/App.jsx:1:21
//!   1  |  import { gone } from "./gone.js";
//!      |                        ^
//!       at TransformPluginContext._formatLog (file:///app/node_modules/vite/…)
//! ```

use std::borrow::Cow;

use super::super::{Before, Block, Finding, Flow, Format, Look, Out};
use super::{TOOL, is_excerpt};
use crate::detect::stack::javascript;
use crate::detect::{Frame, Place, Severity};

pub(in crate::detect::format) struct Dev;

impl Format for Dev {
    fn triggers(&self) -> &'static [&'static str] {
        &[
            "Internal server error: ",
            "Pre-transform error: ",
            "] warning: ",
            ") warning: ",
            "Local:",
            "[vite-plugin-svelte] ",
            "hmr update ",
            "page reload ",
            "Vite server hmr ",
        ]
    }

    fn look(&self, line: &str, _before: &Before, out: &mut Out<'_>) -> Look {
        if line.contains("Local:") && line.contains("://") {
            if !line.trim_start().starts_with('➜') {
                return Look::Pass;
            }
            out.ready();
            return Look::Taken;
        }
        if let Some(tool) = updated(line) {
            out.cycle_began(tool);
            return Look::open(Update {
                tool,
                failed: false,
            });
        }
        if let Some((_, warning)) = line.split_once("[vite-plugin-svelte] ") {
            return match Place::leading_from_zero(warning) {
                Some((place, message)) if !message.trim().is_empty() => {
                    out.problem(Finding::warning("svelte", message.trim()).at(place));
                    Look::Taken
                }
                Some(_) | None => Look::Pass,
            };
        }
        match logged(line) {
            Some((severity, said, message)) => Look::open(Message::new(severity, said, message)),
            None => Look::Pass,
        }
    }
}

/// Who handed a change on to the browser: `1:03:37 PM [vite] (client) hmr update /src/App.jsx`, `✔ Vite server hmr 13 files in 0.9ms`
fn updated(line: &str) -> Option<&'static str> {
    if line.contains("Vite server hmr ") {
        return Some("nuxt");
    }
    let (_, said) = line.split_once("[vite] ")?;
    let said = match said
        .strip_prefix('(')
        .and_then(|said| said.split_once(") "))
    {
        Some((_, said)) => said,
        None => said,
    };
    let is_update = said.starts_with("hmr update ") || said.starts_with("page reload ");
    is_update.then_some(TOOL)
}

/// A change, until a browser had the time to ask for the modules: Vite compiles them only then, and says only what is wrong with them.
struct Update {
    tool: &'static str,
    failed: bool,
}

impl Block for Update {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if line.ends_with("program reload") {
            return Flow::More;
        }
        self.failed = ["rror: ", " ERROR ", "An error happened"]
            .iter()
            .any(|word| line.contains(word));
        Flow::Not
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        out.updated(self.tool, self.failed);
    }
}

/// Who says that something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Speaker {
    /// Vite, which writes its name in front of it.
    Vite,
    /// SvelteKit, which writes neither a time nor a name; or a program that says these words itself.
    Nameless,
}

/// `1:03:39 PM [vite] (client) Pre-transform error: message`, `Internal server error: message`
fn logged(line: &str) -> Option<(Severity, Speaker, &str)> {
    let error = line
        .split_once("Internal server error: ")
        .or_else(|| line.split_once("Pre-transform error: "));
    let (severity, (head, message)) = match error {
        Some(said) => (Severity::Error, said),
        None => (Severity::Warning, line.split_once(" warning: ")?),
    };
    if head.contains("[vite]") {
        return Some((severity, Speaker::Vite, message));
    }
    (severity == Severity::Error && head.is_empty()).then_some((
        severity,
        Speaker::Nameless,
        message,
    ))
}

/// A message whose details are being printed.
struct Message {
    severity: Severity,
    text: String,
    place: Option<Place>,
    frames: Vec<Frame>,
    /// Whether it is Vite that says it.
    is_mine: bool,
    /// Vite counts columns from 0, but hands on those of some compilers as they are.
    counts_from_one: bool,
}

impl Message {
    fn new(severity: Severity, speaker: Speaker, message: &str) -> Self {
        let (message, place) = placed(message);
        Self {
            severity,
            is_mine: speaker == Speaker::Vite || place.is_some(),
            counts_from_one: message.starts_with("[sass] "),
            text: message.to_owned(),
            place,
            frames: Vec::new(),
        }
    }
}

/// `/app/src/App.jsx:2:19` out of `/app/src/App.jsx?t=1795450157480:2:19`: with the time of the change, browsers ask for a module once more.
fn without_query(file: &str) -> Cow<'_, str> {
    let Some((path, query)) = file.split_once('?') else {
        return file.into();
    };
    match query.find(':') {
        Some(colon) => format!("{path}{}", &query[colon..]).into(),
        None => path.into(),
    }
}

/// Takes the place out of a message, which plugins write in front of it, behind it or on both sides.
fn placed(message: &str) -> (&str, Option<Place>) {
    // `/app/+page.svelte:1:11 message`
    if message.starts_with('/')
        && let Some((place, rest)) = Place::leading_from_zero(message)
        && let Some(rest) = rest.strip_prefix(' ').or_else(|| rest.strip_prefix(": "))
    {
        return (rest, Some(place));
    }
    // `/app/App.jsx: message (2:19)`
    if let Some((rest, place)) = message.strip_suffix(')').and_then(|m| m.rsplit_once(" ("))
        && let Some((file, rest)) = rest.split_once(": ")
        && file.starts_with('/')
        && let Some(place) = Place::parse_from_zero(&format!("{}:{place}", without_query(file)))
    {
        return (rest, Some(place));
    }
    // `Failed to load url ./gone (resolved id: ./gone) in /app/home.tsx. Does the file exist?`
    let file = message
        .strip_suffix(". Does the file exist?")
        .and_then(|rest| rest.rsplit_once(" in /"))
        .and_then(|(rest, _)| message.get(rest.len() + " in ".len()..))
        .and_then(|file| file.strip_suffix(". Does the file exist?"));
    (message, file.map(Place::file))
}

impl Block for Message {
    fn line(&mut self, line: &str, _out: &mut Out<'_>) -> Flow {
        if let Some(file) = line.strip_prefix("  File: ") {
            let file = &without_query(file);
            let place = if self.counts_from_one {
                Place::parse(file)
            } else {
                Place::parse_from_zero(file)
            };
            self.place = place.or_else(|| Some(Place::file(file)));
            self.is_mine = true;
            return Flow::More;
        }
        self.counts_from_one |= line == "  Plugin: vite:vue";
        self.is_mine |= line.starts_with("  Plugin: ") || line.starts_with("      at ");
        if !self.is_mine {
            return Flow::Not;
        }
        if let Some(frame) = javascript(line) {
            self.frames.push(frame);
            return Flow::More;
        }
        // SvelteKit prints the error once more.
        let is_again = line.strip_prefix("Error: ") == Some(&self.text);
        let belongs = line.starts_with([' ', '\t'])
            || line.is_empty() && self.frames.is_empty()
            || line.starts_with("https://")
            || is_excerpt(line)
            || is_again;
        if belongs { Flow::More } else { Flow::Not }
    }

    fn end(self: Box<Self>, out: &mut Out<'_>) {
        if !self.is_mine {
            return;
        }
        let mut finding = Finding::new(self.severity, TOOL, self.text).frames(self.frames);
        finding.place = self.place.or(finding.place);
        out.problem(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::format::said::said;

    #[test]
    fn vite_writes_its_name_in_front_of_what_it_says() {
        let check = |line, expected| assert_eq!(logged(line), expected, "{line}");
        check(
            "1:03:39 PM [vite] (client) warning: Duplicate key",
            Some((Severity::Warning, Speaker::Vite, "Duplicate key")),
        );
        check(
            "1:03:39 PM [vite] Internal server error: x",
            Some((Severity::Error, Speaker::Vite, "x")),
        );
        check("[api] warning: slow", None);
        check("500: Internal server error: x", None);
    }

    #[test]
    fn a_nameless_error_needs_the_details_of_vite() {
        assert_eq!(
            said(&[
                "Internal server error: x is not defined",
                "  Plugin: p",
                "  File: /app/a.js:1:2",
            ]),
            ["/app/a.js:1:3: error: x is not defined [vite]"]
        );
        assert_eq!(said(&["Internal server error: no rows", "next"]), [""; 0]);
    }

    #[test]
    fn the_time_of_a_change_is_no_part_of_a_file() {
        check_query("/app/App.jsx?t=17:2:19", "/app/App.jsx:2:19");
        check_query("/app/App.vue?vue&type=style", "/app/App.vue");
        check_query("/app/App.jsx:2:19", "/app/App.jsx:2:19");
    }

    #[track_caller]
    fn check_query(file: &str, expected: &str) {
        assert_eq!(without_query(file), expected);
    }

    #[test]
    fn places_are_taken_out_of_messages() {
        let check = |message, expected: &str, place| {
            assert_eq!(placed(message), (expected, place), "{message}");
        };
        check(
            "/app/+page.svelte:1:11 `</h1>` closes nothing",
            "`</h1>` closes nothing",
            Some(Place::column("/app/+page.svelte", 1, 12)),
        );
        check(
            "/app/App.jsx: Expected a tag. (2:19)",
            "Expected a tag.",
            Some(Place::column("/app/App.jsx", 2, 20)),
        );
        let gone =
            "Failed to load url ./x (resolved id: ./x) in /app/a b.tsx. Does the file exist?";
        check(gone, gone, Some(Place::file("/app/a b.tsx")));
        check("x is not defined", "x is not defined", None);
    }
}
