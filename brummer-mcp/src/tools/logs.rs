//! Tools that read and search what processes print. Their answers are text, whose last line is the cursor to read on.

mod answer;

use brummer_core::{
    LogCursor, LogPage, LogPattern, LogQuery, LogRange, OpenLine, ProcessId, Stream,
};
use rmcp::handler::server::wrapper::Parameters;
use rmcp::schemars::{self, JsonSchema};
use rmcp::{tool, tool_router};
use serde::Deserialize;

use self::answer::{Answer, Question};
use super::failure::Failure;
use super::lines::Keep;
use super::names::Named;
use crate::server::Server;

/// How many lines an answer has where the caller does not say.
const DEFAULT_LINES: usize = 100;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StreamInput {
    /// Only this process.
    name: Option<String>,
    /// At most so many lines; default 100.
    #[schemars(range(min = 1, max = 500))]
    lines: Option<usize>,
    /// Cursor of an earlier answer: only lines printed since.
    after: Option<String>,
    /// Cursor: the lines before it.
    before: Option<String>,
    /// Only this stream.
    stream: Option<StreamName>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SearchInput {
    /// The text to find. All lower case finds both cases.
    query: String,
    /// Take query as a regular expression.
    regex: Option<bool>,
    /// Only this process.
    name: Option<String>,
    /// At most so many matches; default 100.
    #[schemars(range(min = 1, max = 500))]
    lines: Option<usize>,
    /// Cursor: only matches printed since.
    after: Option<String>,
    /// Cursor: only matches before it.
    before: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum StreamName {
    Stdout,
    Stderr,
}

#[tool_router(router = logs_router, vis = "pub(super)")]
impl Server {
    /// Returns the latest log lines of a process, or of all, as plain text. The last line of the answer is a cursor: pass
    /// it as after to get only what was printed since. Call it to see what a process does.
    #[tool(
        title = "Read logs",
        annotations(
            read_only_hint = true,
            destructive_hint = false,
            idempotent_hint = true,
            open_world_hint = false
        )
    )]
    async fn logs_stream(
        &self,
        Parameters(input): Parameters<StreamInput>,
    ) -> Result<String, Failure> {
        let query = LogQuery {
            processes: self.processes(input.name.as_deref())?,
            range: range(input.after, input.before)?,
            limit: input.lines.unwrap_or(DEFAULT_LINES),
            stream: input.stream.map(Stream::from),
            ..LogQuery::default()
        };
        let question = Question {
            tool: "logs_stream",
            name: input.name.as_deref(),
            range: query.range,
            search: None,
        };
        self.answer(question, query).await
    }

    /// Finds lines with a text or regular expression in the logs of a process, or of all: the newest matches, oldest
    /// first. Call it to find an error without reading everything.
    #[tool(
        title = "Search logs",
        annotations(
            read_only_hint = true,
            destructive_hint = false,
            idempotent_hint = true,
            open_world_hint = false
        )
    )]
    async fn logs_search(
        &self,
        Parameters(input): Parameters<SearchInput>,
    ) -> Result<String, Failure> {
        if input.query.is_empty() {
            return Err(Failure::new("bad_arguments", "`query` is empty")
                .next("call logs_search with a text, or logs_stream to read everything"));
        }
        let pattern = match input.regex {
            Some(true) => LogPattern::regex(&input.query)?,
            Some(false) | None => LogPattern::literal(&input.query)?,
        };
        let query = LogQuery {
            processes: self.processes(input.name.as_deref())?,
            range: range(input.after, input.before)?,
            limit: input.lines.unwrap_or(DEFAULT_LINES),
            pattern: Some(pattern),
            ..LogQuery::default()
        };
        let question = Question {
            tool: "logs_search",
            name: input.name.as_deref(),
            range: query.range,
            search: Some(&input.query),
        };
        self.answer(question, query).await
    }
}

impl Server {
    /// The process of this name; none, which is all, without a name.
    fn processes(&self, name: Option<&str>) -> Result<Vec<ProcessId>, Failure> {
        let Some(name) = name else {
            return Ok(Vec::new());
        };
        match self.named(&self.supervisor.snapshot(), name)? {
            Named::Process(process) => Ok(vec![process.id().clone()]),
            Named::Script => Err(Failure::new(
                "never_started",
                format!("`{name}` was never started, so it has no log"),
            )
            .next(format!("call scripts_run with name=\"{name}\""))),
        }
    }

    /// Reads, and renders what fits into an answer.
    async fn answer(&self, question: Question<'_>, mut query: LogQuery) -> Result<String, Failure> {
        let mut page = self.supervisor.logs(query.clone()).await?;
        let open = std::mem::take(&mut page.open);
        loop {
            page.open = open
                .iter()
                .filter(|line| shows_open(&query, &page, line))
                .cloned()
                .collect();
            let answer = Answer::new(question, page);
            if answer.is_whole() {
                return Ok(answer.into_text());
            }
            // Only a page has cursors, so that the page has to end where the answer does.
            query.limit = answer.lines();
            if query.range == LogRange::Tail {
                query.range = LogRange::Before(answer.next());
            }
            page = self.supervisor.logs(query.clone()).await?;
        }
    }
}

/// Whether an open line belongs behind the lines of the page.
fn shows_open(query: &LogQuery, page: &LogPage, line: &OpenLine) -> bool {
    // A search is for lines that are there to stay.
    let searches = query.pattern.is_some();
    let more_between = page.more && keep(query.range) == Keep::Oldest;
    let wanted = query.stream.is_none_or(|stream| stream == line.stream);
    wanted && !searches && !more_between
}

impl From<StreamName> for Stream {
    fn from(name: StreamName) -> Self {
        match name {
            StreamName::Stdout => Self::Stdout,
            StreamName::Stderr => Self::Stderr,
        }
    }
}

/// Which end of a page matters to one who asked for this part of the logs.
fn keep(range: LogRange) -> Keep {
    match range {
        LogRange::Tail | LogRange::Before(_) | LogRange::Around(..) => Keep::Newest,
        LogRange::After(_) => Keep::Oldest,
    }
}

fn range(after: Option<String>, before: Option<String>) -> Result<LogRange, Failure> {
    let cursor = |text: &str| text.trim().parse::<LogCursor>();
    match (after, before) {
        (None, None) => Ok(LogRange::Tail),
        (Some(after), None) => Ok(LogRange::After(cursor(&after)?)),
        (None, Some(before)) => Ok(LogRange::Before(cursor(&before)?)),
        (Some(_), Some(_)) => Err(Failure::new(
            "bad_arguments",
            "`after` and `before` exclude each other",
        )
        .next("call again with one of them")),
    }
}
