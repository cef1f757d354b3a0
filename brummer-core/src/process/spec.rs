//! What to run: everything that is known of a process before it starts.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Serialize, Serializer};

use crate::detect::Matcher;
use crate::error::Error;
use crate::id::{GroupName, ProcessId};
use crate::remote::wire;

/// The description of a process: its name, its command, and how to start and stop it.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Spec {
    /// The name; it becomes the process's id.
    pub name: ProcessId,
    /// What is executed.
    pub command: Command,
    /// What is shown as the command line, where it differs from `command` (the body of a package script).
    pub script: Option<Arc<str>>,
    /// The working directory, absolute.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub dir: PathBuf,
    /// The group that a list shows it in; none leaves that to its directory.
    pub group: Option<GroupName>,
    /// Variables on top of the inherited environment.
    pub env: BTreeMap<String, String>,
    /// What the process reads on its stdin.
    pub stdin: Stdin,
    /// The signal of a graceful stop.
    pub stop_signal: StopSignal,
    /// How long a stop waits for the whole tree before it kills.
    #[borsh(serialize_with = "wire::write", deserialize_with = "wire::read")]
    pub grace: Duration,
    /// Whether programs are asked to keep their colours.
    pub color: Color,
    /// What understands its output besides the formats that are built in.
    pub matchers: Vec<Matcher>,
    /// Who asked for it.
    pub owner: Owner,
}

impl Spec {
    /// The grace period where none is given.
    pub const DEFAULT_GRACE: Duration = Duration::from_secs(5);

    /// A spec with defaults for everything but name, command and directory.
    ///
    /// # Errors
    /// [`Error::InvalidName`] if `name` cannot be a [`ProcessId`].
    pub fn new(name: &str, command: Command, dir: impl Into<PathBuf>) -> Result<Self, Error> {
        Ok(Self {
            name: ProcessId::new(name)?,
            command,
            script: None,
            dir: dir.into(),
            group: None,
            env: BTreeMap::new(),
            stdin: Stdin::default(),
            stop_signal: StopSignal::default(),
            grace: Self::DEFAULT_GRACE,
            color: Color::default(),
            matchers: Vec::new(),
            owner: Owner::default(),
        })
    }

    /// The command line as a reader sees it.
    pub fn shown_script(&self) -> Arc<str> {
        self.script
            .clone()
            .unwrap_or_else(|| self.command.to_string().into())
    }

    /// The working directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

/// What is executed.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Command {
    /// A command line for the shell: `sh -c` on Unix, `cmd /C` on Windows.
    Shell(String),
    /// A program and its arguments, executed without a shell.
    Program {
        /// A name to be found in `PATH`, or a path.
        program: String,
        /// Its arguments.
        args: Vec<String>,
    },
}

impl Command {
    /// A program with arguments.
    pub fn program<A: Into<String>>(
        program: impl Into<String>,
        args: impl IntoIterator<Item = A>,
    ) -> Self {
        let args = args.into_iter().map(Into::into).collect();
        Self::Program {
            program: program.into(),
            args,
        }
    }

    /// A command line for the shell.
    pub fn shell(line: impl Into<String>) -> Self {
        Self::Shell(line.into())
    }

    /// Whether there is nothing to execute.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Shell(line) => line.trim().is_empty(),
            Self::Program { program, .. } => program.is_empty(),
        }
    }
}

/// As one would type it; arguments with blanks are quoted for reading, not for a shell.
impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shell(line) => f.write_str(line),
            Self::Program { program, args } => {
                f.write_str(program)?;
                for arg in args {
                    if arg.is_empty() || arg.contains(char::is_whitespace) {
                        write!(f, " '{arg}'")?;
                    } else {
                        write!(f, " {arg}")?;
                    }
                }
                Ok(())
            }
        }
    }
}

/// As the configuration has it: a string for the shell, an array for a program with its arguments.
impl Serialize for Command {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Shell(line) => serializer.serialize_str(line),
            Self::Program { program, args } => {
                serializer.collect_seq(std::iter::once(program).chain(args))
            }
        }
    }
}

/// What a process reads on its stdin.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Stdin {
    /// A pipe that stays open: the process can be written to, and never sees an end of input.
    #[default]
    Pipe,
    /// `/dev/null`: every read is at the end at once.
    Null,
}

/// Whether programs that do not see a terminal are asked to keep their colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Color {
    /// `FORCE_COLOR`, `CLICOLOR_FORCE`, `COLORTERM` and `TERM` are set, unless `NO_COLOR` is.
    #[default]
    Keep,
    /// The environment is left as it is.
    Inherit,
}

/// Who asked for a process.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase", tag = "kind", content = "client")]
pub enum Owner {
    /// A program that embeds the supervisor.
    #[default]
    Program,
    /// A person, at a terminal.
    Person,
    /// An agent, by the name of its MCP client.
    Agent(Arc<str>),
}

/// The signal that asks a process tree to end.
///
/// On Windows, where there are no signals, each of them is a console break event.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize,
)]
pub enum StopSignal {
    /// `SIGTERM`, what service managers send.
    #[default]
    #[serde(rename = "TERM")]
    Term,
    /// `SIGINT`, what Ctrl-C sends.
    #[serde(rename = "INT")]
    Int,
    /// `SIGHUP`, what a closing terminal sends.
    #[serde(rename = "HUP")]
    Hup,
    /// `SIGQUIT`.
    #[serde(rename = "QUIT")]
    Quit,
    /// `SIGUSR1`.
    #[serde(rename = "USR1")]
    Usr1,
    /// `SIGUSR2`.
    #[serde(rename = "USR2")]
    Usr2,
    /// `SIGKILL`: no grace at all.
    #[serde(rename = "KILL")]
    Kill,
}

impl StopSignal {
    /// Every signal that can be configured.
    pub const ALL: [Self; 7] = [
        Self::Term,
        Self::Int,
        Self::Hup,
        Self::Quit,
        Self::Usr1,
        Self::Usr2,
        Self::Kill,
    ];

    /// The name without `SIG`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Term => "TERM",
            Self::Int => "INT",
            Self::Hup => "HUP",
            Self::Quit => "QUIT",
            Self::Usr1 => "USR1",
            Self::Usr2 => "USR2",
            Self::Kill => "KILL",
        }
    }
}

impl fmt::Display for StopSignal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SIG{}", self.name())
    }
}

/// Takes `TERM` and `SIGTERM`, in any case.
impl FromStr for StopSignal {
    type Err = UnknownSignal;

    fn from_str(text: &str) -> Result<Self, UnknownSignal> {
        let upper = text.to_ascii_uppercase();
        let name = upper.strip_prefix("SIG").unwrap_or(&upper);
        Self::ALL
            .into_iter()
            .find(|signal| signal.name() == name)
            .ok_or_else(|| UnknownSignal(text.to_owned()))
    }
}

/// The text is not the name of a signal that can stop a process.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a stop signal (one of TERM, INT, HUP, QUIT, USR1, USR2, KILL)")]
pub struct UnknownSignal(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_are_read_with_and_without_their_prefix() {
        assert_eq!("SIGINT".parse(), Ok(StopSignal::Int));
        assert_eq!("usr1".parse(), Ok(StopSignal::Usr1));
        assert!(
            "WINCH"
                .parse::<StopSignal>()
                .unwrap_err()
                .to_string()
                .contains("TERM, INT")
        );
    }

    #[test]
    fn a_program_is_shown_as_it_would_be_typed() {
        let command = Command::program("node", ["-e", "console.log(1, 2)"]);
        assert_eq!(command.to_string(), "node -e 'console.log(1, 2)'");
    }
}
