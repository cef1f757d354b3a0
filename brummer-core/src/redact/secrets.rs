//! The values of `.env` files that nobody should see.

use super::env_file::{Entry, entries};
use super::look::{is_ordinary, is_path, is_random};
use super::name::is_secret;
use super::url::parts;

/// The most values that are known at a time; of more, those go that were learned first.
const MAX_SECRETS: usize = 1_000;

/// The longest value, in bytes. A longer one is known line by line.
const MAX_VALUE: usize = 8 * 1_024;

/// The shortest value that is masked wherever it stands, in bytes.
const MIN_VALUE: usize = 6;

/// The shortest line of a value with several that is masked alone, in bytes.
const MIN_LINE: usize = 16;

/// Values that nobody should see, with the keys that have them. Those that were replaced stay, since logs still have them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Secrets {
    /// Masked wherever they stand.
    pub(super) values: Vec<Secret>,
    /// Words, which are masked only behind the name of a secret: ordinary text has them too.
    pub(super) words: Vec<Secret>,
    left_out: usize,
}

/// A value, and the key that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Secret {
    pub(super) value: String,
    pub(super) key: String,
}

impl Secrets {
    /// Learns what a `.env` file says.
    pub fn read_env(&mut self, text: &str) {
        for Entry { key, value } in entries(text) {
            self.learn(key, &value);
        }
    }

    /// Learns a value, if its key or its look says that it is secret.
    pub fn learn(&mut self, key: &str, value: &str) {
        let value = value.trim();
        let lines = value.lines().map(str::trim);
        if value.contains('\n') || value.len() > MAX_VALUE {
            for line in lines.filter(|line| line.len() >= MIN_LINE && line.len() <= MAX_VALUE) {
                if is_secret(key) || is_random(line) {
                    self.keep(key, line);
                }
            }
            return;
        }
        if value.contains("://") {
            for part in parts(value) {
                if part.len() >= MIN_VALUE && !is_ordinary(part) {
                    self.keep(key, part);
                }
            }
            return;
        }
        if is_ordinary(value) || value.len() < MIN_VALUE {
            return;
        }
        let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
        let is_word = value.bytes().all(|byte| byte.is_ascii_alphabetic());
        match is_secret(key) {
            true if is_path(value) || (is_number && value.len() < 8) => {}
            // A password that is a word is a bad one, and masking it everywhere would make logs unreadable.
            true if is_word && value.len() < 16 => {
                add(&mut self.words, key, value, &mut self.left_out);
            }
            true => self.keep(key, value),
            false if is_random(value) => self.keep(key, value),
            false => {}
        }
    }

    /// Learns all that another one knows.
    pub fn append(&mut self, other: &Self) {
        for Secret { key, value } in &other.values {
            self.keep(key, value);
        }
        for Secret { key, value } in &other.words {
            add(&mut self.words, key, value, &mut self.left_out);
        }
    }

    /// How many values are known.
    pub fn len(&self) -> usize {
        self.values.len() + self.words.len()
    }

    /// Whether no value is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many values were given up because there were too many.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    fn keep(&mut self, key: &str, value: &str) {
        add(&mut self.values, key, value, &mut self.left_out);
    }
}

fn add(to: &mut Vec<Secret>, key: &str, value: &str, left_out: &mut usize) {
    if to.iter().any(|known| known.value == value) {
        return;
    }
    if to.len() == MAX_SECRETS {
        to.remove(0);
        *left_out += 1;
    }
    to.push(Secret {
        value: value.to_owned(),
        key: key.to_owned(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(key: &str, value: &str, expected: &[&str]) {
        let mut secrets = Secrets::default();
        secrets.learn(key, value);
        let values: Vec<_> = secrets.values.iter().map(|secret| &*secret.value).collect();
        assert_eq!(values, expected, "{key}={value}");
    }

    #[test]
    fn a_name_or_a_look_makes_a_secret() {
        check("DB_PASSWORD", "hunter22", &["hunter22"]);
        check(
            "DB_PASSWORD",
            "correct horse battery",
            &["correct horse battery"],
        );
        check(
            "RELEASE",
            "9f86d081884c7d659a2feaa0c55ad015",
            &["9f86d081884c7d659a2feaa0c55ad015"],
        );
    }

    #[test]
    fn what_logs_are_full_of_is_none() {
        check("NODE_ENV", "production", &[]);
        check("DB_PASSWORD", "postgres", &[]);
        check("API_KEY", "your-key-here1", &[]);
        check("API_KEY", "${OTHER_KEY}", &[]);
        check("SECRET_PORT", "3000", &[]);
        check("AUTH", "true", &[]);
        check("PASSWORD", "12345", &[]);
        check("API_URL", "http://localhost:3000/api", &[]);
        check("SSL_KEY", "./certs/server1.pem", &[]);
        check("SENTRY_ENVIRONMENT", "my-service-eu-west-1", &[]);
    }

    #[test]
    fn of_an_address_only_its_password_is_secret() {
        check(
            "DATABASE_URL",
            "postgres://app:s3cr3t!x@db.example.com:5432/app",
            &["s3cr3t!x"],
        );
        check(
            "DATABASE_URL",
            "postgres://postgres:postgres@localhost/app",
            &[],
        );
    }

    #[test]
    fn a_word_is_masked_only_behind_a_name() {
        let mut secrets = Secrets::default();
        secrets.learn("DB_PASSWORD", "storefront");
        assert!(secrets.values.is_empty());
        assert_eq!(secrets.len(), 1);
    }

    #[test]
    fn lines_of_a_long_value_are_secrets_of_their_own() {
        check(
            "TLS_KEY",
            "short\nMIIEvQIBADANBgkqhkiG9w0BAQEF\n",
            &["MIIEvQIBADANBgkqhkiG9w0BAQEF"],
        );
    }

    #[test]
    fn of_too_many_the_oldest_go_and_are_counted() {
        let mut secrets = Secrets::default();
        for n in 0..=MAX_SECRETS {
            secrets.learn("PASSWORD", &format!("pass-{n:04}"));
        }
        assert_eq!((secrets.len(), secrets.left_out()), (MAX_SECRETS, 1));
        assert_eq!(secrets.values[0].value, "pass-0001");
    }
}
