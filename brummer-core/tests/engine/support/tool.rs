//! Tools that a test needs and a machine may lack.

/// Whether a tool is there; says so if it is not, or fails where every tool is required (`TEST_REQUIRE_ALL`).
#[expect(
    clippy::print_stderr,
    reason = "whoever runs the tests must see what was not run"
)]
pub(crate) fn has(tool: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|dir| dir.join(tool).is_file());
    if !found {
        assert!(
            std::env::var_os("TEST_REQUIRE_ALL").is_none(),
            "{tool} is required here"
        );
        eprintln!("not run: needs {tool}");
    }
    found
}
