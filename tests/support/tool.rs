//! Tools that a test needs and a machine may lack.

use std::path::PathBuf;

/// Whether a program is in `PATH`; says so if it is not, or fails where every tool is required (`TEST_REQUIRE_ALL`).
pub(crate) fn has(tool: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|dir| dir.join(tool).is_file());
    if !found {
        missing(tool);
    }
    found
}

/// A program of the packages in `tests/node`, if they are installed; as [`has`] if they are not.
pub(crate) fn node(tool: &str) -> Option<PathBuf> {
    node_file(&format!(".bin/{tool}"))
}

/// A file of the packages in `tests/node`, as [`node`].
pub(crate) fn node_file(path: &str) -> Option<PathBuf> {
    let packages = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/node/node_modules");
    let file = PathBuf::from(packages).join(path);
    let found = file.canonicalize().ok().filter(|_| has("node"));
    if found.is_none() {
        missing("`npm ci` in tests/node");
    }
    found
}

/// Says that a test was not run, for want of something that no installation gives: a right, or the lack of one.
#[expect(
    clippy::print_stderr,
    reason = "whoever runs the tests must see what was not run"
)]
pub(crate) fn not_run(needs: &str) {
    eprintln!("not run: needs {needs}");
}

fn missing(tool: &str) {
    assert!(
        std::env::var_os("TEST_REQUIRE_ALL").is_none(),
        "{tool} is required here"
    );
    not_run(tool);
}
