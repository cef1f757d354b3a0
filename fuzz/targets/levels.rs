//! Levels and addresses of any text.
#![no_main]

use brummer_core::detect::{Fact, Reader};
use brummer_core::{Level, fuzz};
use brummer_fuzz::assert_plain;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let mut reader = Reader::default();
    let mut facts = Vec::new();
    for (number, bytes) in (0..).zip(input.split(|&byte| byte == b'\n')) {
        let text = String::from_utf8_lossy(bytes);
        let level = fuzz::level(&text);
        // A word of a level is one of any case.
        if let Ok(level) = text.parse::<Level>() {
            assert_eq!(level.as_str().parse::<Level>().ok(), Some(level));
        }
        let urls: Vec<_> = fuzz::urls(&text).collect();
        assert!(urls.len() <= 16);
        for (n, url) in urls.iter().enumerate() {
            assert!(url.port > 0);
            let schemes = ["http://", "https://", "ws://", "wss://"];
            assert!(schemes.iter().any(|scheme| url.url.starts_with(scheme)));
            assert_plain(&url.url);
            assert!(!url.url.contains(char::is_whitespace), "{url:?}");
            assert!(urls[..n].iter().all(|other| other.url != url.url));
        }
        // Without escape sequences and invalid bytes there is nothing between these and what a stream says.
        if !text.contains('\u{1b}') && bytes.len() <= 1024 && std::str::from_utf8(bytes).is_ok() {
            facts.clear();
            let said = reader.line(number, bytes, &mut facts);
            assert!(said == level || text.starts_with('{'), "{text:?}");
            let read = facts.iter().filter_map(|fact| match fact {
                Fact::Url(url) => Some(url),
                _ => None,
            });
            assert!(urls.iter().eq(read), "{text:?}");
        }
    }
});
