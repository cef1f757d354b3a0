//! `problems_list`: what is broken.

pub(super) mod listing;

use std::cmp::Reverse;
use std::sync::Arc;

use brummer_core::detect::Severity;
use brummer_core::{LogCursor, NewSince, Problem, ProblemQuery, ProcessSnapshot};
use jiff::Timestamp;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::schemars::{self, JsonSchema};
use rmcp::{ErrorData, tool, tool_router};
use serde::Deserialize;

use self::listing::{Listing, Which, verdicts};
use super::access::Readable;
use super::budget::Budget;
use super::edit::{Newest, newest};
use super::failure::Failure;
use super::logs::{ids, moment};
use super::shown::{ago, count};
use crate::server::Server;

/// The most that is shown of one problem, in bytes.
const MAX_SHOWN: usize = 4_000;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ProblemsInput {
    name: Option<String>,
    severity: Option<SeverityName>,
    /// Only new ones since: a cursor, a moment (5m, 14:03), "edit" (newest change of files, or of what git names), or "restart".
    since: Option<String>,
    files: Option<Vec<String>>,
    #[schemars(range(min = 500, max = 14_000))]
    max_tokens: Option<usize>,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum SeverityName {
    Warning,
    Error,
}

/// Since when problems are wanted, and how to say it.
struct Since {
    new: Option<NewSince>,
    which: Which,
}

#[tool_router(router = problems_router, vis = "pub(super)")]
impl Server {
    /// What is broken now: compiler errors, exceptions, failed tests, places first; how far watchers are. Use it after
    /// an edit instead of reading logs.
    #[tool(annotations(read_only_hint = true, open_world_hint = false))]
    async fn problems_list(
        &self,
        Parameters(input): Parameters<ProblemsInput>,
    ) -> Result<String, Failure> {
        let since = self
            .since(input.since, input.files.unwrap_or_default())
            .await?;
        let budget = Budget::PROBLEMS.or(input.max_tokens);
        let reading = self.reading(input.name.as_deref())?;
        let cursor = self.supervisor.log_end();
        let query = ProblemQuery {
            processes: ids(&reading),
            severity: match input.severity {
                Some(SeverityName::Error) => Severity::Error,
                Some(SeverityName::Warning) | None => Severity::Warning,
            },
            new_since: since.new,
            limit: usize::MAX,
            ..ProblemQuery::default()
        };
        let text = self.problems(&reading, &query, since.which, budget).await?;
        let note = reading
            .note()
            .map_or_else(String::new, |note| format!("{note}\n"));
        Ok(format!("{text}{note}cursor: {cursor} (pass as since=)"))
    }
}

impl Server {
    /// What is broken in the processes that may be read, errors first, and by file and line, so that numbers stay what they are.
    pub(crate) async fn current_problems(&self) -> Result<Vec<Arc<Problem>>, ErrorData> {
        let project = self.supervisor.snapshot();
        let reading = Readable::of(&self.scripts.access(), &project);
        let query = ProblemQuery {
            processes: ids(&reading),
            limit: usize::MAX,
            ..ProblemQuery::default()
        };
        let read = self.supervisor.problems(&query).await;
        let read = read
            .map_err(|error| ErrorData::internal_error(Failure::from(error).to_string(), None))?;
        let mut problems = read.problems;
        problems.retain(|problem| reading.has(&problem.process));
        problems.sort_by_cached_key(|problem| {
            let finding = &problem.finding;
            let place = finding.place.as_ref();
            let place = place.map(|place| (place.file.clone(), place.line, place.column));
            (Reverse(finding.severity), place, finding.message.clone())
        });
        Ok(problems)
    }

    /// A problem as lists have it.
    pub(crate) fn shown_problem(&self, problem: &Arc<Problem>) -> String {
        let directory = self.scripts.directory();
        let listing = Listing {
            problems: std::slice::from_ref(problem),
            forgotten: 0,
            which: Which::Current,
            directory: &directory,
        };
        let text = listing.text(MAX_SHOWN);
        // The first line counts them.
        let (_, shown) = text.split_once('\n').unwrap_or(("", &text));
        shown.to_owned()
    }

    /// The problems that a query wants, and how far those are that would tell of others.
    pub(super) async fn problems(
        &self,
        reading: &Readable,
        query: &ProblemQuery,
        which: Which,
        budget: Budget,
    ) -> Result<String, Failure> {
        let mut page = self.supervisor.problems(query).await?;
        page.problems
            .retain(|problem| reading.has(&problem.process));
        let project = self.supervisor.snapshot();
        let processes: Vec<&ProcessSnapshot> = project
            .processes()
            .iter()
            .map(AsRef::as_ref)
            .filter(|process| reading.has(process.id()))
            .collect();
        let earlier = match which {
            Which::Edited(time) => drop_earlier(&mut page.problems, &processes, time),
            _ => 0,
        };
        let earlier = match earlier {
            0 => String::new(),
            earlier => format!(
                "left out: {} from before the change, where nothing checks it; problems_list has them\n",
                count(earlier, "problem")
            ),
        };
        let directory = self.scripts.directory();
        let listing = Listing {
            problems: &page.problems,
            forgotten: page.forgotten,
            which,
            directory: &directory,
        };
        let verdicts = verdicts(&processes, Timestamp::now(), budget.lines() / 3);
        let space = budget
            .lines()
            .saturating_sub(verdicts.len() + earlier.len());
        Ok(format!("{}{earlier}{verdicts}", listing.text(space)))
    }

    async fn since(&self, since: Option<String>, files: Vec<String>) -> Result<Since, Failure> {
        let text = since.as_deref().map(str::trim);
        let all = |which| Since { new: None, which };
        match text {
            None if files.is_empty() => Ok(all(Which::Current)),
            None | Some("edit") => {
                let newest = newest(&self.scripts.directory(), &files).await?;
                let Newest::Edit(edit) = newest else {
                    return Ok(all(Which::All(unknown_edit(&newest).to_owned())));
                };
                let ago = ago(edit.time, Timestamp::now());
                Ok(Since {
                    new: Some(NewSince::Time(edit.time)),
                    which: Which::Since(format!("{} changed {ago}", edit.file)),
                })
            }
            Some("restart") => Ok(Since {
                new: Some(NewSince::Restart),
                which: Which::Since("the last start".to_owned()),
            }),
            Some(text) => match text.parse::<LogCursor>() {
                Ok(cursor) => Ok(Since {
                    new: Some(NewSince::Cursor(cursor)),
                    which: Which::Since("the cursor".to_owned()),
                }),
                Err(_) => Ok(Since {
                    new: Some(NewSince::Time(since_moment(text)?)),
                    which: Which::Since(text.to_owned()),
                }),
            },
        }
    }
}

/// Leaves out what was printed before a change by processes without watchers and tests, which do not come back to it, and
/// returns how many that are.
fn drop_earlier(
    problems: &mut Vec<Arc<Problem>>,
    processes: &[&ProcessSnapshot],
    edit: Timestamp,
) -> usize {
    let before = problems.len();
    let checks = |problem: &Problem| {
        let process = processes
            .iter()
            .find(|process| *process.id() == problem.process);
        process.is_some_and(|process| {
            let output = process.output();
            !output.watchers.is_empty() || output.tests.is_some()
        })
    };
    problems.retain(|problem| problem.last_seen >= edit || checks(problem));
    before - problems.len()
}

/// What is said where "my edit" cannot be told.
pub(super) fn unknown_edit(newest: &Newest) -> &'static str {
    match newest {
        Newest::Edit(_) => "",
        Newest::Committed => "git names no changed file; pass files to say which ones",
        Newest::Nothing => "no file was found; pass files to say which ones",
    }
}

fn since_moment(text: &str) -> Result<Timestamp, Failure> {
    let what = || {
        let shown: String = text.chars().take(100).collect();
        Failure::new(
            "bad_arguments",
            format!("`{shown}` is nothing that `since` knows"),
        )
        .accepts("a cursor, a time ago (5m), a time (14:03:20, RFC 3339), edit, restart")
        .next("call problems_list again with one of them, or without since for all")
    };
    moment(text).map(|moment| moment.0).map_err(|_| what())
}
