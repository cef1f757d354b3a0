//! brummer core.
pub mod config;
pub mod error;
mod id;
mod input;
mod near;
mod process {
    pub(crate) mod spec;
}
pub mod project;
mod snapshot;
pub use error::Error;
pub use id::*;
pub use process::spec::*;
pub use snapshot::*;
/// x
pub struct Supervisor;
impl Supervisor {
    pub fn reader(&self) -> SnapshotReader {
        unimplemented!()
    }
}
