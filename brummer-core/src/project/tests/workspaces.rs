//! Workspaces, with the members that the tools themselves have for them.

use super::*;

/// Where the packages of these tests are. `packages/.hidden` and what is in `node_modules` are members of nothing.
const PACKAGES: [&str; 15] = [
    "packages/a",
    "packages/b",
    "packages/b/inner",
    "packages/excluded",
    "packages/excluded/deep",
    "packages/.hidden",
    "packages/node_modules/nm",
    "packages/test/t",
    "apps/web",
    "apps/nested",
    "apps/nested/sub/x",
    "deep/one/two",
    "deep/.dot/three",
    "extra/one/pkg",
    "other",
];

/// A repository with these packages, each with a script `dev`.
fn world() -> World {
    let world = World::new(&[]).with_programs(&["npm", "yarn", "pnpm", "bun", "rush", "rushx"]);
    for package in PACKAGES {
        let more = if package == "apps/nested" {
            ", \"private\": true, \"workspaces\": [\"sub/*\"]"
        } else {
            ""
        };
        let name = package.rsplit('/').next().unwrap();
        world.write(
            &format!("repo/{package}/package.json"),
            &format!("{{\"name\": \"{name}\", \"scripts\": {{\"dev\": \"x\"}}{more}}}"),
        );
    }
    // What is found by itself is not of interest here.
    world.write("repo/.gitignore", "*/\n");
    world
}

/// The directories of the scripts that are found in the repository, from there.
fn dirs(world: &World) -> String {
    let project = world.discover_in("repo");
    let mut dirs: Vec<_> = project
        .scripts
        .iter()
        .map(|script| shown_dir(&script.dir, &project.dir))
        .collect();
    dirs.sort();
    dirs.join(" ")
}

/// Checks the members of `workspaces` in `package.json`: for npm, for yarn 1, and for yarn 4.
#[track_caller]
fn check(workspaces: &str, npm: &str, yarn_classic: &str, yarn_berry: &str) {
    let managers = [
        ("npm@11.0.0", npm),
        ("yarn@1.22.22", yarn_classic),
        ("yarn@4.18.1", yarn_berry),
    ];
    for (manager, expected) in managers {
        let world = world();
        world.write(
            "repo/package.json",
            &format!("{{\"packageManager\": \"{manager}\", \"workspaces\": {workspaces}}}"),
        );
        assert_eq!(dirs(&world), expected, "{manager}");
    }
}

const DIRECT: &str = "packages/a packages/b packages/excluded";
const ALL: &str = "packages/a packages/b packages/b/inner packages/excluded packages/excluded/deep packages/test/t";

#[test]
fn members_are_those_of_the_tools() {
    check("[\"packages/*\"]", DIRECT, DIRECT, DIRECT);
    check("{\"packages\": [\"packages/*\"]}", DIRECT, DIRECT, DIRECT);
    check("[\"packages/**\"]", ALL, ALL, ALL);
    check(
        "[\"packages/[ab]\"]",
        "packages/a packages/b",
        "packages/a packages/b",
        "packages/a packages/b",
    );
    check(
        "[\"packages/{a,b}\", \"apps\"]",
        "packages/a packages/b",
        "packages/a packages/b",
        "packages/a packages/b",
    );
    check(
        "[\"packages/!(a|b)\"]",
        "packages/excluded",
        "packages/excluded",
        "packages/excluded",
    );
    check(
        "[\"deep/**\"]",
        "deep/one/two",
        "deep/one/two",
        "deep/one/two",
    );
}

#[test]
fn an_exclamation_mark_takes_away_what_it_takes_away_for_the_tool() {
    check(
        "[\"packages/**\", \"!packages/excluded\"]",
        "packages/a packages/b packages/b/inner packages/excluded/deep packages/test/t",
        ALL,
        "packages/a packages/b packages/b/inner packages/test/t",
    );
    check(
        "[\"packages/**\", \"!packages/excluded/**\"]",
        "packages/a packages/b packages/b/inner packages/test/t",
        ALL,
        "packages/a packages/b packages/b/inner packages/test/t",
    );
    check(
        "[\"packages/*\", \"!packages/b\", \"packages/b\"]",
        DIRECT,
        DIRECT,
        "packages/a packages/excluded",
    );
    check(
        "[\"!packages/b\", \"packages/*\"]",
        "packages/a packages/excluded",
        DIRECT,
        "packages/a packages/excluded",
    );
}

#[test]
fn only_yarn_from_2_on_has_workspaces_in_workspaces() {
    check(
        "[\"apps/*\"]",
        "apps/nested apps/web",
        "apps/nested apps/web",
        "apps/nested apps/nested/sub/x apps/web",
    );
    check(
        "[\"packages/b/**\"]",
        "packages/b packages/b/inner",
        "packages/b packages/b/inner",
        "packages/b/inner",
    );
}

