//! Other tools of the JavaScript world: Deno, Turborepo, Nx, moon.

use super::*;

#[track_caller]
fn check_kept(files: &[(&str, &str)]) -> String {
    let programs = ["npm", "deno", "moon"];
    World::new(files).with_programs(&programs).listing("repo")
}

#[test]
fn tasks_of_deno_are_those_of_all_members() {
    let root = r#"{ // comments are allowed
  "workspace": ["./a", "libs/*"],
  "tasks": {
    "dev": "deno run -A main.ts",
    "build": { "description": "Make it", "command": "deno compile", "dependencies": ["dev"] },
    "all": { "dependencies": ["dev", "build"] },
    "odd": 1,
  },
}"#;
    insta::assert_snapshot!(check_kept(&[
        ("repo/deno.jsonc", root),
        ("repo/a/deno.json", "{\"name\": \"@s/a\", \"tasks\": {\"start\": \"deno serve\"}}"),
        ("repo/libs/b/deno.json", "{\"tasks\": {\"test\": \"deno test\"}}"),
        ("repo/libs/c/package.json", "{\"name\": \"c\", \"scripts\": {\"dev\": \"vite\"}}"),
    ]), @r"
    dev | deno task dev | deno run -A main.ts |  | dev | deno | deno.jsonc:4 | 
    c:dev | deno task dev | vite | libs/c | dev | deno | libs/c/package.json:1 | 
    @s/a:start | deno task start | deno serve | a | dev | deno | a/deno.json:1 | 
    build | deno task build | deno compile |  | build | deno | deno.jsonc:5 | Make it
    all | deno task all | dev, build |  | build | deno | deno.jsonc:6 | 
    libs/b:test | deno task test | deno test | libs/b | test | deno | libs/b/deno.json:1 | 
    /repo/deno.jsonc:7:12: task `odd` is a number, not a string or an object
    ");
}

#[test]
fn persistent_tasks_of_turborepo_are_found_unless_a_script_is_the_same() {
    let turbo = r#"{ // comments are allowed
  "tasks": {
    "build": {},
    "dev": { "persistent": true },
    "watch": { "persistent": true },
    "web#preview": { "persistent": true },
    "//#storybook": { "persistent": true }
  }
}"#;
    insta::assert_snapshot!(check_kept(&[
        ("repo/turbo.json", turbo),
        ("repo/package.json", "{\"packageManager\": \"npm@11.0.0\", \"workspaces\": [\"apps/*\"], \"scripts\": {\"dev\": \"turbo run dev\"}}"),
        ("repo/apps/web/package.json", "{\"name\": \"web\", \"scripts\": {\"dev\": \"vite\"}}"),
        ("repo/apps/web/turbo.json", "{\"extends\": [\"//\"], \"tasks\": {\"dev\": {\"persistent\": true}}}"),
    ]), @r"
    dev | npm run dev | turbo run dev |  | dev | npm | package.json:1 | 
    watch | npx turbo run watch | turbo run watch |  | dev | turbo | turbo.json:5 | 
    web:preview | npx turbo run preview --filter=web | turbo run preview --filter=web |  | dev | turbo | turbo.json:6 | 
    storybook | npx turbo run storybook --filter=// | turbo run storybook --filter=// |  | dev | turbo | turbo.json:7 | 
    web:dev | npm run dev | vite | apps/web | dev | npm | apps/web/package.json:1 |
    ");
}

