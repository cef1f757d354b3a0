//! What tells the package manager of a directory: its files, and those of the directories above it.

use std::path::Path;

use super::package_json::{self, Declared, Field, PackageJson};
use super::package_manager::{ChosenManager, PackageManager, Reason, Told};
use crate::config::origin::shown_path;
use crate::config::{Resolved, Warning};
use crate::project::look::Look;
use crate::project::repository;

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

/// Other files that only one of them has, for a directory in which nothing was installed yet.
const OWN_FILES: [(&str, PackageManager); 8] = [
    ("pnpm-workspace.yaml", PackageManager::Pnpm),
    ("package.json5", PackageManager::Pnpm),
    ("package.yaml", PackageManager::Pnpm),
    (".yarnrc.yml", PackageManager::Yarn),
    ("bunfig.toml", PackageManager::Bun),
    ("deno.lock", PackageManager::Deno),
    ("deno.json", PackageManager::Deno),
    ("deno.jsonc", PackageManager::Deno),
];

/// What runs the scripts of `package.json` in the directory of `look`, whose own file declares these.
///
/// The configuration decides; then the nearest directory, up to the root of the repository, that tells it; then what
/// is installed.
pub(in crate::project::ecosystem) fn manager_of(
    look: &mut Look<'_>,
    declared: Option<&[Declared]>,
) -> ChosenManager {
    if let Some(Resolved { value, origin }) = &look.settings().package_manager {
        return ChosenManager {
            manager: *value,
            reason: Reason::Configured(origin.clone()),
        };
    }
    let dir = look.dir().to_owned();
    let levels = repository::levels(&dir).into_iter();
    let told = levels
        .map(|level| told_by(look, level, declared.filter(|_| level == dir)))
        .find_map(|told| told);
    told.unwrap_or_else(|| {
        let mut all = PackageManager::ALL.into_iter();
        let installed = all.find(|manager| look.search_path().has(manager.name()));
        ChosenManager {
            manager: installed.unwrap_or(PackageManager::Npm),
            reason: installed.map_or(Reason::Default, |_| Reason::Installed),
        }
    })
}

/// What the files of a directory tell.
fn told_by(
    look: &mut Look<'_>,
    dir: &Path,
    declared: Option<&[Declared]>,
) -> Option<ChosenManager> {
    match look.told_manager(dir) {
        Some(Told::Manager(manager)) => return Some(manager),
        Some(Told::Nothing) => return None,
        None => {}
    }
    let mut at = look.at(dir.to_owned());
    let told = match declared {
        Some(declared) => by_declaration(declared),
        None => above(&mut at),
    };
    let told = told.or_else(|| by_file(&mut at));
    look.tell_manager(dir, told.clone().map_or(Told::Nothing, Told::Manager));
    told
}

/// What the `package.json` of a directory above declares. What else is wrong in it is no matter here.
fn above(look: &mut Look<'_>) -> Option<ChosenManager> {
    let text = look.read("package.json")?;
    let json = text.json().ok()?;
    by_declaration(&package_json::declared(&json, &text, look))
}

fn by_declaration(declared: &[Declared]) -> Option<ChosenManager> {
    let Declared {
        manager,
        field,
        origin,
        ..
    } = declared.first()?;
    let reason = match field {
        Field::PackageManager => Reason::PackageManager(origin.clone()),
        Field::DevEngines => Reason::DevEngines(origin.clone()),
    };
    Some(ChosenManager {
        manager: *manager,
        reason,
    })
}

fn by_file(look: &mut Look<'_>) -> Option<ChosenManager> {
    let dir = look.dir().to_owned();
    let mut there = LOCKFILES.into_iter().filter(|(file, _)| look.has(file));
    let first = there.next();
    if let Some((file, manager)) = first
        && let Some((other, _)) = there.find(|(_, other)| *other != manager)
    {
        let message = format!(
            "{} has both `{file}` and `{other}`; {manager} is taken (set `package_manager`, or remove one)",
            shown_path(&dir),
        );
        look.warn(Warning {
            origin: None,
            message,
        });
    }
    let mut own = OWN_FILES.into_iter();
    let (file, manager) = first.or_else(|| own.find(|(file, _)| look.has(file)))?;
    Some(ChosenManager {
        manager,
        reason: Reason::Lockfile(dir.join(file)),
    })
}

/// Whether yarn is one from 2 on here, which reads globs in another way than yarn 1.
pub(super) fn is_berry(look: &mut Look<'_>, package: Option<&PackageJson>) -> bool {
    let declared = package.and_then(|package| package.declared.first());
    let major = declared.and_then(|declared| declared.major);
    major.map_or_else(|| look.has(".yarnrc.yml"), |major| major > 1)
}

/// Says, once, that the chosen package manager cannot be started.
pub(super) fn needs(look: &mut Look<'_>, chosen: &ChosenManager) {
    let ChosenManager { manager, reason } = chosen;
    look.needs_saying(manager.name(), || {
        let get = manager.how_to_get();
        format!("`{manager}` is not in PATH (it is taken because {reason}); get it {get}")
    });
}