#[track_caller]
fn check_pnpm(list: &str, expected: &str) {
    let world = world();
    world.write("repo/pnpm-workspace.yaml", list);
    assert_eq!(dirs(&world), expected);
}

#[test]
fn members_of_pnpm_are_those_of_its_file() {
    check_pnpm(
        "packages:\n- packages/*\n- '!packages/excluded'\n",
        "packages/a packages/b",
    );
    check_pnpm(
        "packages:\n- packages/**\n- '!packages/excluded'\n",
        "packages/a packages/b packages/b/inner packages/excluded/deep packages/test/t",
    );
    check_pnpm("packages:\n- '.'\n- apps/*\n", "apps/nested apps/web");
    check_pnpm("packages: []\n", "");
    check_pnpm("", "");
}

#[test]
fn members_of_lerna_are_those_of_its_file() {
    let world = world();
    world.write("repo/package.json", "{}");
    world.write(
        "repo/lerna.json",
        "{\"version\": \"1.0.0\", \"packages\": [\"apps/*\"]}",
    );
    assert_eq!(dirs(&world), "apps/nested apps/web");
    world.write("repo/lerna.json", "{\"version\": \"1.0.0\"}");
    assert_eq!(dirs(&world), DIRECT);
}

#[test]
fn projects_of_rush_are_run_by_rush() {
    let world = world();
    world.write(
        "repo/rush.json",
        "{ // comments are allowed\n \"projects\": [{\"packageName\": \"web\", \"projectFolder\": \"apps/web\"},]\n}",
    );
    world.write(
        "repo/common/config/rush/command-line.json",
        "{\"commands\": [{\"name\": \"deploy\", \"commandKind\": \"global\", \"summary\": \"Sends it\"}]}",
    );
    insta::assert_snapshot!(world.listing("repo"), @r"
    web:dev | rushx dev | x | apps/web | dev | rush | apps/web/package.json:1 | 
    build | rush build | rush build |  | build | rush | rush.json:2 | 
    rebuild | rush rebuild | rush rebuild |  | build | rush | rush.json:2 | 
    deploy | rush deploy | rush deploy |  | other | rush | common/config/rush/command-line.json:1 | Sends it
    ");
}

#[test]
fn a_script_of_a_member_is_run_in_its_directory_by_the_manager_of_the_workspace() {
    let world = World::new(&[
        (
            "repo/package.json",
            "{\"packageManager\": \"pnpm@10.0.0\", \"workspaces\": [\"apps/*\"], \"scripts\": {\"lint\": \"eslint .\", \"postinstall\": \"x\"}}",
        ),
        (
            "repo/apps/web/package.json",
            "{\"name\": \"@acme/web\",\n\"scripts\": {\"dev\": \"vite\", \"prebuild\": \"x\", \"build\": \"vite build\"}}",
        ),
        (
            "repo/apps/api/package.json",
            "{\n\n\"scripts\": {\"start\": \"node .\"}}",
        ),
        ("repo/apps/api/package-lock.json", ""),
        (
            "repo/tools/package.json",
            "{\"scripts\": {\"test\": \"vitest\"}}",
        ),
        ("repo/tools/bun.lock", ""),
    ]);
    insta::assert_snapshot!(world.listing("repo"), @r"
    @acme/web:dev | pnpm run dev | vite | apps/web | dev | pnpm | apps/web/package.json:2 | 
    apps/api:start | pnpm run start | node . | apps/api | dev | pnpm | apps/api/package.json:3 | 
    lint | pnpm run lint | eslint . |  | lint | pnpm | package.json:1 | 
    @acme/web:build | pnpm run build | vite build | apps/web | build | pnpm | apps/web/package.json:2 | 
    tools:test | bun run test | vitest | tools | test | bun | tools/package.json:1 | 
    postinstall | pnpm run postinstall | x |  | other | pnpm | package.json:1 | 
    @acme/web:prebuild | pnpm run prebuild | x | apps/web | other | pnpm | apps/web/package.json:2 | 
    `pnpm` is not in PATH (it is taken because `packageManager` says so (/repo/package.json:1)); get it with `corepack enable pnpm` or `npm install -g pnpm`
    `bun` is not in PATH (it is taken because of /repo/tools/bun.lock); get it with `npm install -g bun`, or from https://bun.sh
    ");
}

#[track_caller]
fn check_found(world: &World, text: &str, expected: &str) {
    let project = world.discover_in("repo");
    assert_eq!(project.find(text).unwrap().name.as_str(), expected);
}

#[test]
fn scripts_that_collide_stay_addressable() {
    let package = |name: &str| format!("{{\"name\": \"{name}\", \"scripts\": {{\"dev\": \"x\"}}}}");
    let world = World::new(&[
        (
            "repo/package.json",
            "{\"workspaces\": [\"*/*\"], \"scripts\": {\"dev\": \"x\", \"a:dev\": \"x\"}}",
        ),
        ("repo/apps/a/package.json", &package("a")),
        ("repo/libs/a/package.json", &package("a")),
        ("repo/libs/b/package.json", &package("@x/b")),
    ]);
    check_found(&world, "dev", "dev");
    check_found(&world, "a:dev", "a:dev");
    check_found(&world, "apps/a:dev", "apps/a:dev");
    check_found(&world, "libs/a:dev", "libs/a:dev");
    check_found(&world, "@x/b:dev", "@x/b:dev");
    check_found(&world, "libs/b:dev", "@x/b:dev");
    check_found(&world, "b:dev", "@x/b:dev");
}

#[test]
fn a_process_of_the_configuration_adjusts_a_script_of_a_package() {
    let world = World::new(&[
        ("repo/package.json", "{\"workspaces\": [\"*\"]}"),
        (
            "repo/web/package.json",
            "{\"name\": \"@acme/web\", \"scripts\": {\"dev\": \"x\", \"start\": \"x\"}}",
        ),
        (
            "repo/.brum.toml",
            "[processes.\"@acme/web:dev\"]\nenv.PORT = \"1\"\n[processes.\"web:start\"]\nenv.PORT = \"2\"",
        ),
    ]);
    let project = world.discover_in("repo");
    for (name, port) in [("@acme/web:dev", "1"), ("@acme/web:start", "2")] {
        let spec = project.find(name).unwrap().spec();
        assert_eq!(spec.env["PORT"], port);
        assert_eq!(spec.dir, world.path("repo/web"));
    }
    assert_eq!(project.warnings, []);
}

#[track_caller]
fn check_warnings(files: &[(&str, &str)], expected: &str) {
    let world = World::new(files).with_programs(&["npm", "pnpm", "yarn"]);
    world.write(
        "repo/ok/package.json",
        "{\"name\": \"ok\", \"scripts\": {\"dev\": \"x\"}}",
    );
    assert_eq!(world.warnings_in("repo"), expected);
    // Whatever is broken, the rest shows.
    check_found(&world, "ok:dev", "ok:dev");
}

#[test]
fn a_broken_workspace_is_one_warning_and_the_rest_shows() {
    check_warnings(
        &[("repo/package.json", "{\"workspaces\": [\".\", \"ok\"]}")],
        "/repo/package.json:1:17: the glob `.` points at the workspace itself",
    );
    check_warnings(
        &[(
            "repo/package.json",
            "{\"workspaces\":\n[\"../x\", \"ok\", 1, \"a(b\"]}",
        )],
        "/repo/package.json:2:2: the glob `../x` leads out of the workspace\n\
         /repo/package.json:2:16: a glob is a number, not a string\n\
         /repo/package.json:2:19: the glob `a(b` is not understood",
    );
    check_warnings(
        &[("repo/package.json", "{\"workspaces\": \"ok\"}")],
        "/repo/package.json:1:16: `workspaces` is a string, not a list",
    );
    check_warnings(
        &[("repo/pnpm-workspace.yaml", "packages:\n  - ok\n - x\n")],
        "/repo/pnpm-workspace.yaml:3:2: not valid YAML: while parsing a block mapping, did not find expected key",
    );
    check_warnings(
        &[
            ("repo/package.json", "{\"workspaces\": [\"*\"]}"),
            ("repo/bad/package.json", "{\n"),
        ],
        "/repo/bad/package.json:1:1: not valid JSON: unterminated object",
    );
    check_warnings(
        &[(
            "repo/package.json",
            "{\"packageManager\": \"yarn@1.0.0\", \"workspaces\": [\"*\", \"!ok\"]}",
        )],
        "/repo/package.json:1:54: yarn 1 does not know `!`, so that `!ok` takes nothing away",
    );
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_are_a_warning_and_not_followed() {
    use std::os::unix::fs::symlink;
    let world = World::new(&[(
        "repo/package.json",
        "{\"workspaces\": [\"packages/*\", \"packages/**\"]}",
    )])
    .with_programs(&["npm"]);
    world.write(
        "repo/packages/a/package.json",
        "{\"scripts\": {\"dev\": \"x\"}}",
    );
    world.write(
        "elsewhere/b/package.json",
        "{\"scripts\": {\"dev\": \"x\"}}",
    );
    symlink("self", world.path("repo/packages/self")).unwrap();
    symlink("../..", world.path("repo/packages/up")).unwrap();
    symlink("../../elsewhere/b", world.path("repo/packages/b")).unwrap();
    insta::assert_snapshot!(world.warnings_in("repo"), @r"
    /repo/packages/self is a symbolic link that leads back to where it comes from; it is not followed
    /repo/packages/up is a symbolic link that leads back to where it comes from; it is not followed
    ");
    assert_eq!(dirs(&world), "packages/a packages/b");
}
