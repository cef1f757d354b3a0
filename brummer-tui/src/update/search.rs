//! Finding something in the log, and going to places in it.

use brummer_core::{LogQuery, LogRange, LogRun, Run};

use super::{Effect, log, redraw};
use crate::model::{Kind, LogPane, Matches, Model, Pattern, Search, Seek};

/// The most lines that are asked for at a time, to know where they are: as many as are kept.
const PLACES: usize = 4_000;

/// Searches for this from now on; nothing for an empty text.
pub(super) fn set(model: &mut Model, pattern: Option<Pattern>) {
    model.search = pattern.map(Search::new);
}

/// Asks how often it is there, if that may have changed and nobody asked yet.
pub(super) fn count(model: &mut Model) -> Option<Effect> {
    let ticket = model.new_ticket();
    let log = model.log.as_ref()?;
    let search = model.search.as_mut()?;
    let end = model.log_end?;
    if search.asked.is_some() || search.counted_to.is_some_and(|to| to.line() >= end.line()) {
        return None;
    }
    search.asked = Some(ticket);
    let range = search
        .counted_to
        .map_or(LogRange::Before(end), LogRange::After);
    let query = log.query(range, PLACES);
    let query = LogQuery {
        also: query.pattern.into_iter().collect(),
        pattern: Some(search.pattern.found().clone()),
        ..query
    };
    Some(Effect::Count {
        ticket,
        query: Box::new(query),
    })
}

/// It was counted.
pub(super) fn counted(model: &mut Model, ticket: u64, matches: Option<Matches>) -> Vec<Effect> {
    let asked = model.search.as_mut();
    let Some(search) = asked.filter(|search| search.asked == Some(ticket)) else {
        return Vec::new();
    };
    search.asked = None;
    let Some(matches) = matches else {
        return count(model).into_iter().collect();
    };
    let is_same = search.count.is_some() && matches.count == 0;
    search.take(&matches);
    let mut effects: Vec<_> = count(model).into_iter().collect();
    if !is_same {
        effects.push(Effect::Draw);
    }
    effects
}

/// Goes to the next match in one direction.
pub(super) fn step(model: &mut Model, way: impl FnOnce(Pattern) -> Seek) -> Vec<Effect> {
    match &model.search {
        Some(search) => {
            let seek = way(search.pattern.clone());
            self::seek(model, seek)
        }
        None => say(
            model,
            format!("nothing is searched for; {} finds a text", find_key(model)),
        ),
    }
}

fn find_key(model: &Model) -> String {
    model.keymap.key_for(crate::keymap::Action::Find).to_owned()
}

/// Looks for a line.
pub(super) fn seek(model: &mut Model, seek: Seek) -> Vec<Effect> {
    let shape = log::shape(model);
    let (Some(log), Some(origin)) = (&mut model.log, model.log_end) else {
        return Vec::new();
    };
    log.is_sought = true;
    let query = Box::new(log.seek(&seek, origin, shape));
    vec![Effect::Seek { seek, query }]
}

/// The line was found, or there is none.
pub(super) fn found(model: &mut Model, seek: &Seek, line: Option<u64>) -> Vec<Effect> {
    let log = model.log.as_mut();
    if !log.is_some_and(|log| std::mem::take(&mut log.is_sought)) {
        return Vec::new();
    }
    let Some(line) = line else {
        return say(model, seek.missed());
    };
    go_to(model, line)
}

/// Goes to a line of the log.
pub(super) fn go_to(model: &mut Model, line: u64) -> Vec<Effect> {
    let shape = log::shape(model);
    let ticket = model.new_ticket();
    if let (Some(log), Some(end)) = (&mut model.log, model.log_end) {
        log.go_to(line, end, ticket, shape);
    }
    redraw(model)
}

/// Goes to the run so many further on.
pub(super) fn run(model: &mut Model, by: i32) -> Vec<Effect> {
    let line = model.log.as_ref().and_then(LogPane::line_in_focus);
    let Some(line) = line else {
        return Vec::new();
    };
    let number = line.run.number().checked_add_signed(by);
    match number.filter(|number| *number > 0) {
        Some(number) => seek(model, Seek::Run(LogRun::Number(Run::from_number(number)))),
        None => say(model, "this is the first run".to_owned()),
    }
}

/// Goes to the next mark, below or above.
pub(super) fn mark(model: &mut Model, is_below: bool) -> Vec<Effect> {
    let shape = log::shape(model);
    let Some((first, last)) = model.log.as_ref().and_then(|log| log.sight(shape)) else {
        return Vec::new();
    };
    let marks = &model.look.marks;
    let focus = model.log.as_ref().and_then(LogPane::focus);
    let line = if is_below {
        marks.below(focus.unwrap_or(first))
    } else {
        marks.above(focus.unwrap_or(last))
    };
    match line {
        Some(line) => go_to(model, line),
        None => say(model, "there is no mark there; `mark` draws one".to_owned()),
    }
}

fn say(model: &mut Model, text: String) -> Vec<Effect> {
    model.messages.add(Kind::Done, text);
    vec![Effect::Draw]
}

#[cfg(test)]
mod tests {
    use crate::model::LogPane;
    use crate::samples::*;
    use crate::update::{Effect, Msg, update};

    /// Whether the line that `n` finds moves the view, if that key is pressed before the answer comes.
    #[track_caller]
    fn check(pressed: &str, moves: bool) {
        let mut model = model(80, 24, shop());
        let effects = press(&mut model, "e");
        let seek = effects.into_iter().find_map(|effect| match effect {
            Effect::Seek { seek, .. } => Some(seek),
            _ => None,
        });
        press(&mut model, pressed);
        update(&mut model, Msg::Found(seek.unwrap(), Some(1)));
        let focus = model.log.as_ref().and_then(LogPane::focus);
        assert_eq!(focus.is_some(), moves);
    }

    #[test]
    fn an_answer_moves_the_view_unless_that_was_moved_meanwhile() {
        check("w", true);
        check("G", false);
        check("J", false);
    }
}
