//! Whether the name of a value says that it is secret.

/// Words of names whose values are secret.
const SECRET: &[&str] = &[
    "apikey",
    "auth",
    "authorization",
    "bearer",
    "cert",
    "cookie",
    "credential",
    "credentials",
    "dsn",
    "encryption",
    "jwt",
    "key",
    "license",
    "otp",
    "pass",
    "passphrase",
    "passwd",
    "password",
    "pepper",
    "private",
    "pwd",
    "salt",
    "secret",
    "secrets",
    "signature",
    "signing",
    "token",
    "tokens",
    "webhook",
];

/// Last words of names whose values are about a secret, and none.
const ABOUT: &[&str] = &[
    "alg",
    "algorithm",
    "audience",
    "count",
    "dir",
    "directory",
    "domain",
    "enabled",
    "endpoint",
    "expiration",
    "expires",
    "expiry",
    "file",
    "format",
    "header",
    "host",
    "id",
    "issuer",
    "length",
    "limit",
    "method",
    "mode",
    "name",
    "path",
    "port",
    "prefix",
    "provider",
    "region",
    "rounds",
    "scope",
    "scopes",
    "size",
    "timeout",
    "ttl",
    "type",
    "uri",
    "url",
    "user",
    "username",
    "version",
];

/// Words that say that everybody may know it.
const PUBLIC: &[&str] = &["public", "publishable"];

/// Whether values of this name are secret: `STRIPE_SECRET_KEY`, `apiToken`; not `JWT_EXPIRY`, `PUBLIC_KEY`.
pub(super) fn is_secret(name: &str) -> bool {
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let last = words.last();
    let about = last.is_some_and(|word| ABOUT.contains(&word.as_str()));
    has(SECRET) && !about && !has(PUBLIC) && !matches!(name, "PWD" | "OLDPWD" | "pwd")
}

/// The words of a name, in lower case: those of `apiKey`, `api-key` and `API_KEY` are the same.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let begins = !c.is_alphanumeric() || (before.is_lowercase() && c.is_uppercase());
        if begins && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(names: &[&str], expected: bool) {
        for name in names {
            assert_eq!(is_secret(name), expected, "{name}");
        }
    }

    #[test]
    fn names_of_secrets_are_told_by_their_words() {
        check(
            &[
                "PASSWORD",
                "DB_PASS",
                "apiKey",
                "api-key",
                "STRIPE_SECRET_KEY",
                "npm_config__authToken",
                "X-Auth-Token",
            ],
            true,
        );
    }

    #[test]
    fn what_is_about_a_secret_is_none() {
        check(
            &[
                "PORT",
                "JWT_EXPIRY",
                "SSL_KEY_PATH",
                "AWS_ACCESS_KEY_ID",
                "NEXT_PUBLIC_KEY",
                "KEYBOARD",
                "PWD",
                "TOKEN_URL",
                "monkey",
                "",
            ],
            false,
        );
    }
}
