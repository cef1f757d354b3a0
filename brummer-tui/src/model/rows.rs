//! What the rows of the views are made of.

use std::sync::Arc;

use brummer_core::config::Origin;
use brummer_core::detect::ServerUrl;
use brummer_core::project::Script;
use brummer_core::{Activity, Owner, Problem, ProcessId};

use super::fuzzy::{best, matching};
use super::{Model, View};
use crate::editing::EditorState;
use crate::keymap::{ACTIONS, Place};

/// A row of a view.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// Something that is broken.
    Problem(Arc<Problem>),
    /// Where a process can be reached.
    Url(ProcessId, ServerUrl),
    /// Something that can be run; whether it runs.
    Script(Arc<Script>, bool),
    /// Something that a client did.
    Activity(Arc<Activity>),
    /// A setting.
    Setting(Setting),
    /// An AI editor.
    Editor(EditorState),
    /// A title of the rows below.
    Heading(&'static str),
    /// What a key does.
    Key {
        /// The keys.
        keys: String,
        /// The name of the action.
        name: &'static str,
        /// What it does.
        title: &'static str,
        /// Where the keys hold.
        place: Place,
    },
}

/// A setting, with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// The table and the key.
    pub(crate) key: String,
    /// The value, as in the file; none if it is not set.
    pub(crate) value: Option<String>,
    /// Where it was said.
    pub(crate) origin: String,
    /// The file to open, and the line.
    pub(crate) place: Option<(std::path::PathBuf, u32)>,
}

impl Item {
    /// What makes it this row, whatever else changes in it.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Problem(problem) => format!("{} {:?}", problem.process, problem.fingerprint),
            Self::Url(process, url) => format!("{process} {url}"),
            Self::Script(script, _) => script.name.to_string(),
            Self::Setting(setting) => setting.key.clone(),
            Self::Editor(editor) => format!("{} {}", editor.name, editor.file),
            Self::Activity(activity) => activity.number.to_string(),
            Self::Heading(title) => format!("# {title}"),
            Self::Key {
                keys, name, place, ..
            } => format!("{place:?} {name} {keys}"),
        }
    }

    /// Whether the keys can act on it.
    pub(crate) fn is_selectable(&self) -> bool {
        !matches!(self, Self::Heading(_))
    }

    /// What a search looks at.
    fn text(&self) -> String {
        match self {
            Self::Problem(problem) => format!("{} {problem}", problem.process),
            Self::Url(process, url) => format!("{process} {url} {}", url.label.unwrap_or_default()),
            Self::Script(script, _) => {
                format!(
                    "{} {} {} {} {}",
                    script.name,
                    script.script,
                    script.kind,
                    script.source,
                    script.description.as_deref().unwrap_or_default()
                )
            }
            Self::Setting(setting) => format!(
                "{} {} {}",
                setting.key,
                setting.value.as_deref().unwrap_or_default(),
                setting.origin
            ),
            Self::Editor(editor) => {
                format!("editor {} {} {}", editor.name, editor.state, editor.file)
            }
            Self::Activity(activity) => format!(
                "{} {} {}",
                client_name(&activity.client),
                activity.action,
                activity.target.as_deref().unwrap_or_default()
            ),
            Self::Heading(title) => (*title).to_owned(),
            Self::Key {
                keys, name, title, ..
            } => format!("{keys} {name} {title}"),
        }
    }
}

/// The rows of a view that pass the search, and how many there are without it.
pub(crate) fn items(model: &Model, view: View, search: &str) -> (Vec<Item>, usize) {
    let all = match view {
        View::Processes => Vec::new(),
        View::Activity => model.activity.iter().cloned().map(Item::Activity).collect(),
        View::Problems => model.problems.iter().cloned().map(Item::Problem).collect(),
        View::Urls => urls(model),
        View::Scripts => scripts(model),
        View::Settings => settings_rows(model, search.trim().is_empty()),
        View::Help => help(model, search.trim().is_empty()),
    };
    let total = all.len();
    let found = match view {
        View::Scripts => best(all, search, Item::text),
        View::Processes
        | View::Problems
        | View::Urls
        | View::Activity
        | View::Settings
        | View::Help => matching(all, search, Item::text),
    };
    (found, total)
}

fn urls(model: &Model) -> Vec<Item> {
    let processes = model.project.processes().iter();
    let urls = processes.flat_map(|process| {
        let urls = process.urls().iter();
        urls.map(|url| Item::Url(process.id().clone(), url.clone()))
    });
    urls.collect()
}

