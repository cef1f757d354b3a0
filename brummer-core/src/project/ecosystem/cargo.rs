//! What cargo runs: programs, examples and aliases of a package, and of the members of a workspace.

mod package;
mod workspace;

use self::package::{Kind, Package};
use std::path::Path;

use crate::process::spec::Command;
use crate::project::found::Found;
use crate::project::kind::ScriptKind;
use crate::project::look::Look;
use crate::project::recipe;
use crate::project::text::{Node, Text};

/// Looks at a directory with a `Cargo.toml`, or with aliases.
pub(super) fn look(look: &mut Look<'_>) {
    aliases(look);
    let Some((text, toml)) = manifest(look) else {
        return;
    };
    look.needs("cargo", "from https://rustup.rs");
    let package = Package::read(&toml, look);
    if let Some(package) = package.as_ref().filter(|package| package.is_fuzz) {
        return fuzz(package, &text, look);
    }
    if let Some(package) = &package {
        add(package, &text, look, None);
    }
    let at = toml.get("package").or(toml.get("workspace"));
    let at = at.map_or(0, |table| table.at);
    for verb in ["build", "test"] {
        look.add(Found::new(
            verb,
            Command::program("cargo", [verb]),
            text.origin(at),
        ));
    }
    for dir in workspace::members(&toml, &text, look) {
        // Its manifest may have been looked at as the project's own.
        if !look.claim(&dir) {
            continue;
        }
        let mut member = look.at(dir);
        let Some((text, toml)) = manifest(&mut member) else {
            continue;
        };
        if let Some(package) = Package::read(&toml, &mut member) {
            if package.is_fuzz {
                fuzz(&package, &text, &mut member);
                continue;
            }
            let root = look.dir().to_owned();
            add(
                &package,
                &text,
                &mut look.at(text.path().with_file_name("")),
                Some(&root),
            );
        }
    }
}

/// The `Cargo.toml` of a directory, if it is valid TOML.
fn manifest(look: &mut Look<'_>) -> Option<(Text, Node)> {
    let text = look.read("Cargo.toml")?;
    let toml = look.or_warn(text.toml())?;
    Some((text, toml))
}

/// Adds the fuzz targets of a package, which `cargo fuzz` finds from the directory above as well as from its own.
fn fuzz(package: &Package, text: &Text, look: &mut Look<'_>) {
    for target in &package.targets {
        let command = Command::program("cargo", ["fuzz", "run", target.name.as_str()]);
        let origin = text.origin(target.at);
        look.add(Found {
            kind: Some(ScriptKind::Test),
            dir: text.path().parent().map(Path::to_owned),
            ..Found::new(target.name.clone(), command, origin)
        });
    }
}

/// Adds the programs and examples of a package; those of a member are run where the workspace is.
fn add(package: &Package, text: &Text, look: &mut Look<'_>, root: Option<&Path>) {
    let is_member = root.is_some();
    let bins = package
        .targets
        .iter()
        .filter(|target| target.kind == Kind::Bin);
    let is_only = bins.count() == 1;
    if is_member {
        let command = Command::program("cargo", ["test", "-p", &package.name]);
        look.add(Found {
            package: Some(package.name.as_str().into()),
            dir: root.map(Path::to_owned),
            ..Found::new("test", command, text.origin(package.at))
        });
    }
    for target in &package.targets {
        let mut args = vec!["run".to_owned()];
        if is_member {
            args.extend(["-p".to_owned(), package.name.clone()]);
        }
        let (name, flag, kind) = match target.kind {
            Kind::Bin if is_only && !is_member => ("run".to_owned(), None, ScriptKind::Dev),
            Kind::Bin => {
                let kind = ScriptKind::tell(&target.name, "");
                (target.name.clone(), Some("--bin"), kind)
            }
            Kind::Example => {
                let name = format!("example:{}", target.name);
                (name, Some("--example"), ScriptKind::Other)
            }
        };
        if let Some(flag) = flag {
            args.extend([flag.to_owned(), target.name.clone()]);
        }
        if !target.features.is_empty() {
            args.extend(["--features".to_owned(), target.features.join(",")]);
        }
        look.add(Found {
            package: is_member.then(|| package.name.as_str().into()),
            dir: root.map(Path::to_owned),
            kind: Some(kind),
            description: package.description.as_deref().and_then(recipe::first_line),
            ..Found::new(
                name,
                Command::program("cargo", args),
                text.origin(target.at),
            )
        });
    }
}

/// Adds the aliases of `.cargo/config.toml`.
fn aliases(look: &mut Look<'_>) {
    if !look.has(".cargo") {
        return;
    }
    let dir = look.dir().join(".cargo");
    let files = ["config.toml", "config"];
    let Some(text) = files
        .iter()
        .find_map(|file| look.read_path(&dir.join(file)))
    else {
        return;
    };
    let Some(toml) = look.or_warn(text.toml()) else {
        return;
    };
    let aliases = toml.get("alias").map(Node::entries).unwrap_or_default();
    for (key, alias) in aliases {
        let words: Vec<&str> = match alias.as_str() {
            Some(line) => line.split_whitespace().collect(),
            None => alias.items().iter().filter_map(Node::as_str).collect(),
        };
        if words.is_empty() {
            let message = format!("the alias `{}` has no command", key.name.escape_debug());
            look.warn(text.warning(alias.at, message));
            continue;
        }
        look.add(Found {
            body: Some(format!("cargo {}", words.join(" ")).into()),
            ..Found::new(
                key.name.clone(),
                Command::program("cargo", [key.name.as_str()]),
                text.origin(key.at),
            )
        });
    }
}
