//! Whose the processes are that are shown.

use brummer_core::Connection;

/// Whose the processes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    /// Ours: they are stopped when the user leaves.
    ThisProgram,
    /// Those of another program, which goes on when the user leaves.
    Another,
}

impl From<&Connection> for Host {
    fn from(connection: &Connection) -> Self {
        match connection {
            Connection::Here => Self::ThisProgram,
            Connection::Connected | Connection::Reconnecting { .. } | Connection::Lost { .. } => {
                Self::Another
            }
        }
    }
}
