//! `brummer scripts`: what can be run here.

use std::process::ExitCode;

use brummer_core::project::{Project, Script};

use crate::args::{Common, Scripts};
use crate::open;
use crate::report::{self, Failure};

pub(crate) fn run(common: &Common, args: &Scripts) -> Result<ExitCode, Failure> {
    let project = open::project(common)?;
    report::warn(&project.warnings);
    if args.json {
        let json = serde_json::to_string_pretty(&project)
            .expect("a project is made of strings and numbers");
        return report::answer(&json);
    }
    if project.scripts.is_empty() {
        report::say(&format!(
            "nothing to run in {}: no file (package.json and the like) says what to run, and there are no [processes] in .brum.toml",
            project.dir.display(),
        ));
        return Ok(ExitCode::SUCCESS);
    }
    report::answer(&listing(&project))
}

/// The widest column, in characters; what is wider sticks out of it.
const MAX_COLUMN: usize = 60;

/// Name, what it is for, what it runs, and where it is written, in columns.
fn listing(project: &Project) -> String {
    let width = |of: fn(&Script) -> &str| {
        let widths = project
            .scripts
            .iter()
            .map(|script| of(script).chars().count());
        widths.max().unwrap_or(0).min(MAX_COLUMN)
    };
    let (name, body) = (
        width(|script| script.name.as_str()),
        width(|script| &script.script),
    );
    let lines = project.scripts.iter().map(|script| {
        let origin = script.origin.relative_to(&project.dir);
        let Script {
            name: id,
            kind,
            script,
            ..
        } = script;
        // A script can have line breaks, and anything else that a terminal would obey.
        let script = script.replace(char::is_control, " ");
        format!("{id:name$}  {kind:5}  {script:body$}  {origin}")
    });
    lines.collect::<Vec<_>>().join("\n")
}
