//! One process: what to run, what state it is in, and how its tree is stopped.
//!
//! Each process is owned by one task ([`actor`]). Requests reach it through a bounded channel and are always answered.
//! What comes next is decided by [`lifecycle`], which knows rules and no effects; the actor performs what it is told, and
//! publishes a new snapshot at each step. Nobody else holds a handle to the child.

pub(crate) mod actor;
mod capture;
mod input;
pub(crate) mod known;
mod lifecycle;
pub(crate) mod mark;
pub(crate) mod meter;
pub(crate) mod orphans;
pub(crate) mod ports;
mod readiness;
mod spawn;
pub(crate) mod spec;
pub(crate) mod stop;
pub(crate) mod tree;
mod understand;
