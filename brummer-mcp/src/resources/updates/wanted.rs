//! What one client watches, and what it knows of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use brummer_core::{LogCursor, ProjectSnapshot};

use crate::host::Hosted;
use crate::resources::address::Address;
use crate::script::ScriptInfo;

/// The most addresses that one client watches.
pub(crate) const MAX_WATCHED: usize = 100;

/// What a client wants to be told of.
#[derive(Clone, Default)]
pub(crate) struct Wanted {
    /// Since when the list of resources is watched, if it is.
    pub(super) list: Option<Moment>,
    /// What is watched, by the address as the client says it.
    pub(super) resources: BTreeMap<String, (Address, Moment)>,
}

/// What a client knows: what it was told of, or what there was when it began to watch.
#[derive(Clone)]
pub(crate) struct Moment {
    pub(super) project: Arc<ProjectSnapshot>,
    pub(super) logs: LogCursor,
    pub(super) scripts: Arc<[ScriptInfo]>,
}

impl Moment {
    /// Now.
    pub(crate) fn now(hosted: &Hosted) -> Self {
        Self::with_scripts(hosted, hosted.scripts.list().into())
    }

    /// Before there was anything: what a client knows that began to watch before the project was open.
    pub(crate) fn beginning(hosted: &Hosted) -> Self {
        Self {
            project: Arc::new(ProjectSnapshot::from_processes(0, Vec::new())),
            logs: hosted.supervisor.log_end().before_line(0),
            scripts: Arc::default(),
        }
    }

    pub(super) fn with_scripts(hosted: &Hosted, scripts: Arc<[ScriptInfo]>) -> Self {
        Self {
            project: hosted.supervisor.snapshot(),
            logs: hosted.supervisor.log_end(),
            scripts,
        }
    }
}

impl Wanted {
    pub(crate) fn list(&mut self, since: Moment) {
        self.list.get_or_insert(since);
    }

    pub(crate) fn resource(&mut self, uri: &str, address: Address, since: Moment) {
        self.resources
            .entry(uri.to_owned())
            .or_insert((address, since));
    }

    pub(super) fn has_scripts(&self) -> bool {
        let mut addresses = self.resources.values().map(|(address, _)| address);
        addresses.any(|address| *address == Address::Scripts)
    }

    pub(super) fn has_logs(&self) -> bool {
        let mut addresses = self.resources.values().map(|(address, _)| address);
        addresses.any(|address| {
            matches!(
                address,
                Address::Logs | Address::LogsOf(_) | Address::Errors
            )
        })
    }

    /// Takes over what is watched now, and keeps what the client knows of it.
    pub(super) fn follow(&mut self, wanted: Self) {
        self.list = match (self.list.take(), wanted.list) {
            (Some(known), Some(_)) => Some(known),
            (_, new) => new,
        };
        let known = std::mem::take(&mut self.resources);
        self.resources = wanted.resources;
        for (uri, (_, since)) in known {
            if let Some((_, moment)) = self.resources.get_mut(&uri) {
                *moment = since;
            }
        }
    }

    /// Adds an address, if there are not too many.
    pub(crate) fn add(&mut self, uri: &str, address: Address, since: Moment) -> bool {
        if self.resources.len() >= MAX_WATCHED && !self.resources.contains_key(uri) {
            return false;
        }
        self.resource(uri, address, since);
        true
    }

    pub(crate) fn remove(&mut self, uri: &str) {
        self.resources.remove(uri);
    }
}
