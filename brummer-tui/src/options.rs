//! What the caller decides, and what it gets back.

use std::sync::Arc;

use brummer_core::StopReport;
use brummer_core::config::{Config, TuiSettings};
use brummer_core::project::Project;

use crate::keymap::Keymap;

/// How to show a project.
#[derive(Clone, Debug)]
pub struct Options {
    /// The name of the project, as in the name of its directory.
    pub title: String,
    /// How many colours the terminal has. Without them, symbols and reversed text tell the same.
    pub colors: ColorDepth,
    /// Where an AI editor reaches this program, if it can.
    pub mcp: Option<String>,
    /// What the user should know from the start, one message each; shown as warnings.
    pub messages: Vec<String>,
    /// How it looks.
    pub settings: TuiSettings,
    /// The keys that hold: see [`keys_of`](crate::keys_of).
    pub keymap: Keymap,
    /// What can be run, and the configuration that says so; none for a supervisor without a project.
    pub project: Option<(Arc<Project>, Arc<Config>)>,
    /// Where to remember the layout, from one time to the next; none to forget it.
    pub layout_file: Option<std::path::PathBuf>,
}

impl Options {
    /// A user interface with the default settings, in as many colours as most terminals have.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            colors: ColorDepth::Palette,
            mcp: None,
            messages: Vec::new(),
            settings: TuiSettings::default(),
            keymap: Keymap::default(),
            project: None,
            layout_file: None,
        }
    }
}

/// Something that is told while the user interface is shown.
#[derive(Clone, Debug)]
pub struct News {
    /// What the user should know, in a line.
    pub text: String,
    /// What can be run now, if that has changed.
    pub project: Option<Arc<Project>>,
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
    /// What the stops of the processes that still ran did.
    pub reports: Vec<StopReport>,
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
