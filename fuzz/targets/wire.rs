//! What goes over the wire between a host and its clients: any bytes are a message or an error, and a message that is written is read again.
#![no_main]

use brummer_core::fuzz::wire;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    for again in wire::messages(input) {
        // What is written is read, and nothing is left over.
        assert!(wire::messages(&again).next().is_some());
    }
    wire::follow(input);
});
