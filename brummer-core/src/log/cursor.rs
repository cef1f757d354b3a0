//! A position in the logs that survives eviction, restarts of processes, and the way through a client.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;
use crate::id::InstanceId;
use borsh::{BorshDeserialize, BorshSerialize};

/// A position in the logs: between two lines in the order of arrival. Opaque to clients; printed and parsed as text.
///
/// It belongs to one supervisor. Another one answers it with
/// [`LogGap::OtherInstance`](super::LogGap::OtherInstance), never with wrong lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct LogCursor {
    pub(crate) epoch: InstanceId,
    /// The sequence number of the first line behind the position.
    pub(crate) sequence: u64,
}

impl LogCursor {
    /// The position before the line of this number, for the same supervisor.
    #[must_use]
    pub fn before_line(self, sequence: u64) -> Self {
        Self { sequence, ..self }
    }

    /// The number of the first line behind the position.
    pub fn line(self) -> u64 {
        self.sequence
    }
}

impl fmt::Display for LogCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}.{:x}", self.epoch.number(), self.sequence)
    }
}

impl FromStr for LogCursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parse = |text: &str| u64::from_str_radix(text, 16).ok();
        let parts = text
            .split_once('.')
            .and_then(|(epoch, at)| Some((parse(epoch)?, parse(at)?)));
        match parts {
            Some((epoch, sequence)) => Ok(Self {
                epoch: InstanceId::from_number(epoch),
                sequence,
            }),
            None => Err(Error::InvalidCursor {
                text: text.chars().take(100).collect(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_being_printed() {
        let cursor = LogCursor {
            epoch: InstanceId::random(),
            sequence: 4711,
        };
        assert_eq!(cursor.to_string().parse::<LogCursor>().unwrap(), cursor);
    }

    #[test]
    fn other_text_is_an_error_that_names_it() {
        for text in ["", "12", "x.y", "1.2.3", "-1.0"] {
            let error = text.parse::<LogCursor>().unwrap_err().to_string();
            assert!(error.contains(&format!("`{text}`")), "{error}");
        }
    }
}
