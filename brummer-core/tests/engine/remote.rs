//! A supervisor of another process: what is the same over a stream, and what becomes of a stream that fails.

#[path = "remote/commands.rs"]
mod commands;
#[path = "remote/crowd.rs"]
mod crowd;
#[path = "remote/faults.rs"]
mod faults;
#[path = "remote/following.rs"]
mod following;
#[path = "remote/reconnecting.rs"]
mod reconnecting;

use brummer_core::Supervisor;

use crate::connected::connect;
use crate::support::within;

/// A supervisor, and a handle that is connected to it.
async fn pair() -> (Supervisor, Supervisor) {
    let host = Supervisor::builder().build().unwrap();
    let client = connect(host.clone()).await;
    (host, client)
}

/// Waits until a handle shows what the host shows now.
async fn caught_up(host: &Supervisor, client: &Supervisor) {
    let revision = host.snapshot().revision();
    let caught_up = client.wait_until(|project| project.revision() >= revision);
    within("the revision of the host", caught_up).await;
}
