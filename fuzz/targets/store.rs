//! Any bytes in any chunks give the same lines.
#![no_main]

use brummer_core::fuzz::Log;
use brummer_core::{LogPage, LogQuery, MAX_LINE_BYTES};
use brummer_fuzz::{Cut, process};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let cut = Cut::new(input);
    let whole = page(std::iter::once(&*cut.bytes));
    let chunks = page(cut.chunks());
    for line in &whole.lines {
        assert!(line.bytes.len() <= MAX_LINE_BYTES && !line.bytes.contains(&b'\n'));
    }
    let lines = |page: &LogPage| -> Vec<_> {
        let lines = page.lines.iter();
        lines
            .map(|line| (line.sequence, line.bytes.clone(), line.split))
            .collect()
    };
    assert!(lines(&whole) == lines(&chunks));
});

fn page<'a>(chunks: impl Iterator<Item = &'a [u8]>) -> LogPage {
    let log = Log::new(&process(), 1 << 30);
    for chunk in chunks {
        log.feed(chunk);
    }
    log.finish();
    log.read(&LogQuery {
        limit: LogQuery::MAX_LIMIT,
        ..LogQuery::default()
    })
}
