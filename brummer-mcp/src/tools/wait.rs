//! `wait_for`: returns when something has come to pass, instead of a caller that sleeps and looks.

mod answer;
mod decide;
mod look;

use std::time::Duration;

use jiff::Timestamp;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{ProgressNotificationParam, ProgressToken};
use rmcp::schemars::{self, JsonSchema};
use rmcp::service::{Peer, RequestContext};
use rmcp::{RoleServer, tool, tool_router};
use serde::Deserialize;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, sleep_until};

use self::decide::{Condition, Verdict, decide};
use self::look::Watch;
use super::budget::Budget;
use super::edit::newest;
use super::failure::Failure;
use crate::server::Server;

/// How long a call waits where the caller does not say: less than the most impatient client.
const DEFAULT_WAIT: Duration = Duration::from_secs(30);

/// How often a client that asked for it is told that one still waits.
const PROGRESS: Duration = Duration::from_secs(5);

/// The least time between two looks, however much is printed.
const PAUSE: Duration = Duration::from_millis(25);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WaitInput {
    name: Option<String>,
    /// Any of these. cycle: a watcher finished one that began after the newest change.
    until: Option<Vec<Until>>,
    /// Or a line with this regular expression.
    pattern: Option<String>,
    /// Or somebody listens there.
    #[schemars(range(min = 1, max = 65_535))]
    port: Option<u16>,
    /// Or nothing is printed so long.
    #[schemars(range(min = 50, max = 50_000))]
    quiet_ms: Option<u64>,
    /// For cycle: what changed; else what git names.
    files: Option<Vec<String>>,
    /// Cursor: counts what came since.
    after: Option<String>,
    /// Default 30000, up to 55000.
    #[schemars(range(min = 0, max = 55_000))]
    wait_ms: Option<u64>,
    #[schemars(range(min = 500, max = 14_000))]
    max_tokens: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Until {
    Ready,
    Exit,
    Problem,
    Cycle,
}

#[tool_router(router = wait_router, vis = "pub(super)")]
impl Server {
    /// Waits until something happens, instead of sleep and polling; says what, what changed meanwhile, and a cursor. After an
    /// edit, until=[cycle] tells whether it is good.
    #[tool(annotations(read_only_hint = true, open_world_hint = false))]
    async fn wait_for(
        &self,
        Parameters(input): Parameters<WaitInput>,
        context: RequestContext<RoleServer>,
    ) -> Result<String, Failure> {
        let began = Instant::now();
        let conditions = conditions(&input)?;
        let after = match input.after.as_deref() {
            Some(after) => Self::cursor(after)?,
            None => self.supervisor.log_end(),
        };
        let reading = self.reading(input.name.as_deref())?;
        let edit = if conditions.contains(&Condition::Cycle) {
            let files = input.files.unwrap_or_default();
            Some(newest(&self.scripts.directory(), &files).await?)
        } else {
            None
        };
        let watch = Watch {
            name: input.name,
            reading,
            conditions,
            pattern: input
                .pattern
                .as_deref()
                .map(super::logs::expression)
                .transpose()?,
            after,
            edit,
            began: Timestamp::now(),
        };
        let limit = began + input.wait_ms.map_or(DEFAULT_WAIT, Duration::from_millis);
        let progress = Progress::of(&context);
        let verdict = self.awaited(&watch, limit, progress).await?;
        let budget = Budget::NEWS.or(input.max_tokens);
        self.answer_to_wait(&watch, &verdict, began.elapsed(), budget)
            .await
    }
}

impl Server {
    /// The verdict, once there is one, or the last one before the limit.
    async fn awaited(
        &self,
        watch: &Watch,
        limit: Instant,
        progress: Option<Progress>,
    ) -> Result<Verdict, Failure> {
        // Made before anything is looked at, so that nothing is missed.
        let mut changes = self.supervisor.changes();
        let mut printed = self.supervisor.log_changes();
        let mut matched_to = watch.after;
        let mut ticks = interval_at(Instant::now() + PROGRESS, PROGRESS);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut told = 0;
        loop {
            let state = self.look(watch, &mut matched_to).await?;
            let verdict = decide(&watch.conditions, &state);
            let Verdict::NotYet { look_again, .. } = &verdict else {
                return Ok(verdict);
            };
            if Instant::now() >= limit {
                return Ok(verdict);
            }
            let quiet = look_again.map_or(limit, |after| (Instant::now() + after).min(limit));
            tokio::select! {
                _ = changes.wait() => {}
                _ = printed.wait() => {}
                () = sleep_until(quiet) => continue,
                _ = ticks.tick(), if progress.is_some() => {
                    told += 1;
                    if let Some(progress) = &progress {
                        progress.tell(told).await;
                    }
                    continue;
                }
            }
            // What comes together is looked at together.
            sleep(PAUSE.min(limit.saturating_duration_since(Instant::now()))).await;
        }
    }
}

/// A client that wants to know that one still waits.
struct Progress {
    token: ProgressToken,
    peer: Peer<RoleServer>,
}

impl Progress {
    fn of(context: &RequestContext<RoleServer>) -> Option<Self> {
        Some(Self {
            token: context.meta.get_progress_token()?,
            peer: context.peer.clone(),
        })
    }

    async fn tell(&self, number: u32) {
        let param = ProgressNotificationParam::new(self.token.clone(), f64::from(number));
        // A client that does not listen waits all the same.
        let _ = self
            .peer
            .notify_progress(param.with_message("waiting"))
            .await;
    }
}

/// What to wait for; at least one thing.
fn conditions(input: &WaitInput) -> Result<Vec<Condition>, Failure> {
    let until = input.until.iter().flatten();
    let mut conditions: Vec<_> = until
        .map(|until| match until {
            Until::Ready => Condition::Ready,
            Until::Exit => Condition::Exit,
            Until::Problem => Condition::Problem,
            Until::Cycle => Condition::Cycle,
        })
        .collect();
    conditions.extend(input.pattern.is_some().then_some(Condition::Line));
    conditions.extend(input.port.map(Condition::Port));
    let quiet = input.quiet_ms.map(Duration::from_millis);
    conditions.extend(quiet.map(Condition::Quiet));
    if conditions.is_empty() && input.files.is_some() {
        conditions.push(Condition::Cycle);
    }
    if conditions.is_empty() {
        return Err(
            Failure::new("bad_arguments", "wait_for was not told what to wait for")
                .accepts("until (ready, exit, problem, cycle), pattern, port, quiet_ms")
                .next("call wait_for with one or several of them"),
        );
    }
    if input.pattern.as_deref() == Some("") {
        return Err(Failure::new("bad_arguments", "`pattern` is empty")
            .next("call wait_for with an expression, or with quiet_ms"));
    }
    Ok(conditions)
}
