//! The rows of the views.

use brummer_core::detect::{Reach, ServerUrl, Severity};
use brummer_core::project::Script;
use brummer_core::{Activity, ActivityOutcome, Problem, ProcessId};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::editing::EditorState;
use crate::model::{Item, Model, Setting, client_name};
use crate::text::{cut, fit, human};

/// A row, in so many columns.
pub(super) fn line(model: &Model, item: &Item, is_selected: bool, width: usize) -> Line<'static> {
    let theme = model.theme;
    let bar = if is_selected {
        theme.either("▌", ">")
    } else {
        " "
    };
    let mut spans = vec![Span::styled(bar, theme.accent())];
    let room = width.saturating_sub(1);
    spans.extend(match item {
        Item::Problem(problem) => problem_spans(model, problem, room),
        Item::Url(process, url) => url_spans(model, process, url, room),
        Item::Script(script, runs) => script_spans(model, script, *runs, room),
        Item::Activity(activity) => activity_spans(model, activity, room),
        Item::Setting(setting) => setting_spans(model, setting, room),
        Item::Editor(editor) => editor_spans(model, editor, room),
        Item::Heading(title) => vec![Span::styled(cut(title, room), theme.quiet())],
        Item::Key {
            keys, name, title, ..
        } => {
            let keys = fit(keys, (room / 4).clamp(4, 16));
            let name = fit(name, (room / 4).min(16));
            let left = room.saturating_sub(keys.width() + name.width() + 2);
            vec![
                Span::styled(keys, theme.accent()),
                Span::raw(" "),
                Span::raw(cut(title, left)),
                Span::raw(" ".repeat(1 + left.saturating_sub(cut(title, left).width()))),
                Span::styled(name, theme.quiet()),
            ]
        }
    });
    let style = if is_selected {
        theme.selected()
    } else {
        Style::new()
    };
    let spans = spans.into_iter().map(|span| span.patch_style(style));
    spans.collect()
}

/// `web  http://localhost:5173/  API`
fn url_spans(
    model: &Model,
    process: &ProcessId,
    url: &ServerUrl,
    room: usize,
) -> Vec<Span<'static>> {
    let theme = model.theme;
    let name = fit(process.as_str(), (room / 4).min(16));
    let reach = match url.reach {
        Reach::Local => "",
        Reach::Network => " network",
    };
    let label = url
        .label
        .map(|label| format!(" {label}"))
        .unwrap_or_default();
    let left = room.saturating_sub(name.width() + 1);
    let address = cut(&url.url, left);
    let left = left.saturating_sub(address.width());
    vec![
        Span::raw(name),
        Span::raw(" "),
        Span::styled(address, theme.accent()),
        Span::styled(cut(&format!("{label}{reach}"), left), theme.quiet()),
    ]
}

/// `logs.memory  "64MiB"  default`
fn setting_spans(model: &Model, setting: &Setting, room: usize) -> Vec<Span<'static>> {
    let theme = model.theme;
    let key = fit(&setting.key, (room / 3).min(28));
    let value = setting.value.clone().unwrap_or_default();
    let left = room.saturating_sub(key.width() + 1);
    let value = fit(&value, left / 2);
    let origin = cut(&setting.origin, left.saturating_sub(value.width() + 1));
    let is_set = !matches!(&*setting.origin, "default" | "not set");
    let style = if is_set { theme.good() } else { theme.quiet() };
    vec![
        Span::raw(key),
        Span::raw(" "),
        Span::raw(value),
        Span::raw(" "),
        Span::styled(origin, style),
    ]
}

/// `cursor  not installed  ~/.cursor/mcp.json`
fn editor_spans(model: &Model, editor: &EditorState, room: usize) -> Vec<Span<'static>> {
    let theme = model.theme;
    let name = fit(&editor.name, (room / 4).min(16));
    let left = room.saturating_sub(name.width() + 1);
    let state = fit(&editor.state, left / 2);
    let file = cut(&editor.file, left.saturating_sub(state.width() + 1));
    let style = if editor.is_installed {
        theme.good()
    } else {
        theme.quiet()
    };
    vec![
        Span::raw(name),
        Span::raw(" "),
        Span::styled(state, style),
        Span::raw(" "),
        Span::styled(file, theme.quiet()),
    ]
}

