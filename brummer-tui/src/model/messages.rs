//! What the user is told: the latest in the footer until the next key, all of it in an overlay.

use std::collections::VecDeque;

/// How many messages are kept.
const KEPT: usize = 200;

/// The messages so far, the latest last.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    /// The latest ones, at most [`KEPT`].
    kept: VecDeque<Message>,
    /// How many of the last ones came since the last key.
    unread: usize,
    /// How many were let go to make room.
    pub(crate) dropped: usize,
}

/// Something that the user is told once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// How it is meant.
    pub(crate) kind: Kind,
    /// One line, without control characters.
    pub(crate) text: String,
}

/// How a message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Something was done.
    Done,
    /// Something to know.
    Warning,
    /// Something was not done.
    Error,
}

impl Messages {
    /// What the user should know from the start.
    pub(crate) fn of_warnings(texts: Vec<String>) -> Self {
        let mut messages = Self::default();
        for text in texts {
            messages.add(Kind::Warning, text);
        }
        messages
    }

    /// Tells the user. Line breaks and control characters in the text become blanks.
    pub(crate) fn add(&mut self, kind: Kind, text: impl AsRef<str>) {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
            self.dropped += 1;
        }
        let text = text.as_ref().replace(char::is_control, " ");
        self.kept.push_back(Message { kind, text });
        self.unread = (self.unread + 1).min(KEPT);
    }

    /// Takes the messages that were shown out of the footer.
    pub(crate) fn mark_read(&mut self) {
        self.unread = 0;
    }

    /// The message to show, and how many others came with it.
    pub(crate) fn latest(&self) -> Option<(&Message, usize)> {
        let others = self.unread.checked_sub(1)?;
        Some((self.kept.back()?, others))
    }

    /// All that are kept, the oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.kept.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_message_is_shown_until_it_is_read() {
        let mut messages = Messages::default();
        messages.add(Kind::Done, "one");
        messages.add(Kind::Error, "two\nlines");
        let (latest, others) = messages.latest().unwrap();
        assert_eq!((&*latest.text, others), ("two lines", 1));
        messages.mark_read();
        assert!(messages.latest().is_none() && messages.iter().count() == 2);
    }

    #[test]
    fn messages_beyond_the_bound_are_counted() {
        let mut messages = Messages::default();
        for n in 0..KEPT + 3 {
            messages.add(Kind::Done, n.to_string());
        }
        assert_eq!((messages.iter().count(), messages.dropped), (KEPT, 3));
    }
}
