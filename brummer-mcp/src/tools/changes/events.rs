//! Events in words, those of one kind together.

use brummer_core::{Event, EventKind, ProcessId, WatcherState, WatcherSummary};

use crate::tools::access::Readable;
use crate::tools::shown;

/// One line of what happened to a process.
struct Line<'a> {
    process: &'a ProcessId,
    said: Said<'a>,
}

enum Said<'a> {
    Words(String),
    /// Several cycles of one watcher, of which the last one counts.
    Cycles {
        watcher: &'a WatcherSummary,
        finished: usize,
        failed: usize,
    },
}

/// What happened, in order: `web: started (run 2, pid 42)`.
pub(in crate::tools) fn lines(events: &[Event], reading: &Readable) -> Vec<String> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for event in events.iter().filter(|event| reading.has(&event.process)) {
        let said = match &event.kind {
            EventKind::Started { run, pid } => {
                Said::Words(format!("started (run {run}, pid {pid})"))
            }
            EventKind::Ready { reason, .. } => Said::Words(format!("ready ({reason})")),
            EventKind::Stopping { .. } => Said::Words("told to stop".to_owned()),
            EventKind::Ended { outcome, .. } => Said::Words(format!("ended: {outcome}")),
            EventKind::Removed => Said::Words("removed".to_owned()),
            EventKind::Cycle { watcher, .. } => {
                let failed = usize::from(matches!(watcher.state, WatcherState::Failed { .. }));
                if let Some(known) = earlier(&mut lines, &event.process, watcher) {
                    let Said::Cycles {
                        watcher: last,
                        finished,
                        failed: earlier,
                    } = known
                    else {
                        continue;
                    };
                    *last = watcher;
                    *finished += 1;
                    *earlier += failed;
                    continue;
                }
                Said::Cycles {
                    watcher,
                    finished: 1,
                    failed,
                }
            }
            // A start tells more than that it was added, problems are told in full, and what is not known here is in the snapshot.
            _ => continue,
        };
        lines.push(Line {
            process: &event.process,
            said,
        });
    }
    lines.iter().map(Line::text).collect()
}

/// The line of the same watcher, if nothing else happened to its process since.
fn earlier<'l, 'a>(
    lines: &'l mut [Line<'a>],
    process: &ProcessId,
    watcher: &WatcherSummary,
) -> Option<&'l mut Said<'a>> {
    let of_process = lines
        .iter_mut()
        .rev()
        .filter(|line| line.process == process);
    let mut cycles = of_process
        .map(|line| &mut line.said)
        .take_while(|said| matches!(said, Said::Cycles { .. }));
    cycles.find(|said| match said {
        Said::Cycles { watcher: known, .. } => {
            (known.tool, &known.lane) == (watcher.tool, &watcher.lane)
        }
        Said::Words(_) => false,
    })
}

impl Line<'_> {
    fn text(&self) -> String {
        let process = self.process;
        match &self.said {
            Said::Words(words) => format!("{process}: {words}"),
            Said::Cycles {
                watcher,
                finished,
                failed,
            } => {
                let state = shown::state(watcher.state);
                let took = watcher.took().map_or_else(String::new, |took| {
                    format!(", took {}", shown::duration(took))
                });
                let several = if *finished > 1 {
                    format!(" (the last of {finished} cycles, {failed} failed)")
                } else {
                    String::new()
                };
                format!("{process}: {} {state}{took}{several}", watcher.tool)
            }
        }
    }
}
