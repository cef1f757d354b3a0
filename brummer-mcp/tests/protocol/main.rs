//! The server as clients see it: JSON lines in, JSON lines out, with a real supervisor behind.
#![expect(clippy::unwrap_used, reason = "this is how a test fails")]

mod arguments;
mod client;
mod ending;
mod eras;
mod faults;
mod logs;
mod opening;
mod project;
mod scripts;
