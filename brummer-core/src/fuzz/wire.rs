//! What goes over the wire between a host and its clients.

pub use crate::remote::fuzz::{follow, messages};
