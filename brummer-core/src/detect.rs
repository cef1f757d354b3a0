//! What lines mean: rules that take the text of a line, without escape sequences, and say what it tells.
//!
//! Nothing here keeps state, reads a clock or touches a process. Each rule runs on every line of a busy process, so
//! each begins with a test that costs an ordinary line next to nothing, and none takes more than linear time.

#![cfg_attr(
    not(test),
    expect(dead_code, reason = "what reads lines with it comes beside it")
)]

mod level;
mod structured;
mod url;

pub use self::structured::FieldQuery;
