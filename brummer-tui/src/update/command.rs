//! Commands by name: what the palette and typed lines lead to.

use std::time::Duration;

use brummer_core::config::ThemeName;
use brummer_core::{Level, ProcessId};
use jiff::Timestamp;
use jiff::civil::Time;

use super::{Effect, Request, entry, look, press, processes, rows, search, settings};
use crate::keymap::Action;
use crate::model::{Kind, Model, Offer, Pattern, Seek, View};

/// Does what was chosen in the palette.
pub(super) fn run(model: &mut Model, offer: &Offer) -> Vec<Effect> {
    model.messages.mark_read();
    let effects = if let Some(argument) = &offer.argument {
        with_argument(model, offer.action, argument)
    } else {
        to_its_view(model, offer.action);
        press::act(model, offer.action)
    };
    drawn(effects)
}

/// Does something with what was typed for it.
pub(super) fn with_argument(model: &mut Model, action: Action, argument: &str) -> Vec<Effect> {
    let argument = argument.trim();
    to_its_view(model, action);
    let effects = match action {
        Action::Start | Action::Stop | Action::Kill | Action::Restart | Action::ShowOne => {
            on_process(model, action, argument)
        }
        Action::Run => script(model, argument),
        Action::RunCommand if argument.is_empty() => Vec::new(),
        Action::RunCommand => vec![Effect::Ask(Request::Run(argument.to_owned()))],
        Action::Find => entry::find(model, argument, false),
        Action::FindRegex => entry::find(model, argument, true),
        Action::Filter => filter(model, argument, false),
        Action::FilterOut => filter(model, argument, true),
        Action::Level => level(model, argument),
        Action::GoToTime => time(model, argument),
        Action::Save => look::save(model, argument),
        Action::PackageManager | Action::Install => settings::by_name(model, action, argument),
        Action::Theme => match ThemeName::ALL
            .iter()
            .find(|theme| theme.as_str() == argument)
        {
            Some(theme) => look::theme(model, *theme),
            None => wrong(model, format!("there is no theme `{argument}`")),
        },
        other => press::act(model, other),
    };
    drawn(effects)
}

/// What is about the log is done where the log is.
fn to_its_view(model: &mut Model, action: Action) {
    let is_about_log = matches!(
        action,
        Action::ShowOne
            | Action::ShowAll
            | Action::Find
            | Action::FindRegex
            | Action::FindNext
            | Action::FindPrevious
            | Action::Filter
            | Action::FilterOut
            | Action::FilterOff
            | Action::Level
            | Action::NextError
            | Action::PreviousError
            | Action::GoToTime
            | Action::Zoom
            | Action::Histogram
            | Action::NextBar
            | Action::PreviousBar
            | Action::Follow
            | Action::Oldest
    );
    if is_about_log && model.view != View::Processes {
        // What that leads to is asked for again by the action.
        let _ = rows::go(model, View::Processes);
    }
}

fn on_process(model: &mut Model, action: Action, name: &str) -> Vec<Effect> {
    if model.project.process(name).is_none() {
        let known = model.project.processes().iter();
        let near = brummer_core::near(name, known.map(|process| process.id().as_str()));
        let hint = near
            .first()
            .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return wrong(model, format!("there is no process `{name}`{hint}"));
    }
    let Ok(id) = ProcessId::new(name) else {
        return Vec::new();
    };
    let mut effects = processes::select(model, id);
    effects.extend(press::act(model, action));
    effects
}

/// Runs a script, with arguments if there are any.
fn script(model: &mut Model, typed: &str) -> Vec<Effect> {
    let (name, arguments) = typed.split_once(' ').unwrap_or((typed, ""));
    let known = model
        .scripts
        .iter()
        .any(|script| script.name.as_str() == name)
        || model.project.process(name).is_some();
    let Some(id) = ProcessId::new(name).ok().filter(|_| known) else {
        // It is no script, so it is a command line.
        return match typed {
            "" => Vec::new(),
            typed => vec![Effect::Ask(Request::Run(typed.to_owned()))],
        };
    };
    let request = match arguments.trim() {
        "" => Request::Start(id.clone()),
        arguments => Request::StartWith(id.clone(), arguments.to_owned()),
    };
    let is_listed = model.project.process(id.as_str()).is_some();
    let mut effects = vec![Effect::Ask(request)];
    if is_listed && arguments.trim().is_empty() {
        effects.extend(rows::show_process(model, id));
    }
    effects
}

fn filter(model: &mut Model, text: &str, is_inverted: bool) -> Vec<Effect> {
    if text.is_empty() {
        return look::filter(model, None);
    }
    match Pattern::new(text, true, is_inverted) {
        Ok(pattern) => look::filter(model, Some(pattern)),
        Err(error) => wrong(model, error.to_string()),
    }
}

fn level(model: &mut Model, text: &str) -> Vec<Effect> {
    if text == "all" {
        return look::level(model, None);
    }
    match text.parse::<Level>() {
        Ok(level) => look::level(model, Some(level)),
        Err(error) => wrong(model, error.to_string()),
    }
}

/// Goes to a time of day, the latest that has been, or to so long ago.
fn time(model: &mut Model, text: &str) -> Vec<Effect> {
    match moment(model, text) {
        Some(time) => search::seek(model, Seek::Time(time)),
        None => wrong(
            model,
            format!("`{text}` is not a time; try 14:30, 14:30:05, or 90s, 5m, 2h ago"),
        ),
    }
}

fn moment(model: &Model, text: &str) -> Option<Timestamp> {
    if let Some(ago) = ago(text) {
        return model.now.checked_sub(ago).ok();
    }
    let time = Time::strptime("%H:%M:%S", text)
        .or_else(|_| Time::strptime("%H:%M", text))
        .ok()?;
    let now = model.now.to_zoned(model.zone.clone());
    let today = now
        .date()
        .to_datetime(time)
        .to_zoned(model.zone.clone())
        .ok()?;
    if today <= now {
        return Some(today.timestamp());
    }
    Some(
        today
            .yesterday()
            .ok()?
            .with()
            .time(time)
            .build()
            .ok()?
            .timestamp(),
    )
}

/// `90s`, `5m`, `2h`, `3d`.
fn ago(text: &str) -> Option<Duration> {
    let unit = text.chars().next_back()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return None,
    };
    let number: u64 = text[..text.len() - 1].parse().ok()?;
    Some(Duration::from_secs(number.checked_mul(seconds)?))
}

fn wrong(model: &mut Model, text: String) -> Vec<Effect> {
    model.messages.add(Kind::Error, text);
    Vec::new()
}

/// The effects, and that something was typed away.
fn drawn(mut effects: Vec<Effect>) -> Vec<Effect> {
    effects.push(Effect::Draw);
    effects
}
