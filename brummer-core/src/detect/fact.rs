//! What lines can mean.

use std::fmt;
use std::ops::Add;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::{Fingerprint, Frame, Place};
use crate::remote::wire;

/// Something that one or more lines say.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// Something is wrong.
    Problem(Box<Finding>),
    /// A watcher began or finished to build, check or test.
    Cycle(Cycle),
    /// The program can be used, by its own word.
    Ready,
    /// How many tests of a run passed and failed.
    Tests(TestCounts),
    /// Tests are run from here on: what was counted is that of an earlier run.
    TestsBegan,
    /// How many tests of a part of a run passed and failed, as of a package. They add to those of its other parts.
    MoreTests(TestCounts),
    /// A server can be reached there.
    Url(ServerUrl),
}

/// Where a server of the program can be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerUrl {
    /// The URL, made such that it can be opened on this machine.
    pub url: String,
    /// What the line calls it, as in "API".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub label: Option<&'static str>,
    /// From where it can be reached.
    pub reach: Reach,
    /// The port, also where the URL leaves it out.
    pub port: u16,
}

/// The URL.
impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

/// From where a server can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reach {
    /// From this machine.
    Local,
    /// From other machines as well.
    Network,
}

/// How serious a problem is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It should be looked at.
    Warning,
    /// It failed.
    Error,
}

impl Severity {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A problem as it was printed once.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Finding {
    /// How serious it is.
    pub severity: Severity,
    /// The tool that said it, as in "tsc".
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub tool: &'static str,
    /// What is wrong, in one line; for an exception `Type: message`.
    pub message: String,
    /// The code that the tool gives it, as in "TS2322" or "no-unused-vars".
    pub code: Option<String>,
    /// Where; for a stack trace the innermost frame in code of the project.
    pub place: Option<Place>,
    /// The stack, the innermost frame first; empty if none was printed.
    pub frames: Vec<Frame>,
    /// The name of the test that failed, as its runner joins it.
    pub test: Option<String>,
    /// The program whose output this is, where another one wraps it, as in `[api]`.
    pub lane: Option<String>,
    /// The numbers of the first and the last line that say it.
    pub lines: (u64, u64),
}

impl Finding {
    /// The same problem has the same fingerprint, wherever it has moved in its file.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self)
    }

    pub(crate) fn new(severity: Severity, tool: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity,
            tool,
            message: message.into(),
            code: None,
            place: None,
            frames: Vec::new(),
            test: None,
            lane: None,
            lines: (0, 0),
        }
    }

    /// An error.
    pub(crate) fn error(tool: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, tool, message)
    }

    /// A warning.
    pub(crate) fn warning(tool: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, tool, message)
    }

    pub(crate) fn code(mut self, code: &str) -> Self {
        self.code = Some(code.to_owned());
        self
    }

    pub(crate) fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    pub(crate) fn test(mut self, name: impl Into<String>) -> Self {
        self.test = Some(name.into());
        self
    }

    /// Drops the control characters but tabs, which a terminal that shows the finding would obey.
    pub(crate) fn drop_controls(&mut self) {
        let clean = |text: &mut String| text.retain(|c| c == '\t' || !c.is_control());
        clean(&mut self.message);
        self.code.iter_mut().chain(&mut self.test).for_each(clean);
        let mut places: Vec<_> = self.place.iter_mut().collect();
        for frame in &mut self.frames {
            frame.function.iter_mut().for_each(clean);
            places.extend(&mut frame.place);
        }
        for place in places {
            clean(&mut place.file);
        }
    }

    /// Adds the stack; the place becomes that of the innermost frame in code of the project.
    pub(crate) fn frames(mut self, frames: Vec<Frame>) -> Self {
        let own = frames.iter().find(|frame| frame.is_own);
        if let Some(place) = own.and_then(|frame| frame.place.clone()) {
            self.place = Some(place);
        }
        self.frames = frames;
        self
    }
}

/// One line for people, as tools print problems: `src/a.ts:3:7: error TS2322: … [tsc]`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(self.severity.as_str())?;
        if let Some(code) = &self.code {
            write!(f, " {code}")?;
        }
        f.write_str(": ")?;
        if let Some(test) = &self.test {
            write!(f, "{test}: ")?;
        }
        write!(f, "{} [{}]", self.message, self.tool)
    }
}

/// A step of a watcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// The watcher, as in "vite".
    pub tool: &'static str,
    /// The program whose output this is, where another one wraps it.
    pub lane: Option<String>,
    /// What it did.
    pub step: CycleStep,
}

/// What a watcher did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CycleStep {
    /// It began to work on a change.
    Began,
    /// It is done, and waits for the next change.
    Ended {
        /// How many errors it counted; none if it says only that it failed. A clean cycle has 0.
        errors: Option<u32>,
    },
    /// It is done, and did not say how well: what was printed since it began tells.
    Finished,
    /// It took notice of the change, and compiles only what is asked for, once somebody asks: errors say something, and silence does not.
    Updated {
        /// Whether it complained at once, since somebody asked at once.
        failed: bool,
    },
}

/// The tests of a run.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize,
)]
pub struct TestCounts {
    /// How many passed.
    pub passed: u32,
    /// How many failed, or could not run because of an error.
    pub failed: u32,
    /// How many were skipped, ignored or left for later.
    pub skipped: u32,
}

/// The tests of both.
impl Add for TestCounts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed.saturating_add(other.passed),
            failed: self.failed.saturating_add(other.failed),
            skipped: self.skipped.saturating_add(other.skipped),
        }
    }
}
