//! What is served: a project and what runs of it, perhaps before it is known which project that is.

use std::collections::HashMap;
use std::ops::Deref;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use brummer_core::{InstanceId, LostInstance, Supervisor};
use tokio::sync::OnceCell;

use crate::hub::Projects;
use crate::script::Scripts;
use crate::server::loss::Way;

/// A project that is open.
#[derive(Clone)]
pub struct Hosted {
    /// What runs of it.
    pub supervisor: Supervisor,
    /// What could run.
    pub scripts: Arc<dyn Scripts>,
}

/// Why a project could not be opened, in words for whoever can mend it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotOpened(pub String);

/// What comes of opening a project.
pub type Opening = Pin<Box<dyn Future<Output = Result<Hosted, NotOpened>> + Send>>;

/// Opens the project that is to be served. It is asked until it succeeds.
pub trait Opener: Send + Sync + 'static {
    /// Whether it depends on the client which project is meant. If not, it is opened at once.
    fn asks_client(&self) -> bool;

    /// Opens the project. `roots` are the directories that the client works in, if it says any and is asked.
    fn open(&self, roots: Vec<PathBuf>) -> Opening;
}

/// A project that is served, now or soon; cheap to clone.
#[derive(Clone)]
pub struct Host {
    hosted: Arc<OnceCell<Hosted>>,
    opener: Option<Arc<dyn Opener>>,
    projects: Option<Arc<dyn Projects>>,
    /// The lost instance that the client was told of, by each way.
    told: Arc<Mutex<HashMap<Way, InstanceId>>>,
}

impl Host {
    /// A project that is open.
    pub fn new(hosted: Hosted) -> Self {
        Self {
            hosted: Arc::new(OnceCell::new_with(Some(hosted))),
            opener: None,
            projects: None,
            told: Arc::default(),
        }
    }

    /// A project that is opened while it is served. What depends on it waits.
    pub fn later(opener: impl Opener) -> Self {
        Self {
            hosted: Arc::default(),
            opener: Some(Arc::new(opener)),
            projects: None,
            told: Arc::default(),
        }
    }

    /// The same, and beside it these projects: each tool takes one, and there are tools that list and choose them. Such a host is for one
    /// client, since what it chooses is chosen for all.
    #[must_use]
    pub fn with_projects(self, projects: impl Projects) -> Self {
        Self {
            projects: Some(Arc::new(projects)),
            ..self
        }
    }

    /// The other projects, if they are served.
    pub(crate) fn projects(&self) -> Option<Arc<dyn Projects>> {
        self.projects.clone()
    }

    /// The project, if it is open.
    pub fn hosted(&self) -> Option<&Hosted> {
        self.hosted.get()
    }

    /// Opens the project, unless it is open. `roots` is asked only if they matter.
    pub(crate) async fn open(
        &self,
        roots: impl Future<Output = Vec<PathBuf>>,
    ) -> Result<(), NotOpened> {
        let Some(opener) = &self.opener else {
            return Ok(());
        };
        let hosted = self.hosted.get_or_try_init(|| async {
            let roots = if opener.asks_client() {
                roots.await
            } else {
                Vec::new()
            };
            opener.open(roots).await
        });
        hosted.await.map(|_| ())
    }

    /// The instance that was lost since this was asked last by this way: its processes have ended, and another one is there.
    pub(crate) fn newly_lost(&self, way: Way) -> Option<Arc<LostInstance>> {
        let lost = self.hosted()?.supervisor.lost_instance()?;
        let is_known = self.told_by().get(&way) == Some(&lost.instance);
        self.tell(way, lost.instance);
        (!is_known).then_some(lost)
    }

    /// Takes note that a call has told of this loss.
    pub(crate) fn told(&self, instance: InstanceId) {
        self.tell(Way::Call, instance);
    }

    fn tell(&self, way: Way, instance: InstanceId) {
        let ways = way.settles().iter();
        self.told_by().extend(ways.map(|way| (*way, instance)));
    }

    fn told_by(&self) -> MutexGuard<'_, HashMap<Way, InstanceId>> {
        // Each step leaves it whole.
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it can be opened before the client has said anything.
    pub(crate) fn can_open(&self) -> bool {
        self.opener
            .as_ref()
            .is_some_and(|opener| !opener.asks_client())
    }

    pub(crate) fn supervisor(&self) -> Late<Supervisor> {
        self.late(|hosted| &hosted.supervisor)
    }

    pub(crate) fn scripts(&self) -> Late<Arc<dyn Scripts>> {
        self.late(|hosted| &hosted.scripts)
    }

    fn late<T>(&self, part: fn(&Hosted) -> &T) -> Late<T> {
        Late {
            hosted: Arc::clone(&self.hosted),
            part,
        }
    }
}

/// A part of a project that is there once the project is open. Whoever looks at it has waited for that.
pub(crate) struct Late<T> {
    hosted: Arc<OnceCell<Hosted>>,
    part: fn(&Hosted) -> &T,
}

impl<T> Clone for Late<T> {
    fn clone(&self) -> Self {
        Self {
            hosted: Arc::clone(&self.hosted),
            part: self.part,
        }
    }
}

impl<T> Deref for Late<T> {
    type Target = T;

    fn deref(&self) -> &T {
        let hosted = self.hosted.get();
        (self.part)(hosted.expect("every call waits for the project first"))
    }
}
