//! What is found to run in projects, beside what the tools themselves list for them.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "discovery/support.rs"]
mod support;

use std::collections::BTreeSet;

use serde_json::Value;
use support::{Names, Project};

/// Checks that both have the same names, apart from those that are expected to differ.
#[track_caller]
fn check(ours: &Names, theirs: &Names, only_theirs: &[&str]) {
    let names = |of: &Names, without: &Names| {
        let names: Vec<_> = of.difference(without).cloned().collect();
        names.join(" ")
    };
    assert_eq!(names(ours, theirs), "", "only we have these");
    assert_eq!(names(theirs, ours), only_theirs.join(" "), "only they do");
}

#[test]
fn the_targets_are_those_of_make() {
    let project = Project::copied("make");
    let Some(make) = support::tool("make") else {
        return;
    };
    // `CI` makes the condition true. Whether the target `:` can be made is nothing that counts.
    let mut command = project.command(&make);
    let output = command.args(["-pRrq", ":"]).env("CI", "1").output();
    let printed = String::from_utf8(output.unwrap().stdout).unwrap();
    let (_, files) = printed.split_once("# Files").unwrap();
    let mut before = "";
    let mut theirs = BTreeSet::new();
    for line in files.lines() {
        let name = line.split_once(':').map(|(name, _)| name);
        let is_name = |name: &&str| !name.starts_with(['#', '\t', '.']) && !name.contains('%');
        if let Some(name) = name.filter(is_name).filter(|_| before != "# Not a target:") {
            theirs.insert(name.to_owned());
        }
        before = line;
    }
    check(&project.ours("make"), &theirs, &[]);
}

#[test]
fn the_recipes_are_those_of_just() {
    let project = Project::copied("just");
    let Some(just) = support::tool("just") else {
        return;
    };
    let mut command = project.command(&just);
    let dump = support::json(command.args(["--dump", "--dump-format", "json"]));
    let mut theirs = BTreeSet::new();
    recipes(&dump, "", &mut theirs);
    check(&project.ours("just"), &theirs, &[]);
}

fn recipes(module: &Value, prefix: &str, into: &mut Names) {
    let names = module["recipes"].as_object().unwrap().keys();
    into.extend(names.map(|name| format!("{prefix}{name}")));
    for (name, module) in module["modules"].as_object().unwrap() {
        recipes(module, &format!("{prefix}{name}::"), into);
    }
}

#[test]
fn the_tasks_are_those_of_task() {
    let project = Project::copied("task");
    let Some(task) = support::tool("task") else {
        return;
    };
    let mut command = project.command(&task);
    let list = support::json(command.args(["--list-all", "--json", "--no-status"]));
    let tasks = list["tasks"].as_array().unwrap().iter();
    let theirs = tasks.map(|task| {
        task["name"]
            .as_str()
            .unwrap()
            .trim_end_matches(':')
            .to_owned()
    });
    check(&project.ours("task"), &theirs.collect(), &[]);
}

#[test]
fn the_programs_are_those_of_cargo() {
    let project = Project::copied("cargo");
    let Some(cargo) = support::tool("cargo") else {
        return;
    };
    let mut command = project.command(&cargo);
    let metadata = support::json(command.args([
        "metadata",
        "--no-deps",
        "--format-version",
        "1",
        "--offline",
    ]));
    let mut theirs = BTreeSet::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        for target in package["targets"].as_array().unwrap() {
            let target_name = target["name"].as_str().unwrap();
            match target["kind"][0].as_str().unwrap() {
                "bin" => theirs.insert(format!("{name}:{target_name}")),
                "example" => theirs.insert(format!("{name}:example:{target_name}")),
                _ => false,
            };
        }
    }
    let mut ours = project.ours("cargo");
    // What is no program: commands, aliases, and a package outside of the workspace.
    ours.retain(|name| {
        let is_command = ["test", "build", "run"]
            .iter()
            .any(|verb| name.rsplit(':').next() == Some(*verb));
        !is_command && name.contains(':')
    });
    check(&ours, &theirs, &[]);
}

#[test]
fn the_tasks_are_those_of_rake() {
    let project = Project::copied("rake");
    let Some(rake) = support::tool("rake") else {
        return;
    };
    let output = project.command(&rake).args(["-AT"]).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let names = printed
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1));
    let theirs = names.map(|name| name.split('[').next().unwrap().to_owned());
    // A loop makes these, and nothing is executed to find out.
    check(
        &project.ours("rake"),
        &theirs.collect(),
        &["made:a", "made:b"],
    );
}

#[test]
fn the_main_packages_are_those_of_go() {
    let project = Project::copied("go");
    let Some(go) = support::tool("go") else {
        return;
    };
    let mut command = project.command(&go);
    command.args([
        "list",
        "-f",
        "{{if eq .Name \"main\"}}{{.Dir}}{{end}}",
        "./...",
    ]);
    let output = command.env("GOPROXY", "off").output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let lines = printed.lines().filter(|line| !line.is_empty());
    let theirs = lines.map(|dir| match project.below(dir) {
        "" => "run".to_owned(),
        dir => dir.rsplit('/').next().unwrap().to_owned(),
    });
    let mut ours = project.ours("go");
    ours.retain(|name| !name.contains(':') && !["build", "test", "vet"].contains(&name.as_str()));
    check(&ours, &theirs.collect(), &[]);
}
