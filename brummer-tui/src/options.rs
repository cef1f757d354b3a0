//! What the caller decides, and what it gets back.

use std::path::PathBuf;
use std::sync::Arc;

use brummer_core::config::{Config, TuiSettings};
use brummer_core::project::Project;
use brummer_core::{Company, StopReport};

use crate::editing::Editing;
use crate::keymap::Keymap;
use crate::theme::Background;

/// How to show a project.
#[derive(Clone, Debug)]
pub struct Options {
    /// The name of the project, as in the name of its directory.
    pub title: String,
    /// How many colours the terminal has. Without them, symbols and reversed text tell the same.
    pub colors: ColorDepth,
    /// What is behind its text, if that is known. The terminal is asked as well.
    pub background: Option<Background>,
    /// What the user should know from the start, one message each; shown as warnings.
    pub messages: Vec<String>,
    /// How it looks.
    pub settings: TuiSettings,
    /// The keys that hold: see [`keys_of`](crate::keys_of).
    pub keymap: Keymap,
    /// The directory of the project; empty for a supervisor without one.
    pub dir: PathBuf,
    /// The configuration, as it was resolved; none for a supervisor without a project.
    pub config: Option<Arc<Config>>,
    /// What there is to run.
    pub scripts: Scripts,
    /// Where to remember the layout, from one time to the next; none to forget it.
    pub layout_file: Option<PathBuf>,
    /// Who changes files from the settings; none if nothing is to be changed.
    pub editing: Option<Arc<dyn Editing>>,
}

/// What is known of what there is to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    /// What the supervisor lists, and no more.
    Listed,
    /// Somebody still looks for it, and will tell it by [`News::Opened`].
    Coming,
}

impl Options {
    /// A user interface with the default settings, in as many colours as most terminals have.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            colors: ColorDepth::Palette,
            background: None,
            messages: Vec::new(),
            settings: TuiSettings::default(),
            keymap: Keymap::default(),
            dir: PathBuf::new(),
            config: None,
            scripts: Scripts::Listed,
            layout_file: None,
            editing: None,
        }
    }
}

/// Something that is told while the user interface is shown.
#[derive(Clone, Debug)]
pub enum News {
    /// The project was read.
    Opened {
        /// What can be run.
        project: Arc<Project>,
        /// Where an AI editor reaches this program, if it can.
        mcp: Option<String>,
        /// What the user should know of it, one message each; shown as warnings.
        messages: Vec<String>,
    },
    /// Something has changed since.
    Changed {
        /// What the user should know, in a line.
        text: String,
        /// What can be run now, if that has changed.
        project: Option<Arc<Project>>,
    },
}

impl News {
    /// What can be run now, if it tells that.
    pub(crate) fn project(&self) -> Option<&Arc<Project>> {
        match self {
            Self::Opened { project, .. } => Some(project),
            Self::Changed { project, .. } => project.as_ref(),
        }
    }
}

/// How many colours a terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColorDepth {
    /// None, or none wanted.
    None,
    /// Sixteen.
    Sixteen,
    /// 256.
    Palette,
    /// 16 million.
    True,
}

impl ColorDepth {
    /// What the environment says of the terminal: `NO_COLOR` (not empty) wants none, `COLORTERM` and `TERM` tell the rest.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name| variable(name).unwrap_or_default();
        let term = value("TERM");
        match &*value("COLORTERM") {
            _ if !value("NO_COLOR").is_empty() || term == "dumb" => Self::None,
            "truecolor" | "24bit" => Self::True,
            _ if term.ends_with("-direct") => Self::True,
            _ if term.contains("256color")
                || term.contains("kitty")
                || term.contains("alacritty") =>
            {
                Self::Palette
            }
            _ => Self::Sixteen,
        }
    }
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Who asked for it.
    pub left: Left,
    /// What became of the processes.
    pub end: End,
    /// What the stops of the processes that still ran did.
    pub reports: Vec<StopReport>,
}

/// What becomes of the processes when the user interface ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// They were stopped; or there was nobody who could be asked.
    Stopped,
    /// They go on, since these others need them too, or their host stays.
    GoesOn(Company),
}

/// Who asked the user interface to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// The user.
    Quit,
    /// The caller, through its `shutdown`, or the terminal, by going away.
    Shutdown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(variables: &[(&str, &str)], expected: ColorDepth) {
        let depth = ColorDepth::of_environment(|name| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(found.1.to_owned())
        });
        assert_eq!(depth, expected);
    }

    #[test]
    fn the_environment_tells_how_many_colours_there_are() {
        check(&[("TERM", "xterm")], ColorDepth::Sixteen);
        check(&[("TERM", "xterm-256color")], ColorDepth::Palette);
        let truecolor = ("COLORTERM", "truecolor");
        check(&[("TERM", "xterm-256color"), truecolor], ColorDepth::True);
        check(&[truecolor, ("NO_COLOR", "1")], ColorDepth::None);
        check(&[truecolor, ("NO_COLOR", "")], ColorDepth::True);
        check(&[("TERM", "dumb")], ColorDepth::None);
    }
}
