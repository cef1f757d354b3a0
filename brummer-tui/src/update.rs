//! What happens, and what follows from it.

mod effect;
mod leave;
mod log;
mod message;
mod overlay;
mod press;
mod processes;
mod reply;
#[cfg(test)]
mod tests;

pub(crate) use self::effect::{Effect, Request};
pub(crate) use self::message::{Msg, Reply, Wheel};
pub(crate) use self::processes::is_offered;
use crate::model::{Kind, Leaving, Model};
use crate::options::Left;

/// Changes the model by what happened, and says what is to be done about it.
pub(crate) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Clock(now) => {
            model.now = now;
            Vec::new()
        }
        Msg::Tick => vec![Effect::Draw],
        Msg::Resize(size) => {
            model.size = size;
            processes::keep_in_sight(model);
            log::settle(model)
        }
        Msg::Key(key) => press::press(model, &key),
        Msg::Wheel(wheel, at) => press::wheel(model, wheel, at),
        Msg::Click(at) => press::click(model, at),
        Msg::Project(project) => processes::show(model, project),
        Msg::News(text) => {
            model.messages.add(Kind::Warning, text);
            vec![Effect::Draw]
        }
        Msg::LogsChanged => log::changed(model),
        Msg::Log { ticket, page } => log::take(model, ticket, page),
        Msg::Reply(reply) => reply::take(model, reply),
        Msg::Refused => reply::refused(model),
        Msg::Shutdown => leave::leave(model, Left::Shutdown),
    }
}

/// What is always to be done after the panes may have changed: show them, and load what they lack.
fn redraw(model: &mut Model) -> Vec<Effect> {
    let mut effects = vec![Effect::Draw];
    effects.extend(log::read(model));
    effects
}

/// Whether the user wants to leave.
fn is_leaving(model: &Model) -> bool {
    model.leaving != Leaving::No
}
