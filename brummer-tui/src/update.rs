//! What happens, and what follows from it.

mod command;
mod effect;
mod entry;
mod histogram;
mod host;
mod leave;
mod log;
mod look;
mod message;
mod mouse;
mod overlay;
mod press;
mod problems;
mod processes;
mod reply;
mod rows;
mod search;
mod settings;
mod signals;
mod stream;
#[cfg(test)]
mod tests;

pub(crate) use self::effect::{Effect, FileHint, Progress, Request, Saved, TerminalEffect};
pub(crate) use self::host::Link;
pub(crate) use self::message::{Msg, Reply, Wheel};
pub(crate) use self::processes::is_offered;
use crate::model::{Leaving, Model};
use crate::options::Left;

/// Changes the model by what happened, and says what is to be done about it.
pub(crate) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Clock(now) => {
            model.now = now;
            Vec::new()
        }
        Msg::Tick => tick(model),
        Msg::Usage(reading) => {
            model.usages.take(reading);
            vec![Effect::Draw]
        }
        Msg::Resize(size) => {
            model.size = size;
            processes::keep_in_sight(model);
            rows::settle(model);
            log::settle(model)
        }
        Msg::Background(background) => look::background(model, background),
        Msg::Key(key) => press::press(model, &key),
        Msg::Looked(is_looked_at) => {
            model.is_looked_at = is_looked_at;
            Vec::new()
        }
        Msg::Paste(text) => entry::paste(model, &text),
        Msg::Wheel(wheel, at) => mouse::wheel(model, wheel, at),
        Msg::Click(at) => mouse::click(model, at),
        Msg::Drag(at) => mouse::drag(model, at),
        Msg::Drop => mouse::drop(model),
        Msg::Project(project) => processes::show(model, project),
        Msg::LogsChanged(end) => log::changed(model, end),
        Msg::Log {
            ticket,
            page,
            start,
        } => log::take(model, ticket, page, start),
        Msg::Streamed(page) => stream::take(model, page),
        Msg::Bars(bars) => histogram::take(model, bars),
        Msg::Found(seek, line) => search::found(model, &seek, line),
        Msg::Matches(ticket, matches) => search::counted(model, ticket, matches),
        Msg::Problems(page) => problems::take(model, page),
        Msg::Frame(frame) => problems::take_frame(model, frame),
        Msg::News(news) => rows::take_news(model, news),
        Msg::Activity(activity) => rows::take_activity(model, activity),
        Msg::Reply(reply) => reply::take(model, reply),
        Msg::Refused => reply::refused(model),
        Msg::Host(link) => host::take(model, &link),
        Msg::Shutdown => leave::leave(model, Left::Shutdown),
    }
}

/// A second has passed: what processes use is asked for, and its answer is drawn together with the time.
fn tick(model: &mut Model) -> Vec<Effect> {
    if model.wants_usage() && model.usages.is_due() {
        model.usages.is_reading = true;
        return std::iter::once(Effect::Usage)
            .chain(histogram::read(model))
            .collect();
    }
    std::iter::once(Effect::Draw)
        .chain(histogram::read(model))
        .collect()
}

/// What is always to be done after the panes may have changed: show them, and load what they lack.
fn redraw(model: &mut Model) -> Vec<Effect> {
    let mut effects = vec![Effect::Draw];
    effects.extend(log::read(model));
    effects.extend(search::count(model));
    effects.extend(problems::read(model));
    effects.extend(histogram::read(model));
    effects
}

/// Whether the user leaves.
fn is_leaving(model: &Model) -> bool {
    matches!(
        model.leaving,
        Leaving::Stopping { .. } | Leaving::Killing { .. }
    )
}
