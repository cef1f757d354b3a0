//! Text in columns.

use unicode_width::UnicodeWidthStr;

/// The widest column, in cells; what is wider sticks out of it.
const MAX_COLUMN: usize = 60;

/// Rows in columns, each as wide as what is in it. Control characters, which a terminal would obey, become blanks.
pub(crate) fn table(mut rows: Vec<Vec<String>>) -> String {
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
        line.trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_what_is_in_them() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let text = table(vec![
            row(&["a", "long", "x"]),
            row(&["wide日", "b"]),
            row(&["\u{1b}[2J"]),
        ]);
        assert_eq!(text, "a       long  x\nwide日  b\n [2J");
    }
}
