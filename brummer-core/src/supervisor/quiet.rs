//! Waiting for silence.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::sleep;

use super::{Supervisor, unknown};
use crate::error::Error;
use crate::id::ProcessId;
use crate::quiet::Quiet;

/// The least time between two looks at a process that does not become quiet.
const PAUSE: Duration = Duration::from_millis(20);

impl Supervisor {
    /// When the present or last run of a process printed something last.
    ///
    /// It is not a part of the snapshot, which would be a new one with each output.
    ///
    /// # Errors
    /// [`Error::UnknownProcess`] if it is not there; [`Error::NotRunning`] if it was never started.
    pub fn quiet(&self, id: &str) -> Result<Quiet, Error> {
        let process = self.known(id)?;
        let (Some(run), Some(began)) = (process.run(), process.start_time()) else {
            return Err(Error::NotRunning {
                id: ProcessId::new(id)?,
            });
        };
        let handle = self.inner.handles.get(id).ok_or_else(|| unknown(id))?;
        Ok(Quiet {
            run,
            began,
            last_output: handle.log.heard(run),
        })
    }

    /// Waits until nothing has come from a process for so long, counted from a change on; or until it is finished. Nothing runs
    /// while nobody waits.
    ///
    /// # Errors
    /// As [`quiet`](Self::quiet).
    pub async fn wait_quiet(
        &self,
        id: &str,
        change: Timestamp,
        lasting: Duration,
    ) -> Result<Quiet, Error> {
        loop {
            let quiet = self.quiet(id)?;
            let left = lasting.saturating_sub(quiet.lasted(change, Timestamp::now()));
            if left.is_zero() || self.known(id)?.is_finished() {
                return Ok(quiet);
            }
            let over = self.wait_until(|project| {
                let process = project.process(id);
                process.is_none_or(|process| process.is_finished())
            });
            tokio::select! {
                () = sleep(left.max(PAUSE)) => {}
                _ = over => {}
            }
        }
    }
}