#[test]
fn targets_of_nx_are_found_at_any_depth() {
    insta::assert_snapshot!(check_kept(&[
        ("repo/nx.json", "{}"),
        ("repo/package.json", "{\"packageManager\": \"npm@11.0.0\"}"),
        ("repo/apps/web/project.json", "{\"name\": \"web\",\n\"targets\": {\n\"serve\": {\"executor\": \"@nx/vite:dev-server\"},\n\"app\": {\"command\": \"node app.js\", \"continuous\": true, \"metadata\": {\"description\": \"Runs it\"}},\n\"lint\": {}}}"),
        ("repo/libs/a/b/c/d/project.json", "{\"targets\": {\"build\": {\"executor\": \"nx:run-commands\", \"options\": {\"commands\": [\"tsc\", {\"command\": \"cp a b\"}]}}}}"),
        ("repo/apps/bad/project.json", "{\"targets\": []}"),
        ("repo/other/nx.json", "{}"),
        ("repo/other/x/project.json", "{\"name\": \"x\", \"targets\": {\"test\": {}}}"),
    ]), @r"
    web:serve | npx nx run web:serve | @nx/vite:dev-server |  | dev | nx | apps/web/project.json:3 | 
    web:app | npx nx run web:app | node app.js |  | dev | nx | apps/web/project.json:4 | Runs it
    d:build | npx nx run d:build | tsc; cp a b |  | build | nx | libs/a/b/c/d/project.json:1 | 
    x:test | npx nx run x:test | nx x:test | other | test | nx | other/x/project.json:1 | 
    web:lint | npx nx run web:lint | nx web:lint |  | lint | nx | apps/web/project.json:5 | 
    /repo/apps/bad/project.json:1:13: `targets` is a list, not an object
    ");
}

#[test]
fn plugins_of_nx_make_targets_from_files() {
    insta::assert_snapshot!(check_kept(&[
        ("repo/nx.json", r#"{"plugins": [
            {"plugin": "@nx/vite/plugin", "options": {"devTargetName": "serve"}, "exclude": ["apps/old/*"]},
            {"plugin": "@nx/storybook/plugin", "options": {"serveStorybookTargetName": "stories"}, "include": ["apps/**"]},
            "@nx/jest/plugin", "./tools/own-plugin"]}"#),
        ("repo/package.json", r#"{"packageManager": "npm@11.0.0", "workspaces": ["apps/*"]}"#),
        ("repo/jest.config.js", ""),
        ("repo/apps/web/package.json", "{\"name\": \"web\", \"scripts\": {\"build\": \"x\"}, \"nx\": {\n\"targets\": {\"deploy\": {\"command\": \"y\"}}}}"),
        ("repo/apps/web/vite.config.ts", ""),
        ("repo/apps/web/index.html", ""),
        ("repo/apps/web/.storybook/main.ts", ""),
        ("repo/apps/old/package.json", "{\"name\": \"old\"}"),
        ("repo/apps/old/vite.config.ts", "lib: {}"),
        ("repo/libs/a/project.json", "{\"targets\": {\n\"test\": {\"dependsOn\": [\"^build\"]}}}"),
        ("repo/libs/a/vite.config.mts", "  lib: {\n"),
        ("repo/libs/a/jest.config.cts", ""),
    ]), @r"
    web:serve | npx nx run web:serve | vite |  | dev | nx | apps/web/vite.config.ts:1 | 
    web:stories | npx nx run web:stories | storybook dev |  | dev | nx | apps/web/.storybook/main.ts:1 | 
    web:preview | npx nx run web:preview | vite preview |  | dev | nx | apps/web/vite.config.ts:1 | 
    web:serve-static | npx nx run web:serve-static | @nx/web:file-server |  | dev | nx | apps/web/vite.config.ts:1 | 
    web:build | npm run build | x | apps/web | build | npm | apps/web/package.json:1 | 
    a:build | npx nx run a:build | vite build |  | build | nx | libs/a/vite.config.mts:1 | 
    web:build-storybook | npx nx run web:build-storybook | storybook build |  | build | nx | apps/web/.storybook/main.ts:1 | 
    a:test | npx nx run a:test | jest |  | test | nx | libs/a/project.json:2 | 
    web:deploy | npx nx run web:deploy | y |  | other | nx | apps/web/package.json:2 |
    ");
}

#[test]
fn tasks_of_moon_are_those_of_its_projects_and_those_they_inherit() {
    insta::assert_snapshot!(check_kept(&[
        ("repo/.moon/workspace.yml", "projects:\n  globs: ['apps/*']\n  sources:\n    tool: tools/x\n    none: nowhere\n"),
        ("repo/.moon/tasks/all.yml", "tasks:\n  lint:\n    command: eslint .\n"),
        ("repo/apps/web/moon.yml", "tasks:\n  dev:\n    command: [vite, --port, 1]\n    preset: server\n    description: Serves it\n  lint:\n    script: biome check\n"),
        ("repo/tools/x/moon.yml", "id: xtool\ntasks:\n  gen:\n    command: node gen.js\n    options:\n      internal: true\n"),
    ]), @r"
    web:dev | moon run web:dev | vite --port 1 |  | dev | moon | apps/web/moon.yml:2 | Serves it
    web:lint | moon run web:lint | biome check |  | lint | moon | apps/web/moon.yml:6 | 
    xtool:lint | moon run xtool:lint | eslint . |  | lint | moon | .moon/tasks/all.yml:2 | 
    /repo/.moon/workspace.yml:5:11: `nowhere` is no directory
    ");
}

#[test]
fn pnpm_reads_packages_in_three_syntaxes() {
    let world = World::new(&[
        ("repo/app/pnpm-workspace.yaml", "packages:\n- libs/*\n"),
        (
            "repo/app/package.json5",
            "{ name: 'root', scripts: { dev: 'vite', } }",
        ),
        (
            "repo/app/libs/a/package.yaml",
            "name: a\nscripts:\n  build: tsc\n",
        ),
        (
            "repo/app/libs/b/package.json",
            "{\"name\": \"b\", \"scripts\": {\"test\": \"vitest\"}}",
        ),
        ("repo/app/libs/b/package.yaml", "name: c\n"),
    ])
    .with_programs(&["pnpm"]);
    insta::assert_snapshot!(world.listing("repo/app"), @r"
    dev | pnpm run dev | vite |  | dev | pnpm | package.json5:1 | 
    a:build | pnpm run build | tsc | libs/a | build | pnpm | libs/a/package.yaml:3 | 
    b:test | pnpm run test | vitest | libs/b | test | pnpm | libs/b/package.json:1 | 
    ");
}

#[test]
fn a_test_that_nobody_wrote_comes_last() {
    let world = World::with_package(
        r#"{"scripts": {"test": "echo \"Error: no test specified\" && exit 1", "lint": "eslint ."}}"#,
    );
    let names: Vec<_> = world
        .discover()
        .scripts
        .into_iter()
        .map(|script| script.name.to_string())
        .collect();
    assert_eq!(names, ["lint", "test"]);
}
