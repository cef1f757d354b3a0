//! The whole program, as it is used: the real binary with real projects, signals, terminals and clients.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

mod cli;
#[cfg(feature = "mcp")]
mod clients;
#[cfg(feature = "mcp")]
mod conformance;
mod discovery;
mod guardian;
#[cfg(feature = "mcp")]
mod install;
mod instances;
mod invariants;
mod journeys;
mod logs;
#[cfg(feature = "mcp")]
mod mcp;
mod problems;
mod real;
mod run;
#[cfg(feature = "mcp")]
mod serve;
mod support;
#[cfg(feature = "tui")]
mod terminal;
