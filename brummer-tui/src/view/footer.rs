//! The last row: what is typed, the latest message, or else what can be pressed.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::palette;
use crate::keymap::{Action, Binding};
use crate::model::{Entry, LineEntry, Message, Model, message_style};
use crate::text::cut;
use crate::update::is_offered;

/// Draws the footer.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width);
    let line = match (&model.entry, model.messages.latest()) {
        (Some(Entry::Line(entry)), _) => return typed(model, frame, area, entry),
        (_, Some((message, others))) => told(model, message, others, width),
        (_, None) => hints(model, width),
    };
    frame.render_widget(line, area);
}

/// A line that is being typed, and what is wrong with it.
fn typed(model: &Model, frame: &mut Frame<'_>, area: Rect, entry: &LineEntry) {
    let note = match &entry.wrong {
        Some(wrong) => Span::styled(cut(wrong, usize::from(area.width) / 2), model.theme.error()),
        None => Span::styled(
            cut(&entry_note(model, entry), usize::from(area.width) / 2),
            model.theme.quiet(),
        ),
    };
    let taken = u16::try_from(note.width()).unwrap_or(u16::MAX);
    let left = Rect {
        width: area.width.saturating_sub(taken + 1),
        ..area
    };
    palette::input(
        model,
        frame,
        left,
        &format!(" {}", entry.title()),
        &entry.input,
    );
    frame.render_widget(Line::from(note).right_aligned(), area);
}

/// What helps while this is typed.
fn entry_note(model: &Model, entry: &LineEntry) -> String {
    use crate::model::Purpose;
    match &entry.purpose {
        Purpose::Find { .. } => match model.search.as_ref().and_then(|search| search.count) {
            Some(1) => "1 line".to_owned(),
            Some(count) => format!("{count} lines"),
            None => format!("{} regex", key_in_input(model, Action::ToggleRegex)),
        },
        Purpose::SearchRows => format!("{} rows", model.list().items.len()),
        Purpose::Argument(action) => action.info().title.to_owned(),
        Purpose::ArgumentsOf(_) => "arguments".to_owned(),
    }
}

fn key_in_input(model: &Model, action: Action) -> &str {
    model.keymap.key_for(action)
}

/// A message, and how to see the others that came with it.
fn told(model: &Model, message: &Message, others: usize, width: usize) -> Line<'static> {
    let more = match others {
        0 => String::new(),
        _ => format!("  {} +{others} ", model.keymap.key_for(Action::Messages)),
    };
    let text = cut(&message.text, width.saturating_sub(2 + more.width()));
    Line::from(vec![
        Span::styled(format!(" {text}"), message_style(model.theme, message.kind)),
        Span::styled(more, model.theme.quiet()),
    ])
}

/// As many hints as there is room for; how to get help and how to leave stay longest. What is special to the place comes first.
fn hints(model: &Model, width: usize) -> Line<'static> {
    let mut shown: Vec<&Binding> = model
        .keymap
        .bindings(model.place())
        .filter(|binding| binding.action.info().hint.is_some() && !binding.keys.is_empty())
        .filter(|binding| is_offered(model, binding.action))
        .collect();
    while shown
        .iter()
        .map(|binding| hint_width(binding))
        .sum::<usize>()
        > width
    {
        let stays = |binding: &&Binding| {
            matches!(
                binding.action,
                Action::Help | Action::Quit | Action::Palette
            )
        };
        let last = shown.iter().rposition(|binding| !stays(binding));
        shown.remove(last.unwrap_or(0));
    }
    let mut line = Line::default();
    for binding in shown {
        line.push_span(Span::styled(
            format!(" {}", key(binding)),
            model.theme.accent(),
        ));
        line.push_span(Span::styled(
            format!(" {} ", hint(binding)),
            model.theme.quiet(),
        ));
    }
    line
}

fn key(binding: &Binding) -> &str {
    binding.keys.first().map_or("", crate::keymap::Key::name)
}

fn hint(binding: &Binding) -> &'static str {
    binding.action.info().hint.unwrap_or_default()
}

fn hint_width(binding: &Binding) -> usize {
    key(binding).width() + hint(binding).width() + 3
}