fn scripts(model: &Model) -> Vec<Item> {
    let rows = model.scripts.iter().map(|script| {
        let process = model.project.process(script.name.as_str());
        let runs = process.is_some_and(|process| process.is_running());
        Item::Script(Arc::clone(script), runs)
    });
    rows.collect()
}

/// The settings, and the editors with a heading, unless something is searched for.
fn settings_rows(model: &Model, with_heading: bool) -> Vec<Item> {
    let settings = model.settings.iter().cloned().map(Item::Setting);
    let editors = model.editors.as_deref().unwrap_or_default();
    let heading = (with_heading && !editors.is_empty())
        .then_some(Item::Heading("AI editors: enter has one start brummer"));
    let editors = editors.iter().cloned().map(Item::Editor);
    settings.chain(heading).chain(editors).collect()
}

/// The keys by place, then what has none; with headings, unless something is searched for.
fn help(model: &Model, with_headings: bool) -> Vec<Item> {
    let mut rows = Vec::new();
    for place in Place::ALL {
        let bindings = model.keymap.bindings_of(place);
        let mut bindings = bindings.filter(|row| !row.keys.is_empty()).peekable();
        if with_headings && bindings.peek().is_some() {
            rows.push(Item::Heading(place.title()));
        }
        rows.extend(bindings.map(|binding| {
            let keys: Vec<_> = binding.keys.iter().map(crate::keymap::Key::name).collect();
            let info = binding.action.info();
            Item::Key {
                keys: keys.join(" "),
                name: info.name,
                title: info.title,
                place,
            }
        }));
    }
    if with_headings {
        rows.push(Item::Heading("By name only, in the palette"));
    }
    let without_key = ACTIONS
        .iter()
        .filter(|row| row.is_command && model.keymap.key_for(row.action).is_empty());
    rows.extend(without_key.map(|row| Item::Key {
        keys: String::new(),
        name: row.name,
        title: row.title,
        place: Place::Everywhere,
    }));
    if with_headings {
        rows.push(Item::Heading("Mouse"));
    }
    rows.extend(MOUSE.map(|(what, title)| Item::Key {
        keys: what.to_owned(),
        name: "",
        title,
        place: Place::Overlay,
    }));
    rows
}

/// Who a client is, in a word.
pub(crate) fn client_name(client: &Owner) -> &str {
    match client {
        Owner::Program => "program",
        Owner::Person => "you",
        Owner::Agent(name) => name,
    }
}

/// What the mouse does.
const MOUSE: [(&str, &str); 5] = [
    ("wheel", "scroll what is under the pointer"),
    ("click", "select a row, go to a pane or a view"),
    (
        "drag",
        "select lines of the log, which are copied in the end",
    ),
    ("drag the rule", "make the list wider or narrower"),
    ("shift-drag", "the selection of the terminal itself"),
];

/// The settings that hold, out of the listing that `brummer config show` prints.
pub(crate) fn settings(config: &brummer_core::config::Config) -> Vec<Setting> {
    let mut table = String::new();
    let mut settings = Vec::new();
    for line in config.to_string().lines() {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            table = format!("{name}.");
        } else if let Some(key) = line
            .strip_prefix("# ")
            .and_then(|rest| rest.strip_suffix(" is not set"))
        {
            settings.push(Setting {
                key: format!("{table}{key}"),
                value: None,
                origin: "not set".to_owned(),
                place: None,
            });
        } else if let Some((key, rest)) = line.split_once(" = ")
            && let Some((value, origin)) = rest.rsplit_once(" # ")
        {
            settings.push(Setting {
                key: format!("{table}{key}"),
                value: Some(value.to_owned()),
                origin: origin.to_owned(),
                place: place(origin),
            });
        }
    }
    settings
}

/// The file and the line of an origin, if it is one.
fn place(origin: &str) -> Option<(std::path::PathBuf, u32)> {
    let (path, line) = origin.rsplit_once(':')?;
    path.starts_with('/')
        .then_some((path.into(), line.parse().ok()?))
}

/// The file and the line of an origin, if it is one.
pub(crate) fn place_of(origin: &Origin) -> Option<(std::path::PathBuf, u32)> {
    match origin {
        Origin::File { path, line, .. } => Some((path.to_path_buf(), u32::try_from(*line).ok()?)),
        Origin::Default | Origin::Env { .. } | Origin::Flag { .. } => None,
    }
}
