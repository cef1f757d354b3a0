//! Which package manager runs the scripts of `package.json`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use serde::Serialize;

use super::package_json::{Declared, Field};
use crate::config::origin::{lossy, shown_path};
use crate::config::{Origin, Resolved, Warning};
use crate::project::look::Look;
use crate::project::repository;
use crate::project::search_path::SearchPath;

/// A program that runs the scripts of `package.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PackageManager {
    /// Comes with Node.js.
    Npm,
    /// <https://pnpm.io>
    Pnpm,
    /// <https://yarnpkg.com>
    Yarn,
    /// <https://bun.sh>
    Bun,
}

impl PackageManager {
    /// All of them, in the order in which an installed one is chosen.
    pub const ALL: [Self; 4] = [Self::Npm, Self::Pnpm, Self::Yarn, Self::Bun];

    /// The name of its program.
    pub fn name(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Pnpm => "pnpm",
            Self::Yarn => "yarn",
            Self::Bun => "bun",
        }
    }

    /// How to get it, to be read after "get it".
    fn how_to_get(self) -> &'static str {
        match self {
            Self::Npm => "with Node.js, which it is a part of",
            Self::Pnpm => "with `corepack enable pnpm` or `npm install -g pnpm`",
            Self::Yarn => "with `corepack enable yarn` or `npm install -g yarn`",
            Self::Bun => "with `npm install -g bun`, or from https://bun.sh",
        }
    }
}

impl fmt::Display for PackageManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for PackageManager {
    type Err = UnknownPackageManager;

    fn from_str(text: &str) -> Result<Self, UnknownPackageManager> {
        let mut all = Self::ALL.into_iter();
        all.find(|manager| manager.name() == text)
            .ok_or_else(|| UnknownPackageManager(text.to_owned()))
    }
}

/// The text is not the name of a package manager that we know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a package manager (one of npm, pnpm, yarn, bun)", .0.escape_debug())]
pub struct UnknownPackageManager(String);

/// A package manager, and why it is this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChosenManager {
    /// The package manager.
    pub manager: PackageManager,
    /// Why.
    pub reason: Reason,
}

/// Why a package manager was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "origin", rename_all = "camelCase")]
pub enum Reason {
    /// The configuration says so, here.
    Configured(Origin),
    /// `packageManager` in `package.json` says so, here.
    PackageManager(Origin),
    /// `devEngines.packageManager` in `package.json` says so, here.
    DevEngines(Origin),
    /// This lockfile is its.
    Lockfile(#[serde(serialize_with = "lossy")] PathBuf),
    /// Nothing tells, and it is the first that is installed.
    Installed,
    /// Nothing tells, and none is installed.
    Default,
}

/// To be read after "because".
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configured(origin) => write!(f, "it is configured ({origin})"),
            Self::PackageManager(origin) => write!(f, "`packageManager` says so ({origin})"),
            Self::DevEngines(origin) => write!(f, "`devEngines` says so ({origin})"),
            Self::Lockfile(path) => write!(f, "of {}", shown_path(path)),
            Self::Installed => f.write_str("it is the first that is installed"),
            Self::Default => f.write_str("nothing says otherwise"),
        }
    }
}

/// What tells a package manager, the strongest first.
pub(super) struct Evidence<'a> {
    /// What the configuration says.
    pub(super) configured: Option<&'a Resolved<PackageManager>>,
    /// What `package.json` says.
    pub(super) declared: Vec<Declared>,
    /// The lockfile that counts.
    pub(super) lockfile: Option<(PackageManager, PathBuf)>,
    /// Where programs are.
    pub(super) search_path: &'a SearchPath,
}

impl Evidence<'_> {
    /// The package manager that all of this makes it.
    pub(super) fn choose(self) -> ChosenManager {
        if let Some(Resolved { value, origin }) = self.configured {
            return ChosenManager {
                manager: *value,
                reason: Reason::Configured(origin.clone()),
            };
        }
        if let Some(Declared {
            manager,
            field,
            origin,
        }) = self.declared.into_iter().next()
        {
            let reason = match field {
                Field::PackageManager => Reason::PackageManager(origin),
                Field::DevEngines => Reason::DevEngines(origin),
            };
            return ChosenManager { manager, reason };
        }
        if let Some((manager, path)) = self.lockfile {
            let reason = Reason::Lockfile(path);
            return ChosenManager { manager, reason };
        }
        let mut all = PackageManager::ALL.into_iter();
        let installed = all.find(|manager| self.search_path.has(manager.name()));
        ChosenManager {
            manager: installed.unwrap_or(PackageManager::Npm),
            reason: installed.map_or(Reason::Default, |_| Reason::Installed),
        }
    }
}

/// The lockfiles, in the order in which they count in one directory: npm's last, since it is the one that a single
/// run of the wrong tool leaves behind.
const LOCKFILES: [(&str, PackageManager); 6] = [
    ("bun.lock", PackageManager::Bun),
    ("bun.lockb", PackageManager::Bun),
    ("pnpm-lock.yaml", PackageManager::Pnpm),
    ("yarn.lock", PackageManager::Yarn),
    ("package-lock.json", PackageManager::Npm),
    ("npm-shrinkwrap.json", PackageManager::Npm),
];

/// The lockfile of the nearest directory that has one, up to the root of the repository.
pub(super) fn lockfile(look: &mut Look<'_>) -> Option<(PackageManager, PathBuf)> {
    let dir = look.dir().to_owned();
    repository::levels(&dir).into_iter().find_map(|dir| {
        let mut look = look.at(dir.to_owned());
        let mut there = LOCKFILES
            .into_iter()
            .filter(|(file, _)| look.has(file));
        let (file, manager) = there.next()?;
        if let Some((other, _)) = there.find(|(_, other)| *other != manager) {
            look.warn(Warning {
                origin: None,
                message: format!(
                    "{} has both `{file}` and `{other}`; {manager} is taken (set `package_manager`, or remove one)",
                    shown_path(dir),
                ),
            });
        }
        Some((manager, dir.join(file)))
    })
}

/// That the chosen package manager cannot be started.
pub(super) fn missing(chosen: &ChosenManager) -> Warning {
    let ChosenManager { manager, reason } = chosen;
    let get = manager.how_to_get();
    Warning {
        origin: None,
        message: format!("`{manager}` is not in PATH (it is taken because {reason}); get it {get}"),
    }
}
