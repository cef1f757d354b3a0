//! Installing into editors for the terminal UI: what they have, what would change, and the change itself.

use brummer_mcp::install::{Client, Scope};

use super::edit;
use super::machine::Here;
use super::status;
use super::target::{self, Target};
use crate::args::Common;
use crate::report::Failure;

/// An editor that is here.
pub(crate) struct Editor {
    /// Its name on command lines.
    pub(crate) name: &'static str,
    /// What it has, in words.
    pub(crate) state: String,
    /// The file of the user in which that stands.
    pub(crate) file: String,
    pub(crate) is_installed: bool,
}

/// The editors that are here; none if there is no home to look in.
pub(crate) fn editors(common: &Common) -> Vec<Editor> {
    let Ok(here) = Here::look(common) else {
        return Vec::new();
    };
    let targets = Client::ALL
        .into_iter()
        .flat_map(|client| target::of(&here, client, Scope::User));
    let found = targets.filter(|target| target.place.found);
    found.map(|target| editor(&here, &target)).collect()
}

fn editor(here: &Here, target: &Target) -> Editor {
    let (state, is_installed) = status::said(target);
    Editor {
        name: target.client.name(),
        state,
        file: here.shown(&target.place.file),
        is_installed,
    }
}

/// What installing would change in the files of an editor; empty if it is there.
pub(crate) fn difference(common: &Common, name: &str) -> Result<String, Failure> {
    let here = Here::look(common)?;
    Ok(edit::installing(&here, &[name.to_owned()])?.difference())
}

/// Installs, if that still changes what was shown; says what was written.
pub(crate) fn write(common: &Common, name: &str, shown: &str) -> Result<String, Failure> {
    let here = Here::look(common)?;
    let plan = edit::installing(&here, &[name.to_owned()])?;
    if plan.difference() != shown {
        return Err(Failure::Usage(
            "the file was changed meanwhile: look at the difference again".to_owned(),
        ));
    }
    plan.install(&here)
}
