//! XML.

use roxmltree::{Document, ParsingOptions};

use super::Text;
use crate::config::Warning;

/// The most elements, texts and comments of one file.
const MAX_NODES: u32 = 200_000;

impl Text {
    /// The file as XML, without a definition of its type (DTD), whose entities can mean more than a file may hold.
    pub(in crate::project) fn xml(&self) -> Result<Document<'_>, Warning> {
        let options = ParsingOptions {
            allow_dtd: false,
            nodes_limit: MAX_NODES,
            ..ParsingOptions::default()
        };
        Document::parse_with_options(self.as_str(), options).map_err(|error| {
            let place = error.pos();
            let (row, column) = (place.row as usize, place.col as usize);
            let line = self.lines().nth(row.saturating_sub(1));
            let at = line.map_or(self.as_str().len(), |(at, line)| {
                let before = line.chars().take(column.saturating_sub(1));
                at + before.map(char::len_utf8).sum::<usize>()
            });
            // The place is said before the message.
            let what = error.to_string();
            let what = what.split(" at ").next().unwrap_or_default().to_owned();
            self.warning(at, format!("not valid XML: {what}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;

    fn said(text: &str) -> Option<String> {
        let text = Text::new(Path::new("f"), text.to_owned());
        text.xml().err().map(|warning| warning.to_string())
    }

    #[test]
    fn what_is_broken_has_a_line_and_a_column() {
        insta::assert_snapshot!(said("<a>\n <é/><b>\n</a>").unwrap());
        insta::assert_snapshot!(said("").unwrap());
    }

    #[test]
    fn a_type_definition_is_refused() {
        insta::assert_snapshot!(said("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>").unwrap());
    }

    #[test]
    fn nesting_is_bounded() {
        assert!(said(&"<a>".repeat(100_000)).is_some());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "([<>/a=\"'&;!\\[\\]é\n -]|.){0,60}") {
            said(&text);
        }
    }
}
