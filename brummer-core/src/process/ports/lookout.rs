//! Looks on behalf of all processes of a supervisor, so that many that look at about the same time cost little more than one, and those
//! in whose surroundings nothing new listens cost nearly nothing.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::task::spawn_blocking;
use tokio::time::Instant;

use super::Listening;
use crate::process::tree::Tree;

/// How old what was read may be: less than anybody waits after output before looking.
const FRESH: Duration = Duration::from_millis(20);

/// What all processes of a supervisor look through.
pub(crate) struct Lookout {
    /// From when on looks are timed.
    began: Instant,
    latest: Mutex<Option<(Instant, Arc<Listening>)>>,
    /// Held while one looks sockets up: what the first one finds out, the others find at hand, and one thread does for all.
    lookups: Mutex<()>,
}

/// The sockets that a run was compared with, by inode, each with its port if it is one of the run.
#[derive(Debug, Default)]
pub(crate) struct Known(HashMap<u64, Option<u16>>);

impl Default for Lookout {
    fn default() -> Self {
        Self {
            began: Instant::now(),
            latest: Mutex::default(),
            lookups: Mutex::default(),
        }
    }
}

impl Lookout {
    /// From when on looks are timed.
    pub(crate) fn began(&self) -> Instant {
        self.began
    }

    /// The TCP ports that a tree listens on, in ascending order. Only sockets that are not known yet are looked up.
    pub(crate) async fn look(&self, tree: &Tree, known: &mut Known) -> io::Result<Vec<u16>> {
        let listening = self.listening().await?;
        if listening
            .sockets()
            .any(|inode| !known.0.contains_key(&inode))
        {
            let _one_at_a_time = self.lookups.lock().await;
            let (seen, tree) = (Arc::clone(&listening), tree.clone());
            let held = spawn_blocking(move || seen.held_by(&tree)).await;
            let held: HashMap<u64, u16> = held.map_err(io::Error::other)??.into_iter().collect();
            known.0 = listening
                .sockets()
                .map(|inode| (inode, held.get(&inode).copied()))
                .collect();
        }
        let ports = listening
            .sockets()
            .filter_map(|inode| *known.0.get(&inode)?);
        let mut ports: Vec<u16> = ports.collect();
        ports.sort_unstable();
        ports.dedup();
        Ok(ports)
    }

    async fn listening(&self) -> io::Result<Arc<Listening>> {
        // Whoever comes while one reads gets what that one has read.
        let mut latest = self.latest.lock().await;
        if let Some((taken, listening)) = &*latest
            && taken.elapsed() < FRESH
        {
            return Ok(Arc::clone(listening));
        }
        let taken = Instant::now();
        let listening = spawn_blocking(Listening::read).await;
        let listening = Arc::new(listening.map_err(io::Error::other)?);
        *latest = Some((taken, Arc::clone(&listening)));
        Ok(listening)
    }
}
