//! The first row: which project this is, and how it does.

use brummer_core::{Company, Status};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use crate::model::{Host, Model};
use crate::text::cut;

/// The least room for the title, in columns.
const TITLE: usize = 12;

/// Draws the header.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width);
    let mut counts = counts(model, |count, word| format!(" {count} {word}"));
    if counts.width() + TITLE > width {
        counts = self::counts(model, |count, _| format!(" {count}"));
    }
    let room = width.saturating_sub(counts.width() + 3);
    let mut title = Line::styled(
        format!(" {}", cut(&model.title, room)),
        Style::new().add_modifier(Modifier::BOLD),
    );
    if let Host::Gone(_) = model.host {
        let shown = Span::styled("  no host", model.theme.error());
        if title.width() + shown.width() <= room {
            title.push_span(shown);
        }
    } else {
        let address = model.mcp.as_ref().map(|address| format!("  {address}"));
        for text in address.into_iter().chain(others(model)) {
            let shown = Span::styled(text, model.theme.quiet());
            if title.width() + shown.width() <= room {
                title.push_span(shown);
            }
        }
    }
    frame.render_widget(title, area);
    frame.render_widget(counts.right_aligned(), area);
}

/// Who else uses the processes, so that they go on when the user leaves.
fn others(model: &Model) -> Option<String> {
    match model.host {
        Host::GoesOn(Company { others: 0, .. }) | Host::Ours | Host::Coming | Host::Gone(_) => None,
        Host::GoesOn(Company { others: 1, .. }) => Some("  1 other client".to_owned()),
        Host::GoesOn(Company { others, .. }) => Some(format!("  {others} other clients")),
    }
}

/// `● 2 running  ✗ 1 failed `: what runs always, the rest where there is any.
fn counts(model: &Model, text: impl Fn(usize, &str) -> String) -> Line<'static> {
    let running = model.count(Status::is_running);
    let starting = model.count(|status| matches!(status, Status::Starting | Status::Restarting));
    let failed = model.count(|status| status == Status::Failed);
    let mut line = Line::default();
    for (status, count) in [
        (Status::Starting, starting),
        (Status::Running, running),
        (Status::Failed, failed),
    ] {
        if count > 0 || status == Status::Running {
            let style = if count == 0 {
                model.theme.quiet()
            } else {
                model.theme.status(status)
            };
            line.push_span(Span::styled(model.theme.symbol(status), style));
            line.push_span(Span::styled(text(count, status.as_str()), style));
            line.push_span("  ");
        }
    }
    // One blank at the margin is enough.
    line.spans.pop();
    line.push_span(" ");
    line
}
