//! Keeps a project up to date while its files change.

use std::sync::Arc;

use brummer_core::config::{Config, ConfigErrors, ConfigSources};
#[cfg(feature = "mcp")]
use brummer_core::project::ProjectChanges;
use brummer_core::project::{Project, ProjectWatch};

use crate::args::Common;
use crate::open;
use crate::report::Failure;

/// A project that is followed where the system can do that.
#[derive(Clone)]
pub(crate) enum Followed {
    /// Its files are watched.
    Watched(
        #[cfg_attr(
            not(any(feature = "tui", feature = "mcp")),
            expect(dead_code, reason = "no front end is built in that asks")
        )]
        Arc<ProjectWatch>,
    ),
    /// It stays as it was found.
    Fixed(
        #[cfg_attr(
            not(any(feature = "tui", feature = "mcp")),
            expect(dead_code, reason = "no front end is built in that asks")
        )]
        Arc<Project>,
    ),
}

impl Followed {
    /// Follows a project that was just found. Where that is not possible, says why to `warn`, and goes on without.
    pub(crate) fn start(project: Project, common: &Common, warn: impl FnOnce(String)) -> Self {
        let fixed = Arc::new(project.clone());
        match watch(project, common) {
            Ok(watch) => Self::Watched(Arc::new(watch)),
            Err(failure) => {
                warn(format!(
                    "{failure}; changes of what there is to run are not noticed"
                ));
                Self::Fixed(fixed)
            }
        }
    }

    /// What there is to run now.
    #[cfg(any(feature = "tui", feature = "mcp"))]
    pub(crate) fn latest(&self) -> Arc<Project> {
        match self {
            Self::Watched(watch) => watch.latest(),
            Self::Fixed(project) => Arc::clone(project),
        }
    }

    /// What changes from now on; none if that is not noticed.
    #[cfg(feature = "mcp")]
    pub(crate) fn changes(&self) -> Option<ProjectChanges> {
        match self {
            Self::Watched(watch) => Some(watch.changes()),
            Self::Fixed(_) => None,
        }
    }
}

fn watch(project: Project, common: &Common) -> Result<ProjectWatch, Failure> {
    let dir = project.dir.clone();
    let flags = common.flags();
    let discover = move || {
        let sources = ConfigSources::from_process(&dir, flags.clone());
        let config = Config::load(&sources).map_err(|errors| broken(&errors))?;
        Ok(open::discover(&dir, config))
    };
    Ok(ProjectWatch::start(project, discover)?)
}

/// What is said of a configuration that became broken: the first error in one line.
fn broken(errors: &ConfigErrors) -> String {
    let first = errors.diagnostics().first();
    let first = first.map_or_else(String::new, |first| format!(": {}", first.title));
    format!(
        "the configuration is broken{first} (`brummer config check` shows where); what was known holds"
    )
}
