//! Problem matchers of VS Code: what people write for tools that no format knows.
//!
//! A [`MatcherDefinition`] is one as it is written, a [`MatcherTable`] knows all of a project by name, and a [`Matcher`] is one that can be run.
//! A [`Reader`](super::Reader) with matchers shows them each line before any format sees it; lines that none of them takes go to
//! the formats as ever.

mod definition;
mod fault;
mod finding;
mod name;
mod object;
mod pattern;
mod predefined;
mod regexp;
mod table;
mod window;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Serialize, Serializer};

pub use self::definition::MatcherDefinition;
use self::definition::{Background, Level};
pub use self::fault::{MatcherFault, MatcherStep};
pub(crate) use self::name::lasting;
use self::pattern::Pattern;
pub use self::table::{MatcherError, MatcherTable};
pub(super) use self::window::{Step, Window};
use super::{Cycle, CycleStep, Fact};
use crate::remote::wire;

/// A problem matcher that can be run. Cheap to clone.
#[derive(Clone, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Matcher(Arc<Parts>);

#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
struct Parts {
    name: String,
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    tool: &'static str,
    finds: Finds,
    background: Option<Background>,
}

/// What finds its problems.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
enum Finds {
    /// A format that is there anyway, and knows more of the tool.
    Format,
    Pattern {
        pattern: Pattern,
        severity: Level,
        location: Location,
    },
}

/// The directory that printed file names are put behind.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
enum Location {
    AsPrinted,
    /// This one, always.
    Below(#[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")] PathBuf),
    /// This one, unless they are absolute.
    BelowUnlessAbsolute(
        #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")] PathBuf,
    ),
}

impl Matcher {
    /// How people name it: `$tsc`, `mine`.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The tool that its problems and cycles are of: its source, else its owner, else its name; for a predefined matcher of a tool that is known, the tool.
    pub fn tool(&self) -> &str {
        self.0.tool
    }

    /// Whether it sees anything that the formats do not.
    fn looks(&self) -> bool {
        matches!(self.0.finds, Finds::Pattern { .. }) || self.0.background.is_some()
    }

    /// Whether a line may be the first one of something.
    fn may_begin(&self, text: &str) -> bool {
        let is_problem = self
            .pattern()
            .is_some_and(|pattern| pattern.lines[0].regex.is_match(text));
        is_problem || self.begins(text) || self.ends(text)
    }

    fn begins(&self, text: &str) -> bool {
        let background = self.0.background.as_ref();
        background.is_some_and(|background| background.begins.1.is_match(text))
    }

    fn ends(&self, text: &str) -> bool {
        let background = self.0.background.as_ref();
        background.is_some_and(|background| background.ends.1.is_match(text))
    }

    fn pattern(&self) -> Option<&Pattern> {
        match &self.0.finds {
            Finds::Pattern { pattern, .. } => Some(pattern),
            Finds::Format => None,
        }
    }
}

impl fmt::Debug for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Matcher").field(&self.0.name).finish()
    }
}

/// Its name.
impl Serialize for Matcher {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The matchers of a reader, those with the most lines first.
#[derive(Clone, Debug, Default)]
pub(super) struct Matchers(Arc<[Matcher]>);

impl Matchers {
    pub(super) fn new(matchers: &[Matcher]) -> Self {
        let mut looking: Vec<Matcher> = Vec::new();
        for matcher in matchers.iter().filter(|matcher| matcher.looks()) {
            if !looking.contains(matcher) {
                looking.push(matcher.clone());
            }
        }
        // As in VS Code: what explains more lines explains them better.
        looking.sort_by_key(|matcher| {
            std::cmp::Reverse(matcher.pattern().map_or(0, |pattern| pattern.lines.len()))
        });
        Self(looking.into())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a line may be the first one of something.
    pub(super) fn may_begin(&self, text: &str) -> bool {
        self.0.iter().any(|matcher| matcher.may_begin(text))
    }
}

/// What is so before the first line: the watchers that work from the start.
pub(crate) fn at_start(matchers: &[Matcher]) -> impl Iterator<Item = Fact> {
    let active = matchers.iter().filter(|matcher| {
        let background = matcher.0.background.as_ref();
        background.is_some_and(|background| background.active_on_start)
    });
    active.map(|matcher| {
        Fact::Cycle(Cycle {
            tool: matcher.0.tool,
            lane: None,
            step: CycleStep::Began,
        })
    })
}

#[cfg(test)]
mod tests;
