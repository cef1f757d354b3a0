//! Looking for a text on the screen.

use super::{COLUMNS, ROWS, Terminal};

impl Terminal {
    /// Waits for a row with this text, and returns it.
    #[track_caller]
    pub(crate) fn row_with(&self, text: &str) -> String {
        self.shown.wait(text, |bytes, _| row_with(bytes, text))
    }

    /// Whether the text is on the screen now.
    pub(crate) fn shows(&self, text: &str) -> bool {
        let found = |bytes: &[u8], _| Some(row_with(bytes, text).is_some());
        self.shown.wait("a screen", found)
    }
}

fn row_with(bytes: &[u8], text: &str) -> Option<String> {
    let mut parser = vt100::Parser::new(ROWS, COLUMNS, 0);
    parser.process(bytes);
    let mut rows = parser.screen().rows(0, COLUMNS.get());
    rows.find(|row| row.contains(text))
}
