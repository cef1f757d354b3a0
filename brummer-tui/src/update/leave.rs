//! Leaving: everything is stopped first, in view of the user. Where others need the processes as well, they are
//! left running.

use super::{Effect, Request, redraw, stream};
use crate::keymap::Action;
use crate::model::{Host, Leaving, Model};
use crate::options::{End, Left, Outcome};

/// The user wants to leave. Who presses `q` may have meant something else, and is asked if something runs; `ctrl-c` is meant.
pub(super) fn quit(model: &mut Model, action: Action) -> Vec<Effect> {
    let runs = model.project.is_active();
    if action == Action::Quit && model.leaving == Leaving::No && runs && model.host == Host::Ours {
        model.overlay = None;
        model.entry = None;
        model.leaving = Leaving::Asked;
        let mut effects = stream::come_back(model);
        effects.push(Effect::Draw);
        return effects;
    }
    leave(model, Left::Quit)
}

/// The question whether to leave was answered.
pub(super) fn answer(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Yes | Action::QuitNow => leave(model, Left::Quit),
        // The table has nothing else for this place but not leaving.
        _ => {
            model.leaving = Leaving::No;
            redraw(model)
        }
    }
}

/// Stops everything; whoever wants to leave a second time does not want to wait, so everything is killed.
pub(super) fn leave(model: &mut Model, left: Left) -> Vec<Effect> {
    match (model.leaving, left) {
        (Leaving::No | Leaving::Asked, _) if model.host != Host::Ours => {
            let end = match model.host {
                Host::GoesOn(company) => End::GoesOn(company),
                Host::Ours | Host::Coming | Host::Gone(_) => End::Stopped,
            };
            let reports = Vec::new();
            vec![Effect::End(Outcome { left, end, reports })]
        }
        (Leaving::No | Leaving::Asked, _) => {
            let since = model.now;
            model.overlay = None;
            model.entry = None;
            model.leaving = Leaving::Stopping { since, left };
            // Who remains is told from the beginning.
            model.usages.is_reading = true;
            let mut effects = stream::come_back(model);
            effects.extend([Effect::Draw, Effect::Usage, Effect::Ask(Request::Shutdown)]);
            effects
        }
        (Leaving::Stopping { since, left }, Left::Quit) => {
            model.leaving = Leaving::Killing { since, left };
            vec![Effect::Draw, Effect::Ask(Request::KillAll)]
        }
        (Leaving::Stopping { .. }, Left::Shutdown) | (Leaving::Killing { .. }, _) => Vec::new(),
    }
}
