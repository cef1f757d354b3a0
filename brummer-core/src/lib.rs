//! brummer core.
pub mod error;
mod id;
mod process {
    pub(crate) mod spec;
}
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
