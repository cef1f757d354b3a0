//! Whether a value looks as if a machine had drawn it.

/// Values that are in every log, whatever the name of the key that has them. In lower case.
const COMMON: &[&str] = &[
    "admin",
    "changeme",
    "database",
    "default",
    "development",
    "disabled",
    "docker",
    "enabled",
    "example",
    "false",
    "guest",
    "localhost",
    "mariadb",
    "minioadmin",
    "mongodb",
    "mysql",
    "password",
    "placeholder",
    "postgres",
    "postgresql",
    "production",
    "rabbitmq",
    "redis",
    "required",
    "secret",
    "sqlite",
    "staging",
    "string",
    "testing",
    "undefined",
    "username",
];

/// How long a part of a value that nothing announces as secret has to be, in bytes: longer than those of versions and UUIDs.
const MIN_PART: usize = 16;

/// Whether the value is a word that logs are full of, or stands for another value.
pub(super) fn is_ordinary(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let refers = value.starts_with(['$', '<', '{', '%', '*', '[']);
    let first = lower.bytes().next();
    let repeats = lower.bytes().all(|byte| Some(byte) == first);
    refers || repeats || lower.starts_with("your") || COMMON.contains(&&*lower)
}

/// Whether the value names a file.
pub(super) fn is_path(value: &str) -> bool {
    let named = ["/", "./", "../", "~/", "file:"];
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '~' | ':' | ' ');
    let begins = named.iter().any(|start| value.starts_with(start)) && value.chars().all(plain);
    let words = value.split(['/', '.']).filter(|part| !part.is_empty());
    begins && words.clone().count() > 0 && !words.into_iter().any(is_mixed_part)
}

/// Whether the value has a long part in which digits and letters are mixed at random.
pub(super) fn is_random(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_graphic())
        && value
            .split(['-', '_', '.', '/', ':', ',', '@'])
            .any(is_mixed_part)
}

/// Whether a value behind a name that says that it is secret may be one.
pub(super) fn is_likely(value: &str) -> bool {
    if value.len() < 8 || is_ordinary(value) || !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return false;
    }
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    // A name of something, a place in code (`file.ts:12`), a number: what people write there instead.
    let (_, last) = value.rsplit_once(':').unwrap_or(("", value));
    let is_place = last.len() < value.len() && last.bytes().all(|byte| byte.is_ascii_digit());
    digits > 0 && letters > 1 && !is_wordy(value) && !is_path(value) && !is_place
}

/// Whether most of the value is words.
fn is_wordy(value: &str) -> bool {
    let words = value.split(|c: char| !c.is_ascii_alphanumeric());
    let words = words.filter(|word| word.len() > 2 && is_word(word));
    words.map(str::len).sum::<usize>() * 2 >= value.len()
}

/// Letters of one case, but perhaps the first.
fn is_word(text: &str) -> bool {
    let rest = text.get(1..).unwrap_or_default();
    let all = |is: fn(&u8) -> bool| text.bytes().all(|byte| is(&byte));
    text.bytes().all(|byte| byte.is_ascii_alphabetic())
        && (all(u8::is_ascii_uppercase) || rest.bytes().all(|byte| byte.is_ascii_lowercase()))
}

fn is_mixed_part(part: &str) -> bool {
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    let letters = part.bytes().filter(u8::is_ascii_alphabetic).count();
    part.len() >= MIN_PART && digits >= 2 && letters >= 2 && switches(part) >= part.len() / 5
}

/// How often digits, upper and lower case follow each other.
fn switches(part: &str) -> usize {
    let class = |byte: &u8| match byte {
        b'0'..=b'9' => 0,
        b'A'..=b'Z' => 1,
        b'a'..=b'z' => 2,
        _ => 3,
    };
    let bytes = part.as_bytes();
    let pairs = bytes.windows(2);
    pairs
        .filter(|pair| class(&pair[0]) != class(&pair[1]))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(is: fn(&str) -> bool, values: &[&str], expected: bool) {
        for value in values {
            assert_eq!(is(value), expected, "{value}");
        }
    }

    #[test]
    fn what_a_machine_drew_is_random() {
        check(
            is_random,
            &[
                "9f86d081884c7d659a2feaa0c55ad015",
                "wJalrXUtnFEMI/K7MDENG/bPxRfiCYz4XAMPLE9KEY",
                "v2.local.Qm9yZWQ4MjM3NDE5",
            ],
            true,
        );
    }

    #[test]
    fn names_versions_and_addresses_are_not() {
        check(
            is_random,
            &[
                "my-service-production-eu-west-1",
                "node-v20.11.1-linux-x64",
                "2026-07-28T12:00:00.000Z",
                "0d9a1c52-11f2-4b6c-9a44-1f2e3d4c5b6a",
                "node_modules/.cache/vite/deps/chunk-ABCD1234.js",
                "ApplicationConfigurationManager2",
                "12345678901234567890",
            ],
            false,
        );
    }

    #[test]
    fn behind_the_name_of_a_secret_less_is_enough() {
        check(
            is_likely,
            &[
                "hunter2!x",
                "S3cr3t-Pa55",
                "correct7horse!9",
                "0d9a1c52-11f2-4b6c-9a44-1f2e3d4c5b6a",
            ],
            true,
        );
        check(
            is_likely,
            &[
                "required",
                "process.env.API_KEY",
                "must be at least 8 characters",
                "user.ts:12:3",
                "12345678",
                "${TOKEN1}",
                "/etc/ssl/key1.pem",
            ],
            false,
        );
    }
}
