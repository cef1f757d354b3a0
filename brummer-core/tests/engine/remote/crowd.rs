//! Many clients, and slow ones.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use brummer_core::{Delivery, LogQuery, LogRange, Reconnect, Supervisor, serve_client};
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use tokio::task::JoinSet;

use super::caught_up;
use crate::connected::connect;
use crate::support::{shell, within};

/// A stream that gives nothing to its reader while the valve is closed. Whoever opens the valve makes the reader look again.
struct Valved {
    stream: DuplexStream,
    is_closed: Arc<AtomicBool>,
}

impl AsyncRead for Valved {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_closed.load(Ordering::SeqCst) {
            // It is asked again when something is written, as below.
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Pin::new(&mut self.stream).poll_read(context, buf)
    }
}

impl AsyncWrite for Valved {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[tokio::test]
async fn a_slow_client_skips_revisions_and_is_told_how_many_events_it_missed() {
    let host = Supervisor::builder().build().unwrap();
    let (ours, theirs) = tokio::io::duplex(4096);
    let is_closed = Arc::new(AtomicBool::new(false));
    let valved = Valved {
        stream: ours,
        is_closed: Arc::clone(&is_closed),
    };
    {
        let host = host.clone();
        tokio::spawn(async move { serve_client(&host, theirs).await });
    }
    let client = Supervisor::connect(valved, Reconnect::never())
        .await
        .unwrap();
    let (mut events, mut changes) = (client.events(), client.changes());
    is_closed.store(true, Ordering::SeqCst);
    // Each is an event and a revision; the writer is not held up.
    for _ in 0..2_000 {
        host.add(shell("dev", "exec cat")).await.unwrap();
        host.remove("dev").await.unwrap();
    }
    let watched = tokio::spawn({
        let client = client.clone();
        async move {
            let mut seen = 0_usize;
            let mut last = 0;
            while last < 4_000 {
                changes.wait().await;
                let revision = client.snapshot().revision();
                assert!(revision >= last);
                last = revision;
                seen += 1;
            }
            seen
        }
    });
    is_closed.store(false, Ordering::SeqCst);
    within("the revision of the host", caught_up(&host, &client)).await;
    let seen = within("the last revision", watched).await.unwrap();
    assert!(seen < 1_000, "{seen} revisions were seen");
    let missed = within("a gap", async {
        loop {
            if let Some(Delivery::Gap { missed }) = events.next().await {
                return missed;
            }
        }
    });
    assert!(missed.await > 0);
}

/// Follows the lines of all processes until one says `end`; returns how many there were, and how many were lost.
async fn follow(client: Supervisor) -> (usize, bool) {
    let mut changes = client.log_changes();
    let (mut cursor, mut count, mut has_gap) = (client.log_start(&[]).await.unwrap(), 0, false);
    loop {
        let page = client
            .logs(LogQuery {
                range: LogRange::After(cursor),
                limit: 5_000,
                ..LogQuery::default()
            })
            .await
            .unwrap();
        cursor = page.next;
        count += page.lines.len();
        has_gap |= page.gap != brummer_core::LogGap::None;
        if page.lines.iter().any(|line| &*line.bytes == b"end") {
            return (count, has_gap);
        }
        if page.lines.is_empty() {
            changes.wait().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_clients_follow_a_flood_and_see_one_order_of_revisions() {
    let host = Supervisor::builder().build().unwrap();
    let mut clients = JoinSet::new();
    for _ in 0..10 {
        let client = connect(host.clone()).await;
        clients.spawn(async move {
            let mut reader = client.reader();
            let mut last = 0;
            let followed = follow(client.clone());
            tokio::pin!(followed);
            let mut changes = client.changes();
            loop {
                tokio::select! {
                    followed = &mut followed => return followed,
                    _ = changes.wait() => {
                        let revision = reader.load().revision();
                        assert!(revision >= last);
                        last = revision;
                    }
                }
            }
        });
    }
    let flood = "seq 1 100000; printf 'end\\n'";
    host.start(shell("flood", flood)).await.unwrap();
    // Others are answered meanwhile.
    let beside = connect(host.clone()).await;
    beside.start(shell("beside", "exec cat")).await.unwrap();
    assert!(
        within("a stop", beside.stop("beside"))
            .await
            .unwrap()
            .is_clean()
    );
    while let Some(followed) = within("the last line", clients.join_next()).await {
        assert_eq!(followed.unwrap(), (100_001, false));
    }
}
