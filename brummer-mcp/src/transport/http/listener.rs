//! The address that is served.

use std::io;
use std::net::SocketAddr;

use brummer_core::config::Token;
use brummer_core::instance::Clients;
use tokio::net::TcpListener;

use super::admit::Rules;
use crate::error::Error;

/// How many ports are tried, the wanted one among them.
const PORTS: u16 = 100;

/// An address that is listened on. Clients that come before it is served wait.
#[derive(Debug)]
pub struct HttpListener {
    listener: TcpListener,
    wanted: SocketAddr,
    address: SocketAddr,
    rules: Rules,
    visitors: Clients,
}

impl HttpListener {
    /// Listens on `wanted`, or on the next free port above it. Port 0 lets the system choose.
    ///
    /// # Errors
    /// [`Error::TokenNeeded`] for an address that others than this machine can reach, unless there is a token;
    /// [`Error::Listen`] if the address is not one of this machine, or none of its ports is free.
    pub async fn bind(wanted: SocketAddr, token: Option<Token>) -> Result<Self, Error> {
        let rules = Rules::new(wanted.ip(), token).ok_or(Error::TokenNeeded(wanted.ip()))?;
        let refused = |source| Error::Listen {
            address: wanted,
            source,
        };
        let listener = listen(wanted).await.map_err(refused)?;
        Ok(Self {
            address: listener.local_addr().map_err(refused)?,
            listener,
            wanted,
            rules,
            visitors: Clients::default(),
        })
    }

    /// What clients are told to connect to: `http://127.0.0.1:7777/mcp`.
    pub fn url(&self) -> String {
        format!("http://{}/mcp", self.address)
    }

    /// The port that was wanted, if another was taken because somebody else has it.
    pub fn taken_port(&self) -> Option<u16> {
        let wanted = self.wanted.port();
        (wanted != 0 && wanted != self.address.port()).then_some(wanted)
    }

    /// The same; each connection that is served counts among these clients for as long as it is open.
    #[must_use]
    pub fn counting(self, visitors: Clients) -> Self {
        Self { visitors, ..self }
    }

    pub(super) fn into_parts(self) -> (TcpListener, Rules, Clients) {
        (self.listener, self.rules, self.visitors)
    }
}

/// The first port that is free.
async fn listen(wanted: SocketAddr) -> io::Result<TcpListener> {
    let first = wanted.port();
    let last = match first {
        0 => 0,
        port => port.saturating_add(PORTS - 1),
    };
    let mut taken = None;
    for port in first..=last {
        match TcpListener::bind(SocketAddr::new(wanted.ip(), port)).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => taken = Some(error),
            result => return result,
        }
    }
    Err(taken.unwrap_or_else(|| io::ErrorKind::AddrInUse.into()))
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    #[tokio::test]
    async fn the_next_port_is_taken_where_the_wanted_one_is_not_free() {
        let local = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let first = HttpListener::bind(local, None).await.unwrap();
        assert_eq!(first.taken_port(), None);
        let second = HttpListener::bind(first.address, None).await.unwrap();
        assert_eq!(second.taken_port(), Some(first.address.port()));
        assert!(second.address.port() > first.address.port());
        assert_eq!(second.url(), format!("http://{}/mcp", second.address));
    }

    #[tokio::test]
    async fn an_address_that_others_can_reach_needs_a_token() {
        let all = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
        let refused = HttpListener::bind(all, None).await.unwrap_err();
        assert!(
            matches!(refused, Error::TokenNeeded(IpAddr::V4(ip)) if ip.is_unspecified()),
            "{refused}"
        );
        let token = "a-secret-of-24-letters-x".parse().unwrap();
        assert!(HttpListener::bind(all, Some(token)).await.is_ok());
    }

    #[tokio::test]
    async fn an_address_of_another_machine_is_an_error() {
        // Kept for documentation (RFC 5737), so that no machine has it.
        let elsewhere = SocketAddr::from(([192, 0, 2, 1], 0));
        let token = "a-secret-of-24-letters-x".parse().unwrap();
        let refused = HttpListener::bind(elsewhere, Some(token))
            .await
            .unwrap_err();
        assert!(
            refused
                .to_string()
                .starts_with("cannot listen on `192.0.2.1:0`"),
            "{refused}"
        );
    }
}
