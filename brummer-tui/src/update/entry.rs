//! Typing: in the palette, and in the footer.

use super::{Effect, command, leave, look, redraw, rows, search};
use crate::keymap::Action;
use crate::model::{Entry, Input, Model, Palette, Pattern, Purpose};

/// A text was typed.
pub(super) fn typed(model: &mut Model, text: &str) -> Vec<Effect> {
    edit(model, |input| input.insert(text))
}

/// A text was pasted; where nothing is typed it is nothing.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    edit(model, |input| input.insert(text))
}

/// A key was pressed that types nothing.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Accept => accept(model),
        Action::Back => cancel(model),
        Action::QuitNow => {
            model.entry = None;
            leave::quit(model, action)
        }
        Action::Complete => complete(model),
        Action::Previous => choose(model, -1),
        Action::Next => choose(model, 1),
        Action::EraseBack => match model.entry.as_mut().map(Entry::input) {
            // Erasing nothing closes, as in every editor with a command line.
            Some(input) if input.text().is_empty() => cancel(model),
            _ => edit(model, Input::erase_back),
        },
        Action::EraseForward => edit(model, Input::erase_forward),
        Action::EraseWord => edit(model, Input::erase_word),
        Action::EraseLine => edit(model, Input::erase_line),
        Action::CursorLeft => edit(model, Input::left),
        Action::CursorRight => edit(model, Input::right),
        Action::CursorStart => edit(model, Input::start),
        Action::CursorEnd => edit(model, Input::end),
        Action::ToggleRegex => toggle_regex(model),
        // The table has nothing else for this place.
        _ => Vec::new(),
    }
}

/// Changes what is typed, and what depends on it.
fn edit(model: &mut Model, change: impl FnOnce(&mut Input)) -> Vec<Effect> {
    let Some(mut entry) = model.entry.take() else {
        return Vec::new();
    };
    let before = entry.input().text().to_owned();
    change(entry.input());
    let text = entry.input().text().to_owned();
    let is_changed = before != text;
    match &mut entry {
        Entry::Palette(palette) if is_changed => palette.refresh(model),
        Entry::Palette(_) => {}
        Entry::Line(line) => {
            if is_changed {
                line.wrong = preview(model, &line.purpose, &text);
            }
        }
    }
    model.entry = Some(entry);
    redraw(model)
}

/// Shows what the text would lead to, while it is typed; answers with what is wrong with it.
fn preview(model: &mut Model, purpose: &Purpose, text: &str) -> Option<String> {
    match purpose {
        Purpose::Find { is_regex } => {
            let pattern = match text {
                "" => None,
                text => match Pattern::new(text, *is_regex, false) {
                    Ok(pattern) => Some(pattern),
                    Err(error) => return Some(error.to_string()),
                },
            };
            search::set(model, pattern);
            None
        }
        Purpose::SearchRows => {
            rows::search_for(model, text);
            None
        }
        Purpose::Argument(Action::Filter | Action::FilterOut) => Pattern::new(text, true, false)
            .err()
            .map(|error| error.to_string()),
        Purpose::Argument(_) | Purpose::ArgumentsOf(_) => None,
    }
}

/// Takes the text for a regular expression, or no longer.
fn toggle_regex(model: &mut Model) -> Vec<Effect> {
    let Some(Entry::Line(line)) = &mut model.entry else {
        return Vec::new();
    };
    let Purpose::Find { is_regex } = &mut line.purpose else {
        return Vec::new();
    };
    *is_regex = !*is_regex;
    let (purpose, text) = (line.purpose.clone(), line.input.text().to_owned());
    let wrong = preview(model, &purpose, &text);
    if let Some(Entry::Line(line)) = &mut model.entry {
        line.wrong = wrong;
    }
    redraw(model)
}

/// Selects another row of the palette, or of the view whose rows are searched.
fn choose(model: &mut Model, by: isize) -> Vec<Effect> {
    match &mut model.entry {
        Some(Entry::Palette(palette)) => {
            let last = palette.rows.len().saturating_sub(1);
            palette.selected = palette.selected.saturating_add_signed(by).min(last);
            vec![Effect::Draw]
        }
        Some(Entry::Line(line)) if line.purpose == Purpose::SearchRows => match by {
            ..0 => rows::up(model, 1),
            _ => rows::down(model, 1),
        },
        Some(Entry::Line(_)) | None => Vec::new(),
    }
}

/// Completes what is selected in the palette.
fn complete(model: &mut Model) -> Vec<Effect> {
    let Some(Entry::Palette(palette)) = &model.entry else {
        return Vec::new();
    };
    let Some(offer) = palette.chosen() else {
        return Vec::new();
    };
    let takes_more =
        offer.argument.is_none() && offer.action.info().argument != crate::keymap::Argument::None;
    let blank = if takes_more { " " } else { "" };
    let text = format!("{}{blank}", offer.text);
    model.entry = Some(Entry::Palette(Palette::new(&text, model)));
    vec![Effect::Draw]
}

/// Gives up typing.
fn cancel(model: &mut Model) -> Vec<Effect> {
    if let Some(Entry::Line(line)) = model.entry.take() {
        match line.purpose {
            Purpose::Find { .. } => search::set(model, None),
            Purpose::SearchRows => return rows::search_for(model, ""),
            Purpose::Argument(_) | Purpose::ArgumentsOf(_) => {}
        }
    }
    redraw(model)
}

/// Does what was typed.
fn accept(model: &mut Model) -> Vec<Effect> {
    match model.entry.take() {
        Some(Entry::Palette(palette)) => match palette.chosen() {
            Some(offer) if offer.is_incomplete() => {
                model.entry = Some(Entry::Palette(palette));
                complete(model)
            }
            Some(offer) => {
                let offer = offer.clone();
                command::run(model, &offer)
            }
            None => vec![Effect::Draw],
        },
        Some(Entry::Line(line)) if line.wrong.is_some() => {
            model.entry = Some(Entry::Line(line));
            Vec::new()
        }
        Some(Entry::Line(line)) => {
            let text = line.input.text();
            match &line.purpose {
                Purpose::Find { .. } => found(model),
                Purpose::SearchRows => redraw(model),
                Purpose::Argument(action) => command::with_argument(model, *action, text),
                Purpose::ArgumentsOf(script) => {
                    let argument = format!("{script} {text}");
                    command::with_argument(model, Action::Run, &argument)
                }
            }
        }
        None => Vec::new(),
    }
}

/// Goes to the last match above the end of what is in sight, which is where eyes are.
fn found(model: &mut Model) -> Vec<Effect> {
    let mut effects = redraw(model);
    if model.search.is_some() {
        effects.extend(search::step(model, crate::model::Seek::PreviousMatch));
    }
    effects
}

/// Searches for a text as if it had been typed.
pub(super) fn find(model: &mut Model, text: &str, is_regex: bool) -> Vec<Effect> {
    if let Some(wrong) = preview(model, &Purpose::Find { is_regex }, text) {
        look::say(model, wrong);
        return vec![Effect::Draw];
    }
    found(model)
}
