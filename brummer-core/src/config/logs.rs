//! The keys of `[logs]`.

use serde::Serialize;

use super::amount::{ByteSize, MaxAge};
use super::origin::Resolved;
use super::table::Layer;
use crate::log::{DEFAULT_LOG_BYTES, LogStorage};

/// What is kept of logs, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogSettings {
    /// How much memory all logs of a project may take together.
    pub memory: Resolved<ByteSize>,
    /// Whether they are kept on disk as well.
    pub persist: Resolved<bool>,
    /// How much of them is kept on disk.
    pub max_bytes: Resolved<ByteSize>,
    /// How long they are kept on disk.
    pub max_age: Resolved<MaxAge>,
}

/// The table as written, with every key optional.
#[derive(Default)]
pub(super) struct WrittenLogs {
    memory: Option<Resolved<ByteSize>>,
    persist: Option<Resolved<bool>>,
    max_bytes: Option<Resolved<ByteSize>>,
    max_age: Option<Resolved<MaxAge>>,
}

impl WrittenLogs {
    /// Every key, once: puts a table over what weaker layers said.
    pub(super) fn keys(&mut self, layer: &mut impl Layer) {
        layer.key("memory", &mut self.memory);
        layer.key("persist", &mut self.persist);
        layer.key("max_bytes", &mut self.max_bytes);
        layer.key("max_age", &mut self.max_age);
    }

    pub(super) fn settings(self) -> LogSettings {
        let size = |bytes| ByteSize::new(bytes).expect("a default is within bounds");
        let or =
            |written: Option<_>, bytes| written.unwrap_or_else(|| Resolved::default(size(bytes)));
        LogSettings {
            memory: or(self.memory, DEFAULT_LOG_BYTES as u64),
            persist: self.persist.unwrap_or_else(|| Resolved::default(false)),
            max_bytes: or(self.max_bytes, LogStorage::DEFAULT_BYTES),
            max_age: self.max_age.unwrap_or_else(|| {
                let age = MaxAge::new(LogStorage::DEFAULT_AGE);
                Resolved::default(age.expect("a default is within bounds"))
            }),
        }
    }
}
