//! The newest change to the sources: what an agent edited last.

use std::path::Path;

#[cfg(test)]
pub(super) use brummer_core::edit::Edit;
pub(super) use brummer_core::edit::Newest;

use super::failure::Failure;

/// The newest change of these files, or else of those that are changed.
pub(super) async fn newest(project: &Path, files: &[String]) -> Result<Newest, Failure> {
    let newest = brummer_core::edit::newest(project, files).await;
    newest.map_err(|error| {
        Failure::new("no_file", error.to_string())
            .next("name files as git does, or leave files out to use those that git names")
    })
}
