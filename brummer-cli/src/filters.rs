//! What the flags for lines mean as a query.

use brummer_core::{Case, LogPattern, LogQuery};

use crate::args::Filters;
use crate::report::Failure;

impl Filters {
    /// A query for the lines that the flags let through.
    ///
    /// # Errors
    /// [`Failure::Usage`] for an expression that is none.
    pub(crate) fn query(&self) -> Result<LogQuery, Failure> {
        let case = if self.ignore_case {
            Case::Ignore
        } else {
            Case::Smart
        };
        let patterns = self.grep.iter();
        let pattern = patterns
            .map(|pattern| LogPattern::regex_in(pattern, case))
            .collect::<Result<Vec<_>, _>>()
            .and_then(|patterns| LogPattern::any_of(&patterns))
            .map_err(|error| Failure::Usage(error.to_string()))?;
        let pattern = match pattern {
            Some(pattern) if self.invert_match => Some(pattern.inverted()),
            pattern => pattern,
        };
        Ok(LogQuery {
            level: self.level,
            fields: self.field.clone(),
            pattern,
            ..LogQuery::default()
        })
    }

    /// Whether every line is printed.
    pub(crate) fn is_empty(&self) -> bool {
        self.grep.is_empty() && self.level.is_none() && self.field.is_empty()
    }
}
