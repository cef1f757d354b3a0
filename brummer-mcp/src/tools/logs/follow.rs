//! Waits for lines that are not there yet.

use std::time::Duration;

use brummer_core::{LogQuery, LogRange};
use tokio::time::{Instant, sleep, timeout_at};

use crate::server::Server;
use crate::tools::access::Readable;
use crate::tools::failure::Failure;

/// How long one waits for what comes together with a first line.
const TOGETHER: Duration = Duration::from_millis(100);

impl Server {
    /// Returns when the query has a line, with what came together with it, or after `wait` milliseconds. The answer reads on where this
    /// began.
    pub(super) async fn followed(
        &self,
        reading: &Readable,
        query: LogQuery,
        wait: u64,
    ) -> Result<LogQuery, Failure> {
        let limit = Instant::now() + Duration::from_millis(wait);
        // Made before anything is looked at, so that no line is missed.
        let mut changes = self.supervisor.log_changes();
        let range = match query.range {
            LogRange::Tail => LogRange::After(self.supervisor.log_end()),
            LogRange::After(_) | LogRange::Before(_) | LogRange::Around(..) => query.range,
        };
        let query = LogQuery { range, ..query };
        let mut first = LogQuery {
            limit: 1,
            ..query.clone()
        };
        loop {
            let page = self.read(reading, &first).await?;
            if !page.lines.is_empty() {
                sleep(TOGETHER.min(limit - Instant::now())).await;
                return Ok(query);
            }
            // What was looked at is not looked at again.
            if let LogRange::After(_) = first.range {
                first.range = LogRange::After(page.next);
            }
            match timeout_at(limit, changes.wait()).await {
                Ok(true) => {}
                Ok(false) | Err(_) => return Ok(query),
            }
        }
    }
}
