//! One process: what to run, what state it is in, and how its tree is stopped.

pub(crate) mod spec;
pub(crate) mod stop;
