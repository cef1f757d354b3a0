//! The engine through its public interface, with real children.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "engine/support/connected.rs"]
mod connected;
#[path = "engine/input.rs"]
mod input;
#[path = "engine/lifecycle.rs"]
mod lifecycle;
#[path = "engine/support/log.rs"]
mod log;
#[path = "engine/support/mark.rs"]
mod mark;
#[path = "engine/news.rs"]
mod news;
#[path = "engine/output.rs"]
mod output;
#[path = "engine/refusal.rs"]
mod refusal;
#[path = "engine/remote.rs"]
mod remote;
#[path = "engine/snapshot.rs"]
mod snapshot;
#[path = "engine/support.rs"]
mod support;
#[path = "engine/support/tool.rs"]
mod tool;
#[path = "engine/tree.rs"]
mod tree;
#[path = "engine/understanding.rs"]
mod understanding;
#[path = "engine/usage.rs"]
mod usage;
