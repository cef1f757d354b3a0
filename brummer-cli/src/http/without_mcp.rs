//! MCP over HTTP in a build without the server.

use std::path::Path;

use brummer_core::Supervisor;
use brummer_core::config::{McpSettings, Origin};
use brummer_core::instance::Clients;

use crate::follow::Followed;
use crate::report::Failure;

/// A server that there never is.
pub(crate) enum Serving {}

impl Serving {
    pub(crate) fn url(&self) -> &str {
        match *self {}
    }

    #[expect(clippy::unused_async, reason = "with the server it waits")]
    pub(crate) async fn end(self) {
        match self {}
    }
}

/// Whether a program goes on without serving; here it has to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    Required,
    Optional,
}

/// Nothing; an error if flags ask for more.
#[expect(clippy::unused_async, reason = "with the server it waits")]
pub(crate) async fn serve(
    settings: &McpSettings,
    _: Need,
    _: &Supervisor,
    _: &Followed,
    _: Clients,
) -> Result<(Option<Serving>, Option<String>), Failure> {
    check_origin(settings, Path::new(""))?;
    Ok((None, None))
}

/// Refuses flags that ask for a server.
pub(crate) fn check_origin(settings: &McpSettings, _: &Path) -> Result<(), Failure> {
    let token = settings.token.as_ref().map(|token| &token.origin);
    let origins = [
        Some(&settings.host.origin),
        Some(&settings.port.origin),
        token,
    ];
    let is_flag = |origin: &&Origin| matches!(origin, Origin::Flag { .. });
    if let Some(flag) = origins.into_iter().flatten().find(is_flag) {
        let message = format!("{flag}: this build has no MCP server (cargo feature `mcp`)");
        return Err(Failure::Usage(message));
    }
    Ok(())
}
