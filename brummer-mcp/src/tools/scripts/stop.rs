//! `scripts_stop`: ends a whole tree of processes.

use brummer_core::{Member, StopReport};
use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::schemars::{self, JsonSchema};
use rmcp::{tool, tool_router};
use serde::{Deserialize, Serialize};

use super::never_started;
use crate::server::Server;
use crate::tools::failure::Failure;
use crate::tools::lines::shortened;
use crate::tools::names::Named;
use crate::tools::process::is_active;

/// The most processes of a tree that one answer names; the summary counts them all.
const MAX_MEMBERS: usize = 20;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StopInput {
    name: String,
    /// Kill at once.
    force: Option<bool>,
}

/// What a stop did.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct StopOutput {
    process_id: String,
    was_running: bool,
    /// The state that it is in now; none if it was never started.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<i32>,
    /// What was done, in one line.
    summary: String,
    /// The processes that did not end when asked to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    killed: Vec<String>,
    /// The processes that are still there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    survivors: Vec<String>,
}

#[tool_router(router = stop_router, vis = "pub(super)")]
impl Server {
    /// Stops a process with all that it started, gracefully first; returns when it is gone, with what had to be killed.
    #[tool(annotations(
        read_only_hint = false,
        destructive_hint = true,
        idempotent_hint = true,
        open_world_hint = false
    ))]
    async fn scripts_stop(
        &self,
        Parameters(StopInput { name, force }): Parameters<StopInput>,
    ) -> Result<Json<StopOutput>, Failure> {
        let before = self.supervisor.snapshot();
        let was_running = match self.named(&before, &name)? {
            Named::Process(process) => is_active(process),
            Named::Script => return Ok(Json(StopOutput::never_started(name))),
        };
        let report = match force {
            Some(true) => self.supervisor.kill(&name).await?,
            Some(false) | None => self.supervisor.stop(&name).await?,
        };
        let after = self.supervisor.snapshot();
        let process = after.process(&name);
        Ok(Json(StopOutput {
            was_running,
            status: process.map(|process| process.status().to_string()),
            exit_code: process.and_then(|process| process.exit_code()),
            ..StopOutput::of(&report)
        }))
    }
}

impl StopOutput {
    /// What the report says.
    fn of(report: &StopReport) -> Self {
        let named = |members: &[Member]| {
            let shown = members.iter().take(MAX_MEMBERS);
            shown.map(ToString::to_string).collect()
        };
        Self {
            process_id: report.process.to_string(),
            was_running: false,
            status: None,
            exit_code: None,
            summary: shortened(&report.to_string()),
            killed: named(&report.killed),
            survivors: named(&report.survivors),
        }
    }

    fn never_started(name: String) -> Self {
        Self {
            summary: never_started(&name),
            process_id: name,
            was_running: false,
            status: None,
            exit_code: None,
            killed: Vec::new(),
            survivors: Vec::new(),
        }
    }
}
