//! What a project has to run, as the MCP server sees it.

use std::path::{Path, PathBuf};

use brummer_core::config::{Access, Config, ConfigSources, Flags, Warning};
use brummer_core::project::{ProjectChanges, Script};
use brummer_core::redact::{Redactor, Secrets};
use brummer_core::{Error, Spec};
use brummer_mcp::{ScriptInfo, Scripts, UnknownName};

use crate::follow::Followed;

/// A project that is followed.
pub(crate) struct Discovered(pub(crate) Followed);

impl Scripts for Discovered {
    fn list(&self) -> Vec<ScriptInfo> {
        let project = self.0.latest();
        let scripts = project.scripts.iter();
        scripts.map(|script| info(script, &project.dir)).collect()
    }

    fn spec(&self, name: &str) -> Result<Spec, UnknownName> {
        let project = self.0.latest();
        let script = project.find(name).map_err(|unknown| UnknownName {
            name: unknown.name,
            near: unknown.near,
            known: unknown.known,
        })?;
        Ok(script.spec())
    }

    fn command_spec(&self, line: &str) -> Result<Spec, Error> {
        self.0.latest().command_spec(line)
    }

    fn warnings(&self) -> Vec<String> {
        let project = self.0.latest();
        let told = |warning: &Warning| match &warning.origin {
            Some(origin) => format!("{}: {}", origin.relative_to(&project.dir), warning.message),
            None => warning.message.clone(),
        };
        project.warnings.iter().map(told).collect()
    }

    fn changes(&self) -> Option<ProjectChanges> {
        self.0.changes()
    }

    fn directory(&self) -> PathBuf {
        self.0.latest().dir.clone()
    }

    fn configuration(&self) -> String {
        let project = self.0.latest();
        let sources = ConfigSources::from_process(&project.dir, Flags::default());
        let config = match Config::load(&sources) {
            Ok(config) => config,
            Err(errors) => return format!("{errors}\n"),
        };
        let text = format!(
            "# as files and the environment say; flags of the command line are not among it\n{config}"
        );
        if !project.access.redact.value {
            return text;
        }
        // What processes get by the configuration may be as secret as what they get by files.
        let mut secrets = Secrets::default();
        for process in &config.processes {
            for (name, value) in &process.env {
                secrets.learn(name, &value.value);
            }
        }
        Redactor::new(&secrets).mask(&text).into_owned()
    }

    fn access(&self) -> Access {
        self.0.latest().access.clone()
    }
}

fn info(script: &Script, project: &Path) -> ScriptInfo {
    let directory = script.dir.strip_prefix(project).unwrap_or(&script.dir);
    ScriptInfo {
        name: script.name.to_string(),
        command: script.command.to_string(),
        script: script.script.to_string(),
        directory: directory.to_string_lossy().into_owned(),
        origin: script.origin.relative_to(project),
        kind: script.kind.to_string(),
        description: script.description.as_deref().unwrap_or_default().to_owned(),
    }
}
