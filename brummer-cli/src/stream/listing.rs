//! A page of past lines as text: when, who, and what, repetitions joined.

use brummer_core::{LogPage, repeats};
use jiff::tz::TimeZone;

use super::Style;
use super::line::Lines;

/// How structured lines (JSON, logfmt) look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// As they were printed.
    Raw,
    /// The message, then the fields that matter.
    Compact,
}

/// Makes text of pages.
pub(crate) struct Listing {
    lines: Lines,
    style: Style,
    shape: Shape,
    zone: TimeZone,
}

impl Listing {
    pub(crate) fn new(style: Style, shape: Shape) -> Self {
        Self {
            lines: Lines::new(style),
            style,
            shape,
            zone: TimeZone::system(),
        }
    }

    /// The lines of a page, each after its local time. Where there is context, a line that was found is marked by `>`.
    pub(crate) fn page(mut self, page: &LogPage) -> Vec<u8> {
        let mut names: Vec<_> = page.lines.iter().map(|line| &line.process).collect();
        names.sort_unstable();
        names.dedup();
        self.lines.names(names.into_iter());
        for repeat in repeats(&page.lines) {
            let time = repeat.line.time.to_zoned(self.zone.clone());
            let time = time.strftime("%Y-%m-%d %H:%M:%S%.3f");
            let mark = match (page.context.is_empty(), page.is_context(repeat.line)) {
                (true, _) => "",
                (false, true) => "  ",
                (false, false) => "> ",
            };
            let before = match self.style {
                Style::Plain => format!("{mark}{time} "),
                Style::Color { .. } => format!("{mark}\x1b[2m{time}\x1b[0m "),
            };
            let behind = match repeat.count {
                1 => String::new(),
                count => format!(" (×{count})"),
            };
            self.lines
                .line_between(self.shape, &before, repeat.line, &behind);
        }
        self.lines.take()
    }
}
