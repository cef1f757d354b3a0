//! The connection to one instance: made once for all who want it, tried again in growing pauses, and never waited for without an end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use brummer_core::instance::Entry;
use brummer_core::{Connection, Error, Supervisor};
use tokio::sync::OnceCell;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::Projects;
use super::listing::{Known, name};
use crate::host::Host;
use crate::server::Server;
use crate::server::loss::{Loss, When, stands};
use crate::tools::Failure;

/// How long it may take to join a project: its files are read for that.
const JOIN: Duration = Duration::from_secs(15);

/// How long a host may take to answer what costs it nothing. One that takes longer hangs.
const ALIVE: Duration = Duration::from_secs(3);

/// How long a call may take before one looks whether the host still answers, and between these looks.
const LOOK: Duration = Duration::from_secs(5);

/// An instance that is joined, or is to be.
pub(crate) struct Joined {
    entry: Entry,
    server: OnceCell<Server>,
    failed: Mutex<Option<Failed>>,
    /// Since when it is known that the host does not answer; none once it has.
    silent: Mutex<Option<Instant>>,
    /// Whether the client was told that it is lost.
    is_told: AtomicBool,
}

/// Attempts that failed.
struct Failed {
    /// How many, one after the other.
    times: u32,
    /// Not before that it is tried again.
    until: Instant,
    /// What came of the last one.
    why: String,
}

impl Joined {
    pub(super) fn new(entry: Entry) -> Self {
        Self {
            entry,
            server: OnceCell::new(),
            failed: Mutex::default(),
            silent: Mutex::default(),
            is_told: AtomicBool::new(false),
        }
    }

    /// Whether it is the connection to this instance, and not to one that was there before.
    pub(super) fn is_of(&self, entry: &Entry) -> bool {
        (self.entry.pid, self.entry.began, &self.entry.socket)
            == (entry.pid, entry.began, &entry.socket)
    }

    /// Whether it was made and is lost.
    pub(crate) fn is_lost(&self) -> bool {
        self.server.get().is_some_and(|server| !is_there(server))
    }

    /// The instance, if it is lost and the client was not told of it.
    pub(super) fn untold(&self) -> Option<&Entry> {
        let is_told = self.is_told.load(Ordering::Relaxed);
        (!is_told && self.is_lost()).then_some(&self.entry)
    }

    /// What the client is to be told, if it was not.
    pub(super) fn tell(&self) -> Option<Failure> {
        self.untold()?;
        Some(self.loss(self.server.get()?, When::Before))
    }

    /// What is known of this instance without asking it.
    pub(super) fn known(&self, entry: &Entry) -> Known {
        if !self.is_of(entry) {
            return Known::Nothing;
        }
        if let Some(since) = *self.silence() {
            return Known::Silent(since.elapsed());
        }
        match (self.server.get(), &*self.failures()) {
            (Some(server), _) if is_there(server) => Known::Project(server.supervisor.snapshot()),
            (Some(server), _) => Known::Apart(reason(server)),
            (None, Some(failed)) => Known::Apart(failed.why.clone()),
            (None, None) => Known::Nothing,
        }
    }

    /// The server of the project; joins it first, unless that was tried just before in vain.
    pub(super) async fn server(
        &self,
        projects: &dyn Projects,
        closing: &CancellationToken,
    ) -> Result<&Server, Failure> {
        let joining = self.server.get_or_try_init(|| async {
            self.may_try()?;
            let opened = timeout(JOIN, projects.join(self.entry.clone())).await;
            let why = match opened {
                Ok(Ok(hosted)) => {
                    return Ok(Server::new(Host::new(hosted), closing.clone()));
                }
                Ok(Err(error)) => error.to_string(),
                Err(_) => format!("it takes longer than {} s", JOIN.as_secs()),
            };
            Err(self.failed(&why))
        });
        joining.await
    }

    /// Asks the host for what costs it nothing.
    pub(super) async fn check(&self, server: &Server) -> Result<(), Failure> {
        match answers(&server.supervisor).await {
            Some(Ok(())) => {
                *self.silence() = None;
                Ok(())
            }
            Some(Err(_)) if self.is_lost() => Err(self.loss(server, When::Before)),
            Some(Err(error)) => Err(self.broken(&error)),
            None => Err(self.hangs()),
        }
    }

    /// Returns when the host does not answer any more, or is gone.
    pub(crate) async fn ends(&self, server: &Server) -> Failure {
        let mut changes = server.supervisor.connection_changes();
        let lost = async {
            while is_there(server) {
                changes.wait().await;
            }
            self.loss(server, When::UnderWay)
        };
        tokio::select! {
            failure = lost => failure,
            () = hangs(&server.supervisor) => self.hangs(),
        }
    }

