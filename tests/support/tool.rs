//! Tools that a test needs and a machine may lack.

use std::path::PathBuf;
#[cfg(feature = "mcp")]
use std::process::Command;

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

/// A script in `tests/node`, if what it needs is installed; as [`has`] if it is not.
#[cfg(feature = "mcp")]
pub(crate) fn script(name: &str) -> Option<PathBuf> {
    let sdk = installed("@modelcontextprotocol/client/package.json")?;
    sdk.ancestors().nth(4).map(|tests| tests.join(name))
}

/// A conformance suite, if it is installed and can be run; as [`has`] if it is not.
#[cfg(feature = "mcp")]
pub(crate) fn conformance(suite: &str) -> Option<PathBuf> {
    // The least version that the suites run on.
    const NODE: u32 = 22;

    let program = installed(&format!("{suite}/dist/index.js"))?;
    let output = Command::new("node").arg("--version").output().unwrap();
    let version = String::from_utf8(output.stdout).unwrap();
    let major = version.trim_start_matches('v').split('.').next().unwrap();
    if major.parse::<u32>().unwrap() < NODE {
        missing(&format!("node {NODE}"));
        return None;
    }
    Some(program)
}

/// The Python of the virtual environment that CI makes, with the official client in it; as [`has`] if there is none.
#[cfg(feature = "mcp")]
pub(crate) fn python() -> Option<PathBuf> {
    let python = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/python/bin/python");
    let found = Some(PathBuf::from(python)).filter(|python| python.is_file());
    if found.is_none() {
        missing("`python3 -m venv target/python` with tests/python/requirements.txt");
    }
    found
}

/// A file of the packages in `tests/node`.
#[cfg(feature = "mcp")]
fn installed(file: &str) -> Option<PathBuf> {
    let packages = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/node/node_modules");
    let found = PathBuf::from(packages).join(file).canonicalize().ok();
    let found = found.filter(|_| has("node"));
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
