//! Requests to all processes at once.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::task::JoinSet;

use super::{Backend, Supervisor};
use crate::error::Error;
use crate::id::ProcessId;
use crate::process::spec::StopSignal;
use crate::process::stop::StopReport;
use crate::remote::Ask;
use crate::snapshot::{ProcessSnapshot, ProjectSnapshot, Status};

impl Supervisor {
    /// Restarts all that run, at the same time.
    pub async fn restart_all(&self) -> Vec<(ProcessId, Result<Arc<ProcessSnapshot>, Error>)> {
        self.each(ProcessSnapshot::is_running, |supervisor, id| async move {
            supervisor.restart(id.as_str()).await
        })
        .await
    }

    /// Stops all processes, at the same time.
    pub async fn stop_all(&self) -> Vec<(ProcessId, Result<StopReport, Error>)> {
        self.each(was_started, |supervisor, id| async move {
            supervisor.stop(id.as_str()).await
        })
        .await
    }

    /// Kills all processes, at the same time.
    pub async fn kill_all(&self) -> Vec<(ProcessId, Result<StopReport, Error>)> {
        self.each(was_started, |supervisor, id| async move {
            supervisor.kill(id.as_str()).await
        })
        .await
    }

    /// Stops everything, and starts nothing any more. Returns the reports of what was stopped.
    ///
    /// Where the connection to another supervisor is lost meanwhile, the reports say so, and prove nothing.
    pub async fn shutdown(&self) -> Vec<StopReport> {
        match &self.inner.backend {
            Backend::Here(local) => local.shutdown().await,
            Backend::There(remote) => match remote.ask(Ask::Shutdown).await {
                Ok(reports) => reports,
                Err(error) => unproven(&self.snapshot(), &error),
            },
        }
    }

    /// Whether everything is being stopped or has been, and nothing can be started any more.
    pub fn is_closing(&self) -> bool {
        match &self.inner.backend {
            Backend::Here(local) => local.shared.is_closing(),
            Backend::There(remote) => remote.is_closing(),
        }
    }

    /// Whether everything has been stopped, and nothing can be started any more.
    pub fn is_closed(&self) -> bool {
        match &self.inner.backend {
            Backend::Here(local) => local.shared.closed.load(Ordering::SeqCst),
            Backend::There(remote) => remote.is_closed(),
        }
    }

    /// Asks something of each process that is `wanted`, at the same time; answers in the order of the project.
    async fn each<T: Send + 'static, F>(
        &self,
        wanted: fn(&ProcessSnapshot) -> bool,
        ask: impl Fn(Self, ProcessId) -> F,
    ) -> Vec<(ProcessId, T)>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let project = self.snapshot();
        let mut asked = JoinSet::new();
        for (n, process) in project
            .processes()
            .iter()
            .filter(|process| wanted(process))
            .enumerate()
        {
            let id = process.id().clone();
            let answer = ask(self.clone(), id.clone());
            asked.spawn(async move { (n, id, answer.await) });
        }
        let mut answers = asked.join_all().await;
        answers.sort_unstable_by_key(|(n, ..)| *n);
        answers
            .into_iter()
            .map(|(_, id, answer)| (id, answer))
            .collect()
    }
}

fn was_started(process: &ProcessSnapshot) -> bool {
    process.status() != Status::Pending
}

/// What is known of a stop whose end one was not told: nothing.
fn unproven(project: &ProjectSnapshot, error: &Error) -> Vec<StopReport> {
    let running = project
        .processes()
        .iter()
        .filter(|process| process.is_running());
    let report = running.map(|process| StopReport {
        error: Some(error.to_string()),
        ..StopReport::nothing(process.id().clone(), process.run(), StopSignal::default())
    });
    report.collect()
}
