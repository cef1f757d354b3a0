//! MCP over HTTP: where it is served, and serving it beside something else.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use brummer_core::Supervisor;
use brummer_core::config::{McpSettings, Origin};
use brummer_core::instance::Clients;
use brummer_mcp::{Hosted, HttpListener};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::discovered::Discovered;
use crate::follow::Followed;
use crate::report::Failure;

/// The name of the file that anybody may put into a project.
const PROJECT_FILE: &str = ".brum.toml";

/// A server that runs beside something else.
pub(crate) struct Serving {
    url: String,
    /// Dropping it tells the server to end.
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Serving {
    /// Serves whoever comes to this address.
    fn start(listener: HttpListener, supervisor: &Supervisor, project: Followed) -> Self {
        let (stop, stopped) = oneshot::channel();
        let url = listener.url();
        let hosted = Hosted {
            supervisor: supervisor.clone(),
            scripts: Arc::new(Discovered(project)),
        };
        let serving = brummer_mcp::serve_http(hosted, listener, async {
            // The sender is dropped, and never sends.
            let _ = stopped.await;
        });
        Self {
            url,
            stop,
            task: tokio::spawn(serving),
        }
    }

    /// What clients connect to.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Tells all clients that it is over.
    pub(crate) async fn end(self) {
        drop(self.stop);
        // A bug in it was reported where it happened.
        let _ = self.task.await;
    }
}

/// Listens where the settings say.
///
/// # Errors
/// [`Failure::Usage`] for an address that would be open to others than the user wants.
async fn listen(settings: &McpSettings, project: &Path) -> Result<HttpListener, Failure> {
    check_origin(settings, project)?;
    let address = SocketAddr::new(settings.host.value, settings.port.value);
    let token = settings.token.as_ref().map(|token| token.value.clone());
    HttpListener::bind(address, token).await.map_err(refused)
}

/// Whether a program goes on without serving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// It is what was asked for.
    Required,
    /// It is served if the settings want it, and an address that cannot be listened on is a note.
    Optional,
}

/// MCP beside something else, if it is wanted and possible, and what the user is told of it. Whoever is connected counts among the
/// visitors.
///
/// # Errors
/// As [`listen`].
pub(crate) async fn serve(
    settings: &McpSettings,
    need: Need,
    supervisor: &Supervisor,
    project: &Followed,
    visitors: Clients,
) -> Result<(Option<Serving>, Option<String>), Failure> {
    if need == Need::Optional && !settings.enabled.value {
        return Ok((None, None));
    }
    let listener = match listen(settings, &project.latest().dir).await {
        Ok(listener) => listener.counting(visitors),
        Err(Failure::FrontEnd { what, source }) if need == Need::Optional => {
            let cause = source
                .source()
                .map_or_else(String::new, |cause| format!(": {cause}"));
            return Ok((None, Some(format!("{what}: {source}{cause}"))));
        }
        Err(failure) => return Err(failure),
    };
    let note = taken(&listener);
    Ok((
        Some(Serving::start(listener, supervisor, project.clone())),
        note,
    ))
}

/// Refuses an address that other machines can reach, if it or its token stands in a file of the project.
pub(crate) fn check_origin(settings: &McpSettings, project: &Path) -> Result<(), Failure> {
    if settings.host.value.is_loopback() {
        return Ok(());
    }
    let token = settings.token.as_ref().map(|token| &token.origin);
    let mut origins = [Some(&settings.host.origin), token].into_iter().flatten();
    match origins.find(|origin| is_of_project(origin, project)) {
        Some(origin) => Err(Failure::Usage(open_by_project(settings, origin))),
        None => Ok(()),
    }
}

/// What to say if another port than the wanted one is served.
fn taken(listener: &HttpListener) -> Option<String> {
    let port = listener.taken_port()?;
    let url = listener.url();
    Some(format!(
        "port {port} is taken by another program, so MCP is at {url}"
    ))
}

fn refused(error: brummer_mcp::Error) -> Failure {
    match error {
        brummer_mcp::Error::TokenNeeded(_) => Failure::Usage(format!(
            "{error}; set BRUMMER_MCP_TOKEN to a secret, such as `openssl rand -hex 24` prints, or serve on 127.0.0.1"
        )),
        error => Failure::FrontEnd {
            what: "MCP is not served",
            source: error.into(),
        },
    }
}

/// A project is often the work of others, who must not open this machine to a network.
fn is_of_project(origin: &Origin, project: &Path) -> bool {
    let home = std::env::home_dir();
    match origin {
        Origin::File { path, .. } => {
            let of_user = home.is_some_and(|home| path.parent() == Some(&home));
            let above = path.parent().is_some_and(|dir| project.starts_with(dir));
            path.ends_with(PROJECT_FILE) && above && !of_user
        }
        Origin::Default | Origin::Env { .. } | Origin::Flag { .. } => false,
    }
}

fn open_by_project(settings: &McpSettings, origin: &Origin) -> String {
    format!(
        "{origin} would serve MCP on `{}`, which other machines can reach; only you can, with --host and BRUMMER_MCP_TOKEN, \
         or under [mcp] in ~/.brum.toml",
        settings.host.value
    )
}
