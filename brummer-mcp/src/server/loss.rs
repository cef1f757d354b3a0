//! A host that goes: whoever asks next is told of it, and so is at once whoever has asked for something that is under way.

use std::time::Duration;

use brummer_core::{Connection, InstanceId, LostInstance, ProjectSnapshot, Supervisor};
use rmcp::model::CallToolResponse;
use tokio::time::{Instant, timeout, timeout_at};

use super::{Server, refusal};
use crate::tools::Failure;

/// How long a call waits for a host that does not answer, or that has to be started.
const REACH: Duration = Duration::from_secs(15);

/// How long it is waited for that a broken connection stands again, or that there is another host, before neither is said to be so.
const SETTLE: Duration = Duration::from_secs(3);

/// By which way a client asks.
///
/// Clients show a model either the text of an answer or its data, but every error: so a loss is an error, instead of what was asked for. A
/// program may read resources that no model ever sees, so what was said there is said to a model all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Way {
    /// A tool, which a model calls.
    Call,
    /// A prompt, which a person picks.
    Prompt,
    /// A resource, which the client itself may read whenever it is said to have changed.
    Resource,
}

impl Way {
    /// The ways by which nothing is left to tell, once it was told by this one.
    pub(crate) fn settles(self) -> &'static [Self] {
        match self {
            Self::Call => &[Self::Call, Self::Prompt, Self::Resource],
            Self::Prompt => &[Self::Prompt, Self::Resource],
            Self::Resource => &[Self::Resource],
        }
    }
}

/// When a host went, as whoever asked for something sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// Before.
    Before,
    /// After it was begun.
    UnderWay,
}

/// What there is after a host has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// Another host.
    Another,
    /// None, until somebody wants something to be done.
    None,
}

/// What a client is told of a host that has gone.
#[derive(Clone, Debug)]
pub(crate) struct Loss {
    /// Which one: `the host of this project`.
    pub(crate) host: String,
    /// Why.
    pub(crate) reason: String,
    /// The processes that ran, as far as agents may know them.
    pub(crate) ran: Vec<String>,
    pub(crate) when: When,
    /// What to do now.
    pub(crate) next: String,
}

/// The code of a loss.
pub(crate) const HOST_LOST: &str = "host_lost";

/// Whether a failure is one of the host, and not of what was asked for.
pub(crate) fn is_loss(failure: &Failure) -> bool {
    matches!(failure.code(), HOST_LOST | "disconnected")
}

impl From<Loss> for Failure {
    fn from(loss: Loss) -> Self {
        let done = match loss.when {
            When::Before => "this call did nothing",
            When::UnderWay => {
                "what this call had asked for may have been done, and is gone as well"
            }
        };
        let text = format!(
            "{} has gone with its processes and logs ({}); {done}; cursors from before are void",
            loss.host, loss.reason
        );
        Self::new(HOST_LOST, text)
            .names("ran", loss.ran)
            .next(loss.next)
    }
}

impl Server {
    /// Waits until the processes can be asked for, with a new host if theirs has gone; and tells of that, once.
    pub(crate) async fn reached(&self, way: Way) -> Result<(), Failure> {
        let supervisor = &self.hosted().supervisor;
        let is_reached = match way {
            Way::Call | Way::Prompt => {
                let reached = timeout(REACH, supervisor.reconnected()).await;
                reached.is_ok_and(|reached| reached.is_ok())
            }
            // A host that somebody ended is not started because a client looks.
            Way::Resource => timeout(SETTLE, settled(supervisor)).await == Ok(true),
        };
        if !is_reached {
            return Err(self.unreached(When::Before));
        }
        match self.host.newly_lost(way) {
            Some(lost) => Err(self.lost(&lost, When::Before, After::Another)),
            None => Ok(()),
        }
    }

    /// Does what a call asks for, as long as its host is there; of one that goes meanwhile, says what went with it.
    pub(super) async fn while_hosted(
        &self,
        work: impl Future<Output = Result<CallToolResponse, Failure>>,
    ) -> Result<CallToolResponse, Failure> {
        let supervisor = &self.hosted().supervisor;
        let before = supervisor.instance();
        let gone = self.gone(before);
        tokio::pin!(gone);
        let answer = tokio::select! {
            // An answer that is there is given.
            biased;
            answer = work => answer,
            failure = &mut gone => return Err(failure),
        };
        let is_cut = refusal(&answer) == Some("disconnected");
        if supervisor.instance() == before && !is_cut {
            return answer;
        }
        tokio::select! {
            biased;
            failure = gone => Err(failure),
            // It broke, and stands again.
            true = settled(supervisor) => answer,
        }
    }

