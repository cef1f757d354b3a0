//! What becomes of a stream that fails, and of a peer that is none.

use std::io;

use brummer_core::{
    ClientFault, Connection, Error, LogQuery, PROTOCOL, Reconnect, Supervisor, serve_client,
};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::task::JoinHandle;

use crate::support::{shell, within};

const ROOM: usize = 64 * 1024;

/// What one says who speaks this version.
fn opening(protocol: u32) -> Vec<u8> {
    let mut opening = b"brummer\n".to_vec();
    opening.extend(protocol.to_le_bytes());
    opening.extend(b"\x059.9.9");
    opening
}

/// A host that serves one stream, and the other end of it.
fn served() -> (DuplexStream, JoinHandle<Result<(), ClientFault>>) {
    let host = Supervisor::builder().build().unwrap();
    let (ours, theirs) = tokio::io::duplex(ROOM);
    let served = tokio::spawn(async move { serve_client(&host, theirs).await });
    (ours, served)
}

/// What a host says to one that sends this, and why it ended the conversation.
async fn answer_to(bytes: &[u8]) -> (Vec<u8>, Result<(), ClientFault>) {
    let (mut stream, served) = served();
    // It may end the conversation before it has read all.
    let _ = stream.write_all(bytes).await;
    // Nothing more comes; what it says is still read.
    let _ = stream.shutdown().await;
    let mut said = Vec::new();
    stream.read_to_end(&mut said).await.unwrap();
    (said, served.await.unwrap())
}

/// What one that connects makes of a host that says this.
async fn connect_to(bytes: &[u8]) -> Result<Supervisor, Error> {
    let (ours, mut theirs) = tokio::io::duplex(ROOM);
    let bytes = bytes.to_vec();
    tokio::spawn(async move {
        // It may not read all.
        let _ = theirs.write_all(&bytes).await;
        let _ = theirs.shutdown().await;
        let mut asked = Vec::new();
        let _ = theirs.read_to_end(&mut asked).await;
    });
    Supervisor::connect(ours, Reconnect::never()).await
}

#[tokio::test]
async fn a_host_of_another_version_is_named_with_what_to_do() {
    let error = connect_to(&opening(PROTOCOL + 1)).await.unwrap_err();
    assert!(matches!(error, Error::Incompatible { .. }));
    assert_eq!(
        error.to_string(),
        format!(
            "the instance is brummer 9.9.9 and speaks version {} of the protocol, this one version {PROTOCOL}; \
             end it with the brummer that started it (`brummer down`), then start it with this one",
            PROTOCOL + 1
        )
    );
}

#[tokio::test]
async fn a_client_of_another_version_is_told_what_this_one_speaks() {
    let (said, fault) = answer_to(&opening(PROTOCOL + 1)).await;
    assert_eq!(said[..12], opening(PROTOCOL)[..12]);
    assert!(matches!(
        fault.unwrap_err(),
        ClientFault::Incompatible { theirs, version } if theirs == PROTOCOL + 1 && version == "9.9.9"
    ));
}

#[tokio::test]
async fn strangers_are_told_nothing() {
    let (said, fault) = answer_to(b"GET / HTTP/1.1\r\n\r\n").await;
    assert!(said.is_empty() && matches!(fault, Err(ClientFault::Stranger { .. })));
    let error = connect_to(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "cannot join the instance: what answers is no brummer"
    );
    let error = connect_to(b"").await.unwrap_err().to_string();
    assert_eq!(error, "cannot join the instance: it closes the connection");
}

#[tokio::test(start_paused = true)]
async fn one_that_says_nothing_is_not_waited_for() {
    let (_silent, served) = served();
    let fault = served.await.unwrap().unwrap_err();
    assert_eq!(
        fault.to_string(),
        "what connected is no brummer: it does not say what it is"
    );
    let (ours, _silent) = tokio::io::duplex(ROOM);
    let error = Supervisor::connect(ours, Reconnect::never()).await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "cannot join the instance: it does not answer within 5 s"
    );
}

#[tokio::test]
async fn garbage_ends_the_conversation_with_a_reason_on_both_sides() {
    let mut bytes = opening(PROTOCOL);
    bytes.extend([3, 0, 0, 0, 9, 9, 9]);
    let (said, fault) = answer_to(&bytes).await;
    let fault = fault.unwrap_err().to_string();
    assert!(
        fault.starts_with("the client sent what is no message: "),
        "{fault}"
    );
    let said = String::from_utf8_lossy(&said);
    assert!(said.ends_with(&fault), "{said}");
}

