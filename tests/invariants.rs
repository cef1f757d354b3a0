//! What ARCHITECTURE.md says is deliberately absent: checked, because nobody reads for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const CRATES: [&str; 4] = ["brummer-core", "brummer-mcp", "brummer-tui", "brummer-cli"];

/// How long a source file may be before it has to be split, its tests included.
const MAX_LINES: usize = 400;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// The crates that a crate needs to run, with all its features, without itself.
fn dependencies(of: &str) -> Vec<String> {
    // The cargo that runs the tests, or the one in PATH for a test program that is run by hand.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut tree = Command::new(cargo);
    tree.args([
        "tree",
        "--offline",
        "--locked",
        "--all-features",
        "--edges",
        "normal",
    ]);
    tree.args(["--prefix", "none", "--format", "{lib}", "--package", of]);
    let output = tree.current_dir(root()).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let names = String::from_utf8(output.stdout).unwrap();
    names
        .lines()
        .skip(1)
        .map(|name| name.trim().replace('_', "-"))
        .collect()
}

#[track_caller]
fn check_absent(of: &str, absent: &[&str]) {
    let names = dependencies(of);
    // A list that misses what is there for sure would prove nothing.
    assert!(names.iter().any(|name| name == "tokio"), "{names:?}");
    let found: Vec<_> = absent
        .iter()
        .filter(|name| names.iter().any(|have| have == **name))
        .collect();
    assert!(found.is_empty(), "{of} depends on {found:?}");
}

/// The Rust files below a directory, with their text.
fn sources(below: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") && !path.ends_with("node_modules") {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

/// The files of all crates, and the tests of the program.
fn all_sources() -> Vec<(PathBuf, String)> {
    let dirs = CRATES.iter().chain(&["tests"]);
    dirs.flat_map(|dir| sources(&root().join(dir))).collect()
}

/// Checks that a list of offenders is empty.
#[track_caller]
fn check_none<'a>(what: &str, offenders: impl Iterator<Item = &'a Path>) {
    let offenders: Vec<_> = offenders
        .map(|path| path.strip_prefix(root()).unwrap())
        .collect();
    assert!(offenders.is_empty(), "{what}: {offenders:#?}");
}

#[test]
fn the_core_knows_no_terminal_no_protocol_and_no_command_line() {
    check_absent("brummer-core", &["ratatui", "crossterm", "rmcp", "clap"]);
}

#[test]
fn the_front_ends_do_not_know_each_other() {
    check_absent("brummer-tui", &["brummer-mcp", "brummer-cli", "rmcp"]);
    check_absent(
        "brummer-mcp",
        &["brummer-tui", "brummer-cli", "ratatui", "crossterm"],
    );
}

#[test]
fn modules_are_named_after_what_they_hold() {
    let names = [
        "mod.rs",
        "util.rs",
        "utils.rs",
        "helper.rs",
        "helpers.rs",
        "manager.rs",
        "common.rs",
    ];
    let files = all_sources();
    let vague = files
        .iter()
        .filter(|(path, _)| names.iter().any(|name| path.ends_with(name)));
    check_none(
        "these names say nothing",
        vague.map(|(path, _)| path.as_path()),
    );
}

#[test]
fn files_are_short() {
    let files = all_sources();
    let long = files.iter().filter(|(path, text)| {
        let is_test =
            path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs");
        !is_test && text.lines().count() > MAX_LINES
    });
    check_none("longer than agreed", long.map(|(path, _)| path.as_path()));
}

#[test]
fn each_unsafe_block_stands_under_an_expectation_with_a_reason() {
    let files = all_sources();
    let bare = files.iter().filter(|(path, text)| {
        let blocks = text.matches("unsafe {").count() + text.matches("unsafe impl").count();
        let expected = text
            .matches("expect(\n    unsafe_code,\n    reason")
            .count();
        blocks > expected && !path.ends_with("invariants.rs")
    });
    check_none(
        "unsafe without a reason",
        bare.map(|(path, _)| path.as_path()),
    );
}

#[test]
fn each_crate_has_the_lints_of_the_workspace() {
    for name in CRATES {
        let manifest = fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        assert_eq!(
            manifest["lints"]["workspace"].as_bool(),
            Some(true),
            "{name}"
        );
    }
}

#[test]
fn each_member_of_the_workspace_is_checked() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let members = manifest["workspace"]["members"].as_array().unwrap();
    let members: Vec<_> = members.iter().filter_map(toml::Value::as_str).collect();
    assert_eq!(members, CRATES);
}
