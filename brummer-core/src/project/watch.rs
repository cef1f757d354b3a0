//! Follows what a directory has to run while its files change.
//!
//! A thread waits for the file system to report a change, waits until it is quiet, and looks again. Nothing is polled.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::watch;

use super::{Project, Seen, tree};
use crate::config::Warning;
use crate::error::Error;

mod change;

use self::change::State;
pub use self::change::{ProjectChange, ProjectChanges};

/// How long nothing may change before one looks again: who saves one file often saves another.
const QUIET: Duration = Duration::from_millis(100);

/// After this time one looks again even though there is no quiet.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a directory has to run, kept up to date until it is dropped.
#[derive(Debug)]
pub struct ProjectWatch {
    latest: watch::Receiver<State>,
    wake: Wake,
}

impl ProjectWatch {
    /// Follows a project. `discover` looks at it again, and is called on a thread of its own; where it fails (the
    /// configuration is broken), it says why, and what was known is kept.
    ///
    /// # Errors
    /// [`Error::Setup`] if the system gives no way to watch files, or no thread.
    pub fn start(
        project: Project,
        discover: impl FnMut() -> Result<Project, String> + Send + 'static,
    ) -> Result<Self, Error> {
        let seen = Arc::new(Mutex::new(project.seen.clone()));
        let (to_thread, changed) = sync_channel(1);
        let wake = Wake {
            to_thread,
            is_over: Arc::default(),
        };
        let (of_watcher, concerns) = (wake.clone(), Arc::clone(&seen));
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let seen = concerns.lock().unwrap_or_else(PoisonError::into_inner);
            // An error means that events were lost, so that anything may have changed.
            if event.is_ok_and(|event| !is_of_interest(&event, &seen)) {
                return;
            }
            of_watcher.wake();
        });
        let watcher = watcher.map_err(|error| Error::Setup {
            what: "files cannot be watched",
            source: std::io::Error::other(error),
        })?;
        let project = Arc::new(project);
        let (publish, latest) = watch::channel(State::new(Arc::clone(&project)));
        let mut follower = Follower {
            watcher,
            watched: BTreeSet::new(),
            seen,
            discover,
            publish,
        };
        let own = wake.clone();
        let thread = thread::Builder::new().name("project-watch".to_owned());
        let spawned = thread.spawn(move || {
            follower.watch(&project.seen);
            // What changed before the first watch was there is found now.
            loop {
                // And so with each directory that is new: it may have changed before it was watched.
                if follower.look() == Watched::More {
                    own.wake();
                }
                if !wait(&changed, &own.is_over) {
                    return;
                }
            }
        });
        spawned.map_err(|source| Error::Setup {
            what: "there is no thread to watch files",
            source,
        })?;
        Ok(Self { latest, wake })
    }

    /// What there is to run now.
    pub fn latest(&self) -> Arc<Project> {
        Arc::clone(&self.latest.borrow().project)
    }

    /// What changes from now on.
    pub fn changes(&self) -> ProjectChanges {
        ProjectChanges::new(self.latest.clone())
    }
}

impl Drop for ProjectWatch {
    fn drop(&mut self) {
        self.wake.is_over.store(true, Ordering::SeqCst);
        self.wake.wake();
    }
}

/// Wakes the thread.
#[derive(Clone, Debug)]
struct Wake {
    to_thread: SyncSender<()>,
    is_over: Arc<AtomicBool>,
}

impl Wake {
    fn wake(&self) {
        // Full means that it is awake anyway, and closed that it has ended.
        let _ = self.to_thread.try_send(());
    }
}

/// Waits until something has changed and nothing more does; false at the end.
fn wait(changed: &Receiver<()>, is_over: &AtomicBool) -> bool {
    if changed.recv().is_err() {
        return false;
    }
    let latest = Instant::now() + PATIENCE;
    while !is_over.load(Ordering::SeqCst) && Instant::now() < latest {
        match changed.recv_timeout(QUIET) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
    !is_over.load(Ordering::SeqCst)
}

/// Whether an event can change what can be run: one of a file that counts, or of a directory that may have such.
fn is_of_interest(event: &notify::Event, seen: &Seen) -> bool {
    let makes_or_takes = match event.kind {
        // Reading is no change, and we read ourselves.
        EventKind::Access(_) => return false,
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => {
            true
        }
        EventKind::Any | EventKind::Modify(_) | EventKind::Other => false,
    };
    let may_be_dir = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str());
        // A directory that is gone cannot be asked; those of packages mostly have no dot in their names.
        let looks_so = path.is_dir() || !path.exists() && path.extension().is_none();
        seen.is_inside(path) && name.is_some_and(tree::is_wanted_name) && looks_so
    };
    let mut paths = event.paths.iter();
    event.need_rescan()
        || paths.any(|path| {
            let counts = || seen.lists(path) || seen.leads_to_file(path) || may_be_dir(path);
            seen.concerns(path) || makes_or_takes && counts()
        })
}

/// The directory, or the nearest above it that is there: what comes begins in it.
fn there(dir: &Path) -> Option<PathBuf> {
    let nearest = dir.ancestors().find(|dir| dir.is_dir());
    nearest.map(Path::to_owned)
}

/// What came of a look for the directories that are watched.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Watched {
    /// None is new.
    Same,
    /// Some are.
    More,
}

/// What the thread has.
struct Follower<D> {
    watcher: RecommendedWatcher,
    watched: BTreeSet<PathBuf>,
    /// What the watcher's own thread tells events of interest by.
    seen: Arc<Mutex<Seen>>,
    discover: D,
    publish: watch::Sender<State>,
}

impl<D: FnMut() -> Result<Project, String>> Follower<D> {
    /// Looks again, and publishes what there is.
    fn look(&mut self) -> Watched {
        let before = self.watched.clone();
        match (self.discover)() {
            Ok(mut project) => {
                *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = project.seen.clone();
                project.warnings.extend(self.watch(&project.seen));
                self.publish.send_if_modified(|state| state.set(project));
            }
            Err(problem) => {
                self.publish.send_if_modified(|state| state.fail(problem));
            }
        }
        if self.watched.is_subset(&before) {
            Watched::Same
        } else {
            Watched::More
        }
    }

    /// Watches exactly the directories that count now; says if it cannot.
    fn watch(&mut self, seen: &Seen) -> Option<Warning> {
        let wanted: BTreeSet<PathBuf> = seen.dirs().into_iter().filter_map(there).collect();
        for dir in self.watched.difference(&wanted) {
            // That it is gone is all that can go wrong, and all that is wanted.
            let _ = self.watcher.unwatch(dir);
        }
        let mut refused = 0;
        let mut first = None;
        for dir in &wanted {
            // Also those that are watched already: another directory may have their name by now.
            let watched = self.watcher.watch(dir, RecursiveMode::NonRecursive);
            if let Err(error) = watched
                && dir.is_dir()
            {
                refused += 1;
                first.get_or_insert(error);
            }
        }
        self.watched = wanted;
        first.map(|error| Warning {
            origin: None,
            message: format!("changes in {refused} directories are not noticed: {error}"),
        })
    }
}
