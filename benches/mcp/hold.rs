//! Whether 1,000 calls a second are answered as they come.

use std::error::Error;
use std::thread;
use std::time::{Duration, Instant};

use crate::{Way, at, micros, table};

/// Between two calls.
const PACE: Duration = Duration::from_millis(1);

pub(crate) fn measure(ways: &mut [Way], hold: Duration) -> Result<(), Box<dyn Error>> {
    let mut rows = Vec::new();
    for way in ways.iter_mut() {
        way.client.connect()?;
        let began = Instant::now();
        let (mut due, mut late) = (began, Vec::new());
        while due.duration_since(began) < hold {
            if let Some(early) = due.checked_duration_since(Instant::now()) {
                thread::sleep(early);
            }
            way.client.call()?;
            // From when it was due: one that waits for the one before it is late.
            late.push(due.elapsed());
            due += PACE;
        }
        let answered = u32::try_from(late.len()).unwrap_or(u32::MAX);
        let rate = f64::from(answered) / began.elapsed().as_secs_f64();
        let figures = [50, 99, 100].map(|percent| micros(at(&late, percent)));
        let mut row = vec![way.name.to_owned(), format!("{rate:.0}")];
        row.extend(figures);
        rows.push(row);
    }
    let title = format!(
        "1,000 calls a second for {} s: from when a call is due to its answer, in µs",
        hold.as_secs()
    );
    table::print(
        &title,
        &["", "answered a second", "median", "p99", "most"],
        &rows,
    );
    Ok(())
}
