//! .NET projects and solutions.

use std::path::Path;

use roxmltree::Document;

use crate::config::Origin;
use crate::process::spec::Command;
use crate::project::found::Found;
use crate::project::kind::ScriptKind;
use crate::project::look::Look;
use crate::project::text::{Node, Text};

const PROJECTS: [&str; 3] = [".csproj", ".fsproj", ".vbproj"];
const SOLUTIONS: [&str; 2] = [".sln", ".slnx"];

/// Looks at a directory with projects or solutions.
pub(super) fn look(look: &mut Look<'_>) {
    let mut files = Vec::new();
    for end in PROJECTS {
        files.extend(look.names_ending(end));
    }
    let mut solutions = Vec::new();
    for end in SOLUTIONS {
        solutions.extend(look.names_ending(end));
    }
    if files.is_empty() && solutions.is_empty() {
        return;
    }
    look.needs("dotnet", "from https://dotnet.microsoft.com/download");
    let is_only = files.len() + solutions.len() == 1;
    for file in solutions {
        let Some(text) = look.read(&file) else {
            continue;
        };
        // The older kind is no XML.
        let is_xml = Path::new(&file)
            .extension()
            .is_some_and(|end| end == "slnx");
        if is_xml && look.or_warn(text.xml()).is_none() {
            continue;
        }
        for verb in ["build", "test"] {
            add(verb, verb, &file, is_only, None, text.origin(0), look);
        }
    }
    for file in files {
        let Some(text) = look.read(&file) else {
            continue;
        };
        let Some(document) = look.or_warn(text.xml()) else {
            continue;
        };
        project(&file, &text, &Project::read(&document), is_only, look);
    }
}

fn project(file: &str, text: &Text, project: &Project, is_only: bool, look: &mut Look<'_>) {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let origin = || text.origin(project.at);
    if project.is_program && !project.is_test {
        add("run", "run", file, is_only, Some(stem), origin(), look);
        if project.is_web {
            add("watch", "watch", file, is_only, Some(stem), origin(), look);
        }
        profiles(file, stem, is_only, look);
    }
    add("build", "build", file, is_only, Some(stem), origin(), look);
    if project.is_test {
        add("test", "test", file, is_only, Some(stem), origin(), look);
    }
}

/// Adds `dotnet VERB`, with the file if there are several.
fn add(
    name: &str,
    verb: &str,
    file: &str,
    is_only: bool,
    package: Option<&str>,
    origin: Origin,
    look: &mut Look<'_>,
) {
    let args: Vec<&str> = match (is_only, verb) {
        (true, _) => vec![verb],
        (false, "run" | "watch") => vec![verb, "--project", file],
        (false, _) => vec![verb, file],
    };
    let kind = match verb {
        "run" | "watch" => ScriptKind::Dev,
        verb => ScriptKind::tell(verb, ""),
    };
    look.add(Found {
        kind: Some(kind),
        package: package.map(Into::into),
        ..Found::new(name, Command::program("dotnet", args), origin)
    });
}

/// Adds the profiles of `launchSettings.json`.
fn profiles(file: &str, stem: &str, is_only: bool, look: &mut Look<'_>) {
    if !look.has("Properties") {
        return;
    }
    let path = look.dir().join("Properties/launchSettings.json");
    let Some(text) = look.read_path(&path) else {
        return;
    };
    let Some(json) = look.or_warn(text.jsonc()) else {
        return;
    };
    let profiles = json.get("profiles").map(Node::entries).unwrap_or_default();
    for (key, profile) in profiles {
        // The others are started by an editor on Windows.
        let command = profile.get("commandName").and_then(Node::as_str);
        if command != Some("Project") {
            continue;
        }
        let mut args = vec!["run"];
        if !is_only {
            args.extend(["--project", file]);
        }
        args.extend(["--launch-profile", &key.name]);
        look.add(Found {
            kind: Some(ScriptKind::Dev),
            package: Some(stem.into()),
            ..Found::new(
                format!("run:{}", key.name),
                Command::program("dotnet", args),
                text.origin(key.at),
            )
        });
    }
}

/// What a project is.
struct Project {
    /// The offset of its element.
    at: usize,
    is_program: bool,
    is_web: bool,
    is_test: bool,
}

impl Project {
    fn read(document: &Document<'_>) -> Self {
        let root = document.root_element();
        let sdk = root.attribute("Sdk").unwrap_or_default();
        let is_web = sdk.starts_with("Microsoft.NET.Sdk.Web")
            || sdk.starts_with("Microsoft.NET.Sdk.BlazorWebAssembly");
        let says = |name: &str, value: &str| {
            root.descendants().any(|node| {
                let text = node.text().unwrap_or_default().trim();
                node.tag_name().name() == name && text.eq_ignore_ascii_case(value)
            })
        };
        let uses = |package: &str| {
            root.descendants().any(|node| {
                let include = node.attribute("Include").unwrap_or_default();
                node.tag_name().name() == "PackageReference"
                    && include.eq_ignore_ascii_case(package)
            })
        };
        Self {
            at: root.range().start,
            is_web,
            is_program: is_web
                || sdk.starts_with("Microsoft.NET.Sdk.Worker")
                || says("OutputType", "Exe")
                || says("OutputType", "WinExe"),
            is_test: sdk.starts_with("MSTest.Sdk")
                || says("IsTestProject", "true")
                || uses("Microsoft.NET.Test.Sdk")
                || uses("TUnit"),
        }
    }
}
