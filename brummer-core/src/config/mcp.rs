//! The keys of `[mcp]`; those that say what agents may do are in [`access`](super::access).

use std::net::{IpAddr, Ipv4Addr};

use serde::Serialize;
use toml::de::DeValue;

use super::access::{Access, WrittenAccess};
use super::origin::Resolved;
use super::table::Layer;
use super::token::Token;
use super::value::{Value, Wrong, described, quoted};

/// How AI editors reach the server over HTTP, and what they may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct McpSettings {
    /// Whether the terminal UI serves it.
    pub enabled: Resolved<bool>,
    /// The address to listen on.
    pub host: Resolved<IpAddr>,
    /// The port to listen on; 0 lets the system choose.
    pub port: Resolved<u16>,
    /// What a client has to know to be served; none serves all on this machine.
    pub token: Option<Resolved<Token>>,
    /// What they may do, by whatever way they come.
    #[serde(flatten)]
    pub access: Access,
}

impl McpSettings {
    /// The port, unless somebody says another.
    pub const DEFAULT_PORT: u16 = 7777;
}

/// The table as written, with every key optional.
#[derive(Default)]
pub(super) struct WrittenMcp {
    pub(super) enabled: Option<Resolved<bool>>,
    pub(super) host: Option<Resolved<IpAddr>>,
    pub(super) port: Option<Resolved<u16>>,
    pub(super) token: Option<Resolved<Token>>,
    access: WrittenAccess,
}

impl WrittenMcp {
    /// Every key, once: puts a table over what weaker layers said.
    pub(super) fn keys(&mut self, layer: &mut impl Layer) {
        layer.key("enabled", &mut self.enabled);
        layer.key("host", &mut self.host);
        layer.key("port", &mut self.port);
        layer.key("token", &mut self.token);
        self.access.keys(layer);
    }

    pub(super) fn settings(self) -> McpSettings {
        let or =
            |host: Option<_>| host.unwrap_or_else(|| Resolved::default(Ipv4Addr::LOCALHOST.into()));
        McpSettings {
            enabled: self.enabled.unwrap_or_else(|| Resolved::default(true)),
            host: or(self.host),
            port: self
                .port
                .unwrap_or_else(|| Resolved::default(McpSettings::DEFAULT_PORT)),
            token: self.token,
            access: self.access.settings(),
        }
    }
}

impl Value for IpAddr {
    fn expected() -> String {
        r#"an address of this machine, such as "127.0.0.1", "::1", or "0.0.0.0" for all"#.to_owned()
    }

    fn read(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let address = match value.as_str() {
            Some("localhost") => Some(Ipv4Addr::LOCALHOST.into()),
            Some(text) => text.parse().ok(),
            None => None,
        };
        address.ok_or_else(|| Wrong::is(described(value)))
    }

    fn write(&self) -> String {
        quoted(&self.to_string())
    }
}

impl Value for u16 {
    fn expected() -> String {
        "a number from 0 to 65535".to_owned()
    }

    fn read(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let number = match value {
            // The environment has nothing but text.
            DeValue::String(text) => text.parse().ok(),
            DeValue::Integer(number) => Self::from_str_radix(number.as_str(), number.radix()).ok(),
            DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => None,
        };
        number.ok_or_else(|| Wrong::is(described(value)))
    }

    fn write(&self) -> String {
        self.to_string()
    }
}
