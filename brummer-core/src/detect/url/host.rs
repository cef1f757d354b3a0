//! Hosts that can be this machine.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Reach;

/// The host as it can be opened, and from where; nothing if a server of ours cannot be meant.
pub(super) fn openable<'a>(
    host: &'a str,
    names: &[String],
    is_named: bool,
) -> Option<(Cow<'a, str>, Reach)> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    // A zone is of this machine only, and no browser knows it.
    let bare = bare.split('%').next().unwrap_or(bare);
    match bare.parse::<IpAddr>() {
        Ok(address) => of_address(address, host, is_named),
        Err(_) => of_name(host, names),
    }
}

fn of_address(address: IpAddr, host: &str, is_named: bool) -> Option<(Cow<'_, str>, Reach)> {
    let localhost = Some((Cow::Borrowed("localhost"), Reach::Local));
    if address.is_unspecified() || address == IpAddr::V6(Ipv6Addr::LOCALHOST) {
        return localhost;
    }
    if address.is_loopback() {
        return Some((host.into(), Reach::Local));
    }
    let is_private = match address {
        IpAddr::V4(address) => {
            address.is_private() || address.is_link_local() || is_shared(address)
        }
        IpAddr::V6(address) => address.is_unique_local() || address.is_unicast_link_local(),
    };
    // A server that names its network address knows which it is.
    (is_private || is_named).then(|| (host.into(), Reach::Network))
}

fn of_name<'a>(host: &'a str, names: &[String]) -> Option<(Cow<'a, str>, Reach)> {
    let is_local = host.eq_ignore_ascii_case("localhost")
        || host
            .rsplit_once('.')
            .is_some_and(|(_, last)| last.eq_ignore_ascii_case("localhost"));
    if is_local {
        return Some((host.to_ascii_lowercase().into(), Reach::Local));
    }
    let is_ours = names.iter().any(|name| {
        host.eq_ignore_ascii_case(name)
            || host
                .strip_suffix(".local")
                .is_some_and(|host| host.eq_ignore_ascii_case(name))
    });
    is_ours.then(|| (host.into(), Reach::Network))
}

/// Addresses behind a carrier or in an overlay network (RFC 6598).
fn is_shared(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    first == 100 && (64..128).contains(&second)
}
