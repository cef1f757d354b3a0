//! Keys, and what actions do.

use crossterm::event::KeyEvent;

use super::{
    Effect, TerminalEffect, entry, histogram, leave, log, look, overlay, problems, processes,
    redraw, rows, search, settings, stream,
};
use crate::keymap::{Action, Key, Place};
use crate::model::{Entry, Focus, LineEntry, Model, Palette, Purpose, Seek, Topic, View};

/// A key was pressed.
pub(super) fn press(model: &mut Model, key: &KeyEvent) -> Vec<Effect> {
    let place = model.place();
    if place == Place::Input
        && let Some(typed) = crate::keymap::typed(key)
    {
        return entry::typed(model, typed.encode_utf8(&mut [0; 4]));
    }
    let action = Key::of(key).and_then(|key| model.keymap.action(&key, place));
    let Some(action) = action else {
        return Vec::new();
    };
    model.messages.mark_read();
    match place {
        Place::Overlay => overlay::act(model, action),
        Place::Confirm => settings::answer(model, action),
        Place::Input => entry::act(model, action),
        Place::Question => leave::answer(model, action),
        Place::Selection => look::select_act(model, action),
        Place::Everywhere
        | Place::Panes
        | Place::List
        | Place::Log
        | Place::Rows
        | Place::Problems
        | Place::Urls
        | Place::Scripts
        | Place::Activity
        | Place::Settings
        | Place::Help
        | Place::Stream
        | Place::Leaving => act(model, action),
    }
}

/// Does something by itself: on what is selected.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Open => processes::open(model),
        Action::Start => processes::start(model),
        Action::Stop => processes::stop(model),
        Action::Kill => processes::kill(model),
        Action::Restart => processes::restart(model),
        Action::RestartAll => processes::restart_all(model),
        Action::StopAll => processes::stop_all(model),
        Action::SelectPrevious => processes::select_previous(model),
        Action::SelectNext => processes::select_next(model),
        Action::Fold => processes::fold(model, true),
        Action::Unfold => processes::fold(model, false),
        Action::Choose => processes::choose(model),
        Action::ShowOne => processes::show_one(model),
        Action::ShowAll => processes::show_all(model),
        Action::SwitchFocus => look::switch_focus(model),
        Action::Zoom => look::zoom(model),
        Action::Wider => look::widen(model, 4),
        Action::Narrower => look::widen(model, -4),
        Action::Previous => rows::up(model, 1),
        Action::Next => rows::down(model, 1),
        Action::Last => rows::down(model, usize::MAX),
        Action::RowUp => log::up(model, log::Step::Rows(1)),
        Action::RowDown => log::down(model, log::Step::Rows(1)),
        Action::HalfPageUp => log::up(model, log::Step::HalfPage),
        Action::HalfPageDown => log::down(model, log::Step::HalfPage),
        Action::PageUp if model.view != View::Processes => rows::page_up(model),
        Action::PageDown if model.view != View::Processes => rows::page_down(model),
        Action::PageUp => log::up(model, log::Step::Page),
        Action::PageDown => log::down(model, log::Step::Page),
        Action::Oldest if model.view != View::Processes => rows::up(model, usize::MAX),
        Action::Oldest => log::oldest(model),
        Action::Follow => log::follow(model),
        Action::PanLeft => log::pan_left(model),
        Action::PanRight => log::pan_right(model),
        Action::Wrap => look::wrap(model),
        Action::Stamps => look::stamps(model),
        Action::Structured => look::structured(model),
        Action::Level => look::next_level(model),
        Action::StreamNext => look::next_stream(model),
        Action::FilterOff => look::filter_off(model),
        Action::Mark => look::mark(model),
        Action::Select => look::select(model),
        Action::Copy => look::copy(model),
        Action::Save => look::save(model, ""),
        Action::Back => back(model),
        Action::Quit | Action::QuitNow | Action::KillNow => leave::quit(model, action),
        Action::ViewProcesses
        | Action::ViewProblems
        | Action::ViewUrls
        | Action::ViewScripts
        | Action::ViewActivity
        | Action::ViewSettings
        | Action::Help => rows::show(model, action),
        Action::NextView => rows::step(model, 1),
        Action::PreviousView => rows::step(model, crate::model::VIEWS.len() - 1),
        other => act_more(model, other),
    }
}

/// The rest: searching, going somewhere, what rows of views do, and the program as a whole.
fn act_more(model: &mut Model, action: Action) -> Vec<Effect> {
    let ask = |model: &mut Model, purpose| open(model, Entry::Line(LineEntry::new(purpose)));
    match action {
        Action::Find => ask(model, Purpose::Find { is_regex: false }),
        Action::FindRegex => ask(model, Purpose::Find { is_regex: true }),
        Action::FindNext => search::step(model, Seek::NextMatch),
        Action::FindPrevious => search::step(model, Seek::PreviousMatch),
        Action::NextError => search::seek(model, Seek::NextError),
        Action::PreviousError => search::seek(model, Seek::PreviousError),
        Action::NextRun => search::run(model, 1),
        Action::PreviousRun => search::run(model, -1),
        Action::NextMark => search::mark(model, true),
        Action::PreviousMark => search::mark(model, false),
        Action::SearchRows => rows::search(model),
        Action::ToLog => problems::to_log(model),
        Action::ShowResolved => problems::show_resolved(model),
        Action::CopyProblem => problems::copy(model),
        Action::OpenUrl => rows::open_url(model),
        Action::CopyUrl => rows::copy_url(model),
        Action::CopyCommand => rows::copy_command(model),
        Action::QrCode => rows::qr(model),
        Action::RunSelected => rows::run(model),
        Action::RunWithArguments => rows::run_with(model),
        Action::Edit => look::edit(model),
        Action::Change => settings::change(model),
        // Which editors there are is found out there.
        Action::Install => rows::go(model, View::Settings),
        Action::Palette => {
            let palette = Palette::new("", model);
            open(model, Entry::Palette(palette))
        }
        Action::Run
        | Action::RunCommand
        | Action::Filter
        | Action::FilterOut
        | Action::GoToTime => ask(model, Purpose::Argument(action)),
        Action::Histogram => histogram::toggle(model),
        Action::NextBar | Action::PreviousBar => histogram::step(model, action),
        Action::Stream => stream::toggle(model),
        Action::Messages => overlay::open(model, Topic::Messages),
        Action::Theme => look::next_theme(model),
        Action::Ascii => look::ascii(model),
        Action::Mouse => look::mouse(model),
        Action::Suspend => vec![Effect::Terminal(TerminalEffect::Suspend), Effect::Draw],
        Action::Redraw => vec![Effect::Terminal(TerminalEffect::Redraw), Effect::Draw],
        // These belong to places that have their own dispatch.
        _ => Vec::new(),
    }
}

/// Begins to type.
pub(super) fn open(model: &mut Model, entry: Entry) -> Vec<Effect> {
    model.overlay = None;
    model.entry = Some(entry);
    vec![Effect::Draw]
}

/// One step back: from a search, from the whole screen, from the log to the list, from a view to the processes.
fn back(model: &mut Model) -> Vec<Effect> {
    if model.view != View::Processes {
        return rows::back(model);
    }
    if model.search.is_some() {
        model.search = None;
        return redraw(model);
    }
    if model.zoomed {
        model.zoomed = false;
        return log::settle(model);
    }
    model.focus = Focus::List;
    log::settle(model)
}
