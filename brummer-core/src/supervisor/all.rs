//! Requests to all processes at once.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::task::JoinSet;

use super::Supervisor;
use crate::error::Error;
use crate::id::ProcessId;
use crate::process::actor::Request;
use crate::process::stop::StopReport;
use crate::snapshot::{ProcessSnapshot, Status};

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
    pub async fn shutdown(&self) -> Vec<StopReport> {
        let shared = &self.inner.shared;
        // From here on each task refuses to start; what one started before gets the request to stop after it.
        shared.closing.store(true, Ordering::SeqCst);
        let mut asked = JoinSet::new();
        let handles: Vec<_> = self
            .inner
            .handles
            .iter()
            .map(|handle| handle.clone())
            .collect();
        for handle in handles {
            asked.spawn(async move { handle.insist(|done| Request::Stop { done }).await });
        }
        let stopped = asked.join_all().await;
        if let Some(guardian) = &shared.guardian {
            guardian.dismiss().await;
        }
        if let Some(keeper) = shared.keeper.get() {
            keeper.finish().await;
        }
        shared.closed.store(true, Ordering::SeqCst);
        // Followers that wait for more learn that there is no more.
        shared.journal.announce();
        let mut reports: Vec<StopReport> = stopped.into_iter().flatten().collect();
        reports.retain(|report| report.run.is_some());
        reports.sort_by(|one, other| one.process.cmp(&other.process));
        reports
    }

    /// Whether everything has been stopped, and nothing can be started any more.
    pub fn is_closed(&self) -> bool {
        self.inner.shared.closed.load(Ordering::SeqCst)
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
