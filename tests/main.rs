//! The whole program, as it is used: the real binary with real projects, signals, terminals and clients.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

mod cli;
mod discovery;
mod guardian;
#[cfg(feature = "mcp")]
mod install;
mod invariants;
mod logs;
mod mcp;
mod problems;
mod real;
mod run;
mod support;
#[cfg(feature = "tui")]
mod terminal;
