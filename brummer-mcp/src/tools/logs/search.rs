//! `logs_search`: finds lines, and what was printed around a moment.

use std::time::Duration;

use brummer_core::{LogContext, LogPattern, LogPoint, LogQuery, LogRange, Moment};
use rmcp::handler::server::wrapper::Parameters;
use rmcp::schemars::{self, JsonSchema};
use rmcp::{tool, tool_router};
use serde::Deserialize;

use super::answer::Question;
use super::{DEFAULT_LINES, detail, range};
use crate::server::Server;
use crate::tools::budget::Budget;
use crate::tools::failure::Failure;
use crate::tools::lines::Times;

/// How long before and after a moment is looked at.
const WINDOW: Duration = Duration::from_secs(5);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SearchInput {
    /// Lower case finds both cases.
    query: Option<String>,
    regex: Option<bool>,
    name: Option<String>,
    /// Default 100.
    #[schemars(range(min = 1, max = 500))]
    lines: Option<usize>,
    /// Cursor.
    after: Option<String>,
    /// Cursor.
    before: Option<String>,
    /// Lines around each match.
    #[schemars(range(min = 0, max = 50))]
    context: Option<usize>,
    /// Moment (14:03:20, 5m ago as 5m, RFC 3339): lines within 5 s of it, with times.
    around: Option<String>,
    raw: Option<bool>,
    #[schemars(range(min = 500, max = 14_000))]
    max_tokens: Option<usize>,
}

#[tool_router(router = search_router, vis = "pub(super)")]
impl Server {
    /// Finds log lines of a process, or of all, by text, or by the moment of printing. Newest matches, oldest first.
    #[tool(annotations(read_only_hint = true, open_world_hint = false))]
    async fn logs_search(
        &self,
        Parameters(input): Parameters<SearchInput>,
    ) -> Result<String, Failure> {
        let pattern = match (input.query.as_deref(), input.regex) {
            (None, _) if input.around.is_some() => None,
            (None | Some(""), _) => {
                return Err(Failure::new(
                    "bad_arguments",
                    "there is neither a `query` nor a moment `around`",
                )
                .next("call logs_search with one of them, or logs_stream to read everything"));
            }
            (Some(query), Some(true)) => Some(LogPattern::regex(query)?),
            (Some(query), Some(false) | None) => Some(LogPattern::literal(query)?),
        };
        let (range, times) = match &input.around {
            None => (range(input.after, input.before)?, Times::Hidden),
            Some(text) => (LogRange::Around(point(text)?, WINDOW), Times::Shown),
        };
        let context = input.context.unwrap_or(0);
        let query = LogQuery {
            range,
            limit: input.lines.unwrap_or(DEFAULT_LINES),
            pattern,
            context: LogContext {
                before: context,
                after: context,
            },
            ..LogQuery::default()
        };
        let question = Question {
            tool: "logs_search",
            name: input.name.as_deref(),
            range: query.range,
            search: input.query.as_deref(),
            filtered: false,
            detail: detail(input.raw),
            times,
            budget: Budget::LOGS.or(input.max_tokens),
        };
        let reading = self.reading(input.name.as_deref())?;
        self.answer(&reading, question, query).await
    }
}

fn point(text: &str) -> Result<LogPoint, Failure> {
    let Moment(time) = moment(text)?;
    Ok(LogPoint::Time(time))
}

/// The moment that a caller names.
pub(in crate::tools) fn moment(text: &str) -> Result<Moment, Failure> {
    text.trim().parse().map_err(|error| {
        let shown: String = text.chars().take(100).collect();
        Failure::new("bad_arguments", format!("`{shown}` is no moment: {error}"))
            .next("call again with a moment")
    })
}
