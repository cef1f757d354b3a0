//! Starts a host in the background: a process of its own, which outlives the one that wanted it.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use brummer_core::instance::{Entry, Instances, Place, Stay};
use rustix::fs::OFlags;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{ChildStdin, Command};
use tokio::time::timeout;

use crate::args::{Background, Common, Serve};
use crate::report::Failure;
use crate::{open, state};

/// How long a host may take until it can be used: a large project on a slow disk has to be read.
const START: Duration = Duration::from_mins(1);

/// The most that a host in the background says in its life, in bytes.
pub(crate) const MAX_SAID: usize = 1024 * 1024;

/// The most that a word has, in bytes.
const MAX_WORD: u64 = 1024 * 1024;

/// What our processes are marked with: a host that was started by one of them must not be taken for its child.
const MARK: &str = "BRUMMER_MARK";

/// What a host in the background says to whoever started it, in a line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Word {
    /// It can be found.
    Ready {
        /// What its user should know, one warning each.
        notes: Vec<String>,
    },
    /// Another one hosts the project.
    Hosted,
    /// It ends.
    Failed {
        /// Why, as a command would say it.
        text: String,
        /// Whether the caller can mend it.
        can_mend: bool,
    },
}

/// A host that was started.
pub(crate) struct Started {
    pub(crate) entry: Entry,
    /// What its user should know, one warning each.
    pub(crate) notes: Vec<String>,
    /// As long as this lives, the host waits for its first client.
    #[cfg_attr(
        not(any(feature = "tui", feature = "mcp")),
        expect(dead_code, reason = "no front end is built in that becomes a client")
    )]
    pub(crate) hold: Option<ChildStdin>,
}

/// Starts a host for the project in this directory, and waits until it can be found. If there is one already, that is told.
///
/// # Errors
/// [`Failure::Hosted`] if there is one; [`Failure::Background`] with what kept it from starting.
pub(crate) async fn start(
    common: &Common,
    root: &Path,
    args: &Serve,
    background: Background,
) -> Result<Started, Failure> {
    let instances = Instances::open(Place::of_process())?;
    if let Some(entry) = instances
        .find(root)
        .map_err(brummer_core::instance::InstanceError::from)?
    {
        return Err(Failure::Hosted(Box::new(entry)));
    }
    let log = log(root);
    let mut command = Command::new(open::own_program()?);
    command.args(arguments(common, root, args, background));
    if let Some(token) = &args.http.token {
        // Other users see arguments, and not this.
        command.env("BRUMMER_MCP_TOKEN", token.secret());
    }
    let mut child = command
        .arg0("brummer")
        .env_remove(MARK)
        .current_dir("/")
        .stdin(match background.stay() {
            Stay::Linger => Stdio::piped(),
            Stay::Stay | Stay::Program => Stdio::null(),
        })
        .stdout(Stdio::piped())
        .stderr(log.map_or_else(Stdio::null, Stdio::from))
        .spawn()
        .map_err(|source| Failure::System {
            what: "cannot start a host in the background",
            source,
        })?;
    let hold = child.stdin.take();
    let stdout = child.stdout.take().expect("it is a pipe");
    let mut line = String::new();
    let mut reader = BufReader::new(stdout.take(MAX_WORD));
    let read = timeout(START, reader.read_line(&mut line)).await;
    // It is a child for as long as we live, and must not stay a zombie.
    tokio::spawn(async move { child.wait().await });
    let found = || async {
        let found = instances.find(root);
        found.map_err(brummer_core::instance::InstanceError::from)
    };
    let unknown = || Failure::Background {
        text: "error: the host in the background did not start".to_owned(),
        can_mend: false,
    };
    match read.ok().and_then(|_| serde_json::from_str(&line).ok()) {
        Some(Word::Ready { notes }) => Ok(Started {
            entry: found().await?.ok_or_else(unknown)?,
            notes,
            hold,
        }),
        Some(Word::Hosted) => match found().await? {
            Some(entry) => Err(Failure::Hosted(Box::new(entry))),
            None => Err(unknown()),
        },
        Some(Word::Failed { text, can_mend }) => Err(Failure::Background { text, can_mend }),
        None => Err(unknown()),
    }
}

/// The arguments of the host.
fn arguments(
    common: &Common,
    root: &Path,
    args: &Serve,
    background: Background,
) -> Vec<std::ffi::OsString> {
    let mut all = vec![
        "serve".into(),
        "--background".into(),
        background.name().into(),
    ];
    all.extend(["--dir".into(), root.into()]);
    let flags = [
        (
            "--package-manager",
            common.package_manager.map(|manager| manager.to_string()),
        ),
        ("--grace", common.grace.map(|grace| grace.to_string())),
        (
            "--stop-signal",
            common.stop_signal.map(|signal| signal.to_string()),
        ),
        ("--host", args.http.host.map(|host| host.to_string())),
        ("--port", args.http.port.map(|port| port.to_string())),
    ];
    for (name, value) in flags {
        all.extend(
            value
                .into_iter()
                .flat_map(|value| [name.into(), value.into()]),
        );
    }
    if args.no_mcp {
        all.push("--no-mcp".into());
    }
    all.push("--".into());
    all.extend(args.names.iter().map(Into::into));
    all
}

/// The file for what the host says; none if there is no home directory, or it cannot be written.
fn log(root: &Path) -> Option<File> {
    let path = state::host_log(root)?;
    open_log(&path).ok()
}

/// Opens a file of bounded size: what earlier hosts said is thrown away when it is much.
fn open_log(path: &Path) -> io::Result<File> {
    if let Some(dir) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    }
    let file = OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
        .open(path)?;
    if file.metadata()?.len() > MAX_SAID as u64 {
        file.set_len(0)?;
    }
    Ok(file)
}
