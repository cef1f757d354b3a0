//! Reads what the supervisor knows, which takes no time, into the model.

use brummer_core::{Connection, LogCursor};
use ratatui::backend::Backend;

use super::{Host, Runtime};
use crate::update::{Link, Msg};

impl<B: Backend, H: Host> Runtime<B, H>
where
    B::Error: Send + Sync + 'static,
{
    /// Shows the processes as they are now.
    pub(super) fn read_project(&mut self) {
        let project = self.reader.load().clone();
        self.happened(Msg::Project(project));
    }

    /// Shows what clients did.
    pub(super) fn read_activity(&mut self) {
        let latest = self.supervisor.activities().latest();
        self.happened(Msg::Activity(latest));
    }

    /// Tells where the connection to the host stands.
    pub(super) fn read_link(&mut self) {
        let link = Link {
            connection: self.supervisor.connection(),
            company: self.supervisor.company(),
            lost: self.supervisor.lost_instance(),
        };
        // What ran is told as it was heard of last.
        if link.connection != Connection::Connected {
            self.read_project();
        }
        self.happened(Msg::Host(link));
    }

    /// The position behind the latest line.
    pub(super) fn log_end(&self) -> LogCursor {
        self.supervisor.log_end()
    }
}
