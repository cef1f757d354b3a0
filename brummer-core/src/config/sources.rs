//! Where a configuration is looked for.

use std::env;
use std::ffi::OsString;
use std::net::IpAddr;
use std::path::{self, Path, PathBuf};

use super::grace::GracePeriod;
use super::token::Token;
use crate::process::spec::{Stdin, StopSignal};
use crate::project::{PackageManager, repository};

/// Everything that a configuration is read from, as values: loading asks nothing else but the files.
#[derive(Clone, Debug, Default)]
pub struct ConfigSources {
    /// The directory of the project, absolute.
    pub dir: PathBuf,
    /// The home directory.
    pub home: Option<PathBuf>,
    /// `$XDG_CONFIG_HOME`; none means `~/.config`.
    pub xdg_config_home: Option<PathBuf>,
    /// The environment; only `BRUMMER_*` is read.
    pub env: Vec<(OsString, OsString)>,
    /// The command line.
    pub flags: Flags,
}

/// What the command line says for settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// `--package-manager`
    pub package_manager: Option<PackageManager>,
    /// `--grace`
    pub grace: Option<GracePeriod>,
    /// `--stop-signal`
    pub stop_signal: Option<StopSignal>,
    /// `--stdin`
    pub stdin: Option<Stdin>,
    /// Whether the terminal UI serves MCP; `--no-mcp` says no.
    pub mcp: Option<bool>,
    /// `--host`
    pub host: Option<IpAddr>,
    /// `--port`
    pub port: Option<u16>,
    /// `--token`
    pub token: Option<Token>,
}

impl ConfigSources {
    /// The name of the file in a project, and in the home directory.
    pub const FILE: &str = ".brum.toml";

    /// The sources of this program, for the project in `dir`.
    pub fn from_process(dir: &Path, flags: Flags) -> Self {
        Self {
            // Fails for an empty path or without a working directory; then nothing is found, which is said later.
            dir: path::absolute(dir).unwrap_or_else(|_| dir.to_owned()),
            home: env::home_dir(),
            // The XDG base directory specification has relative paths ignored.
            xdg_config_home: env::var_os("XDG_CONFIG_HOME")
                .map(PathBuf::from)
                .filter(|path| path.is_absolute()),
            env: env::vars_os().collect(),
            flags,
        }
    }

    /// The files that may be there, the weakest first.
    pub(super) fn files(&self) -> Vec<ConfigFile> {
        let home_config = || Some(self.home.as_ref()?.join(".config"));
        let xdg = self.xdg_config_home.clone().or_else(home_config);
        let of_user = [
            xdg.map(|dir| dir.join("brummer").join("config.toml")),
            self.home.as_ref().map(|dir| dir.join(Self::FILE)),
        ];
        let of_user = of_user.into_iter().flatten().map(|path| ConfigFile {
            path,
            run_dir: self.dir.clone(),
        });
        let mut of_project: Vec<ConfigFile> = repository::levels(&self.dir)
            .into_iter()
            .map(|dir| ConfigFile {
                path: dir.join(Self::FILE),
                run_dir: dir.to_owned(),
            })
            .collect();
        of_project.reverse();
        // A home directory that is a repository has one file in both roles.
        let mut files: Vec<ConfigFile> = of_user
            .filter(|file| of_project.iter().all(|other| other.path != file.path))
            .collect();
        files.extend(of_project);
        files
    }
}

/// A file to be read, if it is there.
pub(super) struct ConfigFile {
    /// The file.
    pub(super) path: PathBuf,
    /// Where its commands run, unless they say otherwise.
    pub(super) run_dir: PathBuf,
}
