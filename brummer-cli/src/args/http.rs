//! The arguments of MCP over HTTP.

use std::net::{IpAddr, Ipv4Addr};

use brummer_core::config::{Flags, Token};

use super::Common;

/// Where MCP is served over HTTP, and to whom.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "MCP over HTTP")]
pub(crate) struct Http {
    /// The port; if it is taken, the next free one above it [default: 7777]
    #[arg(short, long, value_name = "PORT")]
    pub(crate) port: Option<u16>,

    /// The address; one that other machines can reach needs a token [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    pub(crate) host: Option<IpAddr>,

    /// What clients have to know; other users of this machine see it here, and not in the variable `BRUMMER_MCP_TOKEN`
    #[arg(long, value_name = "TOKEN")]
    pub(crate) token: Option<Token>,
}

impl Http {
    /// What these flags say for the configuration, beside what the others say.
    pub(crate) fn flags(&self, common: &Common) -> Flags {
        Flags {
            host: self.host,
            port: self.port,
            token: self.token.clone(),
            ..common.flags()
        }
    }
}

fn address(text: &str) -> Result<IpAddr, String> {
    match text {
        "localhost" => Ok(Ipv4Addr::LOCALHOST.into()),
        text => text
            .parse()
            .map_err(|_| "an address such as 127.0.0.1, ::1, or 0.0.0.0 for all".to_owned()),
    }
}
