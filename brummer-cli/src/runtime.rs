//! The event loops that commands run on.

use tokio::runtime::{Builder, Runtime};

use crate::report::Failure;

/// One thread: enough for a stream of lines, and the fastest to start.
pub(crate) fn single() -> Result<Runtime, Failure> {
    build(&mut Builder::new_current_thread())
}

/// Two threads, so that a flood of lines does not delay the answer to a key or a call.
pub(crate) fn threaded() -> Result<Runtime, Failure> {
    build(Builder::new_multi_thread().worker_threads(2))
}

fn build(builder: &mut Builder) -> Result<Runtime, Failure> {
    builder
        .enable_all()
        .build()
        .map_err(|source| Failure::System {
            what: "cannot set up the event loop",
            source,
        })
}
