//! `brummer problems`: what is broken now, as the host of the project knows it.

use std::process::ExitCode;

use brummer_core::detect::{Finding, Severity};
use brummer_core::{Problem, ProblemQuery, ProcessId};
use serde::Serialize;

use crate::args::{Common, Problems};
use crate::client::Client;
use crate::report::{self, Failure};
use crate::runtime;

/// The most problems that are listed.
const LIMIT: usize = 1000;

pub(super) fn run(common: &Common, args: &Problems) -> Result<ExitCode, Failure> {
    let page = runtime::single()?.block_on(async {
        let client = Client::connect(common).await?;
        let query = ProblemQuery {
            limit: LIMIT,
            ..ProblemQuery::default()
        };
        Ok::<_, Failure>(client.supervisor.problems(&query).await?)
    })?;
    let lines = page
        .problems
        .iter()
        .map(|problem| shown(problem, args.json) + "\n");
    let text: String = lines.collect();
    report::answer_bytes(text.as_bytes())?;
    if page.more > 0 {
        report::say(&format!(
            "brummer: {} more problems are not listed",
            page.more
        ));
    }
    let has_errors = page
        .problems
        .iter()
        .any(|problem| problem.finding.severity == Severity::Error);
    Ok(if has_errors {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// A problem as data, with the process that printed it.
#[derive(Serialize)]
struct Json<'a> {
    #[serde(flatten)]
    finding: &'a Finding,
    process: &'a ProcessId,
}

/// A problem in a line.
pub(crate) fn shown(problem: &Problem, json: bool) -> String {
    if json {
        let problem = Json {
            finding: &problem.finding,
            process: &problem.process,
        };
        serde_json::to_string(&problem).expect("it is made of strings and numbers")
    } else {
        format!("{}: {problem}", problem.process)
    }
}