    /// Returns when this instance is gone, or cannot be reached for a while.
    async fn gone(&self, instance: InstanceId) -> Failure {
        let supervisor = &self.hosted().supervisor;
        let mut changes = supervisor.connection_changes();
        let mut deadline = None;
        loop {
            let connection = supervisor.connection();
            let is_standing = stands(&connection);
            let is_other = is_standing && supervisor.instance() != instance;
            let lost = supervisor.lost_instance();
            if let Some(lost) = lost.filter(|lost| lost.instance == instance || is_other) {
                self.host.told(lost.instance);
                let after = if is_standing {
                    After::Another
                } else {
                    After::None
                };
                return self.lost(&lost, When::UnderWay, after);
            }
            if is_standing {
                deadline = None;
                changes.wait().await;
                continue;
            }
            let deadline = *deadline.get_or_insert_with(|| Instant::now() + SETTLE);
            if timeout_at(deadline, changes.wait()).await.is_err() {
                return self.unreached(When::UnderWay);
            }
        }
    }

    /// Why the host cannot be asked, and what ran.
    fn unreached(&self, when: When) -> Failure {
        let supervisor = &self.hosted().supervisor;
        let connection = supervisor.connection();
        let reason = match &connection {
            Connection::Reconnecting { reason, .. } | Connection::Lost { reason, .. } => reason,
            Connection::Here | Connection::Connected => "it does not answer in time",
        };
        let lost = supervisor.lost_instance();
        if let Some(lost) = lost.filter(|lost| lost.instance == supervisor.instance()) {
            let lost = LostInstance {
                reason: reason.into(),
                ..(*lost).clone()
            };
            return self.lost(&lost, when, After::None);
        }
        let text = format!("the host of this project cannot be reached: {reason}");
        let ran = self.running(&supervisor.snapshot());
        Failure::new("disconnected", text)
            .names("ran when it was heard of last", ran)
            .next("call again when it answers; if it stays so, `brummer down` in the project ends it, and the next call has another one started")
    }

    fn lost(&self, lost: &LostInstance, when: When, after: After) -> Failure {
        let next = match after {
            After::Another => {
                "there is a new host, in which nothing of that runs: call scripts_run for what is needed, then this again"
            }
            After::None => {
                "nothing is hosted now: scripts_run has an empty host started, in which nothing of that runs"
            }
        };
        Loss {
            host: "the host of this project".to_owned(),
            reason: lost.reason.to_string(),
            ran: self.running(&lost.project),
            when,
            next: next.to_owned(),
        }
        .into()
    }

    /// The processes that run, as far as agents may know them.
    pub(crate) fn running(&self, project: &ProjectSnapshot) -> Vec<String> {
        let access = self.scripts.access();
        let running = project
            .processes()
            .iter()
            .filter(|process| process.is_running());
        running
            .map(|process| process.id().as_str())
            .filter(|name| access.read.value.allows(name))
            .map(str::to_owned)
            .collect()
    }

    /// What is so now; none while nobody can be asked, when it is what was so before.
    pub(crate) fn present_project(&self) -> Option<std::sync::Arc<ProjectSnapshot>> {
        stands(&self.supervisor.connection()).then(|| self.supervisor.snapshot())
    }
}

/// Whether the host can be asked.
pub(crate) fn stands(connection: &Connection) -> bool {
    match connection {
        Connection::Here | Connection::Connected => true,
        Connection::Reconnecting { .. } | Connection::Lost { .. } => false,
    }
}

/// Returns whether the host can be asked, as soon as that is certain: one that ended is not waited for.
async fn settled(supervisor: &Supervisor) -> bool {
    let mut changes = supervisor.connection_changes();
    loop {
        let connection = supervisor.connection();
        if stands(&connection) {
            return true;
        }
        let lost = supervisor.lost_instance();
        if lost.is_some_and(|lost| lost.instance == supervisor.instance()) {
            return false;
        }
        changes.wait().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_says_what_ran_and_what_became_of_the_call() {
        let loss = Loss {
            host: "the host of this project".to_owned(),
            reason: "the instance is gone".to_owned(),
            ran: vec!["api".to_owned(), "dev".to_owned()],
            when: When::UnderWay,
            next: "call again".to_owned(),
        };
        let expected = "host_lost: the host of this project has gone with its processes and logs (the instance is gone); what this call had \
            asked for may have been done, and is gone as well; cursors from before are void\nran: api, dev\nnext: call again";
        assert_eq!(Failure::from(loss).to_string(), expected);
    }

    #[test]
    fn what_a_model_was_told_is_told_by_no_other_way() {
        assert!(Way::Call.settles().contains(&Way::Resource));
        assert!(!Way::Resource.settles().contains(&Way::Call));
        assert!(!Way::Prompt.settles().contains(&Way::Call));
    }
}
