//! A process that is known by its pid and by when it began, whoever started it.

use std::io;

use rustix::process::Signal;

/// When a living process began, in the unit of the system; none if there is no such process. Together with its pid this is its identity.
pub(crate) fn began(pid: u32) -> io::Result<Option<u64>> {
    platform::began(pid)
}

/// A living process, held so that a signal cannot reach another one that gets its pid later.
#[derive(Debug)]
pub(crate) struct Known(platform::Held);

impl Known {
    /// The process with this pid that began then, if it lives.
    pub(crate) fn find(pid: u32, began: u64) -> io::Result<Option<Self>> {
        Ok(platform::hold(pid, began)?.map(Self))
    }

    /// Sends a signal; no error if it has ended by now.
    pub(crate) fn signal(&self, signal: Signal) -> io::Result<()> {
        self.0.signal(signal)
    }

    /// Waits until it has ended.
    pub(crate) async fn ended(&self) -> io::Result<()> {
        self.0.ended().await
    }
}

#[cfg(target_os = "linux")]
mod platform {
    use std::io;
    use std::os::fd::OwnedFd;

    use rustix::io::Errno;
    use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

    use crate::process::tree::{pidfd_ended, row_began};

    pub(super) fn began(pid: u32) -> io::Result<Option<u64>> {
        Ok(row_began(pid)?.map(|moment| moment.0))
    }

    #[derive(Debug)]
    pub(super) struct Held(OwnedFd);

    pub(super) fn hold(pid: u32, wanted: u64) -> io::Result<Option<Held>> {
        let Some(raw) = i32::try_from(pid).ok().and_then(Pid::from_raw) else {
            return Ok(None);
        };
        let pidfd = match pidfd_open(raw, PidfdFlags::empty()) {
            Ok(pidfd) => pidfd,
            Err(Errno::SRCH | Errno::INVAL | Errno::NOENT) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        // Looked at after it was opened: from here on it cannot become another process.
        Ok((began(pid)? == Some(wanted)).then_some(Held(pidfd)))
    }

    impl Held {
        pub(super) fn signal(&self, signal: Signal) -> io::Result<()> {
            match pidfd_send_signal(&self.0, signal) {
                Ok(()) | Err(Errno::SRCH) => Ok(()),
                Err(error) => Err(error.into()),
            }
        }

        pub(super) async fn ended(&self) -> io::Result<()> {
            pidfd_ended(&self.0).await
        }
    }
}

/// Unix without `/proc` and pidfds: a process is known by its pid alone. It was not tried.
#[cfg(not(target_os = "linux"))]
mod platform {
    use std::io;
    use std::time::Duration;

    use rustix::io::Errno;
    use rustix::process::{Pid, Signal, kill_process, test_kill_process};

    pub(super) fn began(pid: u32) -> io::Result<Option<u64>> {
        let Some(raw) = i32::try_from(pid).ok().and_then(Pid::from_raw) else {
            return Ok(None);
        };
        match test_kill_process(raw) {
            Ok(()) => Ok(Some(0)),
            Err(Errno::SRCH) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    #[derive(Debug)]
    pub(super) struct Held(u32, Pid);

    pub(super) fn hold(pid: u32, wanted: u64) -> io::Result<Option<Held>> {
        let raw = i32::try_from(pid).ok().and_then(Pid::from_raw);
        let is_it = began(pid)? == Some(wanted);
        Ok(raw.filter(|_| is_it).map(|raw| Held(pid, raw)))
    }

    impl Held {
        pub(super) fn signal(&self, signal: Signal) -> io::Result<()> {
            match kill_process(self.1, signal) {
                Ok(()) | Err(Errno::SRCH) => Ok(()),
                Err(error) => Err(error.into()),
            }
        }

        pub(super) async fn ended(&self) -> io::Result<()> {
            while began(self.0)?.is_some() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pid_with_another_beginning_is_another_process() {
        let own = std::process::id();
        let began = began(own).unwrap().unwrap();
        assert!(Known::find(own, began).unwrap().is_some());
        if cfg!(target_os = "linux") {
            assert!(Known::find(own, began + 1).unwrap().is_none());
        }
    }

    #[test]
    fn a_process_that_was_waited_for_is_gone() {
        let mut child = std::process::Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        assert_eq!(began(child.id()).unwrap(), None);
    }
}
