//! What is wrong with a matcher, and where.

use std::fmt;
use std::ops::Range;

/// Something that is wrong with a matcher as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatcherFault {
    /// The way to the value that is to blame, from the matcher on.
    pub path: Vec<MatcherStep>,
    /// The part of that text that is to blame, in bytes; none for all of it.
    pub part: Option<Range<usize>>,
    /// What is wrong, in one line.
    pub title: String,
    /// What was expected, or what was probably meant.
    pub label: String,
    /// What else helps.
    pub note: Option<String>,
}

/// A step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatcherStep {
    /// To the value of a key.
    Value(String),
    /// To a key itself.
    Key(String),
    /// To an element of an array.
    Element(usize),
}

/// In one line, as `pattern[0].regexp: cannot …: label`.
impl fmt::Display for MatcherFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, step) in self.path.iter().enumerate() {
            match step {
                MatcherStep::Element(index) => write!(f, "[{index}]")?,
                MatcherStep::Value(key) | MatcherStep::Key(key) if number == 0 => {
                    f.write_str(key)?;
                }
                MatcherStep::Value(key) | MatcherStep::Key(key) => write!(f, ".{key}")?,
            }
        }
        if !self.path.is_empty() {
            f.write_str(": ")?;
        }
        f.write_str(&self.title)?;
        for text in std::iter::once(&self.label).chain(&self.note) {
            if !text.is_empty() {
                write!(f, "; {text}")?;
            }
        }
        Ok(())
    }
}
