//! `brummer scripts`: what can be run here.

use std::process::ExitCode;

use brummer_core::project::Project;

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
            "nothing to run in {}: no scripts in package.json, no [processes] in .brum.toml",
            project.dir.display(),
        ));
        return Ok(ExitCode::SUCCESS);
    }
    report::answer(&listing(&project))
}

/// Name, what it runs, and where it is written, in columns.
fn listing(project: &Project) -> String {
    let width = |text: &str| text.chars().count();
    let name = project
        .scripts
        .iter()
        .map(|script| width(script.name.as_str()))
        .max()
        .unwrap_or(0);
    let body = project
        .scripts
        .iter()
        .map(|script| width(&script.script))
        .max()
        .unwrap_or(0)
        .min(60);
    let lines = project.scripts.iter().map(|script| {
        let origin = script.origin.relative_to(&project.dir);
        format!("{:name$}  {:body$}  {origin}", script.name, script.script)
    });
    lines.collect::<Vec<_>>().join("\n")
}
