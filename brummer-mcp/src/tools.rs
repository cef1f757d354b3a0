//! The tools: their list, and what is the same for all of them.

mod access;
mod arguments;
mod budget;
mod changes;
mod edit;
mod failure;
mod input;
mod instances;
mod lines;
mod logs;
mod names;
mod near;
mod problems;
mod process;
mod schema;
mod scripts;
mod shown;
mod wait;

use std::sync::LazyLock;

use rmcp::handler::server::tool::ToolRouter;
use rmcp::model::Tool;

pub(crate) use self::access::check as check_access;
pub(crate) use self::arguments::check as check_arguments;
pub(crate) use self::budget::fill;
pub(crate) use self::failure::Failure;
use self::instances::ONE_PROJECT;
pub(crate) use self::instances::{HUB_LIST, INSTANCES, PROJECT, find_of_hub};
use self::near::near;
use crate::server::Server;

/// All tools. Built once, since building the schemas takes longer than most calls.
pub(crate) static ROUTER: LazyLock<ToolRouter<Server>> = LazyLock::new(|| {
    let mut router = scripts::router()
        + logs::router()
        + Server::problems_router()
        + Server::wait_router()
        + Server::changes_router()
        + Server::input_router();
    for route in router.map.values_mut() {
        schema::slim(&mut route.attr);
    }
    router
});

/// The tools as clients get them, in the order of their names.
pub(crate) static LIST: LazyLock<Vec<Tool>> = LazyLock::new(|| {
    let mut tools = ROUTER.list_all();
    tools.iter_mut().for_each(schema::shorten);
    tools
});

/// Whether an action of a client does something, as opposed to those that only look.
fn acts(action: &str) -> bool {
    let tool = ROUTER.get(action);
    let looks = tool.and_then(|tool| tool.annotations.as_ref()?.read_only_hint);
    looks != Some(true)
}

/// The tool of this name, where there is one project.
pub(crate) fn find(name: &str) -> Result<&'static Tool, Failure> {
    ROUTER.get(name).ok_or_else(|| {
        if INSTANCES.has_route(name) {
            let what = format!("there is no tool `{name}`: {ONE_PROJECT}");
            return Failure::new("unknown_tool", what)
                .next("call the other tools, which are about this project");
        }
        let tools = ROUTER.list_all();
        let known = tools.iter().map(|tool| &*tool.name);
        Failure::new("unknown_tool", format!("there is no tool `{name}`"))
            .near(near(name, known.clone()))
            .known(known)
            .next("call one of the known tools")
    })
}

#[cfg(test)]
mod tests;
