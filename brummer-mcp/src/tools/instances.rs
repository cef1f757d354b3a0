//! `instances_list`, `instances_connect`, `instances_disconnect`: which projects there are, and which one is meant. They are there only where
//! many are served.

use std::sync::{Arc, LazyLock};

use brummer_core::instance::{Checkout, Entry};
use jiff::Timestamp;
use rmcp::handler::server::tool::ToolRouter;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::Tool;
use rmcp::schemars::{self, JsonSchema};
use rmcp::{tool, tool_router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Failure, LIST, ROUTER, near, schema};
use crate::hub::{Hub, Known, Shown, name, text};
use crate::server::Server;

/// The argument that names a project.
pub(crate) const PROJECT: &str = "project";

/// Why a server that is not for all projects knows nothing of others.
pub(super) const ONE_PROJECT: &str = "this server is for one project; `brummer --mcp`, which is no address but a command, serves all that are hosted";

/// The tools that are about projects.
pub(crate) static INSTANCES: LazyLock<ToolRouter<Server>> = LazyLock::new(|| {
    let mut router = Server::instances_router();
    for route in router.map.values_mut() {
        schema::slim(&mut route.attr);
    }
    router
});

/// All tools as calls are checked against them, where there are many projects.
static TOOLS: LazyLock<Vec<Tool>> = LazyLock::new(|| {
    let mut tools = ROUTER.list_all();
    tools.iter_mut().for_each(with_project);
    tools.extend(INSTANCES.list_all());
    tools
});

/// The same as clients get them, in the order of their names.
pub(crate) static HUB_LIST: LazyLock<Vec<Tool>> = LazyLock::new(|| {
    let mut tools = LIST.clone();
    tools.iter_mut().for_each(with_project);
    let mut own = INSTANCES.list_all();
    own.iter_mut().for_each(schema::shorten);
    tools.extend(own);
    tools.sort_by(|one, other| one.name.cmp(&other.name));
    tools
});

/// The tool of this name, where there are many projects.
pub(crate) fn find_of_hub(name: &str) -> Result<&'static Tool, Failure> {
    TOOLS.iter().find(|tool| tool.name == name).ok_or_else(|| {
        let known = TOOLS.iter().map(|tool| &*tool.name);
        Failure::new("unknown_tool", format!("there is no tool `{name}`"))
            .near(near(name, known.clone()))
            .known(known)
            .next("call one of the known tools")
    })
}

/// Has a tool take a project.
fn with_project(tool: &mut Tool) {
    let schema = Arc::make_mut(&mut tool.input_schema);
    let properties = schema.entry("properties").or_insert_with(|| json!({}));
    if let Value::Object(properties) = properties {
        properties.insert(PROJECT.to_owned(), json!({"type": "string"}));
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConnectInput {
    project: String,
}

#[tool_router(router = instances_router, vis = "pub(super)")]
impl Server {
    /// The projects that are hosted on this machine, with the names, ids and directories that `project` takes in every tool.
    #[tool(annotations(read_only_hint = true, open_world_hint = false))]
    async fn instances_list(&self) -> Result<String, Failure> {
        let hub = self.hub()?;
        let listing = hub.list().await?;
        let (chosen, home) = (hub.chosen(), self.home());
        let is_default = |entry: &Entry| match &chosen {
            Some(chosen) => chosen.id == entry.id,
            None => home.as_ref() == Some(&entry.root),
        };
        let entries: Vec<_> = listing.living.clone();
        let git = tokio::task::spawn_blocking(move || {
            let of = |entry: &Entry| Checkout::of(&entry.root);
            entries.iter().map(of).collect::<Vec<_>>()
        });
        let git = git.await.unwrap_or_default();
        let git = git.into_iter().chain(std::iter::repeat(None));
        let shown: Vec<_> = listing
            .living
            .iter()
            .zip(git)
            .map(|(entry, git)| Shown {
                git,
                known: self.known_of(hub, entry),
                is_default: is_default(entry),
                entry: entry.clone(),
            })
            .collect();
        let default = match (&chosen, &home) {
            (Some(entry), _) => format!(
                "calls without project go to {} (instances_connect)",
                entry.root.display()
            ),
            (None, Some(root)) => format!(
                "calls without project go to {}, this client's",
                root.display()
            ),
            (None, None) => {
                "calls without project go to this client's, which is not open".to_owned()
            }
        };
        Ok(text(&listing, &shown, &default, Timestamp::now()))
    }

    /// Sends all later calls without `project` to this one.
    #[tool(annotations(
        read_only_hint = false,
        destructive_hint = false,
        idempotent_hint = true,
        open_world_hint = false
    ))]
    async fn instances_connect(
        &self,
        Parameters(ConnectInput { project }): Parameters<ConnectInput>,
    ) -> Result<String, Failure> {
        let entry = self.hub()?.choose(&project, self.home().as_deref()).await?;
        let (name, root) = (name(&entry), entry.root.display());
        Ok(format!(
            "calls without project go to {name} ({root}) from now on; instances_disconnect ends that"
        ))
    }

    /// Sends them to this client's own project again. What runs goes on.
    #[tool(annotations(
        read_only_hint = false,
        destructive_hint = false,
        idempotent_hint = true,
        open_world_hint = false
    ))]
    async fn instances_disconnect(&self) -> Result<String, Failure> {
        let before = self.hub()?.unchoose();
        let home = self.home().map_or_else(
            || "this client's project".to_owned(),
            |root| format!("this client's project, {}", root.display()),
        );
        Ok(match before {
            Some(before) => format!(
                "calls without project go to {home}, and no longer to {}",
                before.root.display()
            ),
            None => format!("no project was chosen; calls without project go to {home}"),
        })
    }
}

impl Server {
    fn hub(&self) -> Result<&Hub, Failure> {
        let hub = self.hub.as_ref();
        hub.ok_or_else(|| Failure::internal("instances", "there is only one project"))
    }

    /// What is known of a project without asking.
    fn known_of(&self, hub: &Hub, entry: &Entry) -> Known {
        if self.home().as_ref() == Some(&entry.root) {
            return self
                .present_project()
                .map_or(Known::Nothing, Known::Project);
        }
        hub.known(entry)
    }
}
