//! The file in which the layout is remembered.

use std::fs;
use std::path::PathBuf;

/// The longest file that is read, in bytes.
const MAX_BYTES: u64 = 4096;

/// Where the layout is remembered, if it is. What goes wrong with it is not worth a word: the layout is as it is by default.
pub(super) struct Layout(Option<PathBuf>);

impl Layout {
    /// Remembers in this file.
    pub(super) fn new(file: Option<PathBuf>) -> Self {
        Self(file)
    }

    /// What was remembered; nothing the first time.
    pub(super) fn read(&self) -> String {
        let small = |path: &&PathBuf| {
            fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= MAX_BYTES)
        };
        let text = self
            .0
            .as_ref()
            .filter(small)
            .and_then(|path| fs::read_to_string(path).ok());
        text.unwrap_or_default()
    }

    /// Remembers.
    pub(super) fn write(&self, text: &str) {
        let Some(path) = &self.0 else { return };
        // A disk that is full costs the layout, and nothing else.
        let _ = path.parent().map(fs::create_dir_all);
        let _ = fs::write(path, text);
    }
}
