//! Broken projects, each beside the warning that it must give.

use super::*;

/// What is said of this `package.json`.
#[track_caller]
fn warnings(text: &str) -> String {
    World::with_package(text).warnings()
}

#[test]
fn bad_json_names_line_and_column() {
    insta::assert_snapshot!(warnings("{\n  \"scripts\": {\n    \"dev\": \"vite\",\n  }\n}"), @"/repo/app/package.json:3:18: not valid JSON: trailing commas are not allowed");
}

#[test]
fn json_that_ends_early_is_a_warning() {
    insta::assert_snapshot!(warnings(""), @"/repo/app/package.json:1:1: not valid JSON: there is nothing in it");
}

#[test]
fn json_that_is_too_deep_is_a_warning() {
    insta::assert_snapshot!(warnings(&"[".repeat(1000)), @"/repo/app/package.json:1:513: not valid JSON: maximum nesting depth exceeded");
}

#[test]
fn a_package_that_is_no_object_is_a_warning() {
    insta::assert_snapshot!(warnings("\n[1]"), @"/repo/app/package.json:2:1: expected an object, and it is a list");
}

#[test]
fn scripts_that_are_no_object_are_a_warning() {
    insta::assert_snapshot!(warnings("{\n\"scripts\": [\"dev\"]}"), @"/repo/app/package.json:2:12: `scripts` is a list, not an object");
}

#[test]
fn a_name_that_cannot_be_a_process_is_a_warning() {
    insta::assert_snapshot!(warnings("{\"scripts\": {\" dev\": \"vite\"}}"), @"/repo/app/package.json:1: ` dev` cannot be the name of a process: it begins or ends with white space");
}

#[test]
fn an_unknown_package_manager_is_a_warning() {
    insta::assert_snapshot!(warnings("{\n\"packageManager\": \"cnpm@2\"}"), @"/repo/app/package.json:2:19: `packageManager` is ignored: `cnpm` is not a package manager (one of npm, pnpm, yarn, bun, deno)");
}

