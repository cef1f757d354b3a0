//! What the tests of the engine share.

use std::time::Duration;

use brummer_core::{Command, Spec, Supervisor};

use crate::connected::handle;

/// Far longer than anything takes: a test that waits for this has failed.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) async fn supervisor() -> Supervisor {
    handle(Supervisor::builder().build().unwrap()).await
}

pub(crate) fn shell(name: &str, line: &str) -> Spec {
    Spec::new(name, Command::shell(line), std::env::temp_dir()).unwrap()
}

/// Waits for something that must come, and fails with its name if it does not.
pub(crate) async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    let waited = tokio::time::timeout(PATIENCE, future).await;
    waited.unwrap_or_else(|_| panic!("waited in vain for {what}"))
}
