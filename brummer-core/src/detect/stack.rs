//! Frames of stack traces, and whose code they are.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::Place;

/// A frame of a stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Frame {
    /// The function, as printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Where it is, if the trace says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Whether it is code of the project, as opposed to a library or the runtime.
    pub is_own: bool,
}

impl Frame {
    /// A frame, judged by the path of its file.
    pub(crate) fn new(function: Option<&str>, place: Option<Place>) -> Self {
        Self {
            function: function.map(str::to_owned),
            is_own: place.as_ref().is_some_and(|place| is_own(&place.file)),
            place,
        }
    }
}

/// Parts of paths at which libraries and runtimes are found, by the conventions of their languages.
const FOREIGN: [&str; 27] = [
    "node_modules/",
    "node:",
    "internal/",
    "bun:",
    "ext:",
    "<anonymous>",
    "native:",
    "site-packages/",
    "dist-packages/",
    "lib/python",
    "<frozen ",
    "/rustc/",
    "/.cargo/",
    "/.rustup/",
    "/go/pkg/mod/",
    "/usr/",
    "/opt/",
    "/vendor/",
    "/gems/",
    "<internal:",
    "/deps/",
    "https://deno.land/",
    "https://jsr.io/",
    ".pnpm/",
    ".yarn/",
    ".vite/deps/",
    "[native code]",
];

/// Where images of containers keep the code that they were made for, though it lies below a directory of the system.
const OWN: &str = "/usr/src/app/";

/// Whether a file belongs to the project, as far as its path tells.
pub(crate) fn is_own(file: &str) -> bool {
    let file = file.replace('\\', "/");
    let file = file.strip_prefix(OWN).unwrap_or(&file);
    !file.is_empty()
        && !file.starts_with("vendor/")
        && !file.starts_with("deps/")
        && !FOREIGN.iter().any(|part| file.contains(part))
}

/// A frame as JavaScript engines print it: `    at name (file:line:column)`, `    at file:line:column`.
pub(crate) fn javascript(line: &str) -> Option<Frame> {
    let rest = line.trim_start().strip_prefix("at ")?;
    let rest = rest.strip_prefix("async ").unwrap_or(rest).trim_end();
    if let Some((function, place)) = rest
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once(" ("))
    {
        return Some(Frame::new(Some(function), Place::parse(place)));
    }
    match Place::parse(rest) {
        Some(place) => Some(Frame::new(None, Some(place))),
        // `at Array.map (<anonymous>)`, `at new Promise`: nothing of ours.
        None => Some(Frame::new(Some(rest), None)),
    }
}

/// How many lines at the start of these are frames of a stack in libraries or runtimes, with the source lines that go with them. Those who
/// show a stack may leave them out: what went wrong is seldom in them.
pub fn library_frames<'a>(lines: impl IntoIterator<Item = &'a str>) -> usize {
    let mut count = 0;
    // Python prints the source of a frame below it, with marks under that.
    let mut has_source = false;
    for line in lines {
        let is_source =
            has_source && line.starts_with("    ") && !line.trim_start().starts_with("File ");
        if !is_source {
            let Some(prints_source) = library_frame(line) else {
                break;
            };
            has_source = prints_source;
        }
        count += 1;
    }
    count
}

/// Whether a line is a frame in a library or a runtime; if so, whether its source may follow.
fn library_frame(line: &str) -> Option<bool> {
    let text = line.trim_start();
    if text.len() == line.len() {
        return None;
    }
    if text.starts_with("File \"") {
        let frame = super::format::python_frame(text)?;
        return (!frame.is_own).then_some(true);
    }
    if let Some(frame) = text.strip_prefix("at ").and_then(super::format::java_frame) {
        return (!frame.is_own).then_some(false);
    }
    let frame = javascript(line)?;
    // `at process.processTicksAndRejections` and the like say no place.
    let is_foreign = !frame.is_own && frame.place.is_some() || text.contains("<anonymous>");
    is_foreign.then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_library(lines: &[&str], expected: usize) {
        assert_eq!(library_frames(lines.iter().copied()), expected);
    }

    #[test]
    fn frames_of_libraries_are_told_from_own_ones() {
        check_library(
            &[
                "    at Module._compile (node:internal/modules/cjs/loader:1554:14)",
                "    at /app/node_modules/express/lib/router.js:1:2",
                "    at load (/app/src/a.js:1:2)",
            ],
            2,
        );
        check_library(
            &[
                "  File \"/usr/lib/python3/json/decoder.py\", line 3, in decode",
                "    raise ValueError(x)",
                "    ^^^^^^^^^^",
                "  File \"/app/a.py\", line 3, in f",
            ],
            3,
        );
        check_library(
            &[
                "\tat java.base/java.util.ArrayList.get(ArrayList.java:427)",
                "\tat shop.Till.open(Till.java:9)",
            ],
            1,
        );
        check_library(&["listening at port 3", "    at work"], 0);
    }

    #[test]
    fn frames_of_javascript_have_function_and_place() {
        let frame = javascript("    at load (file:///app/src/a.js:3:7)").unwrap();
        assert_eq!(frame.function.as_deref(), Some("load"));
        assert_eq!(frame.place, Some(Place::column("/app/src/a.js", 3, 7)));
        assert!(frame.is_own);
        let frame = javascript("    at async /app/src/a.js:3:7").unwrap();
        assert_eq!(frame.place, Some(Place::column("/app/src/a.js", 3, 7)));
        assert_eq!(javascript("attention"), None);
    }

    #[test]
    fn libraries_and_runtimes_are_not_own_code() {
        let own = [
            "/app/src/a.js",
            "src/main.rs",
            "./a.py",
            "C:\\app\\a.cs",
            "/usr/src/app/server.js",
        ];
        let foreign = [
            "/app/node_modules/x/y.js",
            "node:internal/modules/run_main",
            "/home/dev/.cargo/registry/src/x/lib.rs",
            "/usr/lib/python3.13/json/decoder.py",
            "/usr/src/app/node_modules/x/y.js",
            "/usr/src/linux/a.c",
            "vendor/autoload.php",
            "",
        ];
        assert!(own.into_iter().all(is_own));
        assert!(!foreign.into_iter().any(is_own));
    }
}
