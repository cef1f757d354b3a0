//! One file per command.

pub(crate) mod config;
pub(crate) mod mcp;
pub(crate) mod run;
pub(crate) mod scripts;
pub(crate) mod tui;
