//! The supervisor of this process: it has the tasks of all processes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use dashmap::{DashMap, Entry};
use tokio::task::JoinSet;

use super::shared::Shared;
use super::usage::Gauge;
use super::{Started, Supervisor, unknown};
use crate::error::Error;
use crate::id::ProcessId;
use crate::process::actor::{Actor, Handle, Request, Unanswered};
use crate::process::spec::Spec;
use crate::process::stop::StopReport;
use crate::snapshot::{ProcessSnapshot, ProjectSnapshot, Status};

/// The supervisor of this process. What its requests mean is said at [`Supervisor`].
pub(super) struct Local {
    pub(super) shared: Arc<Shared>,
    /// Whom to ask, by id. What is asked *about* a process is answered from the snapshot.
    pub(super) handles: DashMap<ProcessId, Handle>,
    /// The number of the next process, for its mark.
    number: AtomicU64,
    pub(super) gauge: Gauge,
}

impl Local {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            handles: DashMap::new(),
            number: AtomicU64::new(0),
            gauge: Gauge::default(),
        }
    }

    pub(super) fn snapshot(&self) -> Arc<ProjectSnapshot> {
        self.shared.publisher.load()
    }

    pub(super) fn add(&self, spec: Spec) -> Result<Arc<ProcessSnapshot>, Error> {
        let id = spec.name.clone();
        self.handle_or_launch(&id, spec)?;
        self.known(id.as_str())
    }

    pub(super) async fn start(&self, spec: Spec) -> Result<Started, Error> {
        let id = spec.name.clone();
        self.start_as(&id, spec).await
    }

    pub(super) async fn start_known(&self, id: &str) -> Result<Started, Error> {
        self.refuse_if_closing()?;
        self.ask(id, |done| Request::Start { spec: None, done })
            .await?
    }

    pub(super) async fn start_another(&self, spec: Spec) -> Result<Arc<ProcessSnapshot>, Error> {
        for number in 1.. {
            let id = spec.name.instance(number);
            let project = self.snapshot();
            let taken = project.process(id.as_str()).map(|process| process.status());
            if taken.is_some_and(|status| !status.is_finished() && status != Status::Pending) {
                continue;
            }
            // Another request may have taken the number in the meantime.
            if let Started::New(process) = self.start_as(&id, spec.clone()).await? {
                return Ok(process);
            }
        }
        unreachable!("there are more numbers than processes")
    }

    pub(super) async fn stop(&self, id: &str) -> Result<StopReport, Error> {
        self.ask(id, |done| Request::Stop { done }).await
    }

    pub(super) async fn kill(&self, id: &str) -> Result<StopReport, Error> {
        self.ask(id, |done| Request::Kill { done }).await
    }

    pub(super) async fn restart(&self, id: &str) -> Result<Arc<ProcessSnapshot>, Error> {
        self.refuse_if_closing()?;
        let started = self.ask(id, |done| Request::Restart { done }).await??;
        Ok(Arc::clone(started.snapshot()))
    }

    pub(super) async fn describe(&self, spec: Spec) -> Result<(), Error> {
        let id = spec.name.clone();
        let spec = Box::new(spec);
        self.ask(id.as_str(), |done| Request::Describe { spec, done })
            .await
    }

    pub(super) async fn remove(&self, id: &str) -> Result<(), Error> {
        self.ask(id, |done| Request::Remove { done }).await??;
        self.handles.remove_if(id, |_, handle| handle.is_closed());
        Ok(())
    }

    pub(super) async fn write_stdin(&self, id: &str, bytes: Bytes) -> Result<(), Error> {
        self.ask(id, |done| Request::Write { bytes, done }).await?
    }

    pub(super) async fn wait_exit(&self, id: &str) -> Result<Arc<ProcessSnapshot>, Error> {
        if self.known(id)?.status() == Status::Pending {
            return Err(Error::NotRunning {
                id: ProcessId::new(id)?,
            });
        }
        let look = |project: &Arc<ProjectSnapshot>| match project.process(id) {
            None => Some(Err(unknown(id))),
            Some(process) => process.is_finished().then(|| Ok(Arc::clone(process))),
        };
        self.shared.publisher.wait_until(look).await
    }

    pub(super) async fn shutdown(&self) -> Vec<StopReport> {
        let shared = &self.shared;
        // From here on each task refuses to start; what one started before gets the request to stop after it.
        shared.closing.store(true, Ordering::SeqCst);
        let mut asked = JoinSet::new();
        let handles: Vec<_> = self.handles.iter().map(|handle| handle.clone()).collect();
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

    async fn start_as(&self, id: &ProcessId, spec: Spec) -> Result<Started, Error> {
        loop {
            self.refuse_if_closing()?;
            let handle = self.handle_or_launch(id, spec.clone())?;
            let boxed = Some(Box::new(spec.clone()));
            match handle
                .ask(|done| Request::Start { spec: boxed, done })
                .await
            {
                Ok(answer) => return answer,
                Err(Unanswered::Busy(error)) => return Err(error),
                // It was removed just now: launch it anew.
                Err(Unanswered::Removed) => {
                    self.handles.remove_if(id, |_, handle| handle.is_closed());
                }
            }
        }
    }

    fn handle_or_launch(&self, id: &ProcessId, spec: Spec) -> Result<Handle, Error> {
        self.refuse_if_closing()?;
        if self.handles.len() >= Supervisor::MAX_PROCESSES && !self.handles.contains_key(id) {
            return Err(Error::TooManyProcesses {
                limit: Supervisor::MAX_PROCESSES,
            });
        }
        let launch = || {
            let number = self.number.fetch_add(1, Ordering::Relaxed);
            Actor::launch(id.clone(), spec, number, &self.shared)
        };
        Ok(match self.handles.entry(id.clone()) {
            Entry::Occupied(entry) if !entry.get().is_closed() => entry.get().clone(),
            // The task of a process that was removed ends; its name is free.
            Entry::Occupied(mut entry) => {
                entry.insert(launch());
                entry.get().clone()
            }
            Entry::Vacant(entry) => entry.insert(launch()).clone(),
        })
    }

    async fn ask<T>(
        &self,
        id: &str,
        request: impl FnOnce(tokio::sync::oneshot::Sender<T>) -> Request,
    ) -> Result<T, Error> {
        let handle = self.handles.get(id).map(|handle| handle.clone());
        let handle = handle.ok_or_else(|| unknown(id))?;
        handle
            .ask(request)
            .await
            .map_err(|unanswered| match unanswered {
                Unanswered::Removed => unknown(id),
                Unanswered::Busy(error) => error,
            })
    }

    pub(super) fn known(&self, id: &str) -> Result<Arc<ProcessSnapshot>, Error> {
        self.snapshot()
            .process(id)
            .cloned()
            .ok_or_else(|| unknown(id))
    }

    fn refuse_if_closing(&self) -> Result<(), Error> {
        if self.shared.is_closing() {
            Err(Error::ShuttingDown)
        } else {
            Ok(())
        }
    }
}
