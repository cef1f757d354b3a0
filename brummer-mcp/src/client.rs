//! Who asks.

use brummer_core::Owner;
use rmcp::RoleServer;
use rmcp::service::RequestContext;

/// The longest name of a client that is kept, in characters.
const MAX_NAME: usize = 40;

/// The client of a request, as the owner of what it starts.
pub(crate) fn client(context: &RequestContext<RoleServer>) -> Owner {
    let name = context
        .client_info()
        .map_or_else(|| "mcp".to_owned(), |info| info.name);
    // It is shown in a terminal, and anyone may call himself anything.
    let plain = name.chars().filter(|c| !c.is_control());
    let shown: String = plain.take(MAX_NAME).collect();
    Owner::Agent(shown.into())
}
