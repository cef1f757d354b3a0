//! Streams between their acknowledgement and their beginning.

use std::sync::{Mutex, PoisonError};

use super::Moment;
use crate::host::Hosted;

/// From when on streams tell that were acknowledged and have not begun yet. A client knows that it watches from the acknowledgement on,
/// and a stream begins after that. A clone is for another connection, and has none.
#[derive(Default)]
pub(crate) struct Acknowledged(Mutex<Pending>);

#[derive(Default)]
struct Pending {
    streams: usize,
    /// Of several the earliest: one that is told too much loses nothing.
    since: Option<Moment>,
}

impl Clone for Acknowledged {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Acknowledged {
    /// A stream is about to be acknowledged.
    pub(crate) fn expect(&self, hosted: Option<&Hosted>) {
        let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pending.streams == 0 {
            pending.since = hosted.map(Moment::now);
        }
        pending.streams += 1;
    }

    /// A stream begins; since when it tells. None if the project was not open then.
    pub(crate) fn begin(&self) -> Option<Moment> {
        let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pending.streams = pending.streams.saturating_sub(1);
        if pending.streams == 0 {
            return pending.since.take();
        }
        pending.since.clone()
    }
}
