//! Finds the project that a client means, and opens it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use brummer_core::project::root_of;
use brummer_mcp::{Hosted, NotOpened, Opener, Opening};

use crate::args::Common;
use crate::discovered::Discovered;
use crate::follow::Followed;
use crate::open;
use crate::report::{self, Failure};

/// The variable in which Claude Code names the project.
const PROJECT_DIR: &str = "CLAUDE_PROJECT_DIR";

/// What is known of the project that a client means.
pub(super) struct Finder {
    common: Common,
    /// What `CLAUDE_PROJECT_DIR` says.
    named: Option<PathBuf>,
    /// The exit code for the first failure, which was said.
    failed: Arc<OnceLock<ExitCode>>,
}

impl Finder {
    pub(super) fn new(common: &Common, failed: Arc<OnceLock<ExitCode>>) -> Self {
        let named = std::env::var_os(PROJECT_DIR).map(PathBuf::from);
        Self {
            common: common.clone(),
            // A variable that names no directory was meant for another machine, or is old.
            named: named.filter(|dir| dir.is_absolute() && dir.is_dir()),
            failed,
        }
    }
}

impl Opener for Finder {
    fn asks_client(&self) -> bool {
        self.common.dir.is_none() && self.named.is_none()
    }

    fn open(&self, roots: Vec<PathBuf>) -> Opening {
        let (common, named) = (self.common.clone(), self.named.clone());
        let failed = Arc::clone(&self.failed);
        Box::pin(async move {
            // Files are read, which must not keep the client waiting for what needs none.
            let opened = tokio::task::spawn_blocking(move || {
                let root = roots.into_iter().find(|root| root.is_dir());
                let home = std::env::home_dir();
                let dir = match (common.dir.clone(), named.or(root)) {
                    (Some(dir), _) => dir,
                    (None, Some(dir)) => root_of(&dir, home.as_deref()),
                    (None, None) => root_of(&open::directory(Path::new("."))?, home.as_deref()),
                };
                host(&common, &dir)
            });
            match opened.await {
                Ok(Ok(hosted)) => Ok(hosted),
                Ok(Err(failure)) => {
                    let code = report::print(&failure);
                    // The first one counts.
                    let _ = failed.set(code);
                    Err(NotOpened(report::text(&failure)))
                }
                Err(panic) => Err(NotOpened(format!("opening the project: {panic}"))),
            }
        })
    }
}

/// Reads the project, and is ready to run it.
fn host(common: &Common, dir: &Path) -> Result<Hosted, Failure> {
    let (project, settings) = open::project_with_settings(dir, common.flags())?;
    report::warn(&project.warnings);
    let supervisor = open::supervisor_with_logs(&settings.logs, &project.dir)?;
    Ok(Hosted {
        supervisor,
        scripts: Arc::new(Discovered(Followed::start(project, common))),
    })
}
