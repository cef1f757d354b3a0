//! Writing to a process.

use brummer_core::{Error, Stdin};

use crate::log::line_with;
use crate::support::{shell, supervisor, within};

#[tokio::test]
async fn a_process_reads_what_is_written_to_it() {
    let supervisor = supervisor().await;
    supervisor
        .start(shell("cat", "read line; echo got $line; exec cat"))
        .await
        .unwrap();
    supervisor.write_stdin("cat", "one\n").await.unwrap();
    line_with(&supervisor, "cat", "got one").await;
    // The pipe stays open: a second write arrives as well.
    supervisor.write_stdin("cat", "two\n").await.unwrap();
    line_with(&supervisor, "cat", "two").await;
    supervisor.shutdown().await;
}

#[tokio::test]
async fn writing_to_a_null_stdin_names_the_setting() {
    let supervisor = supervisor().await;
    let mut spec = shell("dev", "exec sleep 1000");
    spec.stdin = Stdin::Null;
    supervisor.start(spec).await.unwrap();
    let error = supervisor
        .write_stdin("dev", "x")
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("stdin = \"pipe\""), "{error}");
    supervisor.shutdown().await;
}

#[tokio::test]
async fn a_null_stdin_is_at_its_end_and_a_pipe_is_not() {
    let supervisor = supervisor().await;
    let mut null = shell("null", "cat; echo the end");
    null.stdin = Stdin::Null;
    supervisor.start(null).await.unwrap();
    within("the end", supervisor.wait_exit("null"))
        .await
        .unwrap();
    supervisor
        .start(shell("pipe", "cat; echo the end"))
        .await
        .unwrap();
    supervisor
        .write_stdin("pipe", "still here\n")
        .await
        .unwrap();
    line_with(&supervisor, "pipe", "still here").await;
    assert!(supervisor.snapshot().process("pipe").unwrap().is_running());
    supervisor.shutdown().await;
}

#[tokio::test]
async fn writing_to_a_process_that_does_not_run_is_an_error() {
    let supervisor = supervisor().await;
    supervisor.start(shell("hello", "true")).await.unwrap();
    within("the end", supervisor.wait_exit("hello"))
        .await
        .unwrap();
    let error = supervisor.write_stdin("hello", "x").await;
    assert!(matches!(error, Err(Error::NotRunning { .. })), "{error:?}");
}

#[tokio::test]
async fn writing_to_a_process_that_closed_its_stdin_is_an_error() {
    let supervisor = supervisor().await;
    supervisor
        .start(shell("dev", "exec <&-; echo closed; exec sleep 1000"))
        .await
        .unwrap();
    line_with(&supervisor, "dev", "closed").await;
    // A child that another test forks at this moment holds a copy of the pipe until it executes its command.
    let error = within("the error", async {
        loop {
            if let Err(error) = supervisor.write_stdin("dev", "x").await {
                return error;
            }
        }
    })
    .await;
    assert!(matches!(error, Error::StdinClosed { .. }), "{error:?}");
    supervisor.shutdown().await;
}

#[tokio::test]
async fn a_process_that_does_not_read_stalls_nobody() {
    let supervisor = supervisor().await;
    supervisor
        .start(shell("deaf", "exec sleep 1000"))
        .await
        .unwrap();
    let writer = supervisor.clone();
    // More than a pipe holds: this write waits until the process ends.
    let write = tokio::spawn(async move { writer.write_stdin("deaf", vec![b'x'; 1 << 20]).await });
    within("the stop", supervisor.stop("deaf")).await.unwrap();
    let error = within("the answer", write).await.unwrap();
    assert!(
        matches!(
            error,
            Err(Error::StdinClosed { .. } | Error::UnknownProcess { .. })
        ),
        "{error:?}"
    );
}
