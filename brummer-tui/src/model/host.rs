//! Whose the processes are that are shown, and whether they can be asked for.

use brummer_core::{Company, Connection, NOT_YET};

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
    /// Whose they are.
    pub(crate) fn of(connection: &Connection, company: Company) -> Self {
        match connection {
            Connection::Here | Connection::Connected if company.goes_on() => Self::GoesOn(company),
            Connection::Here | Connection::Connected => Self::Ours,
            Connection::Reconnecting { reason, .. } if &**reason == NOT_YET => Self::Coming,
            Connection::Reconnecting { reason, .. } | Connection::Lost { reason, .. } => {
                Self::Gone(reason.to_string())
            }
        }
    }
}
