//! Monorepos, beside what the tools that keep them list. Those of npm, Yarn and pnpm are compared by the tests of the program.

use std::path::Path;
use std::process::Command;

use crate::check;
use crate::support::{self, Names, Project};

/// Packages in directories that globs tell apart; each has a script.
const PACKAGES: [&str; 6] = [
    "apps/web",
    "packages/ui",
    "packages/old",
    "packages/deep/er/core",
    "packages/ui/example",
    "tools/gen",
];

/// Has us find members alone, and nothing that is in no workspace. These tools do not read it.
const ONLY_MEMBERS: (&str, &str) = (".ignore", "*/\n");

/// A project with these files and all packages.
fn project(files: &[(&str, &str)]) -> Project {
    let packages = PACKAGES.map(|dir| {
        let name = dir.rsplit('/').next().unwrap();
        let text = format!(
            "{{\"name\": \"{name}\", \"version\": \"1.0.0\", \"scripts\": {{\"dev\": \"x\"}}}}"
        );
        (format!("{dir}/package.json"), text)
    });
    let packages = packages
        .iter()
        .map(|(file, text)| (file.as_str(), text.as_str()));
    let all = [(".git/HEAD", "ref: refs/heads/main\n")];
    let all: Vec<_> = all
        .into_iter()
        .chain(packages)
        .chain(files.iter().copied())
        .collect();
    Project::new(&all)
}

/// The tool, with nothing of whoever runs the tests, no daemon and no network.
fn command(project: &Project, tool: &Path) -> Command {
    let mut command = project.command(tool);
    let home = project.dir().join(".home");
    std::fs::create_dir_all(&home).unwrap();
    command
        .env("HOME", home)
        .env("CI", "1")
        .env("TURBO_TELEMETRY_DISABLED", "1")
        .env("NX_DAEMON", "false")
        .env("NX_NO_CLOUD", "true")
        .env("NX_ISOLATE_PLUGINS", "false");
    command
}

/// The members of `list`, each a directory under a key.
fn dirs(project: &Project, list: &serde_json::Value, key: &str) -> Names {
    let members = list.as_array().unwrap().iter();
    let dirs = members.map(|member| {
        let dir = member[key].as_str().unwrap();
        if dir.starts_with('/') {
            project.below(dir).to_owned()
        } else {
            dir.to_owned()
        }
    });
    dirs.collect()
}

const ROOT: &str = "{\"name\": \"root\", \"private\": true, \"packageManager\": \"npm@11.0.0\", \"workspaces\": [\"apps/*\", \"packages/**\", \"!packages/old\"]}";

#[test]
fn the_members_are_those_of_turbo() {
    let project = project(&[
        ONLY_MEMBERS,
        ("package.json", ROOT),
        (
            "package-lock.json",
            "{\"name\": \"root\", \"lockfileVersion\": 3, \"packages\": {}}",
        ),
        (
            "turbo.json",
            "{\"tasks\": {\"dev\": {\"persistent\": true, \"cache\": false}, \"build\": {}}}",
        ),
    ]);
    let Some(turbo) = support::tool("turbo") else {
        return;
    };
    let mut turbo = command(&project, &turbo);
    let list = support::json(turbo.args(["ls", "--output=json"]));
    let theirs = dirs(&project, &list["packages"]["items"], "path");
    check(&project.dirs_of("npm"), &theirs, &[]);
    check(&project.ours("turbo"), &["dev".to_owned()].into(), &[]);
}

#[test]
fn the_members_are_those_of_lerna() {
    let project = project(&[
        ("package.json", "{\"name\": \"root\", \"private\": true}"),
        ("package-lock.json", "{}"),
        (
            "lerna.json",
            "{\"version\": \"1.0.0\", \"packages\": [\"packages/**\", \"tools/*\"]}",
        ),
    ]);
    let Some(lerna) = support::tool("lerna") else {
        return;
    };
    let mut lerna = command(&project, &lerna);
    let list = support::json(lerna.args(["list", "--all", "--json", "--loglevel=silent"]));
    let theirs = dirs(&project, &list, "location");
    let mut ours = project.dirs_of("npm");
    // It is no member, and found by itself.
    assert!(ours.remove("apps/web"));
    check(&ours, &theirs, &[]);
}

