//! Which lines are wanted: of which processes, and what they must be.

use crate::text::cut;
use brummer_core::{Case, Error, Level, LogPattern, LogQuery, ProcessId, Stream};

/// Whose lines are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Those of one process.
    One(ProcessId),
    /// Those of several, merged in the order of arrival.
    Several(Vec<ProcessId>),
    /// Those of all, merged.
    All,
}

impl Scope {
    /// The processes to ask for; empty for all.
    pub(crate) fn processes(&self) -> Vec<ProcessId> {
        match self {
            Self::One(id) => vec![id.clone()],
            Self::Several(ids) => ids.clone(),
            Self::All => Vec::new(),
        }
    }

    /// Whether lines of several processes may be side by side.
    pub(crate) fn is_merged(&self) -> bool {
        !matches!(self, Self::One(_))
    }
}

/// What lines must be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// At least this serious.
    pub(crate) level: Option<Level>,
    /// From this stream.
    pub(crate) stream: Option<Stream>,
    /// With or without this text.
    pub(crate) pattern: Option<Pattern>,
}

impl Filter {
    /// The question, of these lines only.
    pub(super) fn apply(&self, query: LogQuery) -> LogQuery {
        LogQuery {
            level: self.level,
            stream: self.stream,
            pattern: self.pattern.as_ref().map(Pattern::wanted),
            ..query
        }
    }

    /// What it is, in words; none if every line is wanted.
    pub(crate) fn title(&self) -> Option<String> {
        let mut parts = Vec::new();
        if let Some(level) = self.level {
            parts.push(format!("≥ {level}"));
        }
        match self.stream {
            Some(Stream::Stdout) => parts.push("stdout".to_owned()),
            Some(Stream::Stderr) => parts.push("stderr".to_owned()),
            None => {}
        }
        if let Some(pattern) = &self.pattern {
            let sign = if pattern.is_inverted {
                "without"
            } else {
                "with"
            };
            parts.push(format!("{sign} `{}`", cut(&pattern.text, 20)));
        }
        (!parts.is_empty()).then(|| parts.join(" · "))
    }
}

/// A text or a regular expression that was typed.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    /// As it was typed.
    pub(crate) text: String,
    /// Whether lines are wanted in which it is not found.
    pub(crate) is_inverted: bool,
    compiled: LogPattern,
}

impl Pattern {
    /// What was typed, as a text or a regular expression in smart case.
    pub(crate) fn new(text: &str, is_regex: bool, is_inverted: bool) -> Result<Self, Error> {
        let compiled = if is_regex {
            LogPattern::regex_in(text, Case::Smart)?
        } else {
            LogPattern::literal(text)?
        };
        Ok(Self {
            text: text.to_owned(),
            is_inverted,
            compiled,
        })
    }

    /// What finds the lines in which it is.
    pub(crate) fn found(&self) -> &LogPattern {
        &self.compiled
    }

    /// What finds the lines that are wanted.
    fn wanted(&self) -> LogPattern {
        let compiled = self.compiled.clone();
        if self.is_inverted {
            compiled.inverted()
        } else {
            compiled
        }
    }
}
