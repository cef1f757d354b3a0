//! Opens the project of a directory: its configuration, what it can run, and a supervisor for it.

use std::path::{Path, PathBuf};

use brummer_core::config::{Config, ConfigSources, Flags, LogSettings, Settings};
use brummer_core::project::Project;
use brummer_core::{
    GuardianCommand, Orphans, Owner, ProcessId, Spec, Supervisor, SupervisorBuilder,
};

use crate::GUARDIAN;
use crate::args::Common;
use crate::report::Failure;

/// The configuration of the directory that the arguments name.
pub(crate) fn config(common: &Common) -> Result<Config, Failure> {
    load(&directory(common.dir())?, common.flags())
}

/// The configuration of a directory, over which these flags go.
pub(crate) fn load(dir: &Path, flags: Flags) -> Result<Config, Failure> {
    Ok(Config::load(&ConfigSources::from_process(dir, flags))?)
}

/// What can be run in the directory that the arguments name.
pub(crate) fn project(common: &Common) -> Result<Project, Failure> {
    Ok(project_with_settings(common.dir(), common.flags())?.0)
}

/// The project that these names are to be run of, with what is to be kept of its logs. If the configuration has a command for each of
/// them, nothing else is looked at: that is the larger part of a start.
pub(crate) fn project_of(
    common: &Common,
    names: &[String],
) -> Result<(Project, LogSettings), Failure> {
    let dir = directory(common.dir())?;
    let config = load(&dir, common.flags())?;
    let logs = config.settings.logs.clone();
    let mut configured = Project::configured(&dir, &config);
    let has_all = names.iter().all(|name| configured.find(name).is_ok());
    if names.is_empty() || !has_all {
        return Ok((discover(&dir, config), logs));
    }
    configured.warnings = config.warnings;
    Ok((configured, logs))
}

/// What can be run in this directory, and the settings for it, over which these flags go.
pub(crate) fn project_with_settings(
    dir: &Path,
    flags: Flags,
) -> Result<(Project, Settings), Failure> {
    let dir = directory(dir)?;
    let config = load(&dir, flags)?;
    let settings = config.settings.clone();
    Ok((discover(&dir, config), settings))
}

/// What can be run in a directory, with what is odd in its configuration.
pub(crate) fn discover(dir: &Path, config: Config) -> Project {
    let mut project = Project::discover(dir, &config);
    project.warnings.splice(0..0, config.warnings);
    project
}

/// What to run for each of these names, for a person. Nothing is started if one of them is wrong.
///
/// A name that is there twice is run once; different command lines with one name (`node a.js`, `node b.js`) are
/// told apart by a number.
pub(crate) fn specs(project: &Project, names: &[String]) -> Result<Vec<Spec>, Failure> {
    let mut specs: Vec<Spec> = Vec::new();
    for name in names {
        let spec = Spec {
            owner: Owner::Person,
            ..project.spec(name)?
        };
        if specs.contains(&spec) {
            continue;
        }
        let is_taken = |id: &ProcessId| specs.iter().any(|other| other.name == *id);
        let free = (1..=u32::MAX)
            .map(|number| spec.name.instance(number))
            .find(|id| !is_taken(id));
        let name = free.expect("there are more numbers than arguments");
        specs.push(Spec { name, ..spec });
    }
    Ok(specs)
}

/// A supervisor whose processes do not outlive this program.
pub(crate) fn supervisor() -> Result<SupervisorBuilder, Failure> {
    let program = own_program()?;
    Ok(Supervisor::builder()
        .guardian(GuardianCommand {
            program,
            args: vec![GUARDIAN.into()],
        })
        .orphans(Orphans::Adopt))
}

/// A supervisor that keeps of the logs what the settings say.
pub(crate) fn supervisor_with_logs(
    settings: &LogSettings,
    project: &Path,
) -> Result<Supervisor, Failure> {
    // More than an address space is as good as all of it.
    let memory = usize::try_from(settings.memory.value.bytes()).unwrap_or(usize::MAX);
    let supervisor = supervisor()?.log_bytes(memory).build()?;
    crate::state::keep_logs(&supervisor, settings, project);
    Ok(supervisor)
}

/// The program that runs now, even if its file has been replaced meanwhile.
pub(crate) fn own_program() -> Result<PathBuf, Failure> {
    let running = Path::new("/proc/self/exe");
    if running.exists() {
        return Ok(running.to_owned());
    }
    std::env::current_exe().map_err(|source| Failure::System {
        what: "cannot find the program of this process",
        source,
    })
}

/// The directory of a project, canonical.
pub(crate) fn directory(dir: &Path) -> Result<PathBuf, Failure> {
    let shown = dir.display();
    match std::fs::canonicalize(dir) {
        Ok(dir) if dir.is_dir() => Ok(dir),
        Ok(_) => Err(Failure::Usage(format!("`{shown}` is not a directory"))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Failure::Usage(format!(
            "the directory `{shown}` does not exist"
        ))),
        Err(error) => Err(Failure::Usage(format!(
            "cannot open the directory `{shown}`: {error}"
        ))),
    }
}
