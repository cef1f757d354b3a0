//! .NET: the build, exceptions, logs of ASP.NET Core, tests and `dotnet watch`, a file each.

mod build;
mod exception;
mod log;
mod test;
mod watch;

pub(super) use self::build::Build;
pub(super) use self::exception::Exception;
pub(super) use self::log::Log;
pub(super) use self::test::Test;
pub(super) use self::watch::Watch;

const TOOL: &str = "dotnet";
