//! Reading what processes printed.

use brummer_core::{LogQuery, Supervisor};

use crate::support::within;

/// All lines of a process, without escape sequences.
pub(crate) async fn lines(supervisor: &Supervisor, id: &str) -> Vec<String> {
    let id = supervisor.snapshot().process(id).unwrap().id().clone();
    let page = supervisor
        .logs(LogQuery::tail(&id, LogQuery::MAX_LIMIT))
        .await
        .unwrap();
    page.lines
        .iter()
        .map(|line| line.text().into_owned())
        .collect()
}

/// Waits until the log of a process has a line that contains the text, and returns that line.
pub(crate) async fn line_with(supervisor: &Supervisor, id: &str, text: &str) -> String {
    let mut changes = supervisor.log_changes();
    within(text, async {
        loop {
            let found = lines(supervisor, id)
                .await
                .into_iter()
                .find(|line| line.contains(text));
            if let Some(line) = found {
                return line;
            }
            changes.wait().await;
        }
    })
    .await
}
