//! Finds the project that a client means, and opens it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use brummer_core::config::Settings;
use brummer_core::project::root_of;
use brummer_mcp::{Hosted, NotOpened, Opener, Opening};

use crate::args::{Common, Serve};
use crate::discovered::Discovered;
use crate::follow::Followed;
use crate::join::{Joining, Starts, is_alone};
use crate::open;
use crate::report::{self, Failure};

/// The variable in which Claude Code names the project.
const PROJECT_DIR: &str = "CLAUDE_PROJECT_DIR";

/// What is known of the project that a client means.
#[derive(Clone)]
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

impl Finder {
    /// The directory of the project that is meant, if the client works in these.
    pub(super) fn root(&self, roots: Vec<PathBuf>) -> Result<PathBuf, Failure> {
        root(&self.common, self.named.clone(), roots)
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
            let opened = async {
                let of = common.clone();
                let root = away(move || root(&of, named, roots)).await?;
                open(common, root).await
            };
            opened.await.map_err(|failure| {
                let code = report::print(&failure);
                // The first one counts.
                let _ = failed.set(code);
                NotOpened(report::text(&failure))
            })
        })
    }
}

/// Does what reads files, which must not keep the client waiting for what needs none.
pub(super) async fn away<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(read).await {
        Ok(read) => read,
        Err(panicked) => Err(Failure::FrontEnd {
            what: "the project could not be opened",
            source: panicked.into(),
        }),
    }
}

/// The directory of the project that is meant.
fn root(common: &Common, named: Option<PathBuf>, roots: Vec<PathBuf>) -> Result<PathBuf, Failure> {
    let root = roots.into_iter().find(|root| root.is_dir());
    let home = std::env::home_dir();
    let dir = match (common.dir.clone(), named.or(root)) {
        (Some(dir), _) => dir,
        (None, Some(dir)) => root_of(&dir, home.as_deref()),
        (None, None) => root_of(&open::directory(Path::new("."))?, home.as_deref()),
    };
    open::directory(&dir)
}

/// Joins the host of the project, which is started if there is none; only where that cannot be, hosts here.
async fn open(common: Common, root: PathBuf) -> Result<Hosted, Failure> {
    let joining = Joining::new(&root, &common, Serve::default(), Starts::WhenLost);
    let found = {
        let root = root.clone();
        away(move || discovered(&common, &root))
    };
    // The host takes its time as well.
    let (found, joined) = tokio::join!(found, joining.join());
    let (project, settings) = found?;
    let supervisor = match joined {
        Err(failure) if is_alone(&failure) => {
            let why = report::in_a_line(&failure);
            report::say(&format!(
                "warning: no host in the background, so this program hosts, and others cannot join: {why}"
            ));
            open::supervisor_with_logs(&settings.logs, &root)?
        }
        joined => joined?,
    };
    Ok(Hosted {
        supervisor,
        scripts: Arc::new(project),
    })
}

/// What can be run.
pub(super) fn discovered(common: &Common, dir: &Path) -> Result<(Discovered, Settings), Failure> {
    let (project, settings) = open::project_with_settings(dir, common.flags())?;
    report::warn(&project.warnings);
    let followed = Followed::start(project, common, |warning| {
        report::say(&format!("warning: {warning}"));
    });
    Ok((Discovered(followed), settings))
}