#[test]
fn the_projects_are_those_of_rush() {
    let Some(rush) = support::tool("rush") else {
        return;
    };
    // Rush runs as the version that the file asks for.
    let version = support::version(&rush);
    let file = format!(
        "{{ // as Rush writes it\n\"rushVersion\": \"{version}\", \"pnpmVersion\": \"10.0.0\", \"projectFolderMaxDepth\": 4, \"projects\": [\n{{\"packageName\": \"web\", \"projectFolder\": \"apps/web\"}}, {{\"packageName\": \"core\", \"projectFolder\": \"packages/deep/er/core\"}}]}}"
    );
    let commands = ("common/config/rush/command-line.json", "{}");
    let project = project(&[ONLY_MEMBERS, ("rush.json", &file), commands]);
    let list = support::json(command(&project, &rush).args(["list", "--json"]));
    let theirs = dirs(&project, &list["projects"], "path");
    check(&project.dirs_of("rush"), &theirs, &[]);
}

#[test]
fn the_tasks_are_those_of_moon() {
    let project = project(&[
        (
            ".moon/workspace.yml",
            "projects:\n  globs: ['apps/*']\n  sources: {generator: tools/gen}\n",
        ),
        (
            ".moon/tasks/all.yml",
            "tasks:\n  lint: {command: eslint .}\n  part: {command: x, options: {internal: true}}\n",
        ),
        ("apps/web/moon.yml", "tasks:\n  serve: {command: vite}\n"),
        (
            "tools/gen/moon.yml",
            "tasks:\n  lint: {command: biome check}\n",
        ),
    ]);
    let Some(moon) = support::tool("moon") else {
        return;
    };
    // It asks git what has changed.
    for args in [
        &["init", "-q"][..],
        &[
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@b",
            "commit",
            "-q",
            "--allow-empty",
            "-m",
            "x",
        ],
    ] {
        support::printed(command(&project, Path::new("git")).args(args));
    }
    let list = support::json(command(&project, &moon).args(["query", "tasks"]));
    let mut theirs = Names::new();
    for (project, tasks) in list["tasks"].as_object().unwrap() {
        let names = tasks.as_object().unwrap().keys();
        theirs.extend(names.map(|name| format!("{project}:{name}")));
    }
    check(&project.ours("moon"), &theirs, &[]);
}

#[test]
fn the_targets_are_those_of_nx() {
    let project = project(&[
        ("nx.json", "{}"),
        ("package.json", ROOT),
        ("package-lock.json", "{}"),
        (
            "apps/web/project.json",
            "{\"name\": \"shop\", \"targets\": {\"serve\": {\"command\": \"vite\", \"continuous\": true}}}",
        ),
        (
            "tools/gen/package.json",
            "{\"name\": \"gen\", \"nx\": {\"targets\": {\"run\": {\"command\": \"y\"}}}}",
        ),
        (
            "tools/gen/project.json",
            "{\"targets\": {\"all\": {\"command\": \"z\"}}}",
        ),
    ]);
    let Some(nx) = support::tool("nx") else {
        return;
    };
    // Nx is the one that is installed in the workspace.
    project.link_node_modules(&nx);
    let file = project.dir().join("graph.json");
    support::printed(command(&project, &nx).args(["graph", "--file", file.to_str().unwrap()]));
    let graph: serde_json::Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let mut theirs = Names::new();
    for (name, node) in graph["graph"]["nodes"].as_object().unwrap() {
        let targets = node["data"]["targets"].as_object().unwrap();
        theirs.extend(targets.keys().map(|target| format!("{name}:{target}")));
    }
    // Scripts of packages are targets, too, and run by npm.
    theirs.retain(|name| !name.ends_with(":dev"));
    check(&project.ours("nx"), &theirs, &[]);
}

#[test]
fn the_scripts_are_those_of_bun() {
    let project = Project::new(&[
        (
            "package.json",
            "{\"name\": \"root\", \"scripts\": {\"dev\": \"bun --hot x.ts\", \"db:seed\": \"y\", \"prebuild\": \"z\"}}",
        ),
        ("bun.lock", ""),
    ]);
    let Some(bun) = support::tool("bun") else {
        return;
    };
    let printed = support::printed(command(&project, &bun).arg("run"));
    let names = printed
        .lines()
        .filter_map(|line| line.trim().strip_prefix("$ bun run "));
    check(
        &project.ours("bun"),
        &names.map(str::to_owned).collect(),
        &[],
    );
}
