//! Decides which requests are looked at: rules on what stands in a request's head, without I/O.
//!
//! A page in a browser can reach every port of its own machine, and by DNS rebinding under a name of its own. So the
//! name that a request is addressed to has to be one of this machine's, and a page that sends one has to come from
//! this server. Where a token is asked for, it says more than a name does.

use std::net::IpAddr;

use brummer_core::config::Token;
use hyper::header::{AUTHORIZATION, HOST, HeaderMap, HeaderName, ORIGIN};
use hyper::http::uri::{Authority, Uri};
use subtle::ConstantTimeEq;

/// The path of the endpoint.
const PATH: &str = "/mcp";

/// Who is served.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    reach: Reach,
    token: Option<Token>,
}

/// Who can connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Programs on this machine.
    Machine,
    /// Whoever reaches the network; a token is asked for.
    Network,
}

/// Why a request is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is addressed to nobody, or to several.
    NoHost,
    /// It is addressed to a name that this machine does not have.
    Host,
    /// A page of another server sent it.
    Origin,
    /// There is nothing at this path.
    Path,
    /// It has no token, or a wrong one.
    Token,
}

impl Rules {
    /// The rules for an address that is listened on; none if it is open to others and there is no token.
    pub(super) fn new(ip: IpAddr, token: Option<Token>) -> Option<Self> {
        let reach = if ip.is_loopback() {
            Reach::Machine
        } else {
            Reach::Network
        };
        (reach == Reach::Machine || token.is_some()).then_some(Self { reach, token })
    }

    /// Whether a request with this head is looked at.
    pub(super) fn admit(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        let host: Authority = match single(headers, &HOST) {
            Single::One(host) => host.parse().map_err(|_| Refusal::NoHost)?,
            Single::None | Single::Unclear => return Err(Refusal::NoHost),
        };
        // A request may name its host in its first line as well (RFC 9112, 3.2.2).
        let hosts = [Some(&host), uri.authority()];
        if self.reach == Reach::Machine && !hosts.into_iter().flatten().all(is_local) {
            return Err(Refusal::Host);
        }
        match single(headers, &ORIGIN) {
            Single::None => {}
            Single::One(origin) if is_own(origin, &host) => {}
            Single::One(_) | Single::Unclear => return Err(Refusal::Origin),
        }
        if !matches!(uri.path(), PATH | "/mcp/") {
            return Err(Refusal::Path);
        }
        if let Some(token) = &self.token
            && !matches!(single(headers, &AUTHORIZATION), Single::One(given) if opens(given, token))
        {
            return Err(Refusal::Token);
        }
        Ok(())
    }
}

/// A header that must not be there twice.
enum Single<'a> {
    None,
    One(&'a str),
    /// It is there more than once, or is no text.
    Unclear,
}

fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Single<'a> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Single::None,
        (Some(value), None) => value.to_str().map_or(Single::Unclear, Single::One),
        (Some(_), Some(_)) => Single::Unclear,
    }
}

