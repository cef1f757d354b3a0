//! The Model Context Protocol server of brummer: what an AI editor sees of a project's processes.
//!
//! One handler serves every client, whichever revision of the protocol it speaks. It knows the
//! [`Supervisor`](brummer_core::Supervisor), which answers and changes what runs, and [`Scripts`], which says what could
//! run. Each tool is a typed input and about ten lines; what is the same for all of them (checked arguments, errors that
//! name the next call, a guard against panics, cancellation) happens once, before and after.
//!
//! Clients show a model the structured part of an answer and drop its text, so an answer has only one of them that
//! counts: processes and scripts are structured and complete alone; logs are text, and end with the cursor to read on.

mod client;
mod error;
mod host;
mod hub;
pub mod install;
mod outgoing;
mod prompts;
mod resources;
mod roots;
mod script;
mod server;
mod tools;
mod transport;

pub use self::error::Error;
pub use self::host::{Host, Hosted, NotOpened, Opener, Opening};
pub use self::hub::Projects;
pub use self::script::{ScriptInfo, Scripts, UnknownName};
pub use self::transport::{HttpListener, serve_http, serve_stdio, serve_stream};
