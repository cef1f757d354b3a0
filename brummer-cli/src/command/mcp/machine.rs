//! What this machine is like, for those who look for editors: home, programs, and this program itself.

use std::env;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use brummer_mcp::install::{Client, Entry, Machine, NAME, Platform};

use crate::args::Common;
use crate::open;
use crate::report::Failure;

/// What a server that is entered reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The project that the client is in.
    Project,
    /// All that are hosted.
    Hub,
}

impl Reach {
    /// What the arguments say.
    pub(super) fn of(hub: bool) -> Self {
        if hub { Self::Hub } else { Self::Project }
    }
}

/// This machine, with the directory of the project.
pub(super) struct Here {
    home: PathBuf,
    project: PathBuf,
}

impl Here {
    pub(super) fn look(common: &Common) -> Result<Self, Failure> {
        let home = env::home_dir().filter(|home| home.is_absolute());
        let home = home.ok_or_else(|| {
            Failure::Usage("there is no home directory: set the variable HOME".to_owned())
        })?;
        Ok(Self {
            home,
            project: open::directory(common.dir())?,
        })
    }

    /// It as those see it who know where editors have their files.
    pub(super) fn machine(&self) -> Machine<'_> {
        Machine {
            platform: if cfg!(target_os = "macos") {
                Platform::MacOs
            } else if cfg!(windows) {
                Platform::Windows
            } else {
                Platform::Linux
            },
            home: &self.home,
            project: &self.project,
            variable: &|name| env::var(name).ok(),
            exists: &|path| path.symlink_metadata().is_ok(),
            program: &|name| program(name).is_some(),
        }
    }

    /// A path as people write it.
    pub(super) fn shown(&self, path: &Path) -> String {
        match path.strip_prefix(&self.home) {
            Ok(below) => Path::new("~").join(below).display().to_string(),
            Err(_) => path.display().to_string(),
        }
    }

    /// The command that is entered for a client: of a server for its project, or for all.
    pub(super) fn command(&self, client: Client, reach: Reach) -> Result<Entry, Failure> {
        let (own, is_in_path) = own_program()?;
        let mut args = vec!["mcp".to_owned()];
        if reach == Reach::Hub {
            args.push("--hub".to_owned());
        } else if client.is_outside_projects() {
            args.extend(["--dir".to_owned(), text(&self.project)?]);
        }
        let command = if is_in_path && !client.is_outside_projects() {
            NAME.to_owned()
        } else {
            text(&own)?
        };
        Ok(Entry::Stdio { command, args })
    }

    /// The address at which a server of this project listens, with the token that it asks for.
    pub(super) fn address(&self, common: &Common) -> Result<Entry, Failure> {
        let config = open::config(common)?;
        let settings = &config.settings.mcp;
        crate::http::check_origin(settings, &self.project)?;
        let port = settings.port.value;
        if port == 0 {
            return Err(Failure::Usage(format!(
                "{} lets the system choose the port, so that there is no address to enter: set one",
                settings.port.origin
            )));
        }
        // All addresses of this machine have this one among them.
        let host = match settings.host.value {
            IpAddr::V4(host) if host.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(host) if host.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            host => host,
        };
        Ok(Entry::Http {
            url: format!("http://{}/mcp", SocketAddr::new(host, port)),
            token: settings.token.as_ref().map(|token| token.value.clone()),
        })
    }
}

/// The file of a program that can be run by its plain name.
fn program(name: &str) -> Option<PathBuf> {
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH")?;
    let mut files = env::split_paths(&path).map(|dir| dir.join(&name));
    // A relative directory in it would mean another program in each project.
    files.find(|file| file.is_absolute() && is_program(file))
}

/// Whether what an entry starts is there.
pub(super) fn is_there(command: &str) -> bool {
    let path = Path::new(command);
    if path.components().count() > 1 {
        is_program(path)
    } else {
        program(command).is_some()
    }
}

fn is_program(file: &Path) -> bool {
    let metadata = file.metadata();
    metadata.is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// Whether this program is what its plain name means.
pub(super) fn is_in_path() -> Result<bool, Failure> {
    Ok(own_program()?.1)
}

/// The file of this program under its full name, and whether that is what the name in `PATH` means. Links are kept: what
/// they point to may carry a version that the next update removes.
fn own_program() -> Result<(PathBuf, bool), Failure> {
    let own = env::current_exe().map_err(|source| Failure::System {
        what: "cannot find the program of this process",
        source,
    })?;
    let named = own.with_file_name(format!("{NAME}{}", env::consts::EXE_SUFFIX));
    let own = if named.is_file() { named } else { own };
    if !own.is_file() {
        return Err(Failure::Usage(format!(
            "this program is not at `{}` any more: run the one that took its place",
            own.display()
        )));
    }
    let same = |found: &PathBuf| match (found.canonicalize(), own.canonicalize()) {
        (Ok(found), Ok(own)) => found == own,
        _ => false,
    };
    Ok(match program(NAME).filter(same) {
        Some(found) => (found, true),
        None => (own, false),
    })
}

/// A path for a configuration file, which holds text.
fn text(path: &Path) -> Result<String, Failure> {
    let text = path.to_str().map(str::to_owned);
    text.ok_or_else(|| {
        Failure::Usage(format!(
            "`{}` is not UTF-8, and cannot be written into a configuration",
            path.display()
        ))
    })
}
