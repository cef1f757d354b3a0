//! The tools: their list, and what is the same for all of them.

mod arguments;
mod failure;
mod lines;
mod logs;
mod names;
mod near;
mod process;
mod schema;
mod scripts;

use std::sync::LazyLock;

use rmcp::handler::server::tool::ToolRouter;
use rmcp::model::Tool;

pub(crate) use self::arguments::check as check_arguments;
pub(crate) use self::failure::Failure;
use self::near::near;
use crate::server::Server;

/// All tools. Built once, since building the schemas takes longer than most calls.
pub(crate) static ROUTER: LazyLock<ToolRouter<Server>> = LazyLock::new(|| {
    let mut router = scripts::router() + Server::logs_router();
    for route in router.map.values_mut() {
        schema::slim(&mut route.attr);
    }
    router
});

/// The tool of this name.
pub(crate) fn find(name: &str) -> Result<&'static Tool, Failure> {
    ROUTER.get(name).ok_or_else(|| {
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