#[tokio::test]
async fn a_length_that_cannot_be_ends_the_conversation() {
    let mut bytes = opening(PROTOCOL);
    bytes.extend([0xff; 4]);
    let (_, fault) = answer_to(&bytes).await;
    let fault = fault.unwrap_err().to_string();
    assert!(
        fault.contains("it is 4294967295 bytes long, and may have"),
        "{fault}"
    );
}

#[test]
fn any_bytes_end_in_a_fault_or_a_goodbye_and_never_in_a_panic() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    // With a length that fits, so that what is inside is looked at.
    let framed = |bytes: &[u8]| {
        let mut all = opening(PROTOCOL);
        all.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
        all.extend(bytes);
        all
    };
    let mut runner = TestRunner::new(ProptestConfig::with_cases(300));
    let run = |bytes: Vec<u8>| {
        runtime.block_on(async {
            for bytes in [framed(&bytes), bytes] {
                // A panic of the task would come out here.
                let _ = within("the end", answer_to(&bytes)).await;
                let _ = within("the end", connect_to(&bytes)).await;
            }
        });
        Ok(())
    };
    runner.run(&any::<Vec<u8>>(), run).unwrap();
}

#[tokio::test]
async fn a_call_in_the_middle_of_which_the_host_goes_is_answered() {
    let host = Supervisor::builder().build().unwrap();
    let (ours, theirs) = tokio::io::duplex(ROOM);
    let serving = {
        let host = host.clone();
        tokio::spawn(async move { serve_client(&host, theirs).await })
    };
    let client = Supervisor::connect(ours, Reconnect::never()).await.unwrap();
    assert_eq!(client.connection(), Connection::Connected);
    client.start(shell("dev", "exec cat")).await.unwrap();
    let mut changes = client.connection_changes();
    let waiting = {
        let client = client.clone();
        tokio::spawn(async move { client.wait_exit("dev").await })
    };
    // So that it is under way.
    client.quiet("dev").await.unwrap();
    serving.abort();
    let error = within("an answer", waiting).await.unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "not connected to the instance: the instance is gone"
    );
    within("the change", changes.wait()).await;
    assert!(matches!(client.connection(), Connection::Lost { .. }));
    // What was so is still shown, and nothing can be asked.
    assert!(client.snapshot().process("dev").is_some());
    let refused = client.logs(LogQuery::default()).await.unwrap_err();
    assert!(matches!(refused, Error::Disconnected { .. }));
    let reports = client.shutdown().await;
    assert!(reports.len() == 1 && !reports[0].is_clean());
    let asked = client.stop_all().await;
    assert!(matches!(asked[0].1, Err(Error::Disconnected { .. })));
}

#[tokio::test]
async fn a_follower_of_lines_learns_that_the_host_is_gone() {
    let host = Supervisor::builder().build().unwrap();
    let (ours, theirs) = tokio::io::duplex(ROOM);
    let serving = tokio::spawn(async move { serve_client(&host, theirs).await });
    let client = Supervisor::connect(ours, Reconnect::never()).await.unwrap();
    let mut changes = client.log_changes();
    serving.abort();
    let error = within("the end", async {
        loop {
            changes.wait().await;
            if let Err(error) = client.logs(LogQuery::default()).await {
                return error;
            }
        }
    });
    assert!(matches!(error.await, Error::Disconnected { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_takes_nothing_is_dropped_and_holds_up_nobody() {
    let host = Supervisor::builder().build().unwrap();
    let (mut stream, theirs) = tokio::io::duplex(1024);
    let served = {
        let host = host.clone();
        tokio::spawn(async move { serve_client(&host, theirs).await })
    };
    stream.write_all(&opening(PROTOCOL)).await.unwrap();
    for n in 0..200 {
        let name = format!("p{n}");
        host.add(shell(&name, "exec cat")).await.unwrap();
    }
    assert_eq!(host.snapshot().processes().len(), 200);
    let fault = served.await.unwrap().unwrap_err();
    assert_eq!(fault.to_string(), "the client took nothing for 30 s");
}

#[tokio::test]
async fn a_stream_that_breaks_is_a_fault_with_its_cause() {
    let (mut stream, served) = served();
    stream.write_all(&opening(PROTOCOL)).await.unwrap();
    stream.write_all(&[9, 0, 0, 0, 1]).await.unwrap();
    drop(stream);
    let fault = served.await.unwrap().unwrap_err();
    let ClientFault::Broken(cause) = fault else {
        panic!("{fault}")
    };
    let kind = cause.kind();
    assert!(
        matches!(
            kind,
            io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe
        ),
        "{kind}"
    );
}