/// `✗ new web  src/a.ts:3:7 Type 'string' is not … ×3`
fn problem_spans(model: &Model, problem: &Problem, room: usize) -> Vec<Span<'static>> {
    let theme = model.theme;
    let finding = &problem.finding;
    let (symbol, style) = match (finding.severity, problem.is_current()) {
        (_, false) => (theme.either("✓", "+"), theme.quiet()),
        (Severity::Error, true) => (theme.either("✗", "x"), theme.error()),
        (Severity::Warning, true) => (theme.either("▲", "!"), theme.warning()),
    };
    let new = if model.is_new(problem) { "new " } else { "" };
    let name = fit(problem.process.as_str(), (room / 5).min(14));
    let times = match problem.count {
        1 => String::new(),
        count => format!(" {}{count}", theme.either("×", "x")),
    };
    let left = room.saturating_sub(2 + new.width() + name.width() + 1 + times.width());
    let place = finding.place.as_ref().map(ToString::to_string);
    let place = match place {
        Some(place) => format!("{} ", cut(&place, left / 2)),
        None => String::new(),
    };
    let message = match &finding.test {
        Some(test) => format!("{test}: {}", finding.message),
        None => finding.message.clone(),
    };
    let message = cut(&message, left.saturating_sub(place.width()));
    vec![
        Span::styled(symbol, style),
        Span::raw(" "),
        Span::styled(new, theme.accent()),
        Span::styled(name, theme.quiet()),
        Span::raw(" "),
        Span::styled(place, theme.accent()),
        Span::raw(message),
        Span::styled(times, theme.quiet()),
    ]
}

fn script_spans(model: &Model, script: &Script, runs: bool, room: usize) -> Vec<Span<'static>> {
    let theme = model.theme;
    let (symbol, style) = if runs {
        (theme.either("●", "*"), theme.good())
    } else {
        (theme.either("○", "."), theme.quiet())
    };
    let name = fit(script.name.as_str(), (room / 3).min(24));
    let kind = fit(script.source, 10.min(room / 5));
    let says = script.description.as_deref().unwrap_or(&script.script);
    let left = room.saturating_sub(4 + name.width() + kind.width());
    vec![
        Span::styled(symbol, style),
        Span::raw(" "),
        Span::raw(name),
        Span::raw(" "),
        Span::styled(kind, theme.quiet()),
        Span::raw(" "),
        Span::styled(cut(says, left), theme.quiet()),
    ]
}

/// What there is to say of a script.
pub(super) fn script_rows(model: &Model, script: &Script) -> Vec<Line<'static>> {
    let row = |title: &str, text: String| {
        Line::from(vec![
            Span::styled(fit(title, 10), model.theme.quiet()),
            Span::raw(text),
        ])
    };
    vec![
        row("runs", script.script.to_string()),
        row("command", script.command.to_string()),
        row("in", script.dir.display().to_string()),
        row("written", script.origin.relative_to(&model.dir)),
        row("by", format!("{} ({})", script.source, script.kind)),
        row(
            "says",
            script.description.as_deref().unwrap_or_default().to_owned(),
        ),
    ]
}

/// `12:03:44 claude  scripts_run web  12 ms`
fn activity_spans(model: &Model, activity: &Activity, room: usize) -> Vec<Span<'static>> {
    let theme = model.theme;
    let time = activity.time.to_zoned(model.zone.clone()).time();
    let time = format!(
        "{:02}:{:02}:{:02} ",
        time.hour(),
        time.minute(),
        time.second()
    );
    let (result, style) = match &activity.outcome {
        ActivityOutcome::UnderWay => ("under way".to_owned(), theme.warning()),
        ActivityOutcome::Done { took_ms } => (took(*took_ms), theme.quiet()),
        ActivityOutcome::Failed { reason, took_ms } => {
            (format!("{reason}  {}", took(*took_ms)), theme.error())
        }
        ActivityOutcome::Cancelled { took_ms } => {
            (format!("cancelled  {}", took(*took_ms)), theme.warning())
        }
    };
    let client = fit(client_name(&activity.client), (room / 5).min(16));
    let times = match activity.times {
        1 => String::new(),
        times => format!(" {}{times}", theme.either("×", "x")),
    };
    let target = activity.target.as_deref().unwrap_or_default();
    let left = room.saturating_sub(time.len() + client.width() + 2);
    let action = cut(&format!("{} {target}", activity.action), left * 3 / 5);
    let left = left.saturating_sub(action.width() + times.width() + 1);
    vec![
        Span::styled(time, theme.quiet()),
        Span::styled(client, theme.accent()),
        Span::raw(" "),
        Span::raw(action),
        Span::styled(times, theme.quiet()),
        Span::raw("  "),
        Span::styled(cut(&result, left.saturating_sub(1)), style),
    ]
}

/// How long it took, as people say it.
fn took(milliseconds: u64) -> String {
    match milliseconds {
        0..10_000 => format!("{milliseconds} ms"),
        _ => human(std::time::Duration::from_millis(milliseconds)),
    }
}
