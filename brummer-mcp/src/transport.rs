//! How bytes get from a client to the handler and back.

#[cfg(unix)]
mod socket;
mod stdio;
mod stream;

pub use self::stdio::serve_stdio;
pub use self::stream::serve_stream;
