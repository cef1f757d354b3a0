//! A problem in full: for people, and to be pasted to an agent.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use brummer_core::detect::{Place, Severity};
use brummer_core::{Problem, ProblemState};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Model;
use crate::text::{cut, human};

/// The most frames of a stack that are shown or copied.
const MAX_FRAMES: usize = 20;

/// The lines of a file around a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CodeFrame {
    /// Which file, and which line of it.
    pub(crate) at: (PathBuf, u32),
    /// The lines with their numbers; none if the file cannot be read.
    pub(crate) lines: Vec<(u32, String)>,
}

/// The file of a place, as far as it can be told: relative ones are taken to be in the directory of the process.
pub(crate) fn file_of(place: &Place, dir: &Path) -> PathBuf {
    dir.join(&place.file)
}

impl Model {
    /// Where a problem is: file and line.
    pub(crate) fn place_of_problem(&self, problem: &Problem) -> Option<(PathBuf, u32)> {
        let place = problem.finding.place.as_ref()?;
        let process = self.project.process(problem.process.as_str());
        let dir = process.map_or(&*self.dir, |process| process.dir());
        Some((file_of(place, dir), place.line.unwrap_or(1)))
    }

    /// The code around a problem, if it was read.
    pub(crate) fn frame_of(&self, problem: &Problem) -> Option<&CodeFrame> {
        let frame = self.problems_shown.frame.as_ref()?;
        let place = self.place_of_problem(problem)?;
        (frame.at == place && !frame.lines.is_empty()).then_some(frame)
    }

    /// Whether a problem is one that the user has not seen in the list yet.
    pub(crate) fn is_new(&self, problem: &Problem) -> bool {
        problem.is_current() && problem.appeared > self.problems_shown.seen
    }
}

/// What there is to say of a problem.
pub(crate) fn problem_rows(model: &Model, problem: &Problem) -> Vec<Line<'static>> {
    let theme = model.theme;
    let finding = &problem.finding;
    let style = match finding.severity {
        Severity::Error => theme.error(),
        Severity::Warning => theme.warning(),
    };
    let mut rows = vec![Line::styled(finding.message.clone(), style)];
    let mut about = Vec::new();
    about.extend(finding.place.as_ref().map(ToString::to_string));
    about.extend(finding.test.as_ref().map(|test| format!("test {test}")));
    about.extend(finding.code.clone());
    about.push(finding.tool.to_owned());
    about.push(history(model, problem));
    rows.push(Line::styled(about.join(" · "), theme.quiet()));
    if let Some(frame) = model.frame_of(problem) {
        rows.push(Line::default());
        rows.extend(frame.lines.iter().map(|(number, text)| {
            let is_it = *number == frame.at.1;
            let sign = if is_it { theme.either("▶", ">") } else { " " };
            let text_style = if is_it { Style::new() } else { theme.quiet() };
            Line::from(vec![
                Span::styled(format!("{sign}{number:>5} "), style),
                Span::styled(format!("{} ", theme.either("│", "|")), theme.quiet()),
                Span::styled(text.clone(), text_style),
            ])
        }));
    }
    if !finding.frames.is_empty() {
        rows.push(Line::default());
        rows.extend(finding.frames.iter().take(MAX_FRAMES).map(|frame| {
            let style = if frame.is_own {
                Style::new()
            } else {
                theme.quiet()
            };
            Line::styled(format!("  at {}", shown(frame)), style)
        }));
    }
    rows
}

/// Since when, how often, and whether it is still there.
fn history(model: &Model, problem: &Problem) -> String {
    let ago = |time| {
        let ago = std::time::Duration::try_from(model.now.duration_since(time));
        human(ago.unwrap_or_default())
    };
    let times = match problem.count {
        1 => String::new(),
        count => format!(", {count} times"),
    };
    match problem.state {
        ProblemState::Current => format!("since {} ago{times}", ago(problem.appeared)),
        ProblemState::Resolved { at, .. } => format!("resolved {} ago{times}", ago(at)),
    }
}

fn shown(frame: &brummer_core::detect::Frame) -> String {
    match (&frame.function, &frame.place) {
        (Some(function), Some(place)) => format!("{function} ({place})"),
        (Some(function), None) => function.clone(),
        (None, Some(place)) => place.to_string(),
        (None, None) => "?".to_owned(),
    }
}

/// The problem as a text that says all that an agent needs to begin: what, where, the code, the stack.
pub(crate) fn problem_for_agents(model: &Model, problem: &Problem) -> String {
    let finding = &problem.finding;
    let mut text = String::new();
    let severity = finding.severity.as_str();
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "{severity} from {} in process `{}`",
        finding.tool, problem.process
    );
    if let Some(code) = &finding.code {
        let _ = write!(text, ", code {code}");
    }
    let _ = writeln!(text, ":\n\n{}", finding.message);
    if let Some(test) = &finding.test {
        let _ = writeln!(text, "\ntest: {test}");
    }
    if let Some(place) = &finding.place {
        let _ = writeln!(text, "\nat {place}");
    }
    if let Some(frame) = model.frame_of(problem) {
        text.push_str("\n```\n");
        for (number, line) in &frame.lines {
            let sign = if *number == frame.at.1 { '>' } else { ' ' };
            let _ = writeln!(text, "{sign}{number:>5} | {}", cut(line, 300));
        }
        text.push_str("```\n");
    }
    if !finding.frames.is_empty() {
        text.push_str("\nstack:\n");
        for frame in finding.frames.iter().take(MAX_FRAMES) {
            let _ = writeln!(text, "  at {}", shown(frame));
        }
    }
    let dir = model
        .project
        .process(problem.process.as_str())
        .map_or(&*model.dir, |process| process.dir());
    let times = match problem.count {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    };
    let _ = writeln!(
        text,
        "\nseen {times}, last in run {}; directory {}",
        problem.last_run,
        dir.display()
    );
    text
}
