//! Asks the supervisor, each question in a task of its own, so that no answer keeps the screen waiting.

use std::panic::resume_unwind;

use brummer_core::{LogQuery, Supervisor};
use tokio::task::JoinSet;

use crate::update::{Msg, Reply, Request};

/// How many requests may be under way. Reads of the log, of which there is one at a time, and leaving do not count.
const MAX_REQUESTS: usize = 32;

/// Owns the tasks that wait for answers; they end with it.
pub(super) struct Performer {
    supervisor: Supervisor,
    tasks: JoinSet<Msg>,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// An answer will come.
    UnderWay,
    /// There are too many requests already.
    Refused,
}

impl Performer {
    pub(super) fn new(supervisor: Supervisor) -> Self {
        Self {
            supervisor,
            tasks: JoinSet::new(),
        }
    }

    /// Reads a log.
    pub(super) fn read(&mut self, ticket: u64, query: LogQuery) {
        let supervisor = self.supervisor.clone();
        self.tasks.spawn(async move {
            let page = supervisor.logs(query).await;
            Msg::Log { ticket, page }
        });
    }

    /// Makes a request, unless there are too many.
    pub(super) fn ask(&mut self, request: Request) -> Asked {
        let is_last_word = matches!(request, Request::Shutdown | Request::KillAll);
        if self.tasks.len() >= MAX_REQUESTS && !is_last_word {
            return Asked::Refused;
        }
        let supervisor = self.supervisor.clone();
        self.tasks
            .spawn(async move { Msg::Reply(answer(&supervisor, request).await) });
        Asked::UnderWay
    }

    /// The next answer; none while nothing is asked.
    pub(super) async fn next(&mut self) -> Option<Msg> {
        match self.tasks.join_next().await? {
            Ok(msg) => Some(msg),
            // Nobody aborts these tasks, so that it can only have panicked.
            Err(error) => resume_unwind(error.into_panic()),
        }
    }
}

async fn answer(supervisor: &Supervisor, request: Request) -> Reply {
    match request {
        Request::Start(id) => Reply::Started(supervisor.start_known(id.as_str()).await),
        Request::Stop(id) => Reply::Stopped(supervisor.stop(id.as_str()).await),
        Request::Kill(id) => Reply::Stopped(supervisor.kill(id.as_str()).await),
        Request::Restart(id) => Reply::Restarted(supervisor.restart(id.as_str()).await),
        Request::RestartAll => Reply::AllRestarted(supervisor.restart_all().await),
        Request::Shutdown => Reply::ShutDown(supervisor.shutdown().await),
        Request::KillAll => Reply::AllKilled(supervisor.kill_all().await),
    }
}
