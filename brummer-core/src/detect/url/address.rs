//! Addresses as they are written: with a scheme, or a host of this machine with its port.

use std::sync::LazyLock;

use regex::Regex;

use super::{MAX_URLS, Reach, ServerUrl, host, label};

/// Adds the addresses of the line.
pub(super) fn find(line: &str, names: &[String], found: &mut Vec<ServerUrl>) {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = concat!(
            // A scheme and what follows, up to a space, a control character, a quote or a bracket that no address has.
            r#"(?i)(?P<scheme>[a-z][a-z0-9+.-]{0,15})://(?P<rest>[^\s\x00-\x1f\x7f-\x9f"'`<>{}|\\^]+)|"#,
            // A host without one, with its port.
            r"(?P<bare>(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):\d{2,5}\b(?:/[^\s\x00-\x1f\x7f-\x9f\x22'`<>{}|\\^]*)?)",
        );
        Regex::new(pattern).expect("a constant expression that the tests compile")
    });
    for address in ADDRESS.captures_iter(line) {
        let Some(all) = address.get(0) else { continue };
        let before = &line[..all.start()];
        let url = match (
            address.name("scheme"),
            address.name("rest"),
            address.name("bare"),
        ) {
            (Some(scheme), Some(rest), _) => parse(scheme.as_str(), rest.as_str(), before, names),
            (_, _, Some(bare)) if stands_alone(before) => {
                parse("http", bare.as_str(), before, names)
            }
            _ => None,
        };
        if let Some(url) = url
            && found.len() < MAX_URLS
            && found.iter().all(|known| known.url != url.url)
        {
            found.push(url);
        }
    }
}

/// Whether what stands before a host shows that it is not a part of something longer.
fn stands_alone(before: &str) -> bool {
    !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | '@'))
}

fn parse(scheme: &str, rest: &str, before: &str, names: &[String]) -> Option<ServerUrl> {
    let scheme = scheme.to_ascii_lowercase();
    let default = match &*scheme {
        "http" | "ws" => 80,
        "https" | "wss" => 443,
        _ => return None,
    };
    let rest = trimmed(rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    // A name and password are not shown to everybody who reads the address.
    let authority = authority.rsplit('@').next().unwrap_or(authority);
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port))
            if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            (
                host,
                Some(port.parse::<u16>().ok().filter(|port| *port > 0)?),
            )
        }
        // `http://localhost:PORT` is a template; the colons of an IPv6 address are inside of its brackets.
        Some(_) if !authority.ends_with(']') => return None,
        Some(_) | None => (authority, None),
    };
    if is_place(path) {
        return None;
    }
    let label = label::of(before, path);
    let (host, reach) = host::openable(host, names, label == Some("Network"))?;
    let shown_port = port.map_or(String::new(), |port| format!(":{port}"));
    let slash = if path.starts_with('/') { "" } else { "/" };
    Some(ServerUrl {
        url: format!("{scheme}://{host}{shown_port}{slash}{path}"),
        // An address that is said to be for the network is, even where it had to be made openable.
        reach: if label == Some("Network") {
            Reach::Network
        } else {
            reach
        },
        port: port.unwrap_or(default),
        label,
    })
}

/// The address without the punctuation and brackets that follow it.
fn trimmed(address: &str) -> &str {
    let mut missing = ["()", "[]"].map(|pair| {
        let count = |bracket: &str| address.matches(bracket).count();
        count(&pair[1..]).saturating_sub(count(&pair[..1]))
    });
    address.trim_end_matches(|c| {
        let unopened = match c {
            ')' => &mut missing[0],
            ']' => &mut missing[1],
            _ => return matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '*' | '…' | '。'),
        };
        // A bracket that was opened within the address belongs to it.
        let is_unopened = *unopened > 0;
        *unopened = unopened.saturating_sub(1);
        is_unopened
    })
}

/// Whether the path is a place in a file, as in `/src/main.ts:3:7`: that of a stack frame.
fn is_place(path: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    path.rsplit_once(':').is_some_and(|(_, last)| digits(last))
}
