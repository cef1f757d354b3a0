//! What is found to run in projects, beside what the tools themselves list for them.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "discovery/monorepo.rs"]
mod monorepo;
#[path = "discovery/support.rs"]
mod support;

use std::collections::BTreeSet;

use serde_json::Value;
use support::{Names, Project};

/// Checks that both have the same names, apart from those that are expected to differ.
#[track_caller]
fn check(ours: &Names, theirs: &Names, only_theirs: &[&str]) {
    assert!(!theirs.is_empty(), "they have nothing");
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
    check(&project.ours_with_aliases("just"), &theirs, &[]);
}

/// All recipes and aliases of a module and of those in it.
fn recipes(module: &Value, prefix: &str, into: &mut Names) {
    for kind in ["recipes", "aliases"] {
        let names = module[kind].as_object().unwrap().keys();
        into.extend(names.map(|name| format!("{prefix}{name}")));
    }
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

#[test]
fn the_scripts_are_those_of_composer() {
    let project = Project::copied("composer");
    let Some(composer) = support::tool("composer") else {
        return;
    };
    let mut command = project.command(&composer);
    let printed = support::printed(
        command
            .args(["run-script", "--list"])
            .env("COMPOSER_ALLOW_SUPERUSER", "1"),
    );
    let lines = printed.lines().filter(|line| line.starts_with("  "));
    let theirs = lines.filter_map(|line| line.split_whitespace().next());
    check(
        &project.ours("composer"),
        &theirs.map(str::to_owned).collect(),
        &[],
    );
}

#[test]
fn the_services_are_those_of_docker_compose() {
    // Without `include`, which the version that distributions have does not know.
    let project = Project::new(&[
        (
            "docker-compose.yml",
            "version: '3.8'\nx-base: &base\n  image: node\nservices:\n  web:\n    <<: *base\n    command: npm start\n  db:\n    image: postgres\n",
        ),
        (
            "docker-compose.override.yml",
            "version: '3.8'\nservices:\n  web:\n    environment: [A=1]\n  mail:\n    image: mailpit\n",
        ),
    ]);
    let Some(compose) = support::tool("docker-compose") else {
        return;
    };
    let mut command = project.command(&compose);
    let printed = support::printed(command.args(["config", "--services"]));
    let mut ours = project.ours("compose");
    // All of them together.
    ours.remove("up");
    check(&ours, &printed.lines().map(str::to_owned).collect(), &[]);
}

#[test]
fn the_tasks_are_those_of_mise() {
    let project = Project::copied("mise");
    let Some(mise) = support::tool("mise") else {
        return;
    };
    support::printed(project.command(&mise).args(["trust", "--all", "--quiet"]));
    let mut command = project.command(&mise);
    let list = support::json(command.args(["tasks", "ls", "--json", "--hidden"]));
    let mut theirs = Names::new();
    for task in list.as_array().unwrap() {
        let aliases = task["aliases"].as_array().unwrap().iter();
        let names = aliases.chain([&task["name"]]);
        theirs.extend(names.map(|name| name.as_str().unwrap().to_owned()));
    }
    check(&project.ours_with_aliases("mise"), &theirs, &[]);
}

#[test]
fn the_tasks_are_those_of_deno() {
    let project = Project::new(&[(
        "deno.jsonc",
        "{ // tasks\n \"tasks\": { \"dev\": \"deno run x.ts\", \"build:all\": { \"description\": \"Make it\", \"command\": \"deno compile\" }, \"all\": { \"dependencies\": [\"dev\"] }, } }",
    )]);
    let Some(deno) = support::tool("deno") else {
        return;
    };
    // Its list goes to stderr.
    let output = project.command(&deno).arg("task").output().unwrap();
    let printed = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    let names = printed.lines().filter_map(|line| line.strip_prefix("- "));
    check(
        &project.ours("deno"),
        &names.map(str::to_owned).collect(),
        &[],
    );
}

#[test]
fn the_environments_are_those_of_tox() {
    let project = Project::copied("python_tools");
    let Some(tox) = support::tool("tox") else {
        return;
    };
    let mut command = project.command(&tox);
    let printed = support::printed(command.args(["list", "-q", "--no-desc"]));
    check(
        &project.ours("tox"),
        &printed.lines().map(str::to_owned).collect(),
        &[],
    );
}

#[test]
fn the_sessions_are_those_of_nox() {
    let project = Project::copied("python_tools");
    let Some(nox) = support::tool("nox") else {
        return;
    };
    let mut command = project.command(&nox);
    let list = support::json(command.args(["--list", "--json"]));
    let sessions = list.as_array().unwrap().iter();
    // One of several Pythons is asked for by its name alone.
    let theirs = sessions.map(|session| session["name"].as_str().unwrap().to_owned());
    check(&project.ours("nox"), &theirs.collect(), &[]);
}

#[test]
fn the_scripts_are_those_of_pdm() {
    let project = Project::copied("python_tools");
    let Some(pdm) = support::tool("pdm") else {
        return;
    };
    let list = support::json(project.command(&pdm).args(["run", "--json"]));
    let mut theirs: Names = list.as_object().unwrap().keys().cloned().collect();
    // What holds for all of them.
    theirs.remove("_");
    let mut ours = project.ours("pdm");
    // `pytest`, which is configured there.
    ours.remove("test");
    check(&ours, &theirs, &[]);
}

#[test]
fn the_scripts_are_those_of_hatch() {
    let project = Project::copied("python_tools");
    let Some(hatch) = support::tool("hatch") else {
        return;
    };
    let list = support::json(project.command(&hatch).args(["env", "show", "--json"]));
    let mut theirs = Names::new();
    for (name, environment) in list.as_object().unwrap() {
        // Others inherit those of the first, and hatch has environments of its own.
        let own = ["default", "types"].contains(&name.as_str());
        let scripts = environment["scripts"].as_object().filter(|_| own);
        for script in scripts.into_iter().flat_map(|scripts| scripts.keys()) {
            match name.as_str() {
                "default" => theirs.insert(script.clone()),
                _ if theirs.contains(script) => false,
                name => theirs.insert(format!("{name}:{script}")),
            };
        }
    }
    check(&project.ours("hatch"), &theirs, &[]);
}

#[test]
fn the_aliases_are_those_of_mix() {
    let project = Project::copied("elixir");
    let Some(mix) = support::tool("mix") else {
        return;
    };
    let printed = support::printed(project.command(&mix).arg("help"));
    let aliases = printed
        .lines()
        .filter(|line| line.contains("Alias defined in mix.exs"));
    let theirs = aliases.filter_map(|line| line.split_whitespace().nth(1));
    let mut ours = project.ours("mix");
    // What every project has.
    ours.retain(|name| !["run", "compile"].contains(&name.as_str()));
    check(&ours, &theirs.map(str::to_owned).collect(), &[]);
}
