//! What lies on top of the panes.

use super::{Effect, Wheel, leave, redraw};
use crate::keymap::Action;
use crate::model::{Model, Overlay, Topic};

/// Opens an overlay.
pub(super) fn open(model: &mut Model, topic: Topic) -> Vec<Effect> {
    model.overlay = Some(Overlay { topic, scrolled: 0 });
    vec![Effect::Draw]
}

/// A key was pressed while an overlay is open.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = usize::from(model.size.height / 2);
    match action {
        Action::RowUp => scroll(model, Wheel::Up, 1),
        Action::RowDown => scroll(model, Wheel::Down, 1),
        Action::PageUp => scroll(model, Wheel::Up, page),
        Action::PageDown => scroll(model, Wheel::Down, page),
        Action::QuitNow => leave::quit(model, action),
        // The table has nothing else for this place but closing.
        _ => {
            model.overlay = None;
            redraw(model)
        }
    }
}

/// The mouse wheel was turned while an overlay is open.
pub(super) fn wheel(model: &mut Model, wheel: Wheel) -> Vec<Effect> {
    scroll(model, wheel, 3)
}

fn scroll(model: &mut Model, wheel: Wheel, rows: usize) -> Vec<Effect> {
    let Some(overlay) = &model.overlay else {
        return Vec::new();
    };
    let area = overlay.topic.area(model, model.area());
    let count = overlay.topic.rows(model, usize::from(area.width)).len();
    let last = count.saturating_sub(usize::from(area.height));
    let scrolled = match wheel {
        Wheel::Up => overlay.scrolled.saturating_sub(rows),
        Wheel::Down => overlay.scrolled.saturating_add(rows).min(last),
    };
    if let Some(overlay) = &mut model.overlay {
        overlay.scrolled = scrolled;
    }
    vec![Effect::Draw]
}
