//! One file per command. A command whose front end is not built in says so.

pub(crate) mod check;
pub(crate) mod config;
pub(crate) mod down;
pub(crate) mod events;
pub(crate) mod instances;
pub(crate) mod logs;
#[cfg(feature = "mcp")]
pub(crate) mod mcp;
#[cfg(not(feature = "mcp"))]
#[path = "command/without_mcp.rs"]
pub(crate) mod mcp;
pub(crate) mod problems;
pub(crate) mod ps;
pub(crate) mod restart;
pub(crate) mod run;
pub(crate) mod scripts;
pub(crate) mod send;
pub(crate) mod serve;
pub(crate) mod start;
pub(crate) mod stop;
#[cfg(feature = "tui")]
pub(crate) mod tui;
#[cfg(not(feature = "tui"))]
#[path = "command/without_tui.rs"]
pub(crate) mod tui;
pub(crate) mod wait;
