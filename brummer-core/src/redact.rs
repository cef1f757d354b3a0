//! Secrets, and how text is freed of them before it leaves.
//!
//! Two things are secrets: values that the project's `.env` files hold ([`Secrets`] decides which of them, by the name of the
//! key and the look of the value, so that ordinary text is left alone), and what looks like one anywhere (`known`:
//! tokens of well-known services, passwords in addresses, values behind names like `api_key`; `key_block`: private
//! keys). [`Redactor`] finds both in one go, in time linear in the text. [`SecretFiles`] reads the files.

mod env_file;
mod files;
mod key_block;
mod known;
mod literal;
mod look;
mod name;
mod named;
mod secrets;
mod span;
mod url;

use std::borrow::Cow;

pub use self::files::{ReadFiles, SecretFiles};
use self::literal::Literals;
pub use self::secrets::Secrets;
use self::span::{Span, masked};

/// Frees text of secrets. Building it costs some microseconds per secret; using it is linear in the text.
///
/// ```
/// use brummer_core::redact::{Redactor, Secrets};
///
/// let mut secrets = Secrets::default();
/// secrets.read_env("SESSION_SECRET=k3y-of-th3-house\nPORT=3000\n");
/// let redactor = Redactor::new(&secrets);
/// assert_eq!(redactor.mask("with k3y-of-th3-house on 3000"), "with [masked: SESSION_SECRET] on 3000");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    literals: Literals,
}

impl Redactor {
    /// One that knows these secrets, and what looks like one.
    pub fn new(secrets: &Secrets) -> Self {
        Self {
            literals: Literals::new(secrets),
        }
    }

    /// The text with `[masked: …]` in place of each secret; the text itself if there is none.
    ///
    /// A known value is also found if one line break, or the name of a process before the second line, is in it, and the part of one that
    /// stands at an end of a line or of the text is masked if it tells much. Where labels would make the text much longer, they
    /// are `[masked]`.
    pub fn mask<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut spans: Vec<Span> = Vec::new();
        self.literals.find(text, &mut spans);
        known::find(text, &|value| self.literals.is_weak(value), &mut spans);
        key_block::find(text, &mut spans);
        masked(text, spans)
    }
}

#[cfg(test)]
mod tests;
