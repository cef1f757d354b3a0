//! Structured lines: a line is shown without control characters, and any question can be asked.
#![no_main]

use brummer_core::{FieldQuery, fuzz};
use brummer_fuzz::{assert_plain, line};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let mut lines = input.rsplit(|&byte| byte == b'\n');
    let query = lines.next().unwrap_or_default();
    let query = FieldQuery::parse(&String::from_utf8_lossy(query));
    if let Err(error) = &query {
        // Whoever asked is told what is wrong.
        assert!(!error.to_string().is_empty());
    }
    for bytes in lines {
        if let Some(compact) = line(bytes).compact() {
            assert_plain(&compact);
        }
        // Also if nobody has taken out the control characters.
        let text = String::from_utf8_lossy(bytes);
        if let Some((compact, _)) = fuzz::structured(&text, query.as_ref().ok()) {
            assert_plain(&compact);
        }
    }
});