/// Whether the name can only mean this machine, whatever a name server says.
fn is_local(authority: &Authority) -> bool {
    let host = authority.host();
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || literal.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

/// Whether a page from there is one of this server, as the client addresses it.
fn is_own(origin: &str, host: &Authority) -> bool {
    let Ok(origin) = origin.parse::<Uri>() else {
        return false;
    };
    let Some(authority) = origin.authority() else {
        return false;
    };
    let port = |authority: &Authority| authority.port_u16().unwrap_or(80);
    let same_name =
        authority.host().eq_ignore_ascii_case(host.host()) || is_local(authority) && is_local(host);
    origin.scheme_str() == Some("http") && same_name && port(authority) == port(host)
}

/// Whether the header has the token. How long that takes tells nothing of it but its length.
fn opens(header: &str, token: &Token) -> bool {
    let Some((scheme, given)) = header.split_once(' ') else {
        return false;
    };
    let same = given
        .trim_start()
        .as_bytes()
        .ct_eq(token.secret().as_bytes());
    scheme.eq_ignore_ascii_case("Bearer") && bool::from(same)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use hyper::http::HeaderValue;

    use super::*;

    const SECRET: &str = "a-secret-of-24-letters-x";

    fn rules(ip: impl Into<IpAddr>, token: Option<&str>) -> Rules {
        let token = token.map(|token| token.parse().unwrap());
        Rules::new(ip.into(), token).unwrap()
    }

    fn headers(list: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in list {
            headers.append(*name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[track_caller]
    fn check(rules: &Rules, list: &[(&'static str, &str)], expected: Result<(), Refusal>) {
        let admitted = rules.admit(&Uri::from_static("/mcp"), &headers(list));
        assert_eq!(admitted, expected, "{list:?}");
    }

    #[test]
    fn only_names_of_this_machine_are_admitted() {
        let rules = rules(Ipv4Addr::LOCALHOST, None);
        for host in [
            "127.0.0.1:7777",
            "localhost:7777",
            "LOCALHOST",
            "[::1]:7777",
            "127.0.0.2",
        ] {
            check(&rules, &[("host", host)], Ok(()));
        }
        for host in [
            "evil.example:7777",
            "localhost.evil.example",
            "127.0.0.1.evil.example:7777",
            "0.0.0.0:7777",
            "192.168.0.10:7777",
            "localhost.",
        ] {
            check(&rules, &[("host", host)], Err(Refusal::Host));
        }
    }

    #[test]
    fn a_request_is_addressed_once() {
        let rules = rules(Ipv4Addr::LOCALHOST, None);
        check(&rules, &[], Err(Refusal::NoHost));
        check(&rules, &[("host", "")], Err(Refusal::NoHost));
        check(&rules, &[("host", "a b")], Err(Refusal::NoHost));
        let twice = [("host", "localhost"), ("host", "evil.example")];
        check(&rules, &twice, Err(Refusal::NoHost));
        let absolute = Uri::from_static("http://evil.example/mcp");
        let admitted = rules.admit(&absolute, &headers(&[("host", "localhost")]));
        assert_eq!(admitted, Err(Refusal::Host));
    }

    #[test]
    fn only_pages_of_this_server_are_admitted() {
        let rules = rules(Ipv4Addr::LOCALHOST, None);
        let from = |origin, expected| {
            check(
                &rules,
                &[("host", "127.0.0.1:7777"), ("origin", origin)],
                expected,
            );
        };
        from("http://127.0.0.1:7777", Ok(()));
        from("http://localhost:7777", Ok(()));
        for origin in [
            "http://localhost:3000",
            "https://localhost:7777",
            "http://evil.example:7777",
            "http://evil.example",
            "null",
            "file://",
            "chrome-extension://abc",
            "",
        ] {
            from(origin, Err(Refusal::Origin));
        }
        let twice = [
            ("host", "localhost:7777"),
            ("origin", "http://localhost:7777"),
            ("origin", "http://evil.example"),
        ];
        check(&rules, &twice, Err(Refusal::Origin));
    }

    #[test]
    fn a_token_is_asked_for_where_there_is_one() {
        let rules = rules(Ipv4Addr::LOCALHOST, Some(SECRET));
        let with = |given: &str, expected| {
            check(
                &rules,
                &[("host", "localhost"), ("authorization", given)],
                expected,
            );
        };
        check(&rules, &[("host", "localhost")], Err(Refusal::Token));
        with(&format!("Bearer {SECRET}"), Ok(()));
        with(&format!("bearer  {SECRET}"), Ok(()));
        with(&format!("Bearer {SECRET}x"), Err(Refusal::Token));
        with(&format!("Bearer {}", &SECRET[1..]), Err(Refusal::Token));
        with(&format!("Basic {SECRET}"), Err(Refusal::Token));
        with(SECRET, Err(Refusal::Token));
        // A client that was refused looks there for how to get one.
        let elsewhere = Uri::from_static("/.well-known/oauth-protected-resource");
        let refused = rules.admit(&elsewhere, &headers(&[("host", "localhost")]));
        assert_eq!(refused, Err(Refusal::Path));
    }

    #[test]
    fn an_open_address_has_a_token_and_any_name() {
        let all = IpAddr::from(Ipv4Addr::UNSPECIFIED);
        assert!(Rules::new(all, None).is_none());
        let rules = rules(all, Some(SECRET));
        let bearer = format!("Bearer {SECRET}");
        check(
            &rules,
            &[("host", "devbox:7777"), ("authorization", &bearer)],
            Ok(()),
        );
        check(&rules, &[("host", "devbox:7777")], Err(Refusal::Token));
        let page = [
            ("host", "devbox:7777"),
            ("origin", "http://evil.example"),
            ("authorization", &bearer),
        ];
        check(&rules, &page, Err(Refusal::Origin));
    }

    #[test]
    fn there_is_one_path() {
        let rules = rules(Ipv4Addr::LOCALHOST, None);
        let host = headers(&[("host", "localhost")]);
        let at = |path| rules.admit(&Uri::from_static(path), &host);
        assert_eq!(at("/mcp"), Ok(()));
        assert_eq!(at("/mcp/"), Ok(()));
        assert_eq!(at("/mcp?a=b"), Ok(()));
        assert_eq!(at("/"), Err(Refusal::Path));
        assert_eq!(at("/mcp/logs"), Err(Refusal::Path));
    }
}
