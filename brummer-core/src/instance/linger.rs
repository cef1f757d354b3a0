//! When nobody needs an instance any more.

use std::time::Duration;

use tokio::time::timeout;

use super::door::Clients;

/// Returns when there has been no client for so long: `first` counts until the first one has come, `linger` after each that left.
pub async fn deserted(clients: &Clients, first: Duration, linger: Duration) {
    let mut present = clients.watch();
    let mut patience = first;
    loop {
        // The sender lives in `clients`.
        let _ = present.wait_for(|present| present.all() == 0).await;
        let came = present.wait_for(|present| present.all() > 0);
        if timeout(patience, came).await.is_err() {
            return;
        }
        patience = linger;
    }
}
