//! Who else uses an instance, and whether it needs anybody.

use std::future::pending;

use borsh::{BorshDeserialize, BorshSerialize};
use tokio::sync::watch;

use crate::instance::{Clients, Presence, Stay};

/// Who else uses the processes of a handle, and whether they go on without anybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Company {
    /// How many others there are.
    pub others: usize,
    /// Whether the instance stays when the last one leaves.
    pub stays: bool,
}

impl Company {
    /// Whether the processes go on when one leaves.
    pub fn goes_on(self) -> bool {
        self.stays || self.others > 0
    }
}

/// What a host knows of the company of a client.
pub(super) enum Watch {
    /// It counts its clients.
    Counted(watch::Receiver<Presence>, Stay),
    /// It does not, and most likely goes on.
    Unknown,
}

impl Watch {
    pub(super) fn of(clients: &Clients, stay: Stay) -> Self {
        Self::Counted(clients.watch(), stay)
    }

    /// What is so now.
    pub(super) fn now(&self) -> Company {
        match self {
            Self::Counted(present, stay) => Company {
                // The client itself is among them.
                others: present.borrow().all().saturating_sub(1),
                stays: *stay == Stay::Stay,
            },
            Self::Unknown => Company {
                others: 0,
                stays: true,
            },
        }
    }

    /// Waits for a change.
    pub(super) async fn changed(&mut self) {
        match self {
            Self::Counted(present, _) => {
                if present.changed().await.is_err() {
                    pending::<()>().await;
                }
            }
            Self::Unknown => pending().await,
        }
    }
}
