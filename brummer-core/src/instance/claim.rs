//! The right to host a project, which one process has at a time.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use tokio::net::UnixListener;
use tokio::time::{Instant, sleep};

use super::directory::Instances;
use super::entry::{Entry, StartedBy, Stay};
use super::fault::InstanceError;
use super::key::Key;
use super::socket;
use crate::process::known;

/// How long whoever has the claim may take until it can be found, or until it has ended.
const START: Duration = Duration::from_secs(30);

/// Between two looks at whether it can: nothing tells of that.
const PAUSE: Duration = Duration::from_millis(10);

/// What became of a claim.
#[derive(Debug)]
pub enum Claimed {
    /// The project is ours to host.
    Ours(Claim),
    /// It is hosted already.
    Theirs(Box<Entry>),
}

/// The right to host a project. It ends with this value, or with this program.
#[derive(Debug)]
pub struct Claim {
    instances: Instances,
    root: PathBuf,
    key: Key,
    /// Locked; none once it was let go.
    lock: Option<File>,
}

/// What a host tells of itself.
#[derive(Clone, Debug, Default)]
pub struct Hosting {
    /// Where MCP is served over HTTP, if it is. It must not hold a token.
    pub http: Option<String>,
    /// Who had it started.
    pub started_by: StartedBy,
    /// When it ends by itself.
    pub stay: Stay,
}

/// An instance that can be found. With this value its files go.
#[derive(Debug)]
pub struct Registration {
    claim: Claim,
    entry: Entry,
}

impl Instances {
    /// Claims the project in this directory, which should be canonical; if somebody has it, says who.
    ///
    /// # Errors
    /// [`InstanceError::Claimed`] if somebody has it, and cannot be found after a while; [`InstanceError::Ending`] if that is because it
    /// still ends; others if files cannot be made.
    pub async fn claim(&self, root: &Path) -> Result<Claimed, InstanceError> {
        let key = Key::of(root);
        let deadline = Instant::now() + START;
        loop {
            let lock = self.try_lock(&key);
            let lock = lock.map_err(|source| InstanceError::File {
                what: "lock",
                path: self.path.join(key.lock()),
                source,
            })?;
            if let Some(lock) = lock {
                return Ok(Claimed::Ours(Claim {
                    instances: self.clone(),
                    root: root.to_owned(),
                    key,
                    lock: Some(lock),
                }));
            }
            // One that is not believed is not the one that has the lock.
            if let Ok(Some(entry)) = self.find(root) {
                return Ok(Claimed::Theirs(Box::new(entry)));
            }
            if Instant::now() >= deadline {
                let ending = self.ending(root).ok().flatten();
                return Err(ending.map_or(InstanceError::Claimed, |entry| {
                    InstanceError::Ending(Box::new(entry))
                }));
            }
            sleep(PAUSE).await;
        }
    }
}

impl Claim {
    /// Opens the socket of the instance, over whatever an earlier one left. Nobody finds it before [`register`](Self::register).
    ///
    /// # Errors
    /// [`InstanceError::TooLong`], [`InstanceError::File`].
    pub fn listen(&self) -> Result<UnixListener, InstanceError> {
        self.instances.remove(&self.key);
        socket::listen(self.socket())
    }

    /// Lets clients find the instance.
    ///
    /// # Errors
    /// [`InstanceError::NotText`], [`InstanceError::File`].
    pub fn register(self, hosting: Hosting) -> Result<Registration, InstanceError> {
        let pid = std::process::id();
        let file = |what, source| InstanceError::File {
            what,
            path: self.instances.path.join(self.key.file()),
            source,
        };
        let began = known::began(pid)
            .map_err(|source| file("find out when this process began for", source))?;
        let entry = Entry {
            id: self.key.to_string(),
            root: self.root.clone(),
            pid,
            began: began.unwrap_or_default(),
            since: Timestamp::now(),
            socket: self.socket(),
            http: hosting.http,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started_by: hosting.started_by,
            stay: hosting.stay,
            is_ending: false,
        };
        let text = serde_json::to_vec_pretty(&entry).map_err(|_| InstanceError::NotText {
            dir: self.root.clone(),
        })?;
        self.write(&text).map_err(|source| file("write", source))?;
        Ok(Registration { claim: self, entry })
    }

    /// Puts a whole file in its place, so that no reader sees half of it.
    fn write(&self, text: &[u8]) -> io::Result<()> {
        let next = format!("{}.next", self.key.hash());
        let dir = &self.instances.dir;
        // One that a kill left behind.
        let _ = dir.remove(&next);
        dir.create_file(&next)?.write_all(text)?;
        dir.rename(&next, &self.key.file())
    }

    fn socket(&self) -> PathBuf {
        self.instances.path.join(self.key.socket())
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(lock) = self.lock.take() {
            self.instances.unlock(&self.key, lock);
        }
    }
}

impl Registration {
    /// What clients find.
    pub fn entry(&self) -> &Entry {
        &self.entry
    }

    /// Lets no client find it any more, and tells that it is ending. Its project can be claimed when this value is dropped: until then
    /// whoever wants to waits.
    pub fn withdraw(&self) {
        let Claim { instances, key, .. } = &self.claim;
        let ending = Entry {
            is_ending: true,
            ..self.entry.clone()
        };
        let written = serde_json::to_vec_pretty(&ending)
            .map_err(io::Error::other)
            .and_then(|text| self.claim.write(&text));
        if written.is_err() {
            // Then nobody is told.
            instances.remove(key);
        }
        // Where it is gone already, nobody comes in either.
        let _ = instances.dir.remove(&key.socket());
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        let Claim { instances, key, .. } = &self.claim;
        instances.remove(key);
    }
}
