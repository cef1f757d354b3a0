//! What a project has to run, as the MCP server sees it.

use std::path::{Path, PathBuf};

use brummer_core::config::Access;
use brummer_core::project::{Project, Script};
use brummer_core::{Error, Spec};
use brummer_mcp::{ScriptInfo, Scripts, UnknownName};

/// A project that was looked at.
pub(crate) struct Discovered(pub(crate) Project);

impl Scripts for Discovered {
    fn list(&self) -> Vec<ScriptInfo> {
        self.0
            .scripts
            .iter()
            .map(|script| info(script, &self.0.dir))
            .collect()
    }

    fn spec(&self, name: &str) -> Result<Spec, UnknownName> {
        let script = self.0.find(name).map_err(|unknown| UnknownName {
            name: unknown.name,
            near: unknown.near,
            known: unknown.known,
        })?;
        Ok(script.spec())
    }

    fn command_spec(&self, line: &str) -> Result<Spec, Error> {
        self.0.command_spec(line)
    }

    fn directory(&self) -> PathBuf {
        self.0.dir.clone()
    }

    fn access(&self) -> Access {
        self.0.access.clone()
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
    }
}
