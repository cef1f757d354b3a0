//! From the lines of a stream to facts.

use std::sync::Arc;

use super::Fact;
use super::format::{FORMATS, Flow, Look, Out};
use super::lane::{Lane, Lanes, Open, Whose};
use super::level::level;
use super::matcher::{Matcher, Matchers, Step};
use super::plain::Plain;
use super::sieve::{Rule, Sifted, sift};
use super::structured::structured;
use super::url::urls_of_machine;
use crate::log::Level;

/// Reads the lines of one stream of one run, in order.
///
/// ```
/// use brummer_core::detect::{Fact, Reader};
///
/// let mut reader = Reader::default();
/// let mut facts = Vec::new();
/// reader.line(0, b"src/a.ts(3,7): error TS2322: Type 'string' is not assignable.", &mut facts);
/// reader.settle(&mut facts);
/// let [Fact::Problem(problem)] = &facts[..] else { panic!() };
/// assert_eq!(problem.code.as_deref(), Some("TS2322"));
/// ```
#[derive(Default)]
pub struct Reader {
    plain: Plain,
    lanes: Lanes,
    matchers: Matchers,
    /// What the machine is called that the program runs on, if that is known.
    machine: Arc<[String]>,
    /// Whether a lane has an open block, or lines that matchers wait with.
    is_open: bool,
}

impl Reader {
    /// A reader that shows each line to these matchers before it looks at it itself.
    pub fn with_matchers(matchers: &[Matcher]) -> Self {
        Self {
            matchers: Matchers::new(matchers),
            ..Self::default()
        }
    }

    /// The same, of a program that runs on a machine with these names.
    pub(crate) fn on_machine(self, machine: Arc<[String]>) -> Self {
        Self { machine, ..self }
    }

    /// Takes the next complete line, without its line ending, and adds what it says to `facts`. `number` identifies it. Answers how serious
    /// the line is by itself.
    pub fn line(&mut self, number: u64, bytes: &[u8], facts: &mut Vec<Fact>) -> Option<Level> {
        let text = self.plain.of(bytes);
        let sifted = sift(text.as_bytes());
        let level = level_of(text, sifted);
        if sifted.within(Rule::Urls).is_some() {
            facts.extend(urls_of_machine(text, &self.machine).map(Fact::Url));
        }
        let matchers = &self.matchers;
        let (lane, text) = match whose(&mut self.lanes, matchers, text) {
            Whose::Own => (self.lanes.own(), text),
            Whose::Wrapped(name, rest) => (self.lanes.wrapped(name), rest),
            Whose::Tagged(name, rest) => {
                self.lanes.own().before.push(text);
                (self.lanes.wrapped(name), rest)
            }
            Whose::Doubtful(name, rest) => {
                // What means something without the prefix has one.
                let lane = self.lanes.wrapped(name);
                let is_taken = read(matchers, lane, number, rest, sifted, facts);
                self.is_open |= lane.is_open();
                if is_taken {
                    self.lanes.own().before.push(text);
                    return level;
                }
                (self.lanes.own(), text)
            }
        };
        read(matchers, lane, number, text, sifted, facts);
        self.is_open |= lane.is_open();
        level
    }

    /// Takes what is there for complete: nothing more came for a moment, or nothing more will come.
    pub fn settle(&mut self, facts: &mut Vec<Fact>) {
        if std::mem::take(&mut self.is_open) {
            for lane in self.lanes.all() {
                while lane.window.is_waiting() {
                    let step = lane.window.pass();
                    perform(lane, step, None, facts);
                    advance(&self.matchers, lane, None, facts);
                }
                close(lane, facts);
            }
        }
    }

    /// Whether more lines could change what was said: [`settle`](Self::settle) would add facts.
    pub fn is_open(&self) -> bool {
        self.is_open
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}

/// How serious a line is. Only of JSON it takes more than a look at its words.
fn level_of(text: &str, sifted: Sifted) -> Option<Level> {
    if text.starts_with('{')
        && let Some(structured) = structured(text)
    {
        return structured.level;
    }
    level(text, sifted)
}

/// Whose a line is. One that a matcher wants as it stands, and not without its prefix, has none.
fn whose<'a>(lanes: &mut Lanes, matchers: &Matchers, text: &'a str) -> Whose<'a> {
    let whose = lanes.whose(text);
    let (Whose::Wrapped(name, rest) | Whose::Tagged(name, rest) | Whose::Doubtful(name, rest)) =
        whose
    else {
        return whose;
    };
    if matchers.is_empty()
        || lanes.wrapped(name).window.wants(matchers, rest)
        || !lanes.own().window.may_take(matchers, text)
    {
        return whose;
    }
    Whose::Own
}

/// Looks at a line; tells whether it means something.
fn read(
    matchers: &Matchers,
    lane: &mut Lane,
    number: u64,
    text: &str,
    sifted: Sifted,
    facts: &mut Vec<Fact>,
) -> bool {
    if matchers.is_empty() {
        return look(lane, number, text, sifted, facts);
    }
    if !lane.window.wants(matchers, text) {
        lane.window.interrupt();
        return look(lane, number, text, sifted, facts);
    }
    lane.window.push(number, text);
    advance(matchers, lane, Some((number, sifted)), facts)
}

/// Does what matchers make of the lines that they have seen, until they wait for more. Tells whether the line of this number is taken.
fn advance(
    matchers: &Matchers,
    lane: &mut Lane,
    latest: Option<(u64, Sifted)>,
    facts: &mut Vec<Fact>,
) -> bool {
    let mut is_taken = true;
    loop {
        match lane.window.step(matchers) {
            Step::Wait => return is_taken,
            step => is_taken = perform(lane, step, latest, facts),
        }
    }
}

