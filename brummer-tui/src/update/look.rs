//! How the log is shown, and what is taken out of it.

use std::path::PathBuf;

use brummer_core::config::ThemeName;
use brummer_core::{Level, LogRange, Stream};

use super::{Effect, FileHint, Request, Saved, TerminalEffect, leave, log, processes, redraw};
use crate::keymap::{Action, Place};
use crate::model::{
    Focus, Item, Kind, Lines, LogPane, Model, Pattern, Stamps, Structured, View, wider_within,
};
use crate::options::ColorDepth;
use crate::text::cut;
use crate::theme::Background;

/// Goes to the other pane.
pub(super) fn switch_focus(model: &mut Model) -> Vec<Effect> {
    model.focus = match model.place() {
        Place::Log => Focus::List,
        _ => Focus::Log,
    };
    model.zoomed = false;
    log::settle(model)
}

/// Gives the log the whole screen, or takes it back.
pub(super) fn zoom(model: &mut Model) -> Vec<Effect> {
    model.zoomed = !model.zoomed;
    log::settle(model)
}

/// Makes the list wider by so many columns.
pub(super) fn widen(model: &mut Model, by: i16) -> Vec<Effect> {
    model.wider = wider_within(model.size.width, model.wider.saturating_add(by));
    log::settle(model)
}

/// Wraps long lines, or cuts them.
pub(super) fn wrap(model: &mut Model) -> Vec<Effect> {
    model.look.lines = match model.look.lines {
        Lines::Wrapped => Lines::Cut,
        Lines::Cut => Lines::Wrapped,
    };
    log::settle(model)
}

/// The next kind of timestamp.
pub(super) fn stamps(model: &mut Model) -> Vec<Effect> {
    let (next, word) = match model.look.stamps {
        Stamps::Off => (Stamps::Time, "the time of day"),
        Stamps::Time => (Stamps::Relative, "how long ago"),
        Stamps::Relative => (Stamps::Delta, "since the line before"),
        Stamps::Delta => (Stamps::Off, "off"),
    };
    model.look.stamps = next;
    say(model, format!("timestamps: {word}"));
    log::settle(model)
}

/// The next way to show structured lines.
pub(super) fn structured(model: &mut Model) -> Vec<Effect> {
    let (next, word) = match model.look.structured {
        Structured::Raw => (Structured::Short, "in short"),
        Structured::Short => (Structured::Spread, "spread out"),
        Structured::Spread => (Structured::Raw, "as printed"),
    };
    model.look.structured = next;
    say(model, format!("JSON and logfmt: {word}"));
    log::settle(model)
}

/// The next level: all, warnings, errors.
pub(super) fn next_level(model: &mut Model) -> Vec<Effect> {
    let next = match model.look.filter.level {
        None => Some(Level::Info),
        Some(Level::Trace | Level::Debug | Level::Info) => Some(Level::Warn),
        Some(Level::Warn) => Some(Level::Error),
        Some(Level::Error | Level::Fatal) => None,
    };
    level(model, next)
}

/// Shows only lines of this level or above.
pub(super) fn level(model: &mut Model, level: Option<Level>) -> Vec<Effect> {
    model.look.filter.level = level;
    processes::reopen_log(model)
}

/// Both streams, stdout, or stderr.
pub(super) fn next_stream(model: &mut Model) -> Vec<Effect> {
    model.look.filter.stream = match model.look.filter.stream {
        None => Some(Stream::Stdout),
        Some(Stream::Stdout) => Some(Stream::Stderr),
        Some(Stream::Stderr) => None,
    };
    processes::reopen_log(model)
}

/// Shows only lines with this pattern, or without it.
pub(super) fn filter(model: &mut Model, pattern: Option<Pattern>) -> Vec<Effect> {
    model.look.filter.pattern = pattern;
    processes::reopen_log(model)
}

/// Shows all lines again.
pub(super) fn filter_off(model: &mut Model) -> Vec<Effect> {
    model.look.filter = crate::model::Filter::default();
    processes::reopen_log(model)
}

/// Draws a line across the log.
pub(super) fn mark(model: &mut Model) -> Vec<Effect> {
    if let Some(end) = model.log_end {
        model.look.marks.draw(end.line(), model.now);
        if let Some(log) = &mut model.log {
            log.marks = model.look.marks.clone();
        }
    }
    redraw(model)
}

/// Begins to select lines.
pub(super) fn select(model: &mut Model) -> Vec<Effect> {
    model.focus = Focus::Log;
    if let Some(log) = &mut model.log {
        log.select(None);
    }
    log::settle(model)
}

/// A key was pressed while lines are selected.
pub(super) fn select_act(model: &mut Model, action: Action) -> Vec<Effect> {
    let shape = log::shape(model);
    let page = isize::try_from(shape.height).unwrap_or(isize::MAX);
    let Some(log) = &mut model.log else {
        return Vec::new();
    };
    match action {
        Action::Previous => log.select_by(-1, shape),
        Action::Next => log.select_by(1, shape),
        Action::PageUp => log.select_by(-page, shape),
        Action::PageDown => log.select_by(page, shape),
        Action::Copy => return copy(model),
        Action::Edit => return edit(model),
        Action::QuitNow => return leave::quit(model, action),
        // The table has nothing else for this place but leaving it.
        _ => log.deselect(),
    }
    redraw(model)
}

