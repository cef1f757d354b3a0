//! Joins the host of a project, whichever process that is; has one started in the background where there is none.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use brummer_core::Attempt;
use brummer_core::instance::{Entry, InstanceError, Instances, Place};
#[cfg(feature = "mcp")]
use brummer_core::{Reconnect, Supervisor};
use tokio::net::UnixStream;
use tokio::time::sleep;

use crate::args::{Background, Common, Serve};
use crate::background::{self, Started};
use crate::report::{self, Failure};

/// How often a host is looked for that ends or begins at this very moment, and the time between two looks: nothing tells of that.
const TRIES: usize = 50;
const PAUSE: Duration = Duration::from_millis(20);

/// What a program does to be a client of the host of its project.
#[derive(Clone)]
pub(crate) struct Joining(Arc<Wanted>);

struct Wanted {
    root: PathBuf,
    common: Common,
    serve: Serve,
    starts: Starts,
}

/// Who has a host started where there is none, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Starts {
    /// A person: at the beginning, and when they ask for it.
    #[cfg_attr(not(feature = "tui"), expect(dead_code, reason = "nobody looks"))]
    OnRequest,
    /// A person who wants to see what is there: when they ask for it.
    #[cfg_attr(not(feature = "tui"), expect(dead_code, reason = "nobody looks"))]
    Later,
    /// An AI editor: also when a host broke, but not when somebody ended it.
    #[cfg_attr(not(feature = "mcp"), expect(dead_code, reason = "nobody serves"))]
    WhenLost,
}

impl Starts {
    /// Whether a host is started for this attempt.
    fn starts(self, attempt: Attempt) -> bool {
        match (attempt, self) {
            (Attempt::First, Self::OnRequest | Self::WhenLost)
            | (Attempt::Broken, Self::WhenLost)
            | (Attempt::Asked, _) => true,
            (Attempt::First, Self::Later)
            | (Attempt::Broken, Self::OnRequest | Self::Later)
            | (Attempt::Ended, _) => false,
        }
    }

    fn background(self) -> Background {
        match self {
            Self::OnRequest | Self::Later => Background::Tui,
            Self::WhenLost => Background::Mcp,
        }
    }
}

/// Where a host comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// It was there.
    Found,
    /// It was started for whoever asks.
    Started,
}

/// A host that can be talked to.
pub(crate) struct Reached {
    #[cfg_attr(
        not(feature = "tui"),
        expect(dead_code, reason = "nobody is told who it is")
    )]
    pub(crate) entry: Entry,
    pub(crate) stream: UnixStream,
    #[cfg_attr(
        not(feature = "tui"),
        expect(dead_code, reason = "nobody is told of it")
    )]
    pub(crate) origin: Origin,
    /// What its user should know, one warning each.
    pub(crate) notes: Vec<String>,
}

impl Joining {
    /// Joins the project in this directory; a host that is started gets these arguments.
    pub(crate) fn new(root: &Path, common: &Common, serve: Serve, starts: Starts) -> Self {
        Self(Arc::new(Wanted {
            root: root.to_owned(),
            common: common.clone(),
            serve,
            starts,
        }))
    }

    /// Connects to the host, started for that if that is wanted.
    ///
    /// # Errors
    /// Why there is none. [`is_alone`] tells whether there cannot be one.
    pub(crate) async fn reach(&self, attempt: Attempt) -> Result<Reached, Failure> {
        let Wanted {
            root,
            common,
            serve,
            starts,
        } = &*self.0;
        let instances = Instances::open(Place::of_process())?;
        let mut last = None;
        for tried in 0..TRIES {
            if tried > 0 {
                sleep(PAUSE).await;
            }
            if let Some(entry) = instances.find(root).map_err(InstanceError::from)? {
                match entry.connect().await {
                    Ok(stream) => {
                        return Ok(Reached {
                            entry,
                            stream,
                            origin: Origin::Found,
                            notes: Vec::new(),
                        });
                    }
                    // It ends, and whoever wants to be the next host waits for that; or it never answers.
                    Err(error) => last = Some(error.into()),
                }
            }
            if !starts.starts(attempt) {
                break;
            }
            match background::start(common, root, serve, starts.background()).await {
                Ok(Started { entry, notes, hold }) => {
                    let stream = entry.connect().await?;
                    drop(hold);
                    return Ok(Reached {
                        entry,
                        stream,
                        origin: Origin::Started,
                        notes,
                    });
                }
                // Somebody else was faster.
                Err(failure @ Failure::Hosted(_)) => last = Some(failure),
                Err(failure) => return Err(failure),
            }
        }
        Err(last.unwrap_or_else(|| {
            Failure::Usage(format!("nothing hosts `{}` any more", root.display()))
        }))
    }

    /// How a connection to the host is made again.
    #[cfg(feature = "mcp")]
    pub(crate) fn again(&self) -> Reconnect {
        let joining = self.clone();
        Reconnect::always(move |attempt| {
            let joining = joining.clone();
            async move {
                let reached = joining.reach(attempt).await;
                reached
                    .map(|reached| reached.stream)
                    .map_err(|failure| said(&failure))
            }
        })
    }

    /// Joins the host of the project, and whoever is that later.
    ///
    /// # Errors
    /// As [`reach`](Self::reach); if the host does not answer, or speaks another version.
    #[cfg(feature = "mcp")]
    pub(crate) async fn join(&self) -> Result<Supervisor, Failure> {
        let reached = self.reach(Attempt::First).await?;
        for note in &reached.notes {
            report::say(&format!("warning: {note}"));
        }
        Ok(Supervisor::connect(reached.stream, self.again()).await?)
    }
}

/// Whether there cannot be a host in the background, so that a program has to host for itself.
pub(crate) fn is_alone(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::Instance(InstanceError::Directory { .. } | InstanceError::File { .. })
            | Failure::System { .. }
    )
}

/// A failure as an error of a stream.
pub(crate) fn said(failure: &Failure) -> io::Error {
    io::Error::other(report::in_a_line(failure))
}
