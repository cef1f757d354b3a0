//! Many projects over one connection: each call goes to the project that it names, or to the one that the client is in.
//!
//! A project that is named is joined at its first call, as a client of its host, and stays joined until the connection ends. Which ones there
//! are is read from the directory of instances whenever somebody names one, and a stream that ends says that its host is gone: nothing is
//! looked at in between. Each project has a [`Server`] of its own, with its own rules of access and its own secrets, so that what
//! leaves one is masked with what is secret there.

mod joined;
mod listing;
mod meant;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use brummer_core::instance::{Entry, Listing};
use tokio_util::sync::CancellationToken;

use self::joined::Joined;
pub(crate) use self::joined::hangs;
pub(crate) use self::listing::{Known, Shown, name, text};
use self::meant::{Meant, meant};
use crate::host::{NotOpened, Opening};
use crate::server::Server;
use crate::tools::Failure;

/// The most projects that are joined at a time.
const MAX_JOINED: usize = 64;

/// The projects that are hosted on this machine, for a server that reaches all of them.
pub trait Projects: Send + Sync + 'static {
    /// What is hosted now. It may read files: it is called where that holds up nobody.
    ///
    /// # Errors
    /// If the directory of instances cannot be read, with what would mend that.
    fn list(&self) -> Result<Listing, NotOpened>;

    /// Joins the host of one of them. It may take long: it is given up after a while.
    fn join(&self, entry: Entry) -> Opening;
}

/// The projects that one client reaches; cheap to clone.
#[derive(Clone)]
pub(crate) struct Hub {
    projects: Arc<dyn Projects>,
    state: Arc<Mutex<State>>,
    /// Cancelled when the client is gone.
    closing: CancellationToken,
}

#[derive(Default)]
struct State {
    /// Where calls go that name no project; none for the one that the client is in.
    chosen: Option<Entry>,
    /// By their ids.
    joined: HashMap<String, Arc<Joined>>,
}

/// Where a call goes.
pub(crate) enum Target {
    /// To the project that the client is in.
    Home,
    /// To another one, which is joined and has just answered.
    Joined(Box<Server>, Arc<Joined>),
}

impl Hub {
    pub(crate) fn new(projects: Arc<dyn Projects>, closing: CancellationToken) -> Self {
        Self {
            projects,
            state: Arc::default(),
            closing,
        }
    }

    /// What is hosted now.
    pub(crate) async fn list(&self) -> Result<Listing, Failure> {
        let projects = Arc::clone(&self.projects);
        let listed = tokio::task::spawn_blocking(move || projects.list()).await;
        match listed {
            Ok(listed) => listed.map_err(|error| {
                Failure::new("no_instances", error.to_string())
                    .next("correct that, and call again; the server need not be restarted")
            }),
            Err(_) => Err(Failure::internal("the list of projects", "it panicked")),
        }
    }

    /// Where a call goes that names this project, or none. `home` is the directory of the project that the client is in, if it is open.
    pub(crate) async fn target(
        &self,
        wanted: Option<&str>,
        home: Option<&Path>,
    ) -> Result<Target, Failure> {
        let chosen = self.state().chosen.clone();
        let entry = match (wanted, chosen) {
            (None, None) => return Ok(Target::Home),
            (Some(wanted), _) => self.find(wanted).await?,
            (None, Some(chosen)) => self.still(&chosen).await?,
        };
        if home == Some(entry.root.as_path()) {
            return Ok(Target::Home);
        }
        self.tell(&entry.id)?;
        let (server, joined) = self.join(entry).await?;
        Ok(Target::Joined(Box::new(server), joined))
    }

    /// Sends calls that name no project to this one from now on.
    pub(crate) async fn choose(&self, wanted: &str, home: Option<&Path>) -> Result<Entry, Failure> {
        let entry = self.find(wanted).await?;
        // One that cannot be reached is said now.
        if home != Some(entry.root.as_path()) {
            self.tell(&entry.id)?;
            self.join(entry.clone()).await?;
        }
        self.state().chosen = Some(entry.clone());
        Ok(entry)
    }

    /// Sends calls that name no project to the one that the client is in, and returns where they went before.
    pub(crate) fn unchoose(&self) -> Option<Entry> {
        self.state().chosen.take()
    }

    /// Where calls go that name no project, if somebody chose that.
    pub(crate) fn chosen(&self) -> Option<Entry> {
        self.state().chosen.clone()
    }

    /// What is known of a host without asking it.
    pub(crate) fn known(&self, entry: &Entry) -> Known {
        let joined = self.state().joined.get(&entry.id).cloned();
        joined.map_or(Known::Nothing, |joined| joined.known(entry))
    }

