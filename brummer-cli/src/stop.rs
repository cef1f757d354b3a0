//! Stops everything, and says what there is to say of it.

use brummer_core::{StopReport, Supervisor};

use crate::interrupt::Interrupts;
use crate::report;

/// Stops everything gracefully; a second request to end kills.
pub(crate) async fn stop(supervisor: &Supervisor, interrupts: &mut Interrupts) {
    let running = supervisor
        .snapshot()
        .processes()
        .iter()
        .filter(|process| process.is_running())
        .count();
    let processes = match running {
        0 => "what is left",
        1 => "1 process",
        more => &*format!("{more} processes"),
    };
    report::say(&format!(
        "brummer: stopping {processes} (Ctrl-C again to kill)"
    ));
    let reports = shut_down(supervisor, interrupts).await;
    // What went well needs no words.
    let remarkable = |report: &&StopReport| !report.is_clean() || !report.killed.is_empty();
    for report in reports.iter().filter(remarkable) {
        report::say(&format!("brummer: {report}"));
    }
}

/// Stops everything; a request to end in between kills.
pub(crate) async fn shut_down(
    supervisor: &Supervisor,
    interrupts: &mut Interrupts,
) -> Vec<StopReport> {
    let stopping = supervisor.shutdown();
    tokio::pin!(stopping);
    tokio::select! {
        reports = &mut stopping => reports,
        _ = interrupts.insistent() => {
            report::say("brummer: killing");
            supervisor.kill_all().await;
            stopping.await
        }
    }
}
