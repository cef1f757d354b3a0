//! QR codes out of half blocks: two modules in a cell.

use qrcodegen::{QrCode, QrCodeEcc};
use ratatui::style::{Color, Style};
use ratatui::text::Line;

/// The modules of room around a code. The standard asks for four; two are enough for every camera, and leave more screens large
/// enough.
const BORDER: i32 = 2;

/// The code of a text, black on white whatever the colours of the terminal; none if the text is too long for one. With ASCII
/// characters only, a module is two cells.
pub(crate) fn qr_rows(text: &str, ascii: bool) -> Option<Vec<Line<'static>>> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let range = -BORDER..code.size() + BORDER;
    let style = Style::new().fg(Color::Black).bg(Color::White);
    if ascii {
        let row = |y| {
            let cells = range
                .clone()
                .map(|x| if code.get_module(x, y) { "##" } else { "  " });
            Line::styled(cells.collect::<String>(), style)
        };
        return Some(range.clone().map(row).collect());
    }
    let row = |y| {
        let cells =
            range.clone().map(
                |x| match (code.get_module(x, y), code.get_module(x, y + 1)) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                },
            );
        Line::styled(cells.collect::<String>(), style)
    };
    Some(range.clone().step_by(2).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_square_with_room_around_it() {
        let rows = qr_rows("http://192.168.1.20:5173/", false).unwrap();
        let width = rows[0].width();
        assert_eq!(rows.len(), width.div_ceil(2));
        assert_eq!(rows[0].to_string().trim(), "");
        // The upper left corner of a code is a ring of seven modules.
        assert!(rows[1].to_string().starts_with("  █▀▀▀▀▀█"), "{}", rows[1]);
    }

    #[test]
    fn a_text_that_is_too_long_is_none() {
        assert!(qr_rows(&"x".repeat(5000), false).is_none());
    }
}
