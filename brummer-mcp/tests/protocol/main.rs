//! The server as clients see it: JSON lines in, JSON lines out, with a real supervisor behind.
#![expect(clippy::unwrap_used, reason = "this is how a test fails")]

mod access;
mod arguments;
mod changes;
mod client;
#[path = "../../../brummer-core/tests/engine/support/connected.rs"]
mod connected;
mod ending;
mod eras;
mod faults;
mod hub;
mod input;
mod logs;
mod loss;
mod opening;
mod problems;
mod project;
mod prompts;
mod resources;
mod scripts;
mod secrets;
mod tokens;
mod waiting;
mod watching;
