//! What is found in workspaces, beside what the package managers themselves list for them.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::program::Program;
use crate::support::project::{BRUMMER, Project};
use crate::support::tool;

/// The packages of a workspace: directory, and the rest of its `package.json`. Those in `packages/.hidden` and
/// `node_modules` are members of nothing.
const PACKAGES: [(&str, &str); 12] = [
    ("packages/a", ""),
    ("packages/b", ""),
    ("packages/b/inner", ""),
    ("packages/excluded", ""),
    ("packages/excluded/deep", ""),
    ("packages/.hidden", ""),
    ("packages/node_modules/nm", ""),
    ("apps/web", ""),
    (
        "apps/nested",
        ", \"private\": true, \"workspaces\": [\"sub/*\"]",
    ),
    ("apps/nested/sub/x", ""),
    ("deep/one/two", ""),
    ("deep/.dot/three", ""),
];

/// Globs of workspaces that real projects have.
const WORKSPACES: [&str; 5] = [
    "[\"packages/**\", \"!packages/excluded\"]",
    "[\"packages/**\", \"!packages/excluded/**\"]",
    "[\"packages/*\", \"!packages/b\", \"packages/b\"]",
    "[\"!packages/b\", \"./packages/*\", \"{apps,libs}/*\", \"!**/excluded\"]",
    "[\"packages/[ab]\", \"deep/**\", \"nowhere/*\"]",
];

/// Scripts by the directory that they are run in.
type Scripts = BTreeMap<String, Vec<String>>;

/// A project with all packages, and these files.
fn project(files: &[(&str, &str)]) -> Project {
    let project = Project::new(files);
    for (dir, more) in PACKAGES {
        let name = dir.rsplit('/').next().unwrap();
        write(
            &project.path(&format!("{dir}/package.json")),
            &format!(
                "{{\"name\": \"{name}\", \"version\": \"1.0.0\", \"scripts\": {{\"dev\": \"x\", \"{name}\": \"y\"}}{more}}}"
            ),
        );
    }
    // What is found without a workspace is no member of it.
    write(&project.path(".gitignore"), "*/\n");
    write(&project.path(".git/HEAD"), "");
    project
}

