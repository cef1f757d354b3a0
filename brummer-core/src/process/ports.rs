//! The ports that trees listen on.
//!
//! Linux tells which process holds which socket. Elsewhere nobody is asked, and readiness is told by what a program prints.

#[cfg(target_os = "linux")]
mod linux;
mod lookout;
mod owner;

#[cfg(target_os = "linux")]
use self::linux::Listening;
#[cfg(target_os = "linux")]
pub(crate) use self::linux::owner;
pub(crate) use self::lookout::{Known, Lookout};
pub use self::owner::{Listener, PortOwner};

/// Nobody is asked.
#[cfg(not(target_os = "linux"))]
#[derive(Default)]
struct Listening;

#[cfg(not(target_os = "linux"))]
impl Listening {
    fn read() -> Self {
        Self
    }

    fn sockets(&self) -> impl Iterator<Item = u64> {
        std::iter::empty()
    }

    fn held_by(&self, _: &super::tree::Tree) -> std::io::Result<Vec<(u64, u16)>> {
        Ok(Vec::new())
    }
}

/// Nobody is asked who it is; whether somebody answers tells that there is one.
#[cfg(not(target_os = "linux"))]
pub(crate) fn owner(port: u16) -> Option<PortOwner> {
    use std::net::{Ipv4Addr, SocketAddr, TcpStream};
    const PATIENCE: std::time::Duration = std::time::Duration::from_millis(200);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpStream::connect_timeout(&address, PATIENCE).ok()?;
    let process = None;
    Some(PortOwner { port, process })
}
