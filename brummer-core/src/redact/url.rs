//! Passwords in addresses.

use std::ops::Range;

use super::look::{is_likely, is_random};

/// How far an `@` is looked for behind a password with characters that an address may not have, in bytes.
const MAX_ODD: usize = 256;

/// The password of the address whose `://` stands at `at`, or the user if that is the secret.
pub(super) fn password(text: &str, at: usize) -> Option<Range<usize>> {
    let start = at + "://".len();
    let rest = &text[start..];
    let ends = |c: char| is_outside(c) || matches!(c, '/' | '?' | '#');
    let strict = &rest[..rest.find(ends).unwrap_or(rest.len())];
    let authority = if let Some(end) = strict.rfind('@') {
        &strict[..end]
    } else {
        // `user:pa/ss@host` is no address, and programs take it all the same; `host:3000/?to=a@b` is one.
        let (_, port) = strict.split_once(':')?;
        if port.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let odd = &rest[..rest.floor_char_boundary(MAX_ODD)];
        let odd = &odd[..odd.find(is_outside).unwrap_or(odd.len())];
        &odd[..odd.rfind('@')?]
    };
    let secret = match authority.split_once(':') {
        Some((user, _)) => user.len() + 1..authority.len(),
        None if authority.len() >= 16 && (is_random(authority) || is_likely(authority)) => {
            0..authority.len()
        }
        None => return None,
    };
    let told = &authority[secret.clone()];
    let stands_for_it = told.starts_with(['*', '<', '$', '[', '{']);
    (!told.is_empty() && !stands_for_it).then(|| start + secret.start..start + secret.end)
}

/// The secret parts of an address: the password, and what was drawn at random in its path and query.
pub(super) fn parts(url: &str) -> Vec<&str> {
    let Some(at) = url.find("://") else {
        return Vec::new();
    };
    let password = password(url, at);
    let behind = password.as_ref().map_or(at, |range| range.end);
    let rest = url[behind..].split(['/', '?', '&', '=', '#']);
    let drawn = rest.skip(1).filter(|part| is_random(part));
    let password = password.map(|range| &url[range]);
    password.into_iter().chain(drawn).collect()
}

/// Whether no address has this character.
fn is_outside(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, expected: Option<&str>) {
        let found = url.find("://").and_then(|at| password(url, at));
        assert_eq!(found.map(|range| &url[range]), expected, "{url}");
    }

    #[test]
    fn the_password_is_what_stands_between_the_user_and_the_host() {
        check("postgres://user:hunter2@db:5432/app", Some("hunter2"));
        check("redis://:pw@localhost", Some("pw"));
        check("postgres://user:p@ss@db/app", Some("p@ss"));
        check("postgres://user:p/s#s@db/app", Some("p/s#s"));
        check(
            "https://glw8Xk2Lq9ZpT4vB7nMs@github.com/x",
            Some("glw8Xk2Lq9ZpT4vB7nMs"),
        );
    }

    #[test]
    fn addresses_without_one_are_left_alone() {
        check("http://localhost:3000/?email=a@b.c", None);
        check("http://localhost:3000", None);
        check("https://git@github.com/x", None);
        check("postgres://user:@db/app", None);
        check("postgres://user:****@db/app", None);
        check("postgres://${USER}:${PASSWORD}@db/app", None);
    }

    #[test]
    fn what_is_random_in_a_webhook_is_secret() {
        assert_eq!(
            parts("https://hooks.example.com/s/T0/kq3Xv9Lw2Zp8Rt5YbN7m"),
            ["kq3Xv9Lw2Zp8Rt5YbN7m"]
        );
    }
}
