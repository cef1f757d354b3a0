//! What the tests of the program share.

pub(crate) mod client;
#[cfg(feature = "mcp")]
pub(crate) mod http;
pub(crate) mod mark;
pub(crate) mod output;
pub(crate) mod patience;
pub(crate) mod program;
pub(crate) mod project;
pub(crate) mod terminal;
pub(crate) mod tool;
