//! A project that this process hosts, shared with whoever finds it.

use std::path::Path;

use brummer_core::instance::{
    Claim, Claimed, Clients, Entry, Hosting, InstanceError, Instances, Place, Registration, Stay,
    welcome,
};
use brummer_core::{Supervisor, serve_counted};
use tokio::net::UnixStream;
use tokio::task::JoinHandle;

use crate::report;

/// A project that others find, and are served.
pub(crate) struct Shared {
    registration: Registration,
    clients: Clients,
    welcoming: JoinHandle<()>,
}

/// The right to host the project in this directory, or who has it.
pub(crate) async fn claim(root: &Path) -> Result<Claimed, InstanceError> {
    Instances::open(Place::of_process())?.claim(root).await
}

impl Shared {
    /// Lets others find the processes of this supervisor, and serves them.
    pub(crate) fn open(
        claim: Claim,
        supervisor: &Supervisor,
        hosting: Hosting,
        clients: Clients,
    ) -> Result<Self, InstanceError> {
        let stay = hosting.stay;
        let listener = claim.listen()?;
        let registration = claim.register(hosting)?;
        let (counted, supervisor) = (clients.clone(), supervisor.clone());
        let welcoming = tokio::spawn(async move {
            match welcome(listener, counted.clone(), |stream| {
                serve(supervisor.clone(), stream, counted.clone(), stay)
            })
            .await {}
        });
        Ok(Self {
            registration,
            clients,
            welcoming,
        })
    }

    /// What others find.
    pub(crate) fn entry(&self) -> &Entry {
        self.registration.entry()
    }

    /// Those who found it.
    pub(crate) fn clients(&self) -> &Clients {
        &self.clients
    }

    /// From now on nobody finds it; who is connected sees how it ends.
    pub(crate) fn withdraw(&self) {
        self.registration.withdraw();
    }

    /// Ends all conversations, and lets the next one host.
    pub(crate) fn end(self) {
        self.welcoming.abort();
        match self.clients.turned_away() {
            0 => {}
            number => report::say(&format!(
                "brummer: {number} connections were closed at once: of other users, or more than {} at a time",
                Clients::MAX
            )),
        }
    }
}

/// Serves a client for as long as it stays.
async fn serve(supervisor: Supervisor, stream: UnixStream, clients: Clients, stay: Stay) {
    if let Err(fault) = serve_counted(&supervisor, stream, &clients, stay).await {
        report::note(&format!("brummer: a client was dropped: {fault}"));
    }
}