/// Copies the lines that are selected, or the one in focus.
pub(super) fn copy(model: &mut Model) -> Vec<Effect> {
    let Some((text, lines)) = model.log.as_ref().and_then(LogPane::text_to_copy) else {
        say(model, "there is nothing to copy".to_owned());
        return vec![Effect::Draw];
    };
    if let Some(log) = &mut model.log {
        log.deselect();
    }
    let what = match lines {
        1 => format!("`{}`", cut(text.trim(), 50)),
        lines => format!("{lines} lines"),
    };
    put(model, text, &what)
}

/// Puts a text into the clipboard, and says so.
pub(super) fn put(model: &mut Model, text: String, what: &str) -> Vec<Effect> {
    say(model, format!("copied {what}"));
    vec![Effect::Terminal(TerminalEffect::Copy(text)), Effect::Draw]
}

/// Saves the log to a file; without a name, to one in the directory of the project that says which log and when.
pub(super) fn save(model: &mut Model, name: &str) -> Vec<Effect> {
    let Some(log) = &model.log else {
        return Vec::new();
    };
    let Some(end) = model.log_end else {
        return Vec::new();
    };
    let name = match name.trim() {
        "" => {
            let of = match log.scope() {
                crate::model::Scope::One(id) => id.as_str(),
                _ => "all",
            };
            let safe = of.replace(|c: char| !c.is_alphanumeric() && c != '-' && c != '_', "-");
            let time = model.now.to_zoned(model.zone.clone());
            format!("brummer-{safe}-{}.log", time.strftime("%Y%m%d-%H%M%S"))
        }
        name => name.to_owned(),
    };
    // Where `~` is, the runtime knows.
    let path = if name.starts_with("~/") {
        PathBuf::from(name)
    } else {
        model.dir.join(name)
    };
    let query = log.query(LogRange::After(end.before_line(0)), 0);
    vec![Effect::Ask(Request::Save(path, Saved(Box::new(query))))]
}

/// Opens the file of what is in focus: the problem, the script, the setting, or what the line of the log names.
pub(super) fn edit(model: &mut Model) -> Vec<Effect> {
    let place: Option<(PathBuf, u32)> = match (model.view, model.list().item()) {
        (View::Processes, _) => return edit_line(model),
        (_, Some(Item::Problem(problem))) => model.place_of_problem(problem),
        (_, Some(Item::Script(script, _))) => crate::model::place_of(&script.origin),
        (_, Some(Item::Setting(setting))) => setting.place.clone(),
        (_, _) => None,
    };
    if let Some((path, line)) = place {
        vec![Effect::Terminal(TerminalEffect::Edit(path, line))]
    } else {
        say(model, "no file is known for this".to_owned());
        vec![Effect::Draw]
    }
}

/// Looks for the file that the line in focus names.
fn edit_line(model: &mut Model) -> Vec<Effect> {
    let Some(line) = model.log.as_ref().and_then(LogPane::line_in_focus) else {
        return Vec::new();
    };
    let process = model.project.process(line.process.as_str());
    let hint = FileHint {
        process: line.process.clone(),
        dir: process.map_or_else(|| model.dir.clone(), |process| process.dir().to_owned()),
        line: line.sequence,
        text: line.text().into_owned(),
    };
    vec![Effect::Ask(Request::FindFile(hint))]
}

/// The next theme.
pub(super) fn next_theme(model: &mut Model) -> Vec<Effect> {
    let next = match model.theme.name() {
        ThemeName::Auto => ThemeName::Terminal,
        ThemeName::Terminal => ThemeName::Dark,
        ThemeName::Dark => ThemeName::Light,
        ThemeName::Light => ThemeName::Auto,
    };
    theme(model, next)
}

/// Uses the colours of this theme.
pub(super) fn theme(model: &mut Model, name: ThemeName) -> Vec<Effect> {
    model.theme = model.theme.renamed(name);
    let note = match model.theme.depth() {
        ColorDepth::None => " (the terminal has no colours, or NO_COLOR is set)",
        _ => "",
    };
    say(model, format!("theme: {}{note}", name.as_str()));
    vec![Effect::Draw]
}

/// The terminal has told its background.
pub(super) fn background(model: &mut Model, background: Background) -> Vec<Effect> {
    let theme = model.theme.on(background);
    if theme == model.theme {
        return Vec::new();
    }
    model.theme = theme;
    vec![Effect::Draw]
}

/// Draws with ASCII characters only, or not.
pub(super) fn ascii(model: &mut Model) -> Vec<Effect> {
    model.theme.ascii = !model.theme.ascii;
    redraw(model)
}

/// Leaves the mouse to the terminal, or takes it.
pub(super) fn mouse(model: &mut Model) -> Vec<Effect> {
    model.wants.mouse = !model.wants.mouse;
    let text = if model.wants.mouse {
        "the mouse works here; shift-drag selects text as the terminal does"
    } else {
        "the mouse is left to the terminal, to select text"
    };
    say(model, text.to_owned());
    let mouse = TerminalEffect::Mouse(model.wants.mouse);
    vec![Effect::Terminal(mouse), Effect::Draw]
}

/// A word to the user.
pub(super) fn say(model: &mut Model, text: String) {
    model.messages.add(Kind::Done, text);
}
