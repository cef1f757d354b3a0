//! `brummer stop NAME…`: stops whole trees, and says what became of them.

use std::process::ExitCode;

use crate::args::{Chosen, Common};
use crate::client::{Client, named};
use crate::report::{self, Failure};
use crate::runtime;

pub(crate) fn run(common: &Common, args: &Chosen) -> Result<ExitCode, Failure> {
    runtime::single()?.block_on(async {
        let client = Client::connect(common).await?;
        let ids = named(&client.supervisor.snapshot(), &args.names)?;
        // All at once: each may take its grace period.
        let stops = ids.into_iter().map(|id| {
            let supervisor = client.supervisor.clone();
            tokio::spawn(async move { supervisor.stop(id.as_str()).await })
        });
        let stops: Vec<_> = stops.collect();
        let mut code = ExitCode::SUCCESS;
        for stop in stops {
            let report = match stop.await {
                Ok(report) => report?,
                Err(failed) => std::panic::resume_unwind(failed.into_panic()),
            };
            report::answer(&report.to_string())?;
            if !report.is_clean() {
                code = ExitCode::FAILURE;
            }
        }
        Ok(code)
    })
}
