//! What processes use of the machine, read when somebody asks.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::task::spawn_blocking;

use super::{Backend, Local, Supervisor};
use crate::error::Error;
use crate::process::mark::MarkPrefix;
use crate::process::meter::{Meter, Target};
use crate::remote::Ask;
use crate::usage::UsageReading;

/// How old a reading may be: several front ends that ask once a second share one.
const FRESH: Duration = Duration::from_millis(200);

/// The one place of a supervisor that measures.
pub(super) struct Gauge {
    began: Instant,
    /// Held while one reads: whoever comes meanwhile gets what that one has read.
    latest: tokio::sync::Mutex<Option<(Instant, UsageReading)>>,
    meter: Arc<Mutex<Meter>>,
}

impl Default for Gauge {
    fn default() -> Self {
        Self {
            began: Instant::now(),
            latest: tokio::sync::Mutex::default(),
            meter: Arc::default(),
        }
    }
}

impl Supervisor {
    /// What the whole tree of each running process uses of the machine: one look at the process table for all of them, away from the
    /// event loop. Nothing is read unless somebody asks.
    ///
    /// # Errors
    /// [`Error::Disconnected`] if they are those of another process, and it cannot be asked.
    pub async fn usage(&self) -> Result<UsageReading, Error> {
        match &self.inner.backend {
            Backend::Here(local) => Ok(local.usage().await),
            Backend::There(remote) => remote.ask(Ask::Usage).await,
        }
    }
}

impl Local {
    async fn usage(&self) -> UsageReading {
        let gauge = &self.gauge;
        let mut latest = gauge.latest.lock().await;
        if let Some((read, reading)) = &*latest
            && read.elapsed() < FRESH
        {
            return reading.clone();
        }
        let targets = self.targets();
        let meter = Arc::clone(&gauge.meter);
        let at = gauge.began.elapsed();
        let processes = match spawn_blocking(move || meter.lock().read(&targets)).await {
            Ok(processes) => processes,
            Err(failed) => std::panic::resume_unwind(failed.into_panic()),
        };
        let reading = UsageReading { at, processes };
        *latest = Some((Instant::now(), reading.clone()));
        reading
    }

    /// What runs, and how it is known.
    fn targets(&self) -> Vec<Target> {
        let (project, instance) = (self.snapshot(), self.shared.instance);
        let running = project.processes().iter().filter_map(|process| {
            let leader = process.pid()?;
            let number = self.handles.get(process.id().as_str())?.number();
            Some(Target {
                id: process.id().clone(),
                leader,
                mark: MarkPrefix::process(instance, number),
            })
        });
        running.collect()
    }
}
