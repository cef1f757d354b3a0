//! The scripts of `package.json`, run by the package manager that the project wants, in each package of a workspace.
//!
//! A script runs in the directory of its package. All package managers find their workspace from there; naming the
//! package instead (`--workspace`, `--filter`) would need names that are there and unique, and some then print every
//! line with a prefix.

mod evidence;
mod glob;
mod lerna;
mod package_json;
mod package_manager;
mod pnpm;
mod rush;
mod workspace;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub(super) use self::evidence::manager_of;
use self::evidence::{is_berry, needs};
use self::package_json::{PackageJson, PackageScript};
pub(in crate::project) use self::package_manager::Told;
pub use self::package_manager::{ChosenManager, PackageManager, Reason, UnknownPackageManager};
pub(super) use self::workspace::{Dialect, members};
use crate::process::spec::Command;
use crate::project::found::{Found, Usage};
use crate::project::look::Look;
use crate::project::text::Text;

/// How many workspaces may be nested in one another.
const MAX_NESTED: usize = 8;

/// Looks at a directory with a `package.json`, or with another file that makes it a workspace.
pub(super) fn look(look: &mut Look<'_>) {
    let makes_workspace = ["pnpm-workspace.yaml", "lerna.json", "rush.json"];
    let file = look.read_first(&package_json::FILES);
    if file.is_none() && !makes_workspace.into_iter().any(|name| look.has(name)) {
        return;
    }
    let package = file.as_ref().map(|text| package_json::read(text, look));
    let declared = package.as_ref().map(|package| package.declared.as_slice());
    let chosen = manager_of(look, declared);
    if let Some(package) = &package {
        if !package.scripts.is_empty() {
            needs(look, &chosen);
        }
        add(
            look,
            package,
            Runner::Manager(chosen.manager),
            Of::Directory,
        );
        look.chose(chosen.clone());
    }
    let runner = Runner::Manager(chosen.manager);
    for dir in rush::members(look) {
        member(look, &dir, Runner::Rush, Nested::Apart);
    }
    let of_file = file.as_ref().zip(package.as_ref());
    let nested = if chosen.manager == PackageManager::Yarn && is_berry(look, package.as_ref()) {
        Nested::Joined { levels: MAX_NESTED }
    } else {
        Nested::Apart
    };
    for dir in of_workspace(look, of_file, chosen.manager) {
        member(look, &dir, runner, nested);
    }
}

/// The members of the workspace of a directory, by all files that have them.
fn of_workspace(
    look: &mut Look<'_>,
    file: Option<(&Text, &PackageJson)>,
    manager: PackageManager,
) -> BTreeSet<PathBuf> {
    let mut dirs = pnpm::members(look);
    let list = file.and_then(|(text, package)| Some((text, package.workspaces.as_ref()?)));
    let is_workspace = list.is_some() || !dirs.is_empty();
    if let Some((text, list)) = list {
        let dialect = match manager {
            PackageManager::Npm | PackageManager::Bun | PackageManager::Deno => Dialect::Npm,
            PackageManager::Pnpm => Dialect::Pnpm,
            PackageManager::Yarn if is_berry(look, file.map(|(_, package)| package)) => {
                Dialect::Globby
            }
            PackageManager::Yarn => Dialect::YarnClassic,
        };
        dirs.extend(members(look, text, list, dialect, &["package.json"]));
    }
    dirs.extend(lerna::members(look, is_workspace));
    dirs
}

/// What runs a script of a `package.json`.
#[derive(Clone, Copy)]
enum Runner {
    /// A package manager
    Manager(PackageManager),
    /// `rushx`, in the projects of Rush
    Rush,
}

impl Runner {
    fn source(self) -> &'static str {
        match self {
            Self::Manager(manager) => manager.name(),
            Self::Rush => "rush",
        }
    }

    fn command(self, script: &str) -> Command {
        match self {
            Self::Manager(manager) => manager.run(script),
            Self::Rush => Command::program("rushx", [script]),
        }
    }
}

/// Whose scripts they are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// A directory that is looked at by itself.
    Directory,
    /// A package of a workspace.
    Member,
}

/// Looks at a member of a workspace whose scripts this runs, unless it says otherwise itself.
fn member(look: &mut Look<'_>, dir: &Path, runner: Runner, nested: Nested) {
    if !look.claim(dir) {
        return;
    }
    let mut look = look.at(dir.to_owned());
    let mut files = package_json::FILES.iter();
    let Some(text) = files.find_map(|file| look.read(file)) else {
        return;
    };
    let package = package_json::read(&text, &mut look);
    let own = package.declared.first().map(|own| own.manager);
    let runner = match (runner, own) {
        (Runner::Manager(_), Some(own)) => Runner::Manager(own),
        (Runner::Manager(_), None) | (Runner::Rush, _) => runner,
    };
    add(&mut look, &package, runner, Of::Member);
    if let (Nested::Joined { levels: 1.. }, Some(list)) = (nested, &package.workspaces) {
        let inner = members(&mut look, &text, list, Dialect::Globby, &["package.json"]);
        for dir in inner {
            member(&mut look, &dir, runner, nested.deeper());
        }
    }
}

/// What becomes of a workspace that is a member of another.
#[derive(Clone, Copy)]
enum Nested {
    /// Its members are no part of the outer one: all but yarn from 2 on.
    Apart,
    /// They are, so many levels deep.
    Joined {
        /// How many levels are left.
        levels: usize,
    },
}

impl Nested {
    fn deeper(self) -> Self {
        match self {
            Self::Apart => Self::Apart,
            Self::Joined { levels } => Self::Joined {
                levels: levels.saturating_sub(1),
            },
        }
    }
}

/// Adds the scripts of a `package.json`.
fn add(look: &mut Look<'_>, package: &PackageJson, runner: Runner, of: Of) {
    let is_outermost = of == Of::Directory && look.is_project();
    let names: BTreeSet<&str> = package
        .scripts
        .iter()
        .map(|script| script.name.as_str())
        .collect();
    for PackageScript { name, body, origin } in &package.scripts {
        look.add(Found {
            body: Some(body.clone()),
            package: package.name.clone().filter(|_| !is_outermost),
            source: Some(runner.source()),
            usage: if is_placeholder(body) {
                Usage::Internal
            } else {
                usage(name, &names)
            },
            ..Found::new(name.clone(), runner.command(name), origin.clone())
        });
    }
}

/// Whether this only says that somebody has still to write it, as `npm init` does.
fn is_placeholder(body: &str) -> bool {
    body.starts_with("echo") && body.contains("no test specified")
}

/// Names that package managers run by themselves, by the documentation of npm's life cycle scripts.
const HOOKS: [&str; 15] = [
    "preinstall",
    "install",
    "postinstall",
    "preprepare",
    "prepare",
    "postprepare",
    "prepublish",
    "prepublishOnly",
    "postpublish",
    "prepack",
    "postpack",
    "preversion",
    "version",
    "postversion",
    "dependencies",
];

/// A script that is run by itself with another, or on installing and publishing, is hardly ever run by hand.
fn usage(name: &str, names: &BTreeSet<&str>) -> Usage {
    let with = |prefix| name.strip_prefix(prefix).filter(|of| names.contains(of));
    let with_another = with("pre").or_else(|| with("post")).is_some();
    if with_another || HOOKS.contains(&name) || name.starts_with("pnpm:") {
        Usage::Internal
    } else {
        Usage::Direct
    }
}
