//! Tools that say what can run and what runs, and that start and stop it.

mod explain;
mod list;
mod run;
mod start;
mod status;
mod stop;

use rmcp::handler::server::tool::ToolRouter;

use crate::server::Server;

/// All tools of the family.
pub(super) fn router() -> ToolRouter<Server> {
    Server::list_router() + Server::run_router() + Server::stop_router() + Server::status_router()
}

/// What is said of a script that has no process.
fn never_started(name: &str) -> String {
    format!("`{name}` is a script that was never started; scripts_run starts it")
}
