//! The programs of Go modules, and what a person runs for all packages of one.

use std::path::{Component, Path, PathBuf};

use crate::config::Origin;
use crate::process::spec::Command;
use crate::project::found::Found;
use crate::project::kind::ScriptKind;
use crate::project::lines::numbered;
use crate::project::look::Look;
use crate::project::text::Text;

/// The most files of one directory that are looked at for their package.
const MAX_FILES: usize = 32;

/// Looks at a directory with Go files, or with a module.
pub(super) fn look(look: &mut Look<'_>) {
    if let Some(text) = look.read("go.work") {
        workspace(&text, look);
    }
    if let Some(text) = look.read("go.mod") {
        module(&text, look);
    }
    if let Some(origin) = program(look) {
        add(origin, look);
    }
}

/// Adds what a person runs for all packages of a module.
fn module(text: &Text, look: &mut Look<'_>) {
    look.needs("go", "from https://go.dev/dl");
    let mut lines = text.lines();
    let at = lines.find(|(_, line)| line.starts_with("module"));
    let origin = text.origin(at.map_or(0, |(at, _)| at));
    for verb in ["build", "test", "vet"] {
        let command = Command::program("go", [verb, "./..."]);
        look.add(Found::new(verb, command, origin.clone()));
    }
}

/// Looks at the modules of a workspace, which may be deeper than what is looked at otherwise.
fn workspace(text: &Text, look: &mut Look<'_>) {
    let root = look.dir().to_owned();
    for (at, path) in uses(text.as_str()) {
        let parts = Path::new(path).components();
        let leads_out = parts.clone().any(|part| part == Component::ParentDir);
        let dir: PathBuf = parts.filter(|part| *part != Component::CurDir).collect();
        let dir = root.join(dir);
        if leads_out || dir == root {
            continue;
        }
        if !look.at(dir.clone()).has("go.mod") {
            let message = format!("there is no module in `{}`", path.escape_debug());
            look.warn(text.warning(at, message));
        } else if look.claim(&dir) {
            self::look(&mut look.at(dir));
        }
    }
}

/// The directories that a `go.work` uses, with their offsets.
fn uses(text: &str) -> Vec<(usize, &str)> {
    let mut uses = Vec::new();
    let mut is_open = false;
    for (at, line) in numbered(text) {
        let code = line.split("//").next().unwrap_or_default().trim();
        let path = match code.strip_prefix("use") {
            Some(rest) if rest.trim_start().starts_with('(') => {
                is_open = true;
                continue;
            }
            Some(rest) if rest.starts_with([' ', '\t']) => rest,
            Some(_) | None if is_open => code,
            Some(_) | None => continue,
        };
        if path == ")" {
            is_open = false;
            continue;
        }
        let path = path.trim().trim_matches(['"', '`']);
        if !path.is_empty() {
            uses.push((at + line.find(path).unwrap_or(0), path));
        }
    }
    uses
}

/// Where the package of a directory is said to be a program.
fn program(look: &mut Look<'_>) -> Option<Origin> {
    let mut names = look.names_ending(".go");
    names.retain(|name| !name.ends_with("_test.go") && !name.starts_with(['_', '.']));
    // Most likely it is there.
    names.sort_by_key(|name| name != "main.go");
    for name in names.iter().take(MAX_FILES) {
        let text = look.read(name)?;
        match package(text.as_str()) {
            Package::Ignored => {}
            Package::Named { name: "main", at } => return Some(text.origin(at)),
            Package::Named { .. } => return None,
        }
    }
    None
}

/// The package of a file.
#[derive(Debug, PartialEq, Eq)]
enum Package<'a> {
    /// The file does not count, or says none
    Ignored,
    /// Its name, and where it stands
    Named { name: &'a str, at: usize },
}

fn package(text: &str) -> Package<'_> {
    let mut is_in_comment = false;
    for (at, line) in numbered(text) {
        let mut code = line.trim();
        if is_in_comment {
            match code.split_once("*/") {
                Some((_, rest)) => code = rest.trim(),
                None => continue,
            }
            is_in_comment = false;
        }
        if code == "//go:build ignore" || code == "// +build ignore" {
            return Package::Ignored;
        }
        if code.starts_with("/*") && !code.contains("*/") {
            is_in_comment = true;
        }
        if let Some(rest) = code.strip_prefix("package ") {
            let name = rest.trim_start();
            let end = name.find(|c: char| !c.is_alphanumeric() && c != '_');
            let name = &name[..end.unwrap_or(name.len())];
            return Package::Named { name, at };
        }
    }
    Package::Ignored
}

/// Adds the program of a directory, run from where its module is.
fn add(origin: Origin, look: &mut Look<'_>) {
    let dir = look.dir().to_owned();
    let project = look.project().to_owned();
    let above: Vec<_> = dir
        .ancestors()
        .take_while(|dir| dir.starts_with(&project))
        .map(Path::to_owned)
        .collect();
    let module = above
        .into_iter()
        .find(|dir| look.at(dir.clone()).has("go.mod"));
    // The module may be above the project, or missing.
    let module = module.unwrap_or_else(|| dir.clone());
    let below = dir.strip_prefix(&module).unwrap_or(Path::new(""));
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    let (name, path) = match parts.last() {
        Some(last) => (last.to_string(), format!("./{}", parts.join("/"))),
        None => ("run".to_owned(), ".".to_owned()),
    };
    let mut look = look.at(module);
    let is_main = path == "." || called(&mut look).as_deref() == Some(name.as_str());
    let kind = if is_main {
        ScriptKind::Dev
    } else {
        ScriptKind::tell(&name, "")
    };
    look.add(Found {
        kind: Some(kind),
        ..Found::new(name, Command::program("go", ["run", &path]), origin)
    });
}

/// What the module of a directory is called: the last part of its path that is no version. A program of that name is what the
/// module is there for.
fn called(look: &mut Look<'_>) -> Option<String> {
    let text = look.read("go.mod")?;
    let mut lines = text.lines();
    let path = lines.find_map(|(_, line)| line.strip_prefix("module "))?;
    let path = path.split("//").next()?.trim().trim_matches(['"', '`']);
    last_part(path).map(str::to_owned)
}

fn last_part(path: &str) -> Option<&str> {
    let is_version = |part: &&str| {
        let number = part.strip_prefix('v');
        number.is_some_and(|number| number.parse::<u32>().is_ok())
    };
    path.rsplit('/').find(|part| !is_version(part))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_workspace_uses_directories() {
        let text = "go 1.21\n\nuse ./a // x\nuse (\n\t./b\n\t\"c d\"\n)\nreplace x => ./y\n";
        assert_eq!(uses(text), [(13, "./a"), (29, "./b"), (35, "c d")]);
    }

    #[test]
    fn a_module_is_called_by_its_path_without_a_version() {
        assert_eq!(last_part("example.com/shop/v2"), Some("shop"));
        assert_eq!(last_part("example.com/vault"), Some("vault"));
        assert_eq!(last_part("shop"), Some("shop"));
    }

    #[test]
    fn the_package_stands_behind_comments() {
        let named = |name, at| Package::Named { name, at };
        assert_eq!(package("package main"), named("main", 0));
        assert_eq!(
            package("// x\n/* package a\n*/\npackage b // c"),
            named("b", 21)
        );
        assert_eq!(
            package("//go:build ignore\n\npackage main"),
            Package::Ignored
        );
        assert_eq!(package(""), Package::Ignored);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(use|package |[ (\n)\"./*é]|.){0,40}") {
            uses(&text);
            package(&text);
        }
    }
}
