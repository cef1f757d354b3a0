//! From the lines of a stream to facts.

use super::Fact;
use super::format::{FORMATS, Flow, Look, Out};
use super::lane::{Lane, Lanes, Open, Whose};
use super::level::level;
use super::plain::Plain;
use super::sieve::{Rule, Sifted, sift};
use super::structured::structured;
use super::url::urls;
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
    /// Whether a lane has an open block.
    is_open: bool,
}

impl Reader {
    /// Takes the next complete line, without its line ending, and adds what it says to `facts`. `number` identifies it. Answers how serious
    /// the line is by itself.
    pub fn line(&mut self, number: u64, bytes: &[u8], facts: &mut Vec<Fact>) -> Option<Level> {
        let text = self.plain.of(bytes);
        let sifted = sift(text.as_bytes());
        let level = level_of(text, sifted);
        if sifted.within(Rule::Urls).is_some() {
            facts.extend(urls(text).map(Fact::Url));
        }
        let (lane, text) = match self.lanes.whose(text) {
            Whose::Own => (self.lanes.own(), text),
            Whose::Wrapped(name, rest) => (self.lanes.wrapped(name), rest),
            Whose::Tagged(name, rest) => {
                self.lanes.own().before.push(text);
                (self.lanes.wrapped(name), rest)
            }
            Whose::Doubtful(name, rest) => {
                // What means something without the prefix has one.
                let lane = self.lanes.wrapped(name);
                let is_taken = read(lane, number, rest, sifted, facts);
                lane.before.push(rest);
                self.is_open |= lane.open.is_some();
                if is_taken {
                    self.lanes.own().before.push(text);
                    return level;
                }
                (self.lanes.own(), text)
            }
        };
        read(lane, number, text, sifted, facts);
        lane.before.push(text);
        self.is_open |= lane.open.is_some();
        level
    }

    /// Takes what is there for complete: nothing more came for a moment, or nothing more will come.
    pub fn settle(&mut self, facts: &mut Vec<Fact>) {
        if std::mem::take(&mut self.is_open) {
            for lane in self.lanes.all() {
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

/// Looks at a line; tells whether it means something.
fn read(lane: &mut Lane, number: u64, text: &str, sifted: Sifted, facts: &mut Vec<Fact>) -> bool {
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
