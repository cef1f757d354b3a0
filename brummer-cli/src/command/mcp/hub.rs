//! What a server reaches that is for all projects: those that are hosted, and the one that its client is in.

use std::path::PathBuf;
use std::sync::Arc;

use brummer_core::instance::{self, Entry, Listing, Place};
use brummer_mcp::{Hosted, NotOpened, Opener, Opening, Projects};

use super::finder::{Finder, away, discovered};
use crate::args::Common;
use crate::client::Client;
use crate::report::{self, Failure};

/// The projects that are hosted on this machine, by this user.
pub(super) struct Hosts {
    common: Common,
}

impl Hosts {
    pub(super) fn new(common: &Common) -> Self {
        Self {
            // The directory is that of the client's project.
            common: Common {
                dir: None,
                ..common.clone()
            },
        }
    }
}

impl Projects for Hosts {
    fn list(&self) -> Result<Listing, NotOpened> {
        let listed =
            instance::Instances::open(Place::of_process()).and_then(|instances| instances.list());
        listed.map_err(|error| not_opened(&error.into()))
    }

    fn join(&self, entry: Entry) -> Opening {
        let common = self.common.clone();
        Box::pin(async move {
            let root = entry.root.clone();
            let joined = async {
                // A host that goes is joined anew when somebody names its project again.
                let client = Client::of(entry).await?;
                let project = away(move || Ok(discovered(&common, &root)?.0)).await?;
                Ok(Hosted {
                    supervisor: client.supervisor,
                    scripts: Arc::new(project),
                })
            };
            joined.await.map_err(|failure| not_opened(&failure))
        })
    }
}

/// The project that the client is in, unless it is in none: an editor for all projects starts its servers in the home directory or at the
/// root, which nobody means to have hosted.
pub(super) struct Home(Finder);

impl Home {
    pub(super) fn new(finder: Finder) -> Self {
        Self(finder)
    }
}

impl Opener for Home {
    fn asks_client(&self) -> bool {
        self.0.asks_client()
    }

    fn open(&self, roots: Vec<PathBuf>) -> Opening {
        let finder = self.0.clone();
        Box::pin(async move {
            let (of, named) = (finder.clone(), roots.clone());
            let root = away(move || of.root(named)).await;
            let root = root.map_err(|failure| not_opened(&failure))?;
            if is_no_project(&root) {
                return Err(NotOpened(format!(
                    "this client is in `{}`, which is no project",
                    root.display()
                )));
            }
            finder.open(roots).await
        })
    }
}

/// Whether a directory holds everything of somebody, or of the machine.
fn is_no_project(root: &std::path::Path) -> bool {
    let home = std::env::home_dir().and_then(|home| home.canonicalize().ok());
    root.parent().is_none() || home.as_deref() == Some(root)
}

/// Why, in one text without what every error of this program begins with.
fn not_opened(failure: &Failure) -> NotOpened {
    let text = report::text(failure);
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    NotOpened(text.replace("\n  because: ", ": "))
}
