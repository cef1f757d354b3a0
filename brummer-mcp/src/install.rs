//! Entering this server into the configuration of AI editors, and taking it out again.
//!
//! Pure: text in, text out. A table says for each [`Client`] where its file is ([`places`]), below which key it keeps
//! servers, and how it writes one; three formats know how to edit a text so that nothing else in it changes. Who reads and
//! writes files is up to the caller.

mod client;
mod diff;
mod edit;
mod entry;
mod fault;
mod json;
mod place;
mod toml;
mod yaml;

pub use self::client::{Client, UnknownClient};
pub use self::diff::{difference, readable};
pub use self::edit::{Removed, find, install, snippet, uninstall};
pub use self::entry::Entry;
pub use self::fault::{At, Fault};
pub use self::place::{Machine, Place, Platform, Scope, places};

/// The name under which this server is entered everywhere.
pub const NAME: &str = "brummer";

#[cfg(test)]
mod tests;
