//! The matchers and patterns that VS Code has by itself, or with the extensions that most have.
//!
//! Names: <https://code.visualstudio.com/docs/debugtest/tasks#_processing-task-output-with-problem-matchers>. The expressions are our own, for what
//! these tools print. Where a format of ours knows the tool, that finds its problems, and the expressions are for those who build on the
//! matcher and change something.

use serde_json::json;

use super::definition::{MatcherDefinition, WrittenPattern};
use super::pattern::Pattern;

/// A matcher that is there by itself.
pub(super) struct Predefined {
    pub(super) definition: MatcherDefinition,
    pub(super) pattern: Pattern,
    /// The tool whose format finds the same problems.
    pub(super) format: Option<&'static str>,
}

/// The names of the matchers, without their sign.
pub(super) const NAMES: [&str; 17] = [
    "tsc",
    "tsc-watch",
    "gulp-tsc",
    "eslint-stylish",
    "eslint-compact",
    "jshint",
    "jshint-stylish",
    "go",
    "gcc",
    "rustc",
    "mscompile",
    "cpp",
    "csc",
    "vb",
    "lessc",
    "lesscompile",
    "node-sass",
];

/// The matcher of a name, in any case, since `$msCompile` is written in both.
pub(super) fn matcher(name: &str) -> Option<Predefined> {
    let name = name.to_ascii_lowercase();
    let (source, format) = match name.as_str() {
        "tsc" | "tsc-watch" => ("ts", Some("tsc")),
        "gulp-tsc" => ("ts", None),
        "eslint-stylish" | "eslint-compact" => ("eslint", Some("eslint")),
        "jshint" | "jshint-stylish" => ("jshint", None),
        "go" => ("go", Some("go")),
        "gcc" => ("gcc", Some("cc")),
        "rustc" => ("rustc", Some("rustc")),
        "mscompile" | "csc" => ("msCompile", Some("dotnet")),
        "cpp" => ("cpp", None),
        "vb" => ("vb", None),
        "lessc" | "lesscompile" => ("less", None),
        "node-sass" => ("scss", None),
        _ => return None,
    };
    let mut definition = MatcherDefinition {
        source: Some(source.to_owned()),
        ..MatcherDefinition::default()
    };
    if name == "tsc-watch" {
        let written = MatcherDefinition::from_json(&json!({ "background": {
            "activeOnStart": true,
            "beginsPattern": TSC_BEGINS,
            "endsPattern": TSC_ENDS,
        }}));
        definition.background = written.expect("a test reads it").background;
    }
    Some(Predefined {
        definition,
        pattern: pattern(&name)?,
        format,
    })
}

/// The names of the patterns, without their sign.
pub(super) fn patterns() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter().filter(|name| *name != "tsc-watch")
}

/// The pattern of a name, in any case.
pub(super) fn pattern(name: &str) -> Option<Pattern> {
    let name = name.to_ascii_lowercase();
    let json = of_compiler(&name).or_else(|| of_linter(&name))?;
    let read = MatcherDefinition::from_json(&json!({ "pattern": json }));
    match read.ok()?.pattern? {
        WrittenPattern::Lines(pattern) => Some(pattern),
        WrittenPattern::Named(_) => None,
    }
}

fn of_compiler(name: &str) -> Option<serde_json::Value> {
    Some(match name {
        "tsc" | "tsc-watch" => json!({
            "regexp": r"^(\S.*?)[(:](\d+)[,:](\d+)(?:\):\s+|\s+-\s+)(error|warning|info)\s+(TS\d+)\s*:\s*(.*)$",
            "file": 1, "line": 2, "column": 3, "severity": 4, "code": 5, "message": 6,
        }),
        "gulp-tsc" => located(r"\s+(\d+)\s+(.*)$", &[("code", 3), ("message", 4)]),
        "mscompile" => located(
            r"\s*:\s+((?:fatal +)?error|warning|info)\s+(\w+\d+)\s*:\s*(.*)$",
            &[("severity", 3), ("code", 4), ("message", 5)],
        ),
        "cpp" => compiler("C"),
        "csc" => compiler("CS"),
        "vb" => compiler("BC"),
        "go" => json!({
            "regexp": r"^(?:vet: |\s+)?((?:[A-Za-z]:)?[^:\s][^:]*\.go):(\d+)(?::(\d+))?: (.*)$",
            "file": 1, "line": 2, "column": 3, "message": 4,
        }),
        "gcc" => json!({
            "regexp": r"^(.+?):(\d+):(\d+):?\s+(?:fatal\s+)?(error|warning|note):\s+(.*)$",
            "file": 1, "line": 2, "column": 3, "severity": 4, "message": 5,
        }),
        "rustc" => json!([
            {
                "regexp": r"^(error|warning|note)(?:\[(\w+)\])?: (.*)$",
                "severity": 1, "code": 2, "message": 3,
            },
            { "regexp": r"^\s*--> (.+):(\d+):(\d+)$", "file": 1, "line": 2, "column": 3 },
        ]),
        _ => return None,
    })
}

