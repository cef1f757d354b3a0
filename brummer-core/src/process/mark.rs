//! The mark that every child inherits in its environment, by which a descendant is known wherever it went.

use std::fmt;

use crate::id::{InstanceId, Run};

/// The name of the variable.
pub(crate) const VARIABLE: &str = "BRUMMER_MARK";

/// What one run of one process is marked with: `instance.process.run`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) instance: InstanceId,
    /// The number of the process in its supervisor; never used twice.
    pub(crate) process: u64,
    pub(crate) run: Run,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.instance, self.process, self.run)
    }
}

/// Which marks are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MarkPrefix(String);

impl MarkPrefix {
    /// The marks of all runs of a process.
    pub(crate) fn process(instance: InstanceId, process: u64) -> Self {
        Self(format!("{VARIABLE}={instance}.{process}."))
    }

    /// The marks of all processes of a supervisor.
    pub(crate) fn instance(instance: InstanceId) -> Self {
        Self(format!("{VARIABLE}={instance}."))
    }

    /// The prefix that a guardian was told of on its command line: what [`argument`](Self::argument) gave.
    pub(crate) fn from_argument(text: &str) -> Self {
        Self(format!("{VARIABLE}={text}"))
    }

    /// The prefix without the name of the variable.
    pub(crate) fn argument(&self) -> &str {
        &self.0[VARIABLE.len() + 1..]
    }

    /// Whether an environment block (`NAME=value`, each followed by NUL) carries such a mark.
    pub(crate) fn is_in(&self, environment: &[u8]) -> bool {
        environment
            .split(|&byte| byte == 0)
            .any(|entry| entry.starts_with(self.0.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_known_by_its_own_mark_only() {
        let instance = InstanceId::from_number(7);
        let mark = Mark {
            instance,
            process: 1,
            run: Run::FIRST,
        };
        let environment = format!("A=1\0{VARIABLE}={mark}\0B=2\0").into_bytes();
        assert!(MarkPrefix::process(instance, 1).is_in(&environment));
        assert!(MarkPrefix::instance(instance).is_in(&environment));
        assert!(!MarkPrefix::process(instance, 11).is_in(&environment));
        assert!(!MarkPrefix::instance(InstanceId::from_number(8)).is_in(&environment));
    }

    #[test]
    fn a_variable_that_only_contains_the_mark_is_no_mark() {
        let instance = InstanceId::from_number(7);
        let environment = format!("X{VARIABLE}={instance}.1.1\0").into_bytes();
        assert!(!MarkPrefix::instance(instance).is_in(&environment));
    }
}
