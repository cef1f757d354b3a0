//! Leaving: everything is stopped first, in view of the user.

use super::{Effect, Request};
use crate::model::{Leaving, Model};
use crate::options::Left;

/// Stops everything; whoever wants to leave a second time does not want to wait, so everything is killed.
pub(super) fn leave(model: &mut Model, left: Left) -> Vec<Effect> {
    match (model.leaving, left) {
        (Leaving::No, _) => {
            let since = model.now;
            model.overlay = None;
            model.leaving = Leaving::Stopping { since, left };
            vec![Effect::Draw, Effect::Ask(Request::Shutdown)]
        }
        (Leaving::Stopping { since, left }, Left::Quit) => {
            model.leaving = Leaving::Killing { since, left };
            vec![Effect::Draw, Effect::Ask(Request::KillAll)]
        }
        (Leaving::Stopping { .. }, Left::Shutdown) | (Leaving::Killing { .. }, _) => Vec::new(),
    }
}
