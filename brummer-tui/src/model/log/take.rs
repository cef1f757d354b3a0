//! What answers to the questions of a pane change.

use brummer_core::{LogGap, LogLine, LogPage};

use super::{Held, LogPane, Position, Read, Shape, Sight, Way, Window};

impl LogPane {
    /// Takes the answer to the question that is under way. `start` is the number of the oldest line that the log still has.
    pub(crate) fn take(&mut self, page: LogPage, start: u64, shape: Shape) -> Sight {
        let Some(read) = self.reading.take() else {
            return Sight::Same;
        };
        self.start = start;
        match (read, &mut self.position) {
            (Read::End, Position::End) => self.take_end(page),
            (Read::Count, Position::Held(held)) => {
                let lost = lost(&page);
                let came = page.lines.len() as u64 + lost;
                held.since += came;
                held.counted = page.next;
                self.stale |= page.more;
                self.dropped += lost;
                self.window.at_end &= came == 0;
                if came == 0 {
                    Sight::Same
                } else {
                    Sight::Changed
                }
            }
            (Read::UpTo, Position::Held(_)) => {
                self.window = Window::up_to(page);
                Sight::Changed
            }
            (Read::Older, Position::Held(Held { way, .. })) => {
                let rewinding = *way == Way::Oldest;
                self.window.extend_up(page);
                if rewinding {
                    self.rewind(shape);
                }
                Sight::Changed
            }
            (Read::Newer, Position::Held(_)) => {
                self.dropped += lost(&page);
                self.window.extend_down(page);
                self.arrive(shape);
                Sight::Changed
            }
            // The user went elsewhere in the meantime, where another question is due.
            (Read::End, Position::Held(_)) => {
                self.stale = true;
                Sight::Same
            }
            (Read::Older | Read::Newer | Read::UpTo | Read::Count, Position::End) => Sight::Same,
        }
    }

    fn take_end(&mut self, page: LogPage) -> Sight {
        let last = |line: Option<&LogLine>| line.map(|line| line.sequence);
        let is_same = self.is_loaded()
            && self.open == page.open
            && last(self.window.lines().back()) == last(page.lines.last());
        self.open.clone_from(&page.open);
        self.window = Window::latest(page);
        if is_same { Sight::Same } else { Sight::Changed }
    }
}

/// How many lines were evicted before this page could be read.
fn lost(page: &LogPage) -> u64 {
    match page.gap {
        LogGap::Evicted(lines) => lines,
        LogGap::None | LogGap::OtherInstance => 0,
    }
}
