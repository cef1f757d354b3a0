//! A bar for each span of time: how many lines came in it, and whether errors were among them.

use brummer_core::LogBucket;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use crate::model::{LogPane, Model, bar_in_sight};
use crate::theme::Theme;

/// Bars by height, the lowest first.
const BARS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// The same in ASCII.
const ASCII: [&str; 8] = [".", ":", "-", "=", "+", "*", "%", "#"];

/// Draws the bars; the one in sight stands out.
pub(super) fn draw(model: &Model, log: &LogPane, frame: &mut Frame<'_>, row: Rect, rows: Rect) {
    let Some(histogram) = model.bars.of(log.scope()) else {
        return;
    };
    let bars = &histogram.buckets;
    let most = bars.iter().map(|bar| bar.lines).max().unwrap_or(0);
    let sight = log.sight(model.log_shape(rows));
    let in_sight = sight.and_then(|(first, _)| bar_in_sight(bars, first));
    let spans = bars.iter().enumerate().map(|(place, bar)| {
        let span = span(model.theme, *bar, most);
        if in_sight == Some(place) {
            return span.patch_style(Modifier::REVERSED);
        }
        span
    });
    frame.render_widget(spans.collect::<Line<'_>>(), row);
}

fn span(theme: Theme, bar: LogBucket, most: u64) -> Span<'static> {
    let Some(height) = height(bar.lines, most) else {
        return Span::raw(" ");
    };
    let style = match bar {
        LogBucket { errors: 1.., .. } => theme.error(),
        LogBucket { warnings: 1.., .. } => theme.warning(),
        LogBucket { .. } => theme.accent(),
    };
    let symbol = theme.either(BARS[height], ASCII[height]);
    Span::styled(symbol, style)
}

/// How high a bar is, from 0 to 7; none without lines.
fn height(lines: u64, most: u64) -> Option<usize> {
    let share = lines.checked_sub(1)?.saturating_mul(8) / most.max(1);
    Some(usize::try_from(share).unwrap_or(7).min(7))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_line_is_seen_beside_a_million() {
        assert_eq!(height(0, 10), None);
        assert_eq!(height(1, 1_000_000), Some(0));
        assert_eq!(height(1_000_000, 1_000_000), Some(7));
        assert_eq!(height(500_001, 1_000_000), Some(4));
        assert_eq!(height(1, 1), Some(0));
    }
}
