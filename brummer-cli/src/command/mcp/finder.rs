//! Finds the project that a client means, and opens it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use brummer_core::config::Settings;
use brummer_core::instance::{Claimed, Hosting, StartedBy, Stay};
use brummer_core::project::root_of;
use brummer_mcp::{Hosted, NotOpened, Opener, Opening};

use crate::args::Common;
use crate::client::Client;
use crate::discovered::Discovered;
use crate::follow::Followed;
use crate::open;
use crate::report::{self, Failure};
use crate::shared::{self, Shared};

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
    /// Where others join, if this program hosts the project.
    sharing: Arc<OnceLock<Shared>>,
}

impl Finder {
    pub(super) fn new(
        common: &Common,
        failed: Arc<OnceLock<ExitCode>>,
        sharing: Arc<OnceLock<Shared>>,
    ) -> Self {
        let named = std::env::var_os(PROJECT_DIR).map(PathBuf::from);
        Self {
            common: common.clone(),
            // A variable that names no directory was meant for another machine, or is old.
            named: named.filter(|dir| dir.is_absolute() && dir.is_dir()),
            failed,
            sharing,
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
        let (failed, sharing) = (Arc::clone(&self.failed), Arc::clone(&self.sharing));
        Box::pin(async move {
            let opened = async {
                let of = common.clone();
                let root = away(move || root(&of, named, roots)).await?;
                open(common, root, &sharing).await
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

/// Joins the host of the project, or becomes it.
async fn open(
    common: Common,
    root: PathBuf,
    sharing: &OnceLock<Shared>,
) -> Result<Hosted, Failure> {
    let claim = match shared::claim(&root).await {
        Ok(Claimed::Theirs(entry)) => {
            let client = Client::staying(*entry, common.clone()).await?;
            let project = away(move || Ok(discovered(&common, &root)?.0)).await?;
            return Ok(Hosted {
                supervisor: client.supervisor,
                scripts: Arc::new(project),
            });
        }
        Ok(Claimed::Ours(claim)) => Some(claim),
        Err(error) => {
            report::say(&format!("warning: others cannot join: {error}"));
            None
        }
    };
    let hosted = away(move || host(&common, &root)).await?;
    if let Some(claim) = claim {
        let hosting = Hosting {
            http: None,
            started_by: StartedBy::Mcp,
            stay: Stay::Program,
        };
        match Shared::open(claim, &hosted.supervisor, hosting) {
            // It is opened once.
            Ok(shared) => drop(sharing.set(shared)),
            Err(error) => report::say(&format!("warning: others cannot join: {error}")),
        }
    }
    Ok(hosted)
}

/// Reads the project, and is ready to run it.
fn host(common: &Common, dir: &Path) -> Result<Hosted, Failure> {
    let (project, settings) = discovered(common, dir)?;
    let supervisor = open::supervisor_with_logs(&settings.logs, dir)?;
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
