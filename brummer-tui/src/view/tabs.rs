//! The row with the views, and how many things wait in them.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::keymap::Action;
use crate::model::{Model, VIEWS, View, ViewInfo};
use crate::text::cut;

/// How tabs are written, the first that fits.
#[derive(Clone, Copy)]
enum Form {
    /// `1 Processes`
    Full,
    /// `1 Proc`, and the view that is shown in full.
    Short,
    /// `1`, and the view that is shown in full.
    Keys,
}

/// Draws the tabs.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let mut line = Line::default();
    for (tab, view) in texts(model, area.width).into_iter().zip(VIEWS) {
        let is_shown = view.view == model.view;
        let style = if is_shown {
            model.theme.accent().reversed()
        } else {
            model.theme.quiet()
        };
        line.push_span(Span::styled(format!(" {} ", tab.text), style));
        if let Some((count, is_error)) = tab.count {
            let style = if is_error {
                model.theme.error()
            } else {
                model.theme.quiet()
            };
            line.push_span(Span::styled(format!("{count} "), style));
        }
    }
    frame.render_widget(line, area);
}

/// Which tab is in this column.
pub(crate) fn tab_at(model: &Model, area: Rect, x: u16) -> Option<usize> {
    let mut from = area.x;
    for (index, tab) in texts(model, area.width).iter().enumerate() {
        let to = from + u16::try_from(tab.width()).unwrap_or(u16::MAX);
        if (from..to).contains(&x) {
            return Some(index);
        }
        from = to;
    }
    None
}

/// A tab.
struct Tab {
    text: String,
    /// How many things wait there, and whether they are errors.
    count: Option<(String, bool)>,
}

impl Tab {
    fn width(&self) -> usize {
        let count = self.count.as_ref();
        self.text.width() + 2 + count.map_or(0, |(count, _)| count.width() + 1)
    }
}

/// The tabs in the first form that fits.
fn texts(model: &Model, width: u16) -> Vec<Tab> {
    let forms = [Form::Full, Form::Short, Form::Keys];
    let mut tabs = Vec::new();
    for form in forms {
        tabs = VIEWS.iter().map(|view| tab(model, view, form)).collect();
        if tabs.iter().map(Tab::width).sum::<usize>() <= usize::from(width) {
            break;
        }
    }
    tabs
}

fn tab(model: &Model, view: &ViewInfo, form: Form) -> Tab {
    let key = model.keymap.key_for(view.action);
    let is_shown = view.view == model.view;
    let title = match form {
        Form::Full => view.title.to_owned(),
        Form::Short | Form::Keys if is_shown => view.title.to_owned(),
        Form::Short => cut(view.title, 4).replace('…', ""),
        Form::Keys => String::new(),
    };
    let text = match (key, &*title) {
        ("", title) => title.to_owned(),
        (key, "") => key.to_owned(),
        (key, title) => format!("{key} {title}"),
    };
    let count = match view.action {
        Action::ViewProblems => match model.problem_counts() {
            (0, 0) => None,
            (0, warnings) => Some((warnings.to_string(), false)),
            (errors, _) => Some((errors.to_string(), true)),
        },
        Action::ViewUrls => match model.lists[View::Urls as usize].total {
            0 => None,
            count => Some((count.to_string(), false)),
        },
        _ => None,
    };
    Tab { text, count }
}
