//! What the terminal reports, as messages.

use crossterm::event::{Event, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Size};

use crate::update::{Msg, Wheel};

/// The message, if it is one that anybody waits for.
pub(super) fn msg(event: &Event) -> Option<Msg> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Msg::Key(*key)),
        Event::Mouse(mouse) => mouse_msg(*mouse),
        Event::Resize(width, height) => Some(Msg::Resize(Size::new(*width, *height))),
        Event::Paste(text) => Some(Msg::Paste(text.clone())),
        Event::FocusGained => Some(Msg::Looked(true)),
        Event::FocusLost => Some(Msg::Looked(false)),
        Event::Key(_) => None,
    }
}

fn mouse_msg(mouse: MouseEvent) -> Option<Msg> {
    let at = Position::new(mouse.column, mouse.row);
    match mouse.kind {
        MouseEventKind::ScrollUp => Some(Msg::Wheel(Wheel::Up, at)),
        MouseEventKind::ScrollDown => Some(Msg::Wheel(Wheel::Down, at)),
        MouseEventKind::Down(MouseButton::Left) => Some(Msg::Click(at)),
        MouseEventKind::Drag(MouseButton::Left) => Some(Msg::Drag(at)),
        MouseEventKind::Up(MouseButton::Left) => Some(Msg::Drop),
        _ => None,
    }
}
