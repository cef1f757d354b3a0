//! Why a process is as it is: gathers what tells it, and lets [`cause`] judge.

mod cause;
mod port;

use brummer_core::detect::Severity;
use brummer_core::{LogQuery, ProblemQuery, ProcessSnapshot};
use jiff::Timestamp;
use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;

use self::cause::Facts;
use self::port::Taken;
use crate::server::Server;
use crate::tools::failure::Failure;
use crate::tools::shown;

/// How many of the last lines are looked at.
const LINES: usize = 40;

/// Why a process is as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct Explanation {
    /// The cause, in a sentence.
    why: String,
    /// What tells it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<String>,
    /// What to do.
    next: String,
}

impl Server {
    /// Why the process is as it is.
    pub(super) async fn explain(&self, process: &ProcessSnapshot) -> Result<Explanation, Failure> {
        let query = LogQuery::tail(process.id(), LINES);
        let mut page = self.supervisor.logs(query).await?;
        page.lines.retain(|line| Some(line.run) == process.run());
        let lines: Vec<String> = page
            .lines
            .iter()
            .map(|line| line.text().into_owned())
            .collect();
        let query = ProblemQuery {
            processes: vec![process.id().clone()],
            severity: Severity::Error,
            limit: 1,
            ..ProblemQuery::default()
        };
        let problems = self.supervisor.problems(&query).await?;
        let problem = problems.problems.first();
        // Its place has numbers that are no ports.
        let message = problem.map(|problem| &*problem.finding.message);
        let texts = message.into_iter().chain(lines.iter().map(String::as_str));
        let taken = match port::named_as_taken(texts, process.script()) {
            Some(port) => Some(self.taken(port).await?),
            None => None,
        };
        Ok(cause::explain(&Facts {
            process,
            now: Timestamp::now(),
            problem: problem.map(|problem| {
                let directory = self.scripts.directory();
                shown::path(&problem.to_string(), &directory).to_owned()
            }),
            lines: &lines,
            taken,
            stopped_by: self.stopped_by(process),
        }))
    }

    async fn taken(&self, port: u16) -> Result<Taken, Failure> {
        let project = self.supervisor.snapshot();
        let owner = self.supervisor.port_owner(port).await?;
        let listener = owner.as_ref().and_then(|owner| owner.process.clone());
        let own = listener.as_ref().and_then(|listener| {
            let mut own = project.processes().iter();
            own.find(|process| process.pid() == Some(listener.session))
        });
        Ok(Taken {
            port,
            is_open: owner.is_some(),
            own: own.map(|process| process.id().to_string()),
            listener,
        })
    }

    /// The client that stopped it last, as far as that is remembered.
    fn stopped_by(&self, process: &ProcessSnapshot) -> Option<String> {
        let latest = self.supervisor.activities().latest();
        let is_stop = |action: &str| action.contains("stop") || action.contains("kill");
        let mut of_process = latest.iter().rev().filter(|activity| {
            activity.target.as_deref() == Some(process.id().as_str()) && is_stop(&activity.action)
        });
        of_process.next().map(|activity| match &activity.client {
            brummer_core::Owner::Program => "the program".to_owned(),
            brummer_core::Owner::Person => "the person".to_owned(),
            brummer_core::Owner::Agent(name) => format!("agent {name}"),
        })
    }
}
