//! The latest lines of a lane, as far as matchers wait for more of them.

use std::collections::VecDeque;

use super::finding::{Found, found};
use super::pattern::Said;
use super::{Matcher, Matchers};
use crate::detect::Finding;

/// What matchers know of the lines so far.
#[derive(Debug, Default)]
pub(in crate::detect) struct Window {
    /// Lines that may be the first ones of a problem; each matcher that waits has seen all of them.
    waiting: VecDeque<Line>,
    /// The matcher whose last line goes on, and what the lines before that said.
    going_on: Option<(Matcher, Said)>,
}

#[derive(Debug)]
struct Line {
    number: u64,
    text: String,
}

/// What comes of the lines.
#[derive(Debug)]
pub(in crate::detect) enum Step {
    /// Nothing before the next one.
    Wait,
    /// They are a problem, the first and the last of them these; or a remark.
    Found(Option<Box<Finding>>, (u64, u64)),
    /// Watchers began, or are done, or both, with this line.
    Cycles(Vec<Turn>, u64),
    /// No matcher wants this one.
    Pass(u64, String),
}

/// What a watcher did.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::detect) struct Turn {
    pub(in crate::detect) tool: &'static str,
    pub(in crate::detect) began: bool,
    pub(in crate::detect) ended: bool,
}

impl Window {
    /// Whether this line can mean something to a matcher.
    pub(in crate::detect) fn wants(&self, matchers: &Matchers, text: &str) -> bool {
        !self.waiting.is_empty() || self.may_take(matchers, text)
    }

    /// Whether this line means something to a matcher by itself, or as one more like those before.
    pub(in crate::detect) fn may_take(&self, matchers: &Matchers, text: &str) -> bool {
        self.goes_on(text) || matchers.may_begin(text)
    }

    /// Whether lines wait for more.
    pub(in crate::detect) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Nothing goes on any more: a line came that no matcher wants.
    pub(in crate::detect) fn interrupt(&mut self) {
        self.going_on = None;
    }

    /// Adds a line.
    pub(in crate::detect) fn push(&mut self, number: u64, text: &str) {
        self.waiting.push_back(Line {
            number,
            text: text.to_owned(),
        });
    }

    /// The next thing that comes of the lines; to be called until they wait.
    pub(in crate::detect) fn step(&mut self, matchers: &Matchers) -> Step {
        if let Some(found) = self.further() {
            return found;
        }
        let Some(line) = self.waiting.front() else {
            return Step::Wait;
        };
        let turns = turns(matchers, &line.text);
        if !turns.is_empty() {
            let number = line.number;
            self.waiting.pop_front();
            return Step::Cycles(turns, number);
        }
        let mut is_partial = false;
        for matcher in &*matchers.0 {
            match self.matched(matcher) {
                Match::Whole(found, lines, before_last) => {
                    let span = (self.waiting[0].number, self.waiting[lines - 1].number);
                    self.waiting.drain(..lines);
                    self.going_on = before_last.map(|said| (matcher.clone(), said));
                    return step(found, span);
                }
                Match::Start => is_partial = true,
                Match::No => {}
            }
        }
        if is_partial { Step::Wait } else { self.pass() }
    }

    /// Gives up the first of the lines that wait.
    pub(in crate::detect) fn pass(&mut self) -> Step {
        match self.waiting.pop_front() {
            Some(Line { number, text }) => Step::Pass(number, text),
            None => Step::Wait,
        }
    }

    fn goes_on(&self, text: &str) -> bool {
        let going_on = self.going_on.as_ref();
        let last = going_on.and_then(|(matcher, _)| matcher.pattern()?.lines.last());
        last.is_some_and(|last| last.regex.is_match(text))
    }

    /// One more problem of a matcher whose last line goes on.
    fn further(&mut self) -> Option<Step> {
        let line = self.waiting.front()?;
        let (matcher, said) = self.going_on.take()?;
        let last = matcher.pattern()?.lines.last()?;
        let captures = last.regex.captures(&line.text)?;
        let mut all = said.clone();
        last.take(&captures, &mut all);
        let found = found(&matcher, all)?;
        let number = line.number;
        self.waiting.pop_front();
        self.going_on = Some((matcher, said));
        Some(step(found, (number, number)))
    }

    fn matched(&self, matcher: &Matcher) -> Match {
        let Some(pattern) = matcher.pattern() else {
            return Match::No;
        };
        let (mut said, mut before_last) = (Said::default(), None);
        for (number, expected) in pattern.lines.iter().enumerate() {
            let Some(line) = self.waiting.get(number) else {
                return Match::Start;
            };
            let Some(captures) = expected.regex.captures(&line.text) else {
                return Match::No;
            };
            if pattern.loops && number + 1 == pattern.lines.len() {
                before_last = Some(said.clone());
            }
            expected.take(&captures, &mut said);
        }
        match found(matcher, said) {
            Some(found) => Match::Whole(found, pattern.lines.len(), before_last),
            None => Match::No,
        }
    }
}

/// What a line says of watchers, each once.
fn turns(matchers: &Matchers, text: &str) -> Vec<Turn> {
    let mut turns = Vec::new();
    for matcher in &*matchers.0 {
        let turn = Turn {
            tool: matcher.0.tool,
            began: matcher.begins(text),
            ended: matcher.ends(text),
        };
        if (turn.began || turn.ended) && !turns.contains(&turn) {
            turns.push(turn);
        }
    }
    turns
}

fn step(found: Found, lines: (u64, u64)) -> Step {
    match found {
        Found::Problem(finding) => Step::Found(Some(finding), lines),
        Found::Remark => Step::Found(None, lines),
    }
}

/// How far the lines match.
enum Match {
    /// They do; if further ones can follow, with what all but the last of them said.
    Whole(Found, usize, Option<Said>),
    /// They do, and more are needed.
    Start,
    No,
}