#[test]
fn a_package_manager_must_be_text() {
    insta::assert_snapshot!(warnings("{\"packageManager\": 1,\n\"devEngines\": {\"packageManager\": {\"name\": []}}}"), @r#"
    /repo/app/package.json:1:20: `packageManager` is a number, not a string
    /repo/app/package.json:2:43: `devEngines.packageManager` is a list, not a string
    "#);
}

#[test]
fn a_package_of_50_mb_is_a_warning() {
    insta::assert_snapshot!(warnings(&" ".repeat(50 << 20)), @"/repo/app/package.json is larger than 4 MiB");
}

#[test]
fn a_script_that_is_not_text_leaves_the_others() {
    let world = World::with_package("{\"scripts\": {\n\"a\": \"x\",\n\"b\": 1,\n\"c\": \"y\"}}");
    insta::assert_snapshot!(world.warnings(), @"/repo/app/package.json:3:6: script `b` is a number, not a string");
    assert_eq!(world.discover().scripts.len(), 2);
}

#[test]
fn text_that_is_not_utf_8_is_a_warning() {
    let world = World::new(&[]);
    fs::write(world.path("repo/app/package.json"), b"{\"\xff\": 1}").unwrap();
    insta::assert_snapshot!(world.warnings(), @"/repo/app/package.json is not UTF-8 text");
}

#[test]
fn a_directory_for_a_package_is_a_warning() {
    let world = World::new(&[]);
    fs::create_dir(world.path("repo/app/package.json")).unwrap();
    insta::assert_snapshot!(world.warnings(), @"/repo/app/package.json is a directory, not a file");
}

#[test]
fn a_broken_package_leaves_configured_processes() {
    let world = World::with_package("{");
    fs::write(
        world.path("repo/.brum.toml"),
        "[processes.db]\ncommand = \"db\"",
    )
    .unwrap();
    assert_eq!(world.discover().scripts.len(), 1);
}

#[test]
fn a_byte_order_mark_is_read_over() {
    assert_eq!(warnings(&format!("\u{feff}{DEV_AND_BUILD}")), "");
}

#[test]
fn escapes_do_not_hide_a_line() {
    let world =
        World::with_package("{\"scripts\": {\n\"a\": \"echo \\\"x\\\"\",\n\"\\u0062\": \"x\"}}");
    let origins = world
        .discover()
        .scripts
        .into_iter()
        .map(|script| script.origin.to_string());
    let origins: Vec<_> = origins.map(|origin| world.filtered(&origin)).collect();
    assert_eq!(
        origins,
        ["/repo/app/package.json:2", "/repo/app/package.json:3"]
    );
}

#[test]
fn a_missing_package_manager_says_how_to_get_it() {
    let world = World::new(&[
        ("repo/app/package.json", DEV_AND_BUILD),
        ("repo/app/pnpm-lock.yaml", ""),
    ]);
    insta::assert_snapshot!(world.warnings(), @"`pnpm` is not in PATH (it is taken because of /repo/app/pnpm-lock.yaml); get it with `corepack enable pnpm` or `npm install -g pnpm`");
    assert_eq!(world.discover().scripts.len(), 3);
}

#[test]
fn two_lockfiles_of_one_directory_are_a_warning() {
    let world = World::new(&[
        ("repo/app/package.json", "{}"),
        ("repo/app/package-lock.json", ""),
        ("repo/app/yarn.lock", ""),
    ]);
    insta::assert_snapshot!(world.warnings(), @"/repo/app has both `yarn.lock` and `package-lock.json`; yarn is taken (set `package_manager`, or remove one)");
}

#[test]
fn two_lockfiles_do_not_matter_to_those_who_chose() {
    let world = World::new(&[
        ("repo/app/package.json", "{\"packageManager\": \"npm@11\"}"),
        ("repo/app/package-lock.json", ""),
        ("repo/app/yarn.lock", ""),
    ]);
    assert_eq!(world.warnings(), "");
}

#[test]
fn a_process_with_nothing_to_run_is_a_warning() {
    let world = World::with_package(DEV_AND_BUILD);
    fs::write(
        world.path("repo/.brum.toml"),
        "\n[processes.web]\ngrace = 1",
    )
    .unwrap();
    insta::assert_snapshot!(world.warnings(), @"/repo/.brum.toml:2: process `web` has no `command`, and there is no script of that name to adjust");
}

/// A broken file of each kind.
const BROKEN: [(&str, &str); 34] = [
    ("package.json5", "{ scripts: { dev: 'vite' "),
    ("package.yaml", "scripts:\n  dev: [vite\n"),
    ("pnpm-workspace.yaml", "packages:\n  - 'a/*'\n  b: c\n"),
    ("lerna.json", "{\"packages\": [\"a/*\"}"),
    ("rush.json", "{\n  \"projects\": [{ \"packageName\" }]\n}"),
    ("deno.json", "{ \"tasks\": { \"dev\": \"deno run x.ts\" "),
    ("deno.jsonc", "{ // tasks\n \"tasks\": [1] }"),
    ("turbo.json", "{ \"tasks\": { \"dev\" } }"),
    ("nx.json", "{ \"targetDefaults\": "),
    (".moon/workspace.yml", "projects: {a: b\n"),
    ("Procfile", "web node server.js\n"),
    ("Makefile", "dev:\n    node server.js\n"),
    ("makefile", "ifdef CI\ntest:\n\tnode --test\n"),
    (
        "CMakeLists.txt",
        "project(shop)\nadd_executable(shop main.c\n",
    ),
    ("justfile", "dev:\n  node x\nbuild target\n"),
    ("Taskfile.yml", "version: '3'\ntasks:\n  dev: {cmds: [a}\n"),
    ("mise.toml", "[tasks]\ndev = \n"),
    ("Cargo.toml", "[package\nname = \"a\"\n"),
    ("go.work", "use (\n./a\n"),
    ("pyproject.toml", "[project.scripts]\na = b\n"),
    ("tox.ini", "[testenv\n"),
    ("composer.json", "{\n  \"scripts\": { \"dev\": }\n}"),
    ("pom.xml", "<project>\n  <modules><module>a</modules>\n"),
    ("Shop.slnx", "<Solution>\n  <Project\n"),
    ("Shop.csproj", "<Project Sdk=\"x\">\n"),
    ("pubspec.yaml", "name: shop\n  flutter: x\n- y\n"),
    ("compose.yaml", "services:\n  db: {image: \"x}\n"),
    (
        ".vscode/tasks.json",
        "{ \"tasks\": [ { \"label\": \"a\" } \n",
    ),
    (".vscode/launch.json", "{ \"configurations\": [ ] ] }"),
    ("mprocs.yaml", "procs:\n  a: {shell: x\n"),
    ("process-compose.yaml", "processes: [a\n"),
    (
        "ecosystem.config.json",
        "{ \"apps\": [ { \"script\": \"a\" ] }",
    ),
    (
        "ecosystem.config.js",
        "module.exports = {\n  apps: [{ script: 'a' ]\n}",
    ),
    ("mise-tasks/more.toml", "[a]\nrun = [\n"),
];

#[test]
fn a_broken_file_of_any_kind_is_said_with_its_place() {
    let all = BROKEN.map(|(file, text)| {
        let world = World::new(&[(&format!("repo/app/{file}"), text)]);
        let project = world.discover();
        let said = project.warnings.iter().map(Warning::to_string);
        let said: Vec<_> = said
            .filter(|said| !said.contains("is not in PATH"))
            .collect();
        let found = project.scripts.iter().map(|script| script.name.as_str());
        let found: Vec<_> = found.collect();
        let said = world.filtered(&said.join("\n    "));
        format!("{file}\n    {said}\n    found: {}", found.join(" "))
    });
    insta::assert_snapshot!(all.join("\n"));
}
