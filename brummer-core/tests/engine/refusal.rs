//! Commands that cannot be started: a clear error, and a process that says why it failed.

use std::path::PathBuf;

use brummer_core::{Command, Error, Spec, Status};

use crate::support::{shell, supervisor};

/// Starts the spec and compares the error; the process must be failed, with the same text.
#[track_caller]
fn check(spec: Spec, expected: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let supervisor = supervisor().await;
        let name = spec.name.clone();
        let error = supervisor.start(spec).await.unwrap_err();
        assert_eq!(error.to_string(), expected);
        let project = supervisor.snapshot();
        let failed = project.process(name.as_str()).unwrap();
        assert_eq!(
            (failed.status(), failed.pid(), failed.exit_code()),
            (Status::Failed, None, None)
        );
        assert!(failed.error().unwrap().starts_with(expected));
        assert_eq!(failed.start_time(), failed.end_time());
    });
}

fn program(program: &str) -> Spec {
    Spec::new(
        "dev",
        Command::program(program, ["x"; 0]),
        std::env::temp_dir(),
    )
    .unwrap()
}

#[test]
fn a_program_that_does_not_exist_is_named() {
    check(
        program("no-such-program"),
        "the program `no-such-program` of `dev` was not found",
    );
}

#[test]
fn a_file_that_is_not_executable_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("script");
    std::fs::write(&file, "echo").unwrap();
    let file = file.to_str().unwrap();
    check(
        program(file),
        &format!("the program `{file}` of `dev` is not executable"),
    );
}

#[test]
fn a_directory_that_does_not_exist_is_named() {
    let mut spec = shell("dev", "true");
    spec.dir = PathBuf::from("/no/such/directory");
    check(
        spec,
        "the directory `/no/such/directory` of `dev` does not exist",
    );
}

#[test]
fn a_directory_that_is_a_file_is_named() {
    let mut spec = shell("dev", "true");
    spec.dir = PathBuf::from("/etc/passwd");
    check(
        spec,
        "the directory `/etc/passwd` of `dev` is not a directory",
    );
}

#[test]
fn an_empty_command_is_an_error() {
    check(shell("dev", "  "), "the command of `dev` is empty");
}

#[test]
fn any_other_refusal_of_the_system_is_an_error_with_its_cause() {
    let mut spec = program("true");
    // Longer than one argument may be (execve(2), 128 KiB on Linux).
    spec.command = Command::program("true", ["x".repeat(1_000_000)]);
    check(spec, "cannot start `true` for `dev`");
}

#[tokio::test]
async fn a_failed_start_can_be_repeated_with_a_better_description() {
    let supervisor = supervisor().await;
    assert!(matches!(
        supervisor.start(program("no-such")).await,
        Err(Error::ProgramNotFound { .. })
    ));
    let started = supervisor
        .start(shell("dev", "exec sleep 1000"))
        .await
        .unwrap();
    assert_eq!(started.snapshot().script(), "exec sleep 1000");
    supervisor.shutdown().await;
}
