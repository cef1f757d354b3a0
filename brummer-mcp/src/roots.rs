//! The directories that a client says it works in (2025-11-25 and before).

use std::path::PathBuf;
use std::time::Duration;

use rmcp::RoleServer;
use rmcp::service::Peer;
use tokio::time::timeout;

/// How long a client may take to name them.
const PATIENCE: Duration = Duration::from_secs(2);

/// The directories that the client names; none if it names none, or not in time.
#[expect(
    deprecated,
    reason = "clients that have nothing else to say it with still have roots"
)]
pub(crate) async fn of_client(peer: &Peer<RoleServer>) -> Vec<PathBuf> {
    let offers = peer
        .peer_info()
        .is_some_and(|info| info.capabilities.roots.is_some());
    if !offers {
        return Vec::new();
    }
    match timeout(PATIENCE, peer.list_roots()).await {
        Ok(Ok(result)) => result
            .roots
            .iter()
            .filter_map(|root| directory(&root.uri))
            .collect(),
        Ok(Err(_)) | Err(_) => Vec::new(),
    }
}

/// The directory, if it is one of this machine (RFC 8089).
fn directory(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    let path = PathBuf::from(decoded(path)?);
    path.is_absolute().then_some(path)
}

/// Text with `%20` and the like replaced by what they stand for (RFC 3986, 2.1).
pub(crate) fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let (high, low) = (digit(rest.next())?, digit(rest.next())?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(uri: &str, expected: Option<&str>) {
        assert_eq!(directory(uri), expected.map(PathBuf::from));
    }

    #[test]
    fn a_root_is_a_directory_of_this_machine() {
        check("file:///home/me/shop", Some("/home/me/shop"));
        check("file://localhost/home/me", Some("/home/me"));
        check(
            "file:///home/me/my%20shop/%E2%9C%93",
            Some("/home/me/my shop/✓"),
        );
        check("file://server/share", None);
        check("https://example.org/", None);
        check("file:///broken%2", None);
        check("file:///broken%zz", None);
        check("file:///not-text%ff", None);
        check("", None);
    }
}
