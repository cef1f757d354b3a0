//! The instance that a command means.

use brummer_core::instance::{Entry, InstanceError, Instances, Place};

use crate::args::Common;
use crate::open;
use crate::report::Failure;

/// The living instance of the directory that the arguments name; or else that of the working directory, or of the nearest one above it in
/// its repository.
pub(crate) fn find(common: &Common) -> Result<Option<Entry>, Failure> {
    let dir = open::directory(common.dir())?;
    let instances = Instances::open(Place::of_process())?;
    let found = if common.dir.is_some() {
        instances.find(&dir)
    } else {
        instances.nearest(&dir)
    };
    Ok(found.map_err(InstanceError::from)?)
}

/// The same of those that are just ending.
pub(crate) fn ending(common: &Common) -> Result<Option<Entry>, Failure> {
    let dir = open::directory(common.dir())?;
    let instances = Instances::open(Place::of_process())?;
    let found = if common.dir.is_some() {
        instances.ending(&dir)
    } else {
        instances.nearest_ending(&dir)
    };
    Ok(found.map_err(InstanceError::from)?)
}

/// The same.
///
/// # Errors
/// [`Failure::Usage`] with the next step if there is none.
pub(crate) fn here(common: &Common) -> Result<Entry, Failure> {
    let dir = open::directory(common.dir())?;
    if let Some(entry) = find(common)? {
        return Ok(entry);
    }
    Err(match ending(common)? {
        Some(entry) => InstanceError::Ending(Box::new(entry)).into(),
        None => Failure::Usage(format!(
            "nothing hosts `{}`: `brummer serve -d` does, in the background; `brummer instances` lists what is hosted",
            dir.display()
        )),
    })
}
