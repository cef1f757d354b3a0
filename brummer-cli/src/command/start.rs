//! `brummer start NAME…`: ensures that scripts or command lines run.

use std::process::ExitCode;

use brummer_core::{Spec, Started, Supervisor};

use crate::args::{Common, Start};
use crate::client::Client;
use crate::report::{self, Failure};
use crate::{open, runtime};

pub(crate) fn run(common: &Common, args: &Start) -> Result<ExitCode, Failure> {
    runtime::single()?.block_on(async {
        let client = Client::connect(common).await?;
        let wanted = wanted(common, &client, &args.names)?;
        let mut code = ExitCode::SUCCESS;
        for wanted in wanted {
            match start(&client.supervisor, wanted).await {
                Ok(Started::New(process)) => report::answer(&process.to_string())?,
                Ok(Started::Already(process)) => report::answer(&format!("{process}, as before"))?,
                Err(error) => {
                    code = report::print(&error.into());
                    continue;
                }
            };
        }
        Ok(code)
    })
}

/// What to start.
enum Wanted {
    /// What the project says.
    Script(Box<Spec>),
    /// A process that is there and that the project does not know, as `dev-2`.
    Process(String),
}

/// What these names mean, if all of them mean something.
fn wanted(common: &Common, client: &Client, names: &[String]) -> Result<Vec<Wanted>, Failure> {
    let (project, _) = open::project_with_settings(&client.entry.root, common.flags())?;
    let there = client.supervisor.snapshot();
    let (others, scripts): (Vec<_>, Vec<_>) = names
        .iter()
        .cloned()
        .partition(|name| there.process(name).is_some() && project.spec(name).is_err());
    let specs = open::specs(&project, &scripts)?;
    let scripts = specs.into_iter().map(|spec| Wanted::Script(Box::new(spec)));
    Ok(scripts
        .chain(others.into_iter().map(Wanted::Process))
        .collect())
}

async fn start(supervisor: &Supervisor, wanted: Wanted) -> Result<Started, brummer_core::Error> {
    match wanted {
        Wanted::Script(spec) => supervisor.start(*spec).await,
        Wanted::Process(name) => supervisor.start_known(&name).await,
    }
}
