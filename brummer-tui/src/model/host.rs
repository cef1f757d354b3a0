//! Whose the processes are that are shown, and whether they can be asked for.

use brummer_core::{Company, Connection};

/// Whose the processes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    /// Nobody has been reached yet.
    Coming,
    /// Ours alone: they are stopped when the user leaves.
    Ours,
    /// Others need them as well, or they are to stay: they go on when the user leaves.
    GoesOn(Company),
    /// Nobody can be asked for them, for this reason.
    Gone(String),
}

impl Host {
    /// Whose they are, for a connection that had been made before or not.
    pub(crate) fn of(connection: &Connection, company: Company, was_reached: bool) -> Self {
        match connection {
            Connection::Here | Connection::Connected if company.goes_on() => Self::GoesOn(company),
            Connection::Here | Connection::Connected => Self::Ours,
            Connection::Reconnecting { reason, .. } if !was_reached && is_first(reason) => {
                Self::Coming
            }
            Connection::Reconnecting { reason, .. } | Connection::Lost { reason, .. } => {
                Self::Gone(reason.to_string())
            }
        }
    }

    /// Whether the processes can be asked for.
    pub(crate) fn is_reached(&self) -> bool {
        matches!(self, Self::Ours | Self::GoesOn(_))
    }
}

/// Whether nothing went wrong so far.
fn is_first(reason: &str) -> bool {
    reason == brummer_core::NOT_YET
}
