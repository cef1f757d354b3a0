//! What repositories have that is easily taken for something else.

use super::*;

/// Name, kind and command of what these files give, and the warnings.
fn listed(files: &[(&str, &str)]) -> String {
    let world = World::new(files).with_programs(&["cargo", "go", "composer", "node"]);
    let project = world.discover();
    let scripts = project.scripts.iter().map(|script| {
        let (name, kind, command) = (&script.name, script.kind, &script.command);
        format!("{name} [{kind}] {command}")
    });
    let warnings = project.warnings.iter().map(ToString::to_string);
    let lines: Vec<_> = scripts.chain(warnings).collect();
    world.filtered(&lines.join("\n"))
}

#[test]
fn fuzz_targets_are_run_by_cargo_fuzz() {
    insta::assert_snapshot!(listed(&[
        ("repo/app/Cargo.toml", "[package]\nname = \"shop\"\n"),
        ("repo/app/fuzz/Cargo.toml", "[package]\nname = \"shop-fuzz\"\n[package.metadata]\ncargo-fuzz = true\n[workspace]\n[[bin]]\nname = \"parse\"\npath = \"parse.rs\"\n"),
    ]), @r"
    build [build] cargo build
    test [test] cargo test
    fuzz:parse [test] cargo fuzz run parse
    ");
}

#[test]
fn the_program_that_a_module_is_called_by_comes_first() {
    insta::assert_snapshot!(listed(&[
        ("repo/app/go.mod", "module example.com/shop/v2 // x\n"),
        ("repo/app/cmd/shop/main.go", "package main"),
        ("repo/app/cmd/shopctl/main.go", "package main"),
    ]), @r"
    shop [dev] go run ./cmd/shop
    build [build] go build ./...
    test [test] go test ./...
    vet [lint] go vet ./...
    shopctl [other] go run ./cmd/shopctl
    ");
}

#[test]
fn what_composer_runs_by_itself_is_of_no_kind() {
    insta::assert_snapshot!(listed(&[
        ("repo/app/composer.json", "{\"scripts\": {\"pre-package-uninstall\": \"x\", \"build\": \"y\"}}"),
    ]), @r"
    build [build] composer run build
    pre-package-uninstall [other] composer run pre-package-uninstall
    ");
}

#[test]
fn what_needs_the_file_that_is_open_in_an_editor_is_not_there_and_not_wrong() {
    insta::assert_snapshot!(listed(&[
        ("repo/app/.vscode/tasks.json", "{\"tasks\": [{\"label\": \"a\", \"command\": \"cc ${file}\"}, {\"label\": \"b\", \"dependsOn\": \"a\"}, {\"label\": \"c\", \"command\": \"${command:pick}\"}]}"),
        ("repo/app/.vscode/launch.json", "{\"configurations\": [{\"name\": \"d\", \"type\": \"node\", \"request\": \"launch\", \"program\": \"${relativeFile}\"}, {\"name\": \"e\", \"type\": \"node\", \"request\": \"launch\", \"program\": \"server.js\"}]}"),
    ]), @r"
    e [other] node server.js
    /repo/app/.vscode/tasks.json:1:87: task `c` needs ${command:pick}, which only the editor knows
    ");
}