fn of_linter(name: &str) -> Option<serde_json::Value> {
    Some(match name {
        "eslint-compact" => json!({
            "regexp": r"^(.+): line (\d+), col (\d+), (Error|Warning|Info) - (.+?)(?: \(([^()]+)\))?$",
            "file": 1, "line": 2, "column": 3, "severity": 4, "message": 5, "code": 6,
        }),
        "eslint-stylish" => json!([
            { "regexp": r"^((?:[A-Za-z]:)?[./\\]\S.*)$", "kind": "location", "file": 1 },
            {
                "regexp": r"^\s+(\d+):(\d+)\s+(error|warning|info)\s+(.+?)(?:\s\s+(\S+))?$",
                "line": 1, "column": 2, "severity": 3, "message": 4, "code": 5, "loop": true,
            },
        ]),
        "jshint" => json!({
            "regexp": r"^(.*): line (\d+), col (\d+), (.+?)(?: \(([A-Z])(\d+)\))?$",
            "file": 1, "line": 2, "column": 3, "message": 4, "severity": 5, "code": 6,
        }),
        "jshint-stylish" => json!([
            { "regexp": r"^(.+)$", "file": 1 },
            {
                "regexp": r"^\s+line (\d+)\s+col (\d+)\s+(.+?)(?:\s+\(([A-Z])(\d+)\))?$",
                "line": 1, "column": 2, "message": 3, "severity": 4, "code": 5, "loop": true,
            },
        ]),
        "lessc" => json!({
            "regexp": r"^\w*Error: (.*) in (.+?) on line (\d+), column (\d+):?$",
            "message": 1, "file": 2, "line": 3, "column": 4,
        }),
        "lesscompile" => json!({
            "regexp": r"^\s*(.*) in file (.*) line no\. (\d+)$",
            "message": 1, "file": 2, "line": 3,
        }),
        // An object of JSON, a key a line.
        "node-sass" => json!([
            { "regexp": r"^\{$" },
            { "regexp": r#"^\s*"status": \d+,$"# },
            { "regexp": r#"^\s*"file": "(.*)",$"#, "file": 1 },
            { "regexp": r#"^\s*"line": (\d+),$"#, "line": 1 },
            { "regexp": r#"^\s*"column": (\d+),$"#, "column": 1 },
            { "regexp": r#"^\s*"message": "(.*)",$"#, "message": 1 },
            { "regexp": r#"^\s*"formatted": "# },
            { "regexp": r"^\}$" },
        ]),
        _ => return None,
    })
}

const TSC_BEGINS: &str = r"(?:Starting compilation in watch mode|File change detected\. Starting incremental compilation)\.\.\.$";
const TSC_ENDS: &str = r"Found \d+ errors?\. Watching for file changes\.$";

/// `src/a.c(3,7): `, with more behind it.
fn located(rest: &str, groups: &[(&str, u8)]) -> serde_json::Value {
    let regexp = format!(r"^(?:\s*\d+>)?(\S.*?)\((\d+(?:,\d+){{0,3}})\):?{rest}");
    let mut pattern = json!({ "regexp": regexp, "file": 1, "location": 2 });
    for (name, group) in groups {
        pattern[*name] = json!(group);
    }
    pattern
}

/// A compiler of Microsoft whose codes begin with these letters.
fn compiler(letters: &str) -> serde_json::Value {
    let rest = format!(r"\s+((?:fatal +)?error|warning|info)\s+({letters}\d+)\s*:\s*(.*)$");
    located(&rest, &[("severity", 3), ("code", 4), ("message", 5)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_matcher_and_a_pattern() {
        for name in NAMES {
            assert!(matcher(name).is_some(), "{name}");
            assert!(pattern(name).is_some(), "{name}");
        }
        assert!(matcher("msCompile").is_some());
        assert!(matcher("nothing").is_none() && pattern("nothing").is_none());
    }
}