    /// The instance that is meant.
    async fn find(&self, wanted: &str) -> Result<Entry, Failure> {
        let path = Path::new(wanted);
        let real = if path.is_absolute() {
            canonical(path.to_owned()).await
        } else {
            None
        };
        let listing = self.list().await?;
        let known = || listing.living.iter().map(name);
        let shown: String = wanted.chars().take(100).collect();
        let failure = match meant(&listing.living, wanted, real.as_deref()) {
            Meant::One(entry) => return Ok(entry.clone()),
            Meant::Several(entries) => {
                let ids = entries.iter().map(|entry| {
                    let (id, root) = (&entry.id, entry.root.display());
                    format!("{id} ({root})")
                });
                return Err(Failure::new(
                    "ambiguous_project",
                    format!("more than one project is called `{shown}`"),
                )
                .known(ids)
                .next("call again with project= one of these ids, or its directory"));
            }
            Meant::None { near } => {
                self.tell_as(wanted, real.as_deref())?;
                Failure::new("unknown_project", format!("`{shown}` is not hosted")).near(near)
            }
        };
        Err(failure.known(known()).next(
            "pass project= a name, directory or id of instances_list; `brummer serve -d` in a project's directory hosts it",
        ))
    }

    /// The instance of a project that was chosen before, whose host may be another by now.
    async fn still(&self, chosen: &Entry) -> Result<Entry, Failure> {
        let listing = self.list().await?;
        let mut living = listing.living.into_iter();
        let found = living.find(|entry| entry.id == chosen.id);
        if found.is_none() {
            self.tell(&chosen.id)?;
        }
        found.ok_or_else(|| {
            let root = chosen.root.display();
            let what = format!(
                "`{}` ({root}), chosen by instances_connect, is not hosted any more",
                name(chosen)
            );
            Failure::new("project_gone", what).next(
                "call instances_disconnect for this client's project, instances_connect for another one, or have it hosted by `brummer serve -d`",
            )
        })
    }

    /// Tells that the host of this instance has gone, instead of what was asked for, if nobody did so far.
    fn tell(&self, id: &str) -> Result<(), Failure> {
        let joined = self.state().joined.get(id).cloned();
        joined.and_then(|joined| joined.tell()).map_or(Ok(()), Err)
    }

    /// The same for one that is meant by this name, directory or id, and that nobody hosts any more.
    fn tell_as(&self, wanted: &str, real: Option<&Path>) -> Result<(), Failure> {
        let untold: Vec<_> = {
            let state = self.state();
            let untold = state.joined.values().filter_map(|joined| joined.untold());
            untold.cloned().collect()
        };
        match meant(&untold, wanted, real) {
            Meant::One(entry) => self.tell(&entry.id),
            Meant::Several(_) | Meant::None { .. } => Ok(()),
        }
    }

    /// The server of a project, which has just answered. A host that was replaced meanwhile is joined anew.
    async fn join(&self, entry: Entry) -> Result<(Server, Arc<Joined>), Failure> {
        let mut lost = None;
        // The second time, a connection is new.
        for _ in 0..2 {
            let joined = self.joined(&entry)?;
            let server = joined
                .server(self.projects.as_ref(), &self.closing)
                .await?
                .clone();
            match joined.check(&server).await {
                Ok(()) => return Ok((server, joined)),
                Err(failure) if joined.is_lost() => lost = Some(failure),
                Err(failure) => return Err(failure),
            }
        }
        Err(lost.unwrap_or_else(|| Failure::internal("the hub", "it lost its way")))
    }

    /// The connection to an instance, made or still to be made.
    fn joined(&self, entry: &Entry) -> Result<Arc<Joined>, Failure> {
        let mut state = self.state();
        // What is kept for a host that is gone goes with it, once it was told, or where there is no room.
        let is_full = state.joined.len() >= MAX_JOINED;
        state
            .joined
            .retain(|_, joined| !joined.is_lost() || !is_full && joined.untold().is_some());
        let before = state.joined.get(&entry.id);
        if let Some(joined) = before.filter(|joined| joined.is_of(entry)) {
            return Ok(Arc::clone(joined));
        }
        if before.is_none() && state.joined.len() >= MAX_JOINED {
            let what = format!("{MAX_JOINED} projects are joined already");
            return Err(Failure::new("busy", what)
                .next("open another connection, or end hosts that are not needed"));
        }
        let joined = Arc::new(Joined::new(entry.clone()));
        state.joined.insert(entry.id.clone(), Arc::clone(&joined));
        Ok(joined)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each step leaves it whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A directory without symbolic links, if it is there.
async fn canonical(path: PathBuf) -> Option<PathBuf> {
    let real = tokio::task::spawn_blocking(move || std::fs::canonicalize(path));
    real.await.ok()?.ok()
}
