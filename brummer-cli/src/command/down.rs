//! `brummer down`: ends the host of this project, with all its processes.

use std::process::ExitCode;
use std::time::Duration;

use brummer_core::instance::{Ending, Patience};

use crate::args::Common;
use crate::here::{ending, find, here};
use crate::report::{self, Failure};
use crate::runtime;

/// How long it waits: for processes that take their time, and far shorter for a host that hangs.
const PATIENCE: Patience = Patience {
    answer: Duration::from_secs(3),
    hanging: Duration::from_secs(10),
    end: Duration::from_mins(1),
};

pub(crate) fn run(common: &Common) -> Result<ExitCode, Failure> {
    // One that is ending is told again, which kills what it waits for.
    let entry = match (find(common)?, ending(common)?) {
        (Some(entry), _) | (None, Some(entry)) => entry,
        (None, None) => here(common)?,
    };
    let (pid, root) = (entry.pid, entry.root.display());
    let hangs = || {
        report::say(&format!(
            "brummer: the host (pid {pid}) does not answer; it is killed unless it ends within {} s",
            PATIENCE.hanging.as_secs()
        ));
    };
    let ending = runtime::single()?.block_on(entry.end(PATIENCE, hangs))?;
    match ending {
        Ending::Ended => report::answer(&format!("{root} is not hosted any more")),
        Ending::Killed => report::answer(&format!(
            "{root} is not hosted any more: its host (pid {pid}) was killed, and its guardian ends what ran"
        )),
        Ending::StillThere => {
            report::say(&format!(
                "brummer: the host (pid {pid}) still waits for its processes; `brummer down` again kills them"
            ));
            Ok(ExitCode::FAILURE)
        }
    }
}
