//! The whole stack as clients meet it: bytes on a socket, with a real supervisor behind.

mod client;
mod conformance;
#[path = "../../../../brummer-core/tests/engine/support/connected.rs"]
mod connected;
mod eras;
mod faults;
mod limits;
mod security;
