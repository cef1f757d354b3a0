//! What a wait is answered with.

use std::time::Duration;

use brummer_core::ProblemQuery;

use super::decide::{Condition, Verdict};
use super::look::Watch;
use crate::server::Server;
use crate::tools::budget::Budget;
use crate::tools::edit::Newest;
use crate::tools::failure::Failure;
use crate::tools::lines::shortened;
use crate::tools::logs::ids;
use crate::tools::problems::listing::Which;
use crate::tools::shown;

impl Server {
    /// The verdict; then, of a cycle, what is broken, and else what happened; at last the cursor.
    pub(super) async fn answer_to_wait(
        &self,
        watch: &Watch,
        verdict: &Verdict,
        took: Duration,
        budget: Budget,
    ) -> Result<String, Failure> {
        let head = head(verdict, took);
        let (told, next) = self.told(&watch.reading, watch.after, budget).await?;
        let body = if watch.conditions.contains(&Condition::Cycle) {
            let query = ProblemQuery {
                processes: ids(&watch.reading),
                limit: usize::MAX,
                ..ProblemQuery::default()
            };
            let which = match &watch.edit {
                Some(Newest::Edit(edit)) => Which::Edited(edit.time),
                Some(Newest::Committed | Newest::Nothing) | None => Which::Current,
            };
            self.problems(&watch.reading, &query, which, budget).await?
        } else {
            told
        };
        let note = watch.reading.note();
        let note = note.map_or_else(String::new, |note| format!("{note}\n"));
        Ok(format!(
            "{head}\n{body}{note}cursor: {next} (pass as after=)"
        ))
    }
}

fn head(verdict: &Verdict, took: Duration) -> String {
    let took = shown::duration(took);
    match verdict {
        Verdict::Met(how) => format!("met after {took}: {}", shortened(how)),
        Verdict::Unknown(what) => format!("unknown after {took}: {}", shortened(what)),
        Verdict::Never(why) => format!("will not be met: {}", shortened(why)),
        Verdict::NotYet { stands, .. } => {
            format!(
                "not met after {took}: {}; call again to wait on",
                shortened(stands)
            )
        }
    }
}