fn root(workspaces: &str) -> String {
    format!(
        "{{\"name\": \"root\", \"version\": \"1.0.0\", \"private\": true, \"workspaces\": {workspaces}, \"scripts\": {{\"start\": \"x\"}}}}"
    )
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// What a command prints; it must succeed.
fn printed(project: &Project, command: &mut Command) -> String {
    let output = command.output().unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{out}{err}");
    project.filtered(&out)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// What we find.
fn ours(project: &Project) -> Scripts {
    let listed = json(&printed(
        project,
        &mut project.brummer(&["scripts", "--json"]),
    ));
    let mut scripts = Scripts::new();
    for script in listed["scripts"].as_array().unwrap() {
        let dir = script["directory"].as_str().unwrap();
        let body = script["script"].as_str().unwrap();
        let name = script["name"].as_str().unwrap();
        let name = name.rsplit(':').next().unwrap();
        let of_dir = scripts.entry(below(dir)).or_default();
        of_dir.push(format!("{name}={body}"));
        of_dir.sort();
    }
    scripts
}

/// The directory from the project on.
fn below(dir: &str) -> String {
    let dir = dir.trim_start_matches("[ROOT]/project");
    dir.trim_start_matches('/').to_owned()
}

/// The scripts of the packages in these directories, as the files have them.
fn of_dirs(project: &Project, dirs: impl IntoIterator<Item = String>) -> Scripts {
    let of_dir = |dir: &String| {
        let file = project.path(dir).join("package.json");
        let package = json(&std::fs::read_to_string(file).unwrap());
        let mut scripts: Vec<_> = package["scripts"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, body)| format!("{name}={}", body.as_str().unwrap()))
            .collect();
        scripts.sort();
        scripts
    };
    let dirs = dirs.into_iter().chain([String::new()]);
    dirs.map(|dir| (dir.clone(), of_dir(&dir))).collect()
}

/// A script of the packages in `tests/node`, to be run by node in the project.
fn node(project: &Project, script: &Path, args: &[&str]) -> Command {
    let mut node = project.command("node");
    node.arg(script).args(args);
    // No daemon, no network, no telemetry: only what is asked.
    node.env("YARN_ENABLE_TELEMETRY", "0")
        .env("COREPACK_ENABLE_STRICT", "0");
    node
}

fn script(path: &str) -> Option<PathBuf> {
    tool::node_file(path)
}

/// `brummer scripts` in a project, as a user who may not read everything: root may.
fn as_anybody(project: &Project) -> Option<Command> {
    if !rustix::process::geteuid().is_root() {
        return Some(project.brummer(&["scripts"]));
    }
    if !tool::has("setpriv") {
        return None;
    }
    // The program itself may be where nobody else can read.
    let program = project.path("~/brummer");
    std::fs::copy(BRUMMER, &program).unwrap();
    open(&project.path(".."), 0o755);
    let mut command = project.command("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    command.arg(program).arg("scripts");
    Some(command)
}

fn open(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn what_may_not_be_read_is_a_warning_and_the_rest_shows() {
    let project = project(&[("package.json", &root("[\"packages/**\"]"))]);
    open(&project.path("packages/a/package.json"), 0);
    open(&project.path("packages/b"), 0);
    let Some(mut command) = as_anybody(&project) else {
        return;
    };
    let ended = Program::start(&mut command).end();
    open(&project.path("packages/b"), 0o755);
    let warnings: Vec<_> = ended
        .stderr
        .lines()
        .filter(|line| line.contains("denied"))
        .collect();
    insta::assert_snapshot!(project.filtered(&warnings.join("\n")), @r"
    warning: [ROOT]/project/packages/b cannot be listed: Permission denied (os error 13)
    warning: [ROOT]/project/packages/a/package.json cannot be read: Permission denied (os error 13)
    ");
    insta::assert_snapshot!(ended.text(), @r"
    start              dev    x  package.json:1
    excluded:dev       dev    x  packages/excluded/package.json:1
    deep:dev           dev    x  packages/excluded/deep/package.json:1
    excluded:excluded  other  y  packages/excluded/package.json:1
    deep:deep          other  y  packages/excluded/deep/package.json:1
    ");
}

#[test]
fn members_and_scripts_are_those_that_npm_lists() {
    if !tool::has("npm") {
        return;
    }
    for workspaces in WORKSPACES {
        let project = project(&[
            ("package.json", &root(workspaces)),
            ("package-lock.json", "{}"),
        ]);
        let mut npm = project.command("npm");
        let listed = json(&printed(
            &project,
            npm.args(["run", "--workspaces", "--json"]),
        ));
        let scripts = |scripts: &Value| {
            let scripts = scripts.as_object().unwrap().iter();
            scripts
                .map(|(name, body)| format!("{name}={}", body.as_str().unwrap()))
                .collect::<Vec<_>>()
        };
        // npm lists by name, and here a name is the last part of the directory.
        let mut theirs: Scripts = listed
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, of_package)| (name.clone(), scripts(of_package)))
            .collect();
        for scripts in theirs.values_mut() {
            scripts.sort();
        }
        let ours: Scripts = ours(&project)
            .into_iter()
            .filter(|(dir, _)| !dir.is_empty())
            .map(|(dir, scripts)| (dir.rsplit('/').next().unwrap().to_owned(), scripts))
            .collect();
        assert_eq!(ours, theirs, "{workspaces}");
    }
}

#[test]
fn members_are_those_that_yarn_1_lists() {
    let Some(yarn) = script("yarn-classic/bin/yarn.js") else {
        return;
    };
    for workspaces in WORKSPACES {
        let project = project(&[("package.json", &root(workspaces)), ("yarn.lock", "")]);
        let mut yarn = node(&project, &yarn, &["--silent", "workspaces", "info"]);
        let listed = json(&printed(&project, &mut yarn));
        let dirs = listed.as_object().unwrap().values();
        let dirs = dirs.map(|package| package["location"].as_str().unwrap().to_owned());
        assert_eq!(ours(&project), of_dirs(&project, dirs), "{workspaces}");
    }
}

#[test]
fn members_are_those_that_yarn_4_lists() {
    let Some(yarn) = script("@yarnpkg/cli-dist/bin/yarn.js") else {
        return;
    };
    for workspaces in WORKSPACES {
        let files = [
            ("package.json", &*root(workspaces)),
            ("yarn.lock", ""),
            (".yarnrc.yml", "enableTelemetry: false\n"),
        ];
        let project = project(&files);
        let mut yarn = node(&project, &yarn, &["workspaces", "list", "--json"]);
        let printed = printed(&project, &mut yarn);
        let dirs = printed
            .lines()
            .map(|line| json(line)["location"].as_str().unwrap().to_owned());
        let dirs = dirs.filter(|dir| dir != ".");
        assert_eq!(ours(&project), of_dirs(&project, dirs), "{workspaces}");
    }
}

#[test]
fn members_are_those_that_pnpm_lists() {
    let Some(pnpm) = script("pnpm/bin/pnpm.cjs") else {
        return;
    };
    for workspaces in WORKSPACES {
        let globs = json(workspaces);
        let globs = globs
            .as_array()
            .unwrap()
            .iter()
            .map(|glob| format!("- {glob}\n"));
        let list = format!("packages:\n{}", globs.collect::<String>());
        let project = project(&[
            ("package.json", &root("[]")),
            ("pnpm-workspace.yaml", &list),
        ]);
        let mut pnpm = node(&project, &pnpm, &["-r", "list", "--depth", "-1", "--json"]);
        let listed = json(&printed(&project, &mut pnpm));
        let dirs = listed.as_array().unwrap().iter();
        let dirs = dirs.map(|package| below(package["path"].as_str().unwrap()));
        assert_eq!(ours(&project), of_dirs(&project, dirs), "{workspaces}");
    }
}
