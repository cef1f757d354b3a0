//! `brummer down`: ends the host of this project, with all its processes.

use std::process::ExitCode;
use std::time::Duration;

use brummer_core::instance::Ending;

use crate::args::Common;
use crate::here::here;
use crate::report::{self, Failure};
use crate::runtime;

/// How long it waits for processes that take their time.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) fn run(common: &Common) -> Result<ExitCode, Failure> {
    let entry = here(common)?;
    let ending = runtime::single()?.block_on(entry.end(PATIENCE))?;
    match ending {
        Ending::Ended => {
            report::answer(&format!("{} is not hosted any more", entry.root.display()))
        }
        Ending::StillThere => {
            report::say(&format!(
                "brummer: the host (pid {}) still waits for its processes; `brummer down` again kills them",
                entry.pid
            ));
            Ok(ExitCode::FAILURE)
        }
    }
}
