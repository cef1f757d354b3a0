//! The scripts of `package.json`, run by the package manager that the project wants.

mod package_json;
mod package_manager;

use package_json::PackageJson;
use package_manager::Evidence;
pub use package_manager::{ChosenManager, PackageManager, Reason, UnknownPackageManager};

use crate::process::spec::Command;
use crate::project::found::Found;
use crate::project::look::Look;

/// Looks at a directory with a `package.json`.
pub(super) fn look(look: &mut Look<'_>) {
    let Some(text) = look.read("package.json") else {
        return;
    };
    let package = package_json::read(&text, look);
    add(package, look);
}

/// Adds the scripts of a `package.json`.
fn add(package: PackageJson, look: &mut Look<'_>) {
    let configured = look.settings().package_manager.clone();
    // Which of two lockfiles counts is no question for those who said it otherwise.
    let lockfile = if configured.is_none() && package.declared.is_empty() {
        package_manager::lockfile(look)
    } else {
        None
    };
    let evidence = Evidence {
        configured: configured.as_ref(),
        declared: package.declared,
        lockfile,
        search_path: look.search_path(),
    };
    let chosen = evidence.choose();
    if !package.scripts.is_empty() && !look.search_path().has(chosen.manager.name()) {
        look.warn(package_manager::missing(&chosen));
    }
    for script in package.scripts {
        let command = Command::program(chosen.manager.name(), ["run", &script.name]);
        look.add(Found {
            body: Some(script.body),
            package: package.name.clone(),
            source: Some(chosen.manager.name()),
            ..Found::new(script.name, command, script.origin)
        });
    }
    look.chose(chosen);
}
