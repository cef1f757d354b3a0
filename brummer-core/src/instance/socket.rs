//! The socket of an instance, from both sides.

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use tokio::net::{UnixListener, UnixStream};

use super::entry::Entry;
use super::fault::InstanceError;
use crate::process::known::Known;

/// The longest path that the system takes for a socket, in bytes without the zero at its end (`unix(7)`); elsewhere it is 103.
const MAX_PATH: usize = if cfg!(target_os = "linux") { 107 } else { 103 };

/// Opens a socket that this user alone can connect to.
pub(super) fn listen(path: PathBuf) -> Result<UnixListener, InstanceError> {
    if path.as_os_str().len() > MAX_PATH {
        return Err(InstanceError::TooLong {
            path,
            limit: MAX_PATH,
        });
    }
    // Until the mode is set, the directory keeps others out.
    let listener = UnixListener::bind(&path).and_then(|listener| {
        std::fs::set_permissions(&path, Permissions::from_mode(0o600))?;
        Ok(listener)
    });
    listener.map_err(|source| InstanceError::File {
        what: "listen on",
        path,
        source,
    })
}

/// Whether the process at the other end of a stream is one of this user.
pub(super) fn is_of_user(stream: &UnixStream) -> io::Result<bool> {
    Ok(stream.peer_cred()?.uid() == rustix::process::geteuid().as_raw())
}

impl Entry {
    /// Connects to the instance, and makes sure that it is the one: the process that listens there is that of the entry, and of this user.
    ///
    /// # Errors
    /// [`InstanceError::Deaf`] if nobody listens there, as while it ends, or somebody else does.
    pub async fn connect(&self) -> Result<UnixStream, InstanceError> {
        let connect = async {
            let stream = UnixStream::connect(&self.socket).await?;
            // What the kernel says of who listens, at the moment at which it began to.
            let peer = stream.peer_cred()?;
            let is_it = peer.pid().is_none_or(|pid| pid.cast_unsigned() == self.pid);
            if is_it && is_of_user(&stream)? {
                Ok(stream)
            } else {
                Err(io::Error::other("another process listens there"))
            }
        };
        connect.await.map_err(|source| InstanceError::Deaf {
            entry: Box::new(self.clone()),
            source,
        })
    }

    /// Waits until its process has ended.
    ///
    /// # Errors
    /// What the system says if it cannot be looked at.
    pub async fn ended(&self) -> io::Result<()> {
        match Known::find(self.pid, self.began)? {
            Some(host) => host.ended().await,
            None => Ok(()),
        }
    }
}
