//! A project whose scripts are given by the test.

use std::path::PathBuf;

use brummer_core::config::Access;
use brummer_core::{Command, Error, LogPattern, LogQuery, ProcessId, Spec, Supervisor};
use brummer_mcp::{ScriptInfo, Scripts, UnknownName};

/// Scripts as names and command lines, all run in one directory.
pub(crate) struct Project {
    pub(crate) scripts: Vec<(&'static str, &'static str)>,
    pub(crate) directory: PathBuf,
    pub(crate) access: Access,
}

impl Scripts for Project {
    fn list(&self) -> Vec<ScriptInfo> {
        let info = |&(name, line): &(&str, &str)| ScriptInfo {
            name: name.to_owned(),
            command: line.to_owned(),
            origin: "test".to_owned(),
            kind: "shell".to_owned(),
            ..ScriptInfo::default()
        };
        self.scripts.iter().map(info).collect()
    }

    fn spec(&self, name: &str) -> Result<Spec, UnknownName> {
        let found = self.scripts.iter().find(|(known, _)| *known == name);
        let (name, line) = found.ok_or_else(|| UnknownName {
            name: name.to_owned(),
            near: Vec::new(),
            known: self
                .scripts
                .iter()
                .map(|(name, _)| (*name).to_owned())
                .collect(),
        })?;
        Ok(Spec::new(name, Command::shell(*line), &self.directory).unwrap())
    }

    fn command_spec(&self, line: &str) -> Result<Spec, Error> {
        let name = line.split_whitespace().next().unwrap_or_default();
        Spec::new(name, Command::shell(line), &self.directory)
    }

    fn directory(&self) -> PathBuf {
        self.directory.clone()
    }

    fn access(&self) -> Access {
        self.access.clone()
    }
}

/// Scripts that cannot be read without a bug.
pub(crate) struct Broken;

impl Scripts for Broken {
    fn list(&self) -> Vec<ScriptInfo> {
        panic!("a bug")
    }

    fn spec(&self, _: &str) -> Result<Spec, UnknownName> {
        panic!("a bug")
    }

    fn command_spec(&self, _: &str) -> Result<Spec, Error> {
        panic!("a bug")
    }
}

/// Returns once the process has printed a line with this text.
pub(crate) async fn wait_until_printed(supervisor: &Supervisor, name: &str, text: &str) {
    let mut changes = supervisor.log_changes();
    let query = LogQuery {
        pattern: Some(LogPattern::literal(text).unwrap()),
        ..LogQuery::tail(&ProcessId::new(name).unwrap(), 1)
    };
    while supervisor
        .logs(query.clone())
        .await
        .unwrap()
        .lines
        .is_empty()
    {
        assert!(changes.wait().await, "the supervisor is gone");
    }
}
