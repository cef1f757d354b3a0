//! The problems: reading them, and what is done with the selected one.

use std::sync::Arc;

use brummer_core::{Error, Problem, ProblemPage, ProblemQuery, Resolved};

use super::{Effect, look, processes, redraw, rows, search};
use crate::model::{CodeFrame, Item, Kind, Model, View, Wide, problem_for_agents};

/// The most problems that are shown.
const SHOWN: usize = 500;

/// Asks for what the view lacks: the problems, or the code around the selected one.
pub(super) fn read(model: &mut Model) -> Vec<Effect> {
    if model.view != View::Problems {
        return Vec::new();
    }
    let mut effects = Vec::new();
    let shown = &mut model.problems_shown;
    if shown.is_stale && !shown.is_reading {
        shown.is_stale = false;
        shown.is_reading = true;
        effects.push(Effect::Problems(Box::new(ProblemQuery {
            resolved: if shown.with_resolved {
                Resolved::With
            } else {
                Resolved::Without
            },
            limit: SHOWN,
            ..ProblemQuery::default()
        })));
    }
    let wanted = selected(model).and_then(|problem| model.place_of_problem(&problem));
    if let Some(at) = wanted
        && model
            .problems_shown
            .frame
            .as_ref()
            .is_none_or(|frame| frame.at != at)
    {
        model.problems_shown.frame = Some(CodeFrame {
            at: at.clone(),
            lines: Vec::new(),
        });
        effects.push(Effect::Frame(at.0, at.1));
    }
    effects
}

/// The problems were read. They are shown the newest first, whatever their severity.
pub(super) fn take(model: &mut Model, page: Result<ProblemPage, Error>) -> Vec<Effect> {
    model.problems_shown.is_reading = false;
    let page = match page {
        Ok(page) => page,
        // What was read before stays; they are read again with the next change.
        Err(error) => {
            model.messages.add(Kind::Error, error.to_string());
            return redraw(model);
        }
    };
    model.problems_shown.more = page.more;
    model.problems = page.problems;
    model
        .problems
        .sort_by_key(|problem| (!problem.is_current(), std::cmp::Reverse(problem.appeared)));
    model.refresh(View::Problems);
    redraw(model)
}

/// A file was read.
pub(super) fn take_frame(model: &mut Model, frame: CodeFrame) -> Vec<Effect> {
    let wanted = model.problems_shown.frame.as_ref();
    if wanted.is_none_or(|wanted| wanted.at != frame.at) {
        return Vec::new();
    }
    model.problems_shown.frame = Some(frame);
    vec![Effect::Draw]
}

/// The view is left: what is there now has been seen.
pub(super) fn leave_view(model: &mut Model) {
    model.problems_shown.seen = model.now;
}

/// Current problems only, or also the resolved ones.
pub(super) fn show_resolved(model: &mut Model) -> Vec<Effect> {
    model.problems_shown.with_resolved = !model.problems_shown.with_resolved;
    model.problems_shown.is_stale = true;
    redraw(model)
}

/// Copies the selected problem.
pub(super) fn copy(model: &mut Model) -> Vec<Effect> {
    match selected(model) {
        Some(problem) => {
            let text = problem_for_agents(model, &problem);
            look::put(model, text, "the problem, with place, code and stack")
        }
        None => Vec::new(),
    }
}

/// Goes to the lines of the log that say the problem.
pub(super) fn to_log(model: &mut Model) -> Vec<Effect> {
    let Some(problem) = selected(model) else {
        return Vec::new();
    };
    // A filter may hide them.
    model.look.filter = crate::model::Filter::default();
    model.look.wide = Wide::One;
    model.log = None;
    let mut effects = rows::go(model, View::Processes);
    model.focus = crate::model::Focus::Log;
    effects.extend(processes::select(model, problem.process.clone()));
    effects.extend(search::go_to(model, problem.finding.lines.0));
    effects
}

fn selected(model: &Model) -> Option<Arc<Problem>> {
    match model.list().item() {
        Some(Item::Problem(problem)) => Some(Arc::clone(problem)),
        _ => None,
    }
}