    /// Refuses to try again too soon.
    fn may_try(&self) -> Result<(), Failure> {
        let failed = self.failures();
        let Some(Failed { until, why, .. }) = &*failed else {
            return Ok(());
        };
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        let seconds = left.as_secs() + 1;
        Err(self.failure(
            "not_joined",
            &format!("could not be joined: {why}"),
            &format!("it is tried again in {seconds} s at the earliest; {ADVICE}"),
        ))
    }

    /// Takes note of an attempt that failed.
    fn failed(&self, why: &str) -> Failure {
        let mut failed = self.failures();
        let times = failed.as_ref().map_or(0, |failed| failed.times);
        *failed = Some(Failed {
            times: times.saturating_add(1),
            until: Instant::now() + pause(times),
            why: why.to_owned(),
        });
        let what = format!("could not be joined: {why}");
        self.failure("not_joined", &what, ADVICE)
    }

    /// What is told of the connection that is lost: that the host has gone, if it has, with what ran.
    pub(crate) fn loss(&self, server: &Server, when: When) -> Failure {
        self.is_told.store(true, Ordering::Relaxed);
        let reason = reason(server);
        if self.entry.is_alive() {
            return self.broken(&reason);
        }
        let project = match server.supervisor.lost_instance() {
            Some(lost) => std::sync::Arc::clone(&lost.project),
            None => server.supervisor.snapshot(),
        };
        let loss = Loss {
            host: format!("the host of {}", self.called()),
            reason,
            ran: server.running(&project),
            when,
            next: format!(
                "call again: where it is hosted anew, nothing of that runs until scripts_run is called; \
                 `brummer serve -d` in {} hosts it",
                self.entry.root.display()
            ),
        };
        loss.into()
    }

    /// The host is there, and the connection to it is not.
    fn broken(&self, why: &dyn std::fmt::Display) -> Failure {
        let what = format!("is not connected any more: {why}");
        let next = format!("call again, which joins it anew; {ADVICE}");
        self.failure("disconnected", &what, &next)
    }

    fn hangs(&self) -> Failure {
        self.silence().get_or_insert_with(Instant::now);
        let seconds = ALIVE.as_secs();
        let what = format!("does not answer within {seconds} s: its host hangs or is suspended");
        self.failure("hangs", &what, ADVICE)
    }

    fn failure(&self, code: &'static str, what: &str, next: &str) -> Failure {
        Failure::new(code, format!("{} {what}", self.called())).next(next)
    }

    /// The project and its host, in words.
    fn called(&self) -> String {
        let Entry { root, pid, .. } = &self.entry;
        format!("`{}` ({}, pid {pid})", name(&self.entry), root.display())
    }

    fn failures(&self) -> MutexGuard<'_, Option<Failed>> {
        // Each step leaves it whole.
        self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn silence(&self) -> MutexGuard<'_, Option<Instant>> {
        // As above.
        self.silent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What helps with a host that cannot be talked to.
const ADVICE: &str = "the other projects are not concerned; if it stays so, end it with `brummer down` in its directory and host it anew with `brummer serve -d`";

/// Whether the host can be asked.
fn is_there(server: &Server) -> bool {
    stands(&server.supervisor.connection())
}

/// Why the connection is lost, if it is.
fn reason(server: &Server) -> String {
    match server.supervisor.connection() {
        Connection::Lost { reason, .. } | Connection::Reconnecting { reason, .. } => {
            reason.to_string()
        }
        Connection::Here | Connection::Connected => "it was lost".to_owned(),
    }
}

/// What the host answers to what costs it nothing; none if it takes too long.
async fn answers(supervisor: &Supervisor) -> Option<Result<(), Error>> {
    let answer = timeout(ALIVE, supervisor.log_start(&[])).await.ok()?;
    Some(answer.map(drop))
}

/// Returns when the processes are those of another program, and that does not answer.
pub(crate) async fn hangs(supervisor: &Supervisor) {
    loop {
        sleep(LOOK).await;
        if answers(supervisor).await.is_none() {
            return;
        }
    }
}

/// How long to wait before the next attempt, after so many that failed before the last one.
fn pause(failed: u32) -> Duration {
    const FIRST: Duration = Duration::from_millis(500);
    const LONGEST: Duration = Duration::from_secs(15);
    FIRST
        .saturating_mul(2_u32.saturating_pow(failed))
        .min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_fifteen_seconds() {
        let pauses = [0, 1, 4, 5, u32::MAX].map(|n| pause(n).as_millis());
        assert_eq!(pauses, [500, 1000, 8000, 15_000, 15_000]);
    }
}
