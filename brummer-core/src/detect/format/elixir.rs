//! Elixir: the compiler, exceptions, the logger, `ExUnit` and Phoenix, a file each.

mod diagnostic;
mod exception;
mod exunit;
mod frame;
mod log;

pub(super) use self::diagnostic::Diagnostic;
pub(super) use self::exception::Exception;
pub(super) use self::exunit::Exunit;
pub(super) use self::log::Log;

const TOOL: &str = "elixir";
