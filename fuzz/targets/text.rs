//! What is shown of a line holds neither escape sequences nor control characters, and is what is searched.
#![no_main]

use brummer_fuzz::{assert_plain, line};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    for bytes in input.split(|&byte| byte == b'\n') {
        let line = line(bytes);
        let text = line.text();
        assert_plain(&text);
        let searched = brummer_core::fuzz::searched(bytes);
        let searched = String::from_utf8_lossy(&searched);
        let searched: String = searched
            .chars()
            .filter(|&c| c == '\t' || !c.is_control())
            .collect();
        assert_eq!(text, searched, "of {bytes:?}");
    }
});
