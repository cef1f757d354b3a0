//! `brummer restart NAME…`: stops processes that run, and starts them again.

use std::process::ExitCode;

use crate::args::{Chosen, Common};
use crate::client::{Client, named};
use crate::report::{self, Failure};
use crate::runtime;

pub(crate) fn run(common: &Common, args: &Chosen) -> Result<ExitCode, Failure> {
    runtime::single()?.block_on(async {
        let client = Client::connect(common).await?;
        let restarted = if args.all {
            client.supervisor.restart_all().await
        } else {
            let mut restarted = Vec::new();
            for id in named(&client.supervisor.snapshot(), &args.names)? {
                let process = client.supervisor.restart(id.as_str()).await;
                restarted.push((id, process));
            }
            restarted
        };
        let mut code = ExitCode::SUCCESS;
        for (_, process) in restarted {
            match process {
                Ok(process) => report::answer(&process.to_string())?,
                Err(error) => {
                    code = report::print(&error.into());
                    continue;
                }
            };
        }
        Ok(code)
    })
}
