//! What is still there while everything is being stopped.

use brummer_core::{ProcessSnapshot, Status};
use jiff::Timestamp;
use ratatui::Frame;
use ratatui::text::{Line, Span, Text};

use super::overlay::boxed;
use crate::keymap::{Action, Place};
use crate::model::{Model, overlay_area};
use crate::text::{fit, human};

/// The width of the box, in columns.
const WIDTH: u16 = 64;

/// How many of a tree are named.
const NAMED: usize = 3;

/// Draws who is still there, and since when all were told to go.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, verb: &str, since: Timestamp) {
    let all = model.project.processes().iter();
    let mut left: Vec<_> = all.filter(|process| is_there(process)).collect();
    // Who is asked for longest is the slowest.
    left.sort_by_key(|process| {
        model
            .stopping
            .get(process.id())
            .copied()
            .unwrap_or(model.now)
    });
    if left.is_empty() {
        return;
    }
    let waited = human(
        model
            .now
            .duration_since(since)
            .try_into()
            .unwrap_or_default(),
    );
    let count = match left.len() {
        1 => "1 process".to_owned(),
        count => format!("{count} processes"),
    };
    let title = format!("{verb} {count} · {waited}");
    let mut rows: Vec<_> = left.iter().map(|process| row(model, process)).collect();
    let hints = hints(model);
    let room = usize::from(overlay_area(frame.area(), WIDTH, u16::MAX).height);
    if rows.len() + hints.len() <= room {
        rows.extend(hints);
    } else if rows.len() > room {
        let hidden = rows.len() + 1 - room.max(1);
        rows.truncate(room.saturating_sub(1));
        rows.push(Line::styled(
            format!("and {hidden} more"),
            model.theme.quiet(),
        ));
    }
    let height = u16::try_from(rows.len()).unwrap_or(u16::MAX);
    let area = overlay_area(frame.area(), WIDTH, height);
    boxed(model, frame, area, &title, "");
    frame.render_widget(Text::from(rows), area);
}

/// What happens next. The footer says the same of the keys, so that a small screen lacks nothing.
fn hints(model: &Model) -> Vec<Line<'static>> {
    let quiet = model.theme.quiet();
    let rule = "What outlasts its grace is killed.";
    let mut hints = vec![Line::default(), Line::styled(rule, quiet)];
    hints.extend(key_rows(model, Place::Leaving));
    hints
}

/// Asks whether to stop what runs.
pub(super) fn ask(model: &Model, frame: &mut Frame<'_>) {
    let all = model.project.processes().iter();
    let count = all.filter(|process| is_there(process)).count();
    let what = match count {
        1 => "1 process runs".to_owned(),
        count => format!("{count} processes run"),
    };
    let mut rows = vec![Line::raw(format!("{what} and will be stopped."))];
    rows.extend(key_rows(model, Place::Question));
    let height = u16::try_from(rows.len()).unwrap_or(u16::MAX);
    let area = overlay_area(frame.area(), WIDTH.min(40), height);
    boxed(model, frame, area, "Leave?", "");
    frame.render_widget(Text::from(rows), area);
}

/// The keys of a place, and what they do.
fn key_rows(model: &Model, place: Place) -> Vec<Line<'static>> {
    let rows = model.keymap.bindings_of(place);
    let rows = rows.filter(|row| row.action != Action::QuitNow && !row.keys.is_empty());
    rows.map(|row| {
        let keys: Vec<_> = row.keys.iter().map(crate::keymap::Key::name).collect();
        Line::from(vec![
            Span::styled(keys.join(" or "), model.theme.accent()),
            Span::styled(
                format!("  {}", row.action.info().title),
                model.theme.quiet(),
            ),
        ])
    })
    .collect()
}

fn is_there(process: &ProcessSnapshot) -> bool {
    match process.status() {
        Status::Starting | Status::Running | Status::Stopping | Status::Restarting => true,
        Status::Pending | Status::Stopped | Status::Failed | Status::Success => false,
    }
}

/// The process, for how long it has been asked to go, and who of its tree is still there.
fn row(model: &Model, process: &ProcessSnapshot) -> Line<'static> {
    let status = process.status();
    let asked = model.stopping.get(process.id());
    let waited = asked.map(|since| model.now.duration_since(*since).try_into());
    let waited = waited.map_or_else(
        || status.to_string(),
        |waited| human(waited.unwrap_or_default()),
    );
    let (members, count) = model.usages.members(process.id());
    let mut there: Vec<_> = members
        .iter()
        .take(NAMED)
        .map(|member| format!("{} {}", member.name, member.pid))
        .collect();
    let others = count.saturating_sub(u32::try_from(there.len()).unwrap_or(u32::MAX));
    if others > 0 {
        there.push(format!("+{others}"));
    }
    if there.is_empty() {
        there.extend(process.pid().map(|pid| format!("pid {pid}")));
    }
    Line::from(vec![
        Span::styled(
            format!("{} ", model.theme.symbol(status)),
            model.theme.status(status),
        ),
        Span::raw(fit(process.id().as_str(), 16)),
        Span::styled(format!(" {waited:>6}"), model.theme.status(status)),
        Span::styled(format!("  {}", there.join(", ")), model.theme.quiet()),
    ])
}
