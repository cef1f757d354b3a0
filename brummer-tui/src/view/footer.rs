//! The last row: the latest message, or else what can be pressed.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::keymap::{Action, Binding, bindings, key_for};
use crate::model::{Message, Model, message_style};
use crate::text::cut;
use crate::update::is_offered;

/// Draws the footer.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width);
    let line = match model.messages.latest() {
        Some((message, others)) => told(model, message, others, width),
        None => hints(model, width),
    };
    frame.render_widget(line, area);
}

/// A message, and how to see the others that came with it.
fn told(model: &Model, message: &Message, others: usize, width: usize) -> Line<'static> {
    let more = match others {
        0 => String::new(),
        _ => format!("  {} +{others} ", key_for(Action::Messages)),
    };
    let text = cut(&message.text, width.saturating_sub(2 + more.width()));
    Line::from(vec![
        Span::styled(format!(" {text}"), message_style(model.theme, message.kind)),
        Span::styled(more, model.theme.quiet()),
    ])
}

/// As many hints as there is room for; how to get help and how to leave stay longest.
fn hints(model: &Model, width: usize) -> Line<'static> {
    let mut shown: Vec<&Binding> = bindings(model.place())
        .filter(|binding| binding.hint.is_some() && is_offered(model, binding.action))
        .collect();
    while shown
        .iter()
        .map(|binding| hint_width(binding))
        .sum::<usize>()
        > width
    {
        let last = shown
            .iter()
            .rposition(|binding| !matches!(binding.action, Action::Help | Action::Quit));
        shown.remove(last.unwrap_or(0));
    }
    let mut line = Line::default();
    for binding in shown {
        let key = binding.keys.first().copied().unwrap_or_default();
        let hint = binding.hint.unwrap_or_default();
        line.push_span(Span::styled(format!(" {key}"), model.theme.accent()));
        line.push_span(Span::styled(format!(" {hint} "), model.theme.quiet()));
    }
    line
}

fn hint_width(binding: &Binding) -> usize {
    let key = binding.keys.first().copied().unwrap_or_default();
    key.width() + binding.hint.unwrap_or_default().width() + 3
}