/// Does one thing that came of lines; tells whether they mean something.
fn perform(
    lane: &mut Lane,
    step: Step,
    latest: Option<(u64, Sifted)>,
    facts: &mut Vec<Fact>,
) -> bool {
    let (first, last) = match &step {
        Step::Wait => return true,
        Step::Pass(number, text) => {
            let sifted = match latest {
                Some((latest, sifted)) if latest == *number => sifted,
                Some(_) | None => sift(text.as_bytes()),
            };
            return look(lane, *number, text, sifted, facts);
        }
        Step::Found(_, lines) => *lines,
        Step::Cycles(_, number) => (*number, *number),
    };
    close(lane, facts);
    let mut out = Out {
        facts,
        lane: lane.name.as_deref(),
        first,
        last,
    };
    match step {
        Step::Found(Some(finding), _) => out.problem(*finding),
        Step::Cycles(turns, _) => {
            for turn in turns {
                if turn.began {
                    out.cycle_began(turn.tool);
                }
                if turn.ended {
                    out.cycle_finished(turn.tool);
                }
            }
        }
        Step::Found(None, _) | Step::Wait | Step::Pass(..) => {}
    }
    true
}

/// Shows a line to the formats; tells whether it means something to one.
fn look(lane: &mut Lane, number: u64, text: &str, sifted: Sifted, facts: &mut Vec<Fact>) -> bool {
    let is_taken = shown(lane, number, text, sifted, facts);
    lane.before.push(text);
    is_taken
}

fn shown(lane: &mut Lane, number: u64, text: &str, sifted: Sifted, facts: &mut Vec<Fact>) -> bool {
    if let Some(open) = &mut lane.open {
        let mut out = Out {
            facts,
            lane: lane.name.as_deref(),
            first: open.first,
            last: number,
        };
        match open.block.line(text, &mut out) {
            Flow::More if open.lines < open.block.most_lines() => {
                open.last = number;
                open.lines += 1;
                return true;
            }
            Flow::More | Flow::Last => {
                open.last = number;
                close(lane, facts);
                return true;
            }
            Flow::Not => close(lane, facts),
        }
    }
    for format in sifted.formats() {
        let mut out = Out {
            facts,
            lane: lane.name.as_deref(),
            first: number,
            last: number,
        };
        match FORMATS[format].look(text, &lane.before, &mut out) {
            Look::Pass => {}
            Look::Taken => return true,
            Look::Open(block) => {
                lane.open = Some(Open {
                    block,
                    first: number,
                    last: number,
                    lines: 1,
                });
                return true;
            }
        }
    }
    false
}

fn close(lane: &mut Lane, facts: &mut Vec<Fact>) {
    if let Some(open) = lane.open.take() {
        open.block.end(&mut Out {
            facts,
            lane: lane.name.as_deref(),
            first: open.first,
            last: open.last,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(lines: &[&str]) -> Vec<String> {
        let mut reader = Reader::default();
        let mut facts = Vec::new();
        for (number, line) in (0..).zip(lines) {
            reader.line(number, line.as_bytes(), &mut facts);
        }
        reader.settle(&mut facts);
        let problem = |fact| match fact {
            Fact::Problem(problem) => Some(problem),
            _ => None,
        };
        let problems = facts.into_iter().filter_map(problem);
        problems
            .map(|problem| format!("{} {:?}", problem.message, problem.lines))
            .collect()
    }

    #[test]
    fn a_block_ends_with_its_last_line_and_knows_its_lines() {
        let lines = [
            "Traceback (most recent call last):",
            "  File \"a.py\", line 1, in <module>",
            "ValueError: x",
            "a.ts(1,1): error TS1: y",
        ];
        assert_eq!(problems(&lines), ["ValueError: x (0, 2)", "y (3, 3)"]);
    }

    #[test]
    fn blocks_of_two_programs_do_not_mix() {
        let lines = [
            "[0] Traceback (most recent call last):",
            "[1] Traceback (most recent call last):",
            "[0]   File \"a.py\", line 1, in <module>",
            "[1]   File \"b.py\", line 1, in <module>",
            "[1] ValueError: b",
            "[0] ValueError: a",
        ];
        assert_eq!(
            problems(&lines),
            ["ValueError: b (1, 4)", "ValueError: a (0, 5)"]
        );
    }

    #[test]
    fn the_first_line_of_a_program_may_be_a_problem() {
        let lines = ["[types] a.ts(1,1): error TS1: x", "[api] listens"];
        assert_eq!(problems(&lines), ["x (0, 0)"]);
    }

    #[test]
    fn a_tag_of_the_program_itself_does_not_hide_what_follows() {
        let lines = [
            "[server] Error: x",
            "    at main (/app/a.js:1:1)",
            "[server] Error: y",
            "    at main (/app/a.js:2:1)",
        ];
        assert_eq!(problems(&lines), ["Error: x (0, 1)", "Error: y (2, 3)"]);
    }

    #[test]
    fn a_block_without_an_end_is_ended_by_its_length() {
        let mut lines = vec!["Traceback (most recent call last):"];
        lines.resize(3 * crate::detect::format::BLOCK_LINES, "  x");
        lines.push("a.ts(1,1): error TS1: y");
        assert_eq!(problems(&lines).len(), 1);
    }
}
