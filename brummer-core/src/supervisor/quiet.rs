//! Waiting for silence.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::sleep;

use super::{Backend, Local, Supervisor, unknown};
use crate::error::Error;
use crate::id::ProcessId;
use crate::quiet::Quiet;
use crate::remote::Ask;

/// The least time between two looks at a process that does not become quiet.
const PAUSE: Duration = Duration::from_millis(20);

impl Supervisor {
    /// When the present or last run of a process printed something last.
    ///
    /// It is not a part of the snapshot, which would be a new one with each output.
    ///
    /// # Errors
    /// [`Error::UnknownProcess`] if it is not there; [`Error::NotRunning`] if it was never started.
    pub async fn quiet(&self, id: &str) -> Result<Quiet, Error> {
        match &self.inner.backend {
            Backend::Here(local) => local.quiet(id),
            Backend::There(remote) => remote.ask(Ask::Quiet(id.to_owned())).await,
        }
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
        match &self.inner.backend {
            Backend::Here(local) => local.wait_quiet(id, change, lasting).await,
            Backend::There(remote) => {
                let id = id.to_owned();
                remote
                    .ask(Ask::WaitQuiet {
                        id,
                        change,
                        lasting,
                    })
                    .await
            }
        }
    }
}

impl Local {
    fn quiet(&self, id: &str) -> Result<Quiet, Error> {
        let process = self.known(id)?;
        let (Some(run), Some(began)) = (process.run(), process.start_time()) else {
            return Err(Error::NotRunning {
                id: ProcessId::new(id)?,
            });
        };
        let handle = self.handles.get(id).ok_or_else(|| unknown(id))?;
        Ok(Quiet {
            run,
            began,
            last_output: handle.log.heard(run),
        })
    }

    async fn wait_quiet(
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
            let over = self.shared.publisher.wait_until(|project| {
                let process = project.process(id);
                process
                    .is_none_or(|process| process.is_finished())
                    .then_some(())
            });
            tokio::select! {
                () = sleep(left.max(PAUSE)) => {}
                () = over => {}
            }
        }
    }
}
