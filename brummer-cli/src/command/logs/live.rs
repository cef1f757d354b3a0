//! The logs of processes that run, from the host of the project.

use std::process::ExitCode;

use brummer_core::instance::Entry;
use brummer_core::{Error, LogCursor, LogGap, LogQuery, LogRange};

use super::{Looks, query, say_rest};
use crate::args::{Common, Logs};
use crate::client::{Client, named};
use crate::report::{self, Failure};
use crate::runtime;

/// How many lines are taken at once while following.
const PAGE: usize = 4096;

/// Prints what the host has.
pub(super) fn print(entry: Entry, args: &Logs, looks: &Looks) -> Result<ExitCode, Failure> {
    runtime::single()?.block_on(async {
        let client = Client::of(entry).await?;
        let page = client.supervisor.logs(wanted(&client, args)?).await?;
        say_rest(&page, args);
        report::answer_bytes(&looks.page(&page))
    })
}

/// Prints the latest lines, and those that come, until the host ends or nobody reads them.
pub(super) fn follow(common: &Common, args: &Logs, looks: &Looks) -> Result<ExitCode, Failure> {
    // The connection lives on another thread, so that a reader that pauses does not look like a client that hangs.
    let runtime = runtime::threaded()?;
    let code = runtime.block_on(async {
        let client = Client::connect(common).await?;
        // Made before anything is read, so that nothing is missed.
        let mut changes = client.supervisor.log_changes();
        let query = wanted(&client, args)?;
        let mut cursor = print_page(&client, query.clone(), looks).await?.cursor;
        loop {
            let Some(after) = cursor else {
                return Ok(ExitCode::SUCCESS);
            };
            let query = LogQuery {
                range: LogRange::After(after),
                limit: PAGE,
                ..query.clone()
            };
            let printed = print_page(&client, query, looks).await?;
            cursor = printed.cursor;
            if printed.more {
                continue;
            }
            tokio::select! {
                _ = changes.wait() => {}
                gone = client.gone() => return Err(gone),
            }
        }
    });
    runtime.shutdown_background();
    code
}

/// How far the output has come.
struct Printed {
    /// Where it goes on; none if nobody reads it any more.
    cursor: Option<LogCursor>,
    /// Whether there are more lines already.
    more: bool,
}

async fn print_page(client: &Client, query: LogQuery, looks: &Looks) -> Result<Printed, Failure> {
    let page = match client.supervisor.logs(query).await {
        Err(Error::Disconnected { .. }) => return Err(client.gone().await),
        page => page?,
    };
    if let LogGap::Evicted(lost) = page.gap {
        report::say(&format!("brummer: … {lost} lines were lost"));
    }
    let is_read = page.lines.is_empty() || report::piece(&looks.page(&page))?;
    Ok(Printed {
        cursor: is_read.then_some(page.next),
        more: page.more,
    })
}

fn wanted(client: &Client, args: &Logs) -> Result<LogQuery, Failure> {
    let processes = if args.names.is_empty() {
        Vec::new()
    } else {
        named(&client.supervisor.snapshot(), &args.names)?
    };
    Ok(LogQuery {
        processes,
        ..query(args)?
    })
}
