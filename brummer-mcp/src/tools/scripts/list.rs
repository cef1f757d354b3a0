//! `scripts_list`: what can run.

use std::path::Path;

use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::schemars::{self, JsonSchema};
use rmcp::{tool, tool_router};
use serde::{Deserialize, Serialize};

use crate::script::ScriptInfo;
use crate::server::Server;
use crate::tools::budget::{Budget, fitting};
use crate::tools::lines::shortened;

/// The most scripts that one answer lists.
const MAX_SCRIPTS: usize = 100;
/// The most warnings that one answer tells.
const MAX_WARNINGS: usize = 5;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListInput {
    filter: Option<String>,
    #[schemars(range(min = 500, max = 14_000))]
    max_tokens: Option<usize>,
}

/// What can be started.
#[derive(Debug, Serialize, JsonSchema)]
struct ListOutput {
    scripts: Vec<Script>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// Files that could not be read, so that scripts may be missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Script {
    name: String,
    command: String,
    /// What the project's file says, where that is not the command.
    #[serde(rename = "script", skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    directory: Option<String>,
    origin: String,
    /// dev, build, test, lint or other.
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// The state of its process, if it was started.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
}

#[tool_router(router = list_router, vis = "pub(super)")]
impl Server {
    /// What this project can run: names for `scripts_run`, commands, states.
    #[tool(annotations(read_only_hint = true, open_world_hint = false))]
    async fn scripts_list(&self, Parameters(input): Parameters<ListInput>) -> Json<ListOutput> {
        let snapshot = self.supervisor.snapshot();
        let status = |name: &str| Some(snapshot.process(name)?.status().to_string());
        let filter = input.filter.unwrap_or_default().to_lowercase();
        let scripts = self.scripts.list();
        let mut output = listed(scripts, &filter, &self.scripts.directory(), status);
        let (scripts, left_out) = fitting(output.scripts, Budget::LISTS.or(input.max_tokens));
        output.scripts = scripts;
        output.warnings = told(self.scripts.warnings());
        if left_out > 0 {
            let note = format!("{left_out} more do not fit; pass filter, or raise max_tokens");
            let earlier = output.note.map(|earlier| format!("; {earlier}"));
            output.note = Some(note + &earlier.unwrap_or_default());
        }
        Json(output)
    }
}

/// The scripts with `filter` (in lower case) in them, as many as one answer takes.
fn listed(
    scripts: Vec<ScriptInfo>,
    filter: &str,
    project: &Path,
    status: impl Fn(&str) -> Option<String>,
) -> ListOutput {
    let total = scripts.len();
    let mut found = scripts;
    found.retain(|script| mentions(script, filter));
    let note = if found.len() > MAX_SCRIPTS {
        Some(format!(
            "{} more are not shown; narrow it down with filter",
            found.len() - MAX_SCRIPTS
        ))
    } else if found.is_empty() && total > 0 {
        Some(format!(
            "none of {total} scripts matches; leave filter out to see them"
        ))
    } else if found.is_empty() {
        Some(format!(
            "no scripts were found in `{}`; scripts_run takes a command",
            project.display()
        ))
    } else {
        None
    };
    found.truncate(MAX_SCRIPTS);
    let scripts = found
        .into_iter()
        .map(|script| shown(script, &status))
        .collect();
    ListOutput {
        scripts,
        note,
        warnings: Vec::new(),
    }
}

/// As many warnings as one answer tells, and how many more there are.
fn told(mut warnings: Vec<String>) -> Vec<String> {
    let more = warnings.len().saturating_sub(MAX_WARNINGS);
    warnings.truncate(MAX_WARNINGS);
    let mut told: Vec<_> = warnings.iter().map(|text| shortened(text)).collect();
    if more > 0 {
        told.push(format!("{more} more; `brummer scripts` tells all"));
    }
    told
}

/// Whether the text, in lower case, is somewhere in the script.
fn mentions(script: &ScriptInfo, text: &str) -> bool {
    let ScriptInfo {
        name,
        command,
        script,
        directory,
        kind,
        description,
        ..
    } = script;
    [name, command, script, directory, kind, description]
        .iter()
        .any(|part| part.to_lowercase().contains(text))
}

fn shown(info: ScriptInfo, status: impl Fn(&str) -> Option<String>) -> Script {
    let differs = info.script != info.command && !info.script.is_empty();
    let is_described = !info.description.is_empty();
    let elsewhere = !matches!(info.directory.as_str(), "" | ".");
    Script {
        status: status(&info.name),
        name: info.name,
        command: shortened(&info.command),
        body: differs.then(|| shortened(&info.script)),
        directory: elsewhere.then_some(info.directory),
        origin: info.origin,
        kind: info.kind,
        description: is_described.then(|| shortened(&info.description)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(name: &str) -> ScriptInfo {
        ScriptInfo {
            name: name.to_owned(),
            command: format!("npm run {name}"),
            script: "vite".to_owned(),
            directory: ".".to_owned(),
            ..ScriptInfo::default()
        }
    }

    #[track_caller]
    fn check(count: usize, filter: &str, listed_scripts: usize, note: Option<&str>) {
        let scripts = (0..count).map(|n| script(&format!("s{n}"))).collect();
        let output = listed(scripts, filter, Path::new("/app"), |_| None);
        assert_eq!(
            (output.scripts.len(), output.note.as_deref()),
            (listed_scripts, note)
        );
    }

    #[test]
    fn what_is_left_out_is_counted() {
        check(100, "", 100, None);
        check(
            101,
            "",
            100,
            Some("1 more are not shown; narrow it down with filter"),
        );
        check(101, "s99", 1, None);
    }

    #[test]
    fn warnings_that_are_left_out_are_counted() {
        let warnings = |count: usize| (0..count).map(|n| format!("w{n}")).collect();
        assert_eq!(told(warnings(5)).len(), 5);
        let seven = told(warnings(7));
        assert_eq!(seven[4..], ["w4", "2 more; `brummer scripts` tells all"]);
    }

    #[test]
    fn an_empty_list_says_why() {
        check(
            0,
            "",
            0,
            Some("no scripts were found in `/app`; scripts_run takes a command"),
        );
        check(
            2,
            "x",
            0,
            Some("none of 2 scripts matches; leave filter out to see them"),
        );
    }

    #[test]
    fn what_tells_nothing_is_left_out() {
        let output = listed(vec![script("dev")], "", Path::new("/app"), |_| {
            Some("running".to_owned())
        });
        let expected = serde_json::json!({
            "name": "dev", "command": "npm run dev", "script": "vite", "origin": "", "kind": "", "status": "running",
        });
        assert_eq!(serde_json::to_value(&output.scripts[0]).unwrap(), expected);
    }
}
