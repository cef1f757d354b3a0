//! Looks whether a run is ready, until it is, or until there is nothing to be expected any more.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::Actor;
use crate::event::EventKind;
use crate::process::ports::{Known, Lookout};
use crate::process::readiness::{next_look, reason};
use crate::process::tree::Tree;
use crate::snapshot::{Phase, Readiness};

/// How soon after output that says something one looks again.
const AFTER_OUTPUT: Duration = Duration::from_millis(100);

/// The ports that were seen, and what is known for the next look.
type Look = (io::Result<Vec<u16>>, Known);

/// When to look next, and the look under way.
#[derive(Default)]
pub(super) struct Readying {
    due: Option<Instant>,
    /// How often one has looked.
    looks: u32,
    /// How often since the run printed a URL.
    looks_for_url: u32,
    known: Known,
    looking: Option<Pin<Box<dyn Future<Output = Look> + Send>>>,
    /// Whether the run could still become ready.
    is_open: bool,
}

impl Readying {
    /// A run began.
    pub(super) fn begin(&mut self, lookout: &Lookout) {
        *self = Self {
            is_open: true,
            ..Self::default()
        };
        self.plan(lookout);
    }

    /// The run is ready, or ends.
    pub(super) fn end(&mut self) {
        *self = Self::default();
    }

    /// The run printed something.
    pub(super) fn heard(&mut self) {
        if self.is_open && self.looking.is_none() {
            let soon = Instant::now() + AFTER_OUTPUT;
            self.due = Some(self.due.map_or(soon, |due| due.min(soon)));
        }
    }

    /// When to look.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Begins to look.
    pub(super) fn look(&mut self, lookout: &Arc<Lookout>, tree: &Tree) {
        self.due = None;
        self.looks += 1;
        let (lookout, tree) = (Arc::clone(lookout), tree.clone());
        let mut known = std::mem::take(&mut self.known);
        self.looking = Some(Box::pin(async move {
            let ports = lookout.look(&tree, &mut known).await;
            (ports, known)
        }));
    }

    /// What was seen; never, if nobody looks.
    pub(super) async fn looked(&mut self) -> io::Result<Vec<u16>> {
        let Some(looking) = &mut self.looking else {
            return std::future::pending().await;
        };
        let (ports, known) = looking.await;
        self.looking = None;
        self.known = known;
        ports
    }

    fn plan(&mut self, lookout: &Lookout) {
        let age = lookout.began().elapsed();
        self.due = next_look(age, self.looks).map(|at| lookout.began() + at);
    }
}

impl Actor {
    /// Takes the run for ready, or plans the next look.
    pub(super) fn judge_readiness(&mut self, ports: io::Result<Vec<u16>>) {
        if !self.readying.is_open {
            return;
        }
        let urls = &self.notes.summary().urls;
        if !urls.is_empty() {
            self.readying.looks_for_url += 1;
        }
        // A tree that could not be looked at (no descriptors left, say) is looked at again.
        let ports = ports.unwrap_or_default();
        match reason(&ports, urls, self.readying.looks_for_url) {
            Some(reason) => {
                // Whoever waits for readiness wants the URL with it.
                self.show_output();
                self.become_ready(Timestamp::now(), reason.into());
            }
            None => self.readying.plan(&self.shared.lookout),
        }
    }

    /// Shows the run as ready, if it runs and was not ready before.
    pub(super) fn become_ready(&mut self, since: Timestamp, reason: Arc<str>) {
        let Phase::Running {
            run,
            pid,
            started,
            readiness: Readiness::Unknown,
        } = *self.snapshot.phase()
        else {
            return;
        };
        self.readying.end();
        let readiness = Readiness::Ready {
            since,
            reason: Arc::clone(&reason),
        };
        let phase = Phase::Running {
            run,
            pid,
            started,
            readiness,
        };
        self.show(phase, Some(EventKind::Ready { run, reason }));
    }
}
