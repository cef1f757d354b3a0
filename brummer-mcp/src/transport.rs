//! How bytes get from a client to the handler and back.

mod http;
#[cfg(unix)]
mod socket;
mod stdio;
mod stream;

pub use self::http::{HttpListener, serve_http};
pub use self::stdio::serve_stdio;
pub use self::stream::serve_stream;
