//! The palette: anything by its name, with what it takes completed.

use brummer_core::Level;
use brummer_core::config::ThemeName;
use brummer_core::project::PackageManager;

use super::fuzzy::best;
use super::{Input, Model};
use crate::keymap::{ACTIONS, Action, ActionInfo, Argument};

/// The most rows that are offered.
const MAX_ROWS: usize = 200;

/// The palette as it stands.
#[derive(Debug, Default)]
pub(crate) struct Palette {
    /// What was typed: a name, then what it takes.
    pub(crate) input: Input,
    /// What is offered, the best first.
    pub(crate) rows: Vec<Offer>,
    /// The row that enter does.
    pub(crate) selected: usize,
}

/// Something that the palette offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    /// What it does.
    pub(crate) action: Action,
    /// With what; none is what the action does by itself.
    pub(crate) argument: Option<String>,
    /// The same, as it would be typed.
    pub(crate) text: String,
    /// The same, in words.
    pub(crate) title: String,
}

impl Palette {
    /// The palette with this text typed.
    pub(crate) fn new(text: &str, model: &Model) -> Self {
        let mut palette = Self {
            input: Input::new(text),
            ..Self::default()
        };
        palette.refresh(model);
        palette
    }

    /// Offers what fits what was typed.
    pub(crate) fn refresh(&mut self, model: &Model) {
        self.rows = offers(self.input.text(), model);
        self.selected = 0;
    }

    /// What enter does.
    pub(crate) fn chosen(&self) -> Option<&Offer> {
        self.rows.get(self.selected)
    }
}

/// What fits this text.
fn offers(text: &str, model: &Model) -> Vec<Offer> {
    let typed = text.trim_start();
    if let Some((name, argument)) = typed.split_once(' ')
        && let Some(row) = ACTIONS
            .iter()
            .find(|row| row.is_command && row.name == name)
        && row.argument != Argument::None
    {
        return arguments(row, argument, model);
    }
    let commands: Vec<&ActionInfo> = ACTIONS.iter().filter(|row| row.is_command).collect();
    let by_name = |row: &&ActionInfo| format!("{} {}", row.name, row.title);
    let found = best(commands, typed, by_name).into_iter();
    let mut rows: Vec<Offer> = found.map(|row| offer(row, None, row.title)).collect();
    // A name that begins so goes before one of which only the description has it, and an exact one before longer ones.
    let typed_name = typed.trim_end();
    rows.sort_by_key(|row| (row.text != typed_name, !row.text.starts_with(typed_name)));
    if !typed.trim().is_empty() {
        rows.push(Offer {
            action: Action::Find,
            argument: Some(typed.to_owned()),
            text: format!("find {typed}"),
            title: format!("find `{typed}` in the log"),
        });
    }
    rows
}

/// What an action can take that fits this text.
fn arguments(row: &ActionInfo, typed: &str, model: &Model) -> Vec<Offer> {
    let known = known(row.argument, model);
    let (wanted, rest) = match row.argument {
        // The script is a word; what is behind it is for the script.
        Argument::ScriptWithArguments => typed.split_once(' ').map_or((typed, ""), |parts| parts),
        _ => (typed, ""),
    };
    let exact = known.iter().any(|(name, _)| name == wanted);
    let mut rows = Vec::new();
    if !rest.is_empty() && exact {
        rows.push(offer(row, Some(typed), row.title));
    } else {
        let found = best(known, wanted, |(name, title)| format!("{name} {title}"));
        let found = found.into_iter().take(MAX_ROWS);
        rows.extend(found.map(|(name, title)| offer(row, Some(&name), &title)));
        let name = |offer: &Offer| offer.argument.clone().unwrap_or_default();
        rows.sort_by_key(|offer| (name(offer) != wanted, !name(offer).starts_with(wanted)));
    }
    let takes_any_text = matches!(
        row.argument,
        Argument::Command | Argument::Text | Argument::Time | Argument::File
    );
    if takes_any_text && !typed.trim().is_empty() {
        rows.insert(0, offer(row, Some(typed), row.title));
    }
    if typed.is_empty() && row.argument == Argument::Process {
        rows.insert(0, offer(row, None, "the selected process"));
    }
    rows
}

/// What an argument of this kind can be, with a word on each.
fn known(argument: Argument, model: &Model) -> Vec<(String, String)> {
    match argument {
        Argument::None | Argument::Command | Argument::Text | Argument::Time | Argument::File => {
            Vec::new()
        }
        Argument::Process => model
            .project
            .processes()
            .iter()
            .map(|process| (process.id().to_string(), process.status().to_string()))
            .collect(),
        Argument::ScriptWithArguments => model
            .scripts
            .iter()
            .map(|script| (script.name.to_string(), script.script.to_string()))
            .collect(),
        Argument::Level => {
            let levels = Level::ALL.map(|level| (level.to_string(), "and above".to_owned()));
            let all = ("all".to_owned(), "also lines without a level".to_owned());
            levels.into_iter().chain([all]).collect()
        }
        Argument::Theme => ThemeName::ALL
            .map(|theme| (theme.as_str().to_owned(), String::new()))
            .to_vec(),
        Argument::PackageManager => PackageManager::ALL
            .map(|manager| (manager.name().to_owned(), String::new()))
            .to_vec(),
        Argument::Editor => {
            let editors = model.editors.iter().flatten();
            editors
                .map(|editor| (editor.name.clone(), editor.state.clone()))
                .collect()
        }
    }
}

fn offer(row: &ActionInfo, argument: Option<&str>, title: &str) -> Offer {
    Offer {
        action: row.action,
        argument: argument.map(str::to_owned),
        text: match argument {
            Some(argument) => format!("{} {argument}", row.name),
            None => row.name.to_owned(),
        },
        title: title.to_owned(),
    }
}

impl Offer {
    /// Whether something has to be typed before it can be done.
    pub(crate) fn is_incomplete(&self) -> bool {
        let needs = match self.action.info().argument {
            Argument::None | Argument::Process | Argument::File | Argument::Editor => false,
            Argument::ScriptWithArguments
            | Argument::Command
            | Argument::Text
            | Argument::Level
            | Argument::Time
            | Argument::Theme
            | Argument::PackageManager => true,
        };
        needs && self.argument.is_none()
    }
}
