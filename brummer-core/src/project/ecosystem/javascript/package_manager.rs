//! Which package manager runs the scripts of `package.json`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use serde::Serialize;

use crate::config::Origin;
use crate::config::origin::{lossy, shown_path};
use crate::process::spec::Command;

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
    /// <https://deno.com>
    Deno,
}

impl PackageManager {
    /// All of them, in the order in which an installed one is chosen.
    pub const ALL: [Self; 5] = [Self::Npm, Self::Pnpm, Self::Yarn, Self::Bun, Self::Deno];

    /// The name of its program.
    pub fn name(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Pnpm => "pnpm",
            Self::Yarn => "yarn",
            Self::Bun => "bun",
            Self::Deno => "deno",
        }
    }

    /// Runs a script of `package.json`.
    pub(super) fn run(self, script: &str) -> Command {
        let run = match self {
            Self::Npm | Self::Pnpm | Self::Yarn | Self::Bun => "run",
            Self::Deno => "task",
        };
        Command::program(self.name(), [run, script])
    }

    /// Runs a program of an installed package, as in `pnpm exec nx`.
    pub(in crate::project::ecosystem) fn exec(self, program: &str, args: &[&str]) -> Command {
        let npm_package = format!("npm:{program}");
        let (runner, before) = match self {
            Self::Npm => ("npx", vec![program]),
            Self::Pnpm => ("pnpm", vec!["exec", program]),
            Self::Yarn => ("yarn", vec!["run", program]),
            Self::Bun => ("bunx", vec![program]),
            Self::Deno => ("deno", vec!["run", "-A", &npm_package]),
        };
        Command::program(runner, before.into_iter().chain(args.iter().copied()))
    }

    /// How to get it, to be read after "get it".
    pub(in crate::project::ecosystem) fn how_to_get(self) -> &'static str {
        match self {
            Self::Npm => "with Node.js, which it is a part of",
            Self::Pnpm => "with `corepack enable pnpm` or `npm install -g pnpm`",
            Self::Yarn => "with `corepack enable yarn` or `npm install -g yarn`",
            Self::Bun => "with `npm install -g bun`, or from https://bun.sh",
            Self::Deno => "with `npm install -g deno`, or from https://deno.com",
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
#[error("`{}` is not a package manager (one of npm, pnpm, yarn, bun, deno)", .0.escape_debug())]
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

/// What the files of a directory tell of its package manager.
#[derive(Clone, Debug)]
pub(in crate::project) enum Told {
    /// It is this one.
    Manager(ChosenManager),
    /// They tell nothing.
    Nothing,
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
    /// This lockfile is its, or another file that only it has.
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
