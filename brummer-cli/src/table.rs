//! Text in columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::screen;

/// The widest column, in cells; what is wider sticks out of it.
const MAX_COLUMN: usize = 60;

/// Rows in columns, each as wide as what is in it; on a terminal no row is wider than that. Control characters, which a terminal would
/// obey, become blanks.
pub(crate) fn table(rows: Vec<Vec<String>>) -> String {
    within(rows, screen::columns().unwrap_or(usize::MAX))
}

fn within(mut rows: Vec<Vec<String>>, limit: usize) -> String {
    for cell in rows.iter_mut().flatten() {
        *cell = cell.replace(char::is_control, " ");
    }
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let widths = rows.iter().filter_map(|row| row.get(column));
        let widest = widths.map(|cell| cell.width()).max();
        widest.unwrap_or(0).min(MAX_COLUMN)
    };
    let widths: Vec<_> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            let pad = width.saturating_sub(cell.width()) + 2;
            line.extend(std::iter::repeat_n(' ', pad));
        }
        cut(line.trim_end(), limit)
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// As much of a line as fits, with a sign that something is missing.
fn cut(line: &str, limit: usize) -> String {
    if line.width() <= limit {
        return line.to_owned();
    }
    let mut used = 1;
    let fitting = line.chars().take_while(|c| {
        used += c.width().unwrap_or(0);
        used <= limit
    });
    let fitting: String = fitting.collect();
    format!("{}…", fitting.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_what_is_in_them() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let text = within(
            vec![
                row(&["a", "long", "x"]),
                row(&["wide日", "b"]),
                row(&["\u{1b}[2J"]),
            ],
            usize::MAX,
        );
        assert_eq!(text, "a       long  x\nwide日  b\n [2J");
    }

    #[test]
    fn a_row_that_is_too_wide_is_cut() {
        let text = |limit| within(vec![vec!["ab".to_owned(), "日本語".to_owned()]], limit);
        assert_eq!(text(10), "ab  日本語");
        assert_eq!(text(9), "ab  日本…");
        assert_eq!(text(8), "ab  日…");
        assert_eq!(text(5), "ab…");
    }
}
