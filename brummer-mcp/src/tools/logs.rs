//! Tools that read and search what processes print. Their answers are text, whose last line is the cursor to read on.

mod answer;
mod follow;
mod search;

use brummer_core::{
    LogContext, LogCursor, LogGap, LogPage, LogPattern, LogQuery, LogRange, LogRun, OpenLine,
    ProcessId, Stream,
};
use rmcp::handler::server::wrapper::Parameters;
use rmcp::schemars::{self, JsonSchema};
use rmcp::{tool, tool_router};
use serde::Deserialize;

pub(super) use self::answer::gap_note;
use self::answer::{Answer, Question};
pub(super) use self::search::moment;
use super::access::Readable;
use super::budget::Budget;
use super::failure::Failure;
use super::lines::{Detail, Keep, Times};
use super::names::Named;
use crate::server::Server;

/// How many lines an answer has where the caller does not say.
const DEFAULT_LINES: usize = 100;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StreamInput {
    name: Option<String>,
    /// Default 100.
    #[schemars(range(min = 1, max = 500))]
    lines: Option<usize>,
    /// Cursor: only lines since.
    after: Option<String>,
    /// Cursor: lines before it.
    before: Option<String>,
    /// This or worse.
    level: Option<LevelName>,
    /// Regular expression.
    grep: Option<String>,
    stream: Option<StreamName>,
    /// Number; -1 is the last.
    #[schemars(range(min = -1_000, max = 1_000_000_000))]
    run: Option<i64>,
    /// Wait for a first line, up to 50000.
    #[schemars(range(min = 0, max = 50_000))]
    wait_ms: Option<u64>,
    /// Fold nothing.
    raw: Option<bool>,
    #[schemars(range(min = 500, max = 14_000))]
    max_tokens: Option<usize>,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum StreamName {
    Stdout,
    Stderr,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum LevelName {
    Debug,
    Info,
    Warn,
    Error,
}

#[tool_router(router = stream_router, vis = "pub(super)")]
impl Server {
    /// Latest log lines of a process, or of all. The last line is a cursor: pass it as after for what came since.
    #[tool(annotations(read_only_hint = true, open_world_hint = false))]
    async fn logs_stream(
        &self,
        Parameters(input): Parameters<StreamInput>,
    ) -> Result<String, Failure> {
        let query = LogQuery {
            processes: Vec::new(),
            range: range(input.after, input.before)?,
            limit: input.lines.unwrap_or(DEFAULT_LINES),
            stream: input.stream.map(Stream::from),
            level: input.level.map(brummer_core::Level::from),
            pattern: input.grep.as_deref().map(expression).transpose()?,
            run: input.run.map(run).transpose()?,
            ..LogQuery::default()
        };
        let question = Question {
            tool: "logs_stream",
            name: input.name.as_deref(),
            range: query.range,
            search: input.grep.as_deref(),
            filtered: query.stream.is_some() || query.level.is_some() || query.run.is_some(),
            detail: detail(input.raw),
            times: Times::Hidden,
            budget: Budget::LOGS.or(input.max_tokens),
        };
        let reading = self.reading(input.name.as_deref())?;
        let query = match input.wait_ms {
            Some(wait @ 1..) => self.followed(&reading, query, wait).await?,
            Some(0) | None => query,
        };
        self.answer(&reading, question, query).await
    }
}

/// The router of both tools.
pub(super) fn router() -> rmcp::handler::server::tool::ToolRouter<Server> {
    Server::stream_router() + Server::search_router()
}

impl Server {
    /// What of the processes may be read: of the one with this name, which must be there, or of all.
    pub(super) fn reading(&self, name: Option<&str>) -> Result<Readable, Failure> {
        let project = self.supervisor.snapshot();
        let Some(name) = name else {
            return Ok(Readable::of(&self.scripts.access(), &project));
        };
        match self.named(&project, name)? {
            Named::Process(process) => Ok(Readable::Some(vec![process.id().clone()], None)),
            Named::Script => Err(Failure::never_started(name)),
        }
    }

    /// Reads, and renders what fits into an answer.
    async fn answer(
        &self,
        reading: &Readable,
        question: Question<'_>,
        mut query: LogQuery,
    ) -> Result<String, Failure> {
        let mut page = self.read(reading, &query).await?;
        let open = std::mem::take(&mut page.open);
        loop {
            page.open = open
                .iter()
                .filter(|line| shows_open(&query, &page, line))
                .cloned()
                .collect();
            let answer = Answer::new(question, page, reading.note());
            // A window is what it is: what does not fit is told.
            if answer.is_whole() || matches!(query.range, LogRange::Around(..)) {
                return Ok(answer.into_text());
            }
            // Only a page has cursors, so that the page has to end where the answer does. Lines of context do not count for its limit.
            query.limit = if query.context == LogContext::default() {
                answer.lines()
            } else if query.limit > 1 {
                answer.fewer(query.limit)
            } else {
                return Ok(answer.into_text());
            };
            if query.range == LogRange::Tail {
                query.range = LogRange::Before(answer.next());
            }
            page = self.read(reading, &query).await?;
        }
    }

    /// A page of what may be read.
    pub(super) async fn read(
        &self,
        reading: &Readable,
        query: &LogQuery,
    ) -> Result<LogPage, Failure> {
        let processes = match reading {
            Readable::All => Vec::new(),
            // No name means every process, and none is meant.
            Readable::Some(processes, _) if processes.is_empty() => return Ok(self.empty_page()),
            Readable::Some(processes, _) => processes.clone(),
        };
        let query = LogQuery {
            processes,
            ..query.clone()
        };
        Ok(self.supervisor.logs(query).await?)
    }

    fn empty_page(&self) -> LogPage {
        let end = self.supervisor.log_end();
        LogPage {
            lines: Vec::new(),
            open: Vec::new(),
            context: Vec::new(),
            next: end,
            previous: end,
            gap: LogGap::None,
            more: false,
            left_out: 0,
            evicted: 0,
        }
    }

    /// The position that a caller names.
    pub(super) fn cursor(text: &str) -> Result<LogCursor, Failure> {
        Ok(text.trim().parse::<LogCursor>()?)
    }
}

/// Whether an open line belongs behind the lines of the page.
fn shows_open(query: &LogQuery, page: &LogPage, line: &OpenLine) -> bool {
    // A search is for lines that are there to stay.
    let searches = query.pattern.is_some() || query.level.is_some() || query.run.is_some();
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

impl From<LevelName> for brummer_core::Level {
    fn from(name: LevelName) -> Self {
        match name {
            LevelName::Debug => Self::Debug,
            LevelName::Info => Self::Info,
            LevelName::Warn => Self::Warn,
            LevelName::Error => Self::Error,
        }
    }
}

fn detail(raw: Option<bool>) -> Detail {
    match raw {
        Some(true) => Detail::Raw,
        Some(false) | None => Detail::Folded,
    }
}

/// Which end of a page matters to one who asked for this part of the logs.
fn keep(range: LogRange) -> Keep {
    match range {
        LogRange::Tail | LogRange::Before(_) => Keep::Newest,
        LogRange::After(_) | LogRange::Around(..) => Keep::Oldest,
    }
}

/// A regular expression, where nothing else is taken.
pub(super) fn expression(text: &str) -> Result<LogPattern, Failure> {
    LogPattern::regex(text).map_err(|error| {
        Failure::from(error).next("correct the expression: \\ before a character takes it as it is")
    })
}

fn run(number: i64) -> Result<LogRun, Failure> {
    Ok(number.to_string().parse::<LogRun>()?)
}

fn range(after: Option<String>, before: Option<String>) -> Result<LogRange, Failure> {
    match (after, before) {
        (None, None) => Ok(LogRange::Tail),
        (Some(after), None) => Ok(LogRange::After(Server::cursor(&after)?)),
        (None, Some(before)) => Ok(LogRange::Before(Server::cursor(&before)?)),
        (Some(_), Some(_)) => Err(Failure::new(
            "bad_arguments",
            "`after` and `before` exclude each other",
        )
        .next("call again with one of them")),
    }
}

/// The processes of a query.
pub(super) fn ids(reading: &Readable) -> Vec<ProcessId> {
    match reading {
        Readable::All => Vec::new(),
        Readable::Some(processes, _) => processes.clone(),
    }
}
