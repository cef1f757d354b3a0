//! The official conformance suites, against a handler with everything that they ask for, on the stack that serves ours.
//!
//! What a server may leave out, and ours does, is asked of the program itself in the tests of brummer-cli.

mod everything;
mod lists;
mod rounds;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::Command;

use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use self::everything::Everything;
use super::super::{HttpListener, Limits, serve};

/// The least version of Node.js that the suites run on.
const NODE: u32 = 22;

/// Runs a suite, and fails with what it says unless all of its scenarios pass and at least so many checks were made.
async fn check(suite: &str, args: &[&str], checks: usize) {
    let Some(program) = program(suite) else {
        return;
    };
    let local = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = HttpListener::bind(local, None).await.unwrap();
    let url = listener.url();
    let closing = CancellationToken::new();
    let (shutdown, told) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(
        Everything::new(),
        listener,
        Limits::DEFAULT,
        closing,
        async {
            // A test that lets go of the sender ends as well.
            let _ = told.await;
        },
    ));
    let output = tokio::process::Command::new("node")
        .arg(program)
        .args(["server", "--url", &url, "--suite", "all"])
        .args(args)
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let summary = said.split("=== SUMMARY ===").nth(1).unwrap_or(&said);
    assert!(output.status.success(), "{summary}\n{said}");
    assert!(!summary.contains('✗'), "{summary}\n{said}");
    let passed = summary
        .rsplit_once("Total: ")
        .and_then(|(_, total)| total.split(' ').next()?.parse().ok());
    assert!(
        passed >= Some(checks),
        "{passed:?} of {checks} checks: {summary}"
    );
    drop(shutdown);
    serving.await.unwrap();
}

/// The suite, if it is installed and can be run.
#[expect(
    clippy::print_stderr,
    reason = "whoever runs the tests must see what was not run"
)]
fn program(suite: &str) -> Option<PathBuf> {
    let packages = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/node/node_modules");
    let program = PathBuf::from(packages).join(suite).join("dist/index.js");
    let version = Command::new("node").arg("--version").output().ok();
    let version = version.and_then(|output| {
        let text = String::from_utf8(output.stdout).ok()?;
        text.strip_prefix('v')?.split('.').next()?.parse().ok()
    });
    if version >= Some(NODE) && program.is_file() {
        return Some(program);
    }
    let needs = format!("node {NODE} and `npm ci` in tests/node");
    assert!(
        std::env::var_os("TEST_REQUIRE_ALL").is_none(),
        "{needs} is required here"
    );
    eprintln!("not run: needs {needs}");
    None
}

#[tokio::test]
async fn the_suite_of_2025_finds_nothing() {
    check("conformance-0.1", &[], 44).await;
}

#[tokio::test]
async fn the_suite_of_2026_finds_nothing_in_the_era_of_sessions() {
    let args = ["--spec-version", "2025-11-25"];
    check("conformance-0.2", &args, 81).await;
}

#[tokio::test]
async fn the_suite_of_2026_finds_nothing_in_the_era_without_them() {
    let args = ["--spec-version", "2026-07-28"];
    check("conformance-0.2", &args, 152).await;
}
