//! What can be changed from the settings of the terminal UI.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use brummer_core::project::PackageManager;
use brummer_tui::{Editing, EditorState, FileEdit, Written};

use super::package_manager::{self, Change};
use crate::args::Common;
use crate::command::mcp::offer;
use crate::open;
use crate::report::Failure;

/// The files of the user and of the project.
#[derive(Debug)]
pub(super) struct Files {
    common: Common,
    dir: PathBuf,
}

impl Files {
    pub(super) fn new(common: &Common, dir: &Path) -> Self {
        Self {
            common: common.clone(),
            dir: dir.to_owned(),
        }
    }

    fn change(&self, manager: PackageManager) -> Result<Change, Failure> {
        let config = open::load(&self.dir, self.common.flags())?;
        let set = config.settings.package_manager.as_ref();
        let set = set.map(|set| (set.value, &set.origin));
        package_manager::change(&self.dir, set, manager).map_err(Failure::Usage)
    }
}

impl Editing for Files {
    fn editors(&self) -> Vec<EditorState> {
        let editors = offer::editors(&self.common).into_iter();
        let states = editors.map(|editor| EditorState {
            name: editor.name.to_owned(),
            state: editor.state,
            file: editor.file,
            is_installed: editor.is_installed,
        });
        states.collect()
    }

    fn difference(&self, edit: &FileEdit) -> Result<String, String> {
        let difference = match edit {
            FileEdit::PackageManager(manager) => {
                self.change(*manager).map(|change| change.difference())
            }
            FileEdit::Install(name) => offer::difference(&self.common, name),
        };
        difference.map_err(|failure| failure.to_string())
    }

    fn write(&self, edit: &FileEdit, shown: &str) -> Result<Written, String> {
        let written = match edit {
            FileEdit::PackageManager(manager) => self.change(*manager).and_then(|change| {
                let text = change.write(shown).map_err(Failure::Usage)?;
                let config = open::load(&self.dir, self.common.flags())?;
                let config = Some(Arc::new(config));
                Ok(Written { text, config })
            }),
            FileEdit::Install(name) => {
                offer::write(&self.common, name, shown).map(|text| Written { text, config: None })
            }
        };
        written.map_err(|failure| failure.to_string())
    }
}
