//! How a supervisor is set up.

use std::sync::Arc;

use super::shared::Shared;
use super::{Backend, Inner, Local, Supervisor};
use crate::error::Error;
use crate::guardian::{Guardian, GuardianCommand, Launch};
use crate::id::InstanceId;
use crate::log::{DEFAULT_LOG_BYTES, Journal, Overflow};
use crate::process::mark::MarkPrefix;
use crate::process::orphans;
use crate::process::spec::Spec;

/// What becomes of descendants whose parents ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Orphans {
    /// They go to whom the operating system gives them. Living ones are still found, and stopped, by their mark.
    #[default]
    Leave,
    /// This program becomes their parent (a subreaper, on Linux) and reaps them when they end.
    ///
    /// Children that the program itself starts *in a session of their own* and outside the supervisor are then taken for
    /// orphans, and their exit status is lost: leave it off in a program that has such.
    Adopt,
}

/// Whether what processes print is understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detection {
    /// Levels, URLs, problems, watch cycles and test results are found in each line, and readiness is looked for.
    #[default]
    On,
    /// Lines are only kept. Levels, summaries and problems stay empty, and readiness unknown.
    Off,
}

/// The settings of a [`Supervisor`].
#[derive(Clone, Debug)]
pub struct SupervisorBuilder {
    log_bytes: usize,
    overflow: Overflow,
    guardian: Option<GuardianCommand>,
    orphans: Orphans,
    detection: Detection,
}

impl Default for SupervisorBuilder {
    fn default() -> Self {
        Self {
            log_bytes: DEFAULT_LOG_BYTES,
            overflow: Overflow::default(),
            guardian: None,
            orphans: Orphans::default(),
            detection: Detection::default(),
        }
    }
}

impl SupervisorBuilder {
    /// How much memory all logs may take together, in bytes; at least 1 MiB, by default
    /// [`DEFAULT_LOG_BYTES`].
    #[must_use]
    pub fn log_bytes(self, log_bytes: usize) -> Self {
        Self {
            log_bytes: log_bytes.max(1024 * 1024),
            ..self
        }
    }

    /// What happens when the logs would grow beyond that.
    #[must_use]
    pub fn overflow(self, overflow: Overflow) -> Self {
        Self { overflow, ..self }
    }

    /// Who ends the processes if this program is killed; by default nobody.
    #[must_use]
    pub fn guardian(self, command: GuardianCommand) -> Self {
        Self {
            guardian: Some(command),
            ..self
        }
    }

    /// Whether what processes print is understood.
    #[must_use]
    pub fn detection(self, detection: Detection) -> Self {
        Self { detection, ..self }
    }

    /// What becomes of descendants whose parents ended.
    #[must_use]
    pub fn orphans(self, orphans: Orphans) -> Self {
        Self { orphans, ..self }
    }

    /// Sets the supervisor up, and starts its guardian, if it has one, in the background. No process of the project is started.
    ///
    /// # Errors
    /// [`Error::Setup`] if the operating system refuses what was asked for.
    ///
    /// # Panics
    /// Outside a tokio runtime with I/O and time enabled, if orphans are adopted.
    pub fn build(self) -> Result<Supervisor, Error> {
        let instance = InstanceId::random();
        let journal = Journal::new(instance, self.log_bytes, self.overflow);
        let guardian = self.guardian.map(|command| {
            let mark = MarkPrefix::instance(instance);
            let grace = Spec::DEFAULT_GRACE;
            Guardian::new(Launch {
                command,
                mark,
                grace,
            })
        });
        let reaper = match self.orphans {
            Orphans::Leave => None,
            Orphans::Adopt => Some(orphans::adopt().map_err(|source| Error::Setup {
                what: "cannot adopt orphans",
                source,
            })?),
        };
        let shared = Shared::new(instance, journal, self.detection, guardian, reaper);
        Ok(Supervisor {
            inner: Arc::new(Inner {
                publisher: Arc::clone(&shared.publisher),
                events: shared.events.clone(),
                activities: shared.activities.clone(),
                backend: Backend::Here(Local::new(shared)),
            }),
        })
    }
}
