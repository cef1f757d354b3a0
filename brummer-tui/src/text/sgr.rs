//! Select graphic rendition: the escape sequences that colour text (ECMA-48 8.3.117, and ITU-T T.416 for `38` and `48`).

use ratatui::style::{Color, Modifier, Style};

/// The style after this sequence. Parameters that are unknown, blinking or concealed text change nothing.
pub(super) fn apply<'a>(style: Style, mut params: impl Iterator<Item = &'a [u16]>) -> Style {
    let mut style = style;
    while let Some(param) = params.next() {
        style = match *param {
            [38, ref rest @ ..] => match color(rest, &mut params) {
                Some(color) => style.fg(color),
                None => style,
            },
            [48, ref rest @ ..] => match color(rest, &mut params) {
                Some(color) => style.bg(color),
                None => style,
            },
            [4, 0] => without(style, Modifier::UNDERLINED),
            [code, ..] => simple(style, code),
            [] => style,
        };
    }
    style
}

/// The parameters that stand for themselves.
fn simple(style: Style, code: u16) -> Style {
    match code {
        0 => Style::new(),
        1 => style.add_modifier(Modifier::BOLD),
        2 => style.add_modifier(Modifier::DIM),
        3 => style.add_modifier(Modifier::ITALIC),
        4 | 21 => style.add_modifier(Modifier::UNDERLINED),
        7 => style.add_modifier(Modifier::REVERSED),
        9 => style.add_modifier(Modifier::CROSSED_OUT),
        22 => without(style, Modifier::BOLD | Modifier::DIM),
        23 => without(style, Modifier::ITALIC),
        24 => without(style, Modifier::UNDERLINED),
        27 => without(style, Modifier::REVERSED),
        29 => without(style, Modifier::CROSSED_OUT),
        30..=37 => style.fg(ANSI[usize::from(code - 30)]),
        39 => Style { fg: None, ..style },
        40..=47 => style.bg(ANSI[usize::from(code - 40)]),
        49 => Style { bg: None, ..style },
        90..=97 => style.fg(ANSI[usize::from(code - 90 + 8)]),
        100..=107 => style.bg(ANSI[usize::from(code - 100 + 8)]),
        _ => style,
    }
}

/// The sixteen colours that the terminal's theme decides.
const ANSI: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// The colour behind a `38` or `48`: `38:2::r:g:b` and `38:5:n` in one parameter, or `38;2;r;g;b` and `38;5;n` in several.
fn color<'a>(rest: &[u16], params: &mut impl Iterator<Item = &'a [u16]>) -> Option<Color> {
    let byte = |number: u16| u8::try_from(number).ok();
    match *rest {
        [] => {}
        [5, n] => return Some(Color::Indexed(byte(n)?)),
        [2, r, g, b] | [2, _, r, g, b, ..] => {
            return Some(Color::Rgb(byte(r)?, byte(g)?, byte(b)?));
        }
        _ => return None,
    }
    let mut next = || params.next()?.first().copied();
    match next()? {
        5 => Some(Color::Indexed(byte(next()?)?)),
        2 => {
            let (r, g, b) = (next()?, next()?, next()?);
            Some(Color::Rgb(byte(r)?, byte(g)?, byte(b)?))
        }
        _ => None,
    }
}

/// The style with these modifiers off. They are taken out, not subtracted: the style stands alone.
fn without(style: Style, modifier: Modifier) -> Style {
    Style {
        add_modifier: style.add_modifier.difference(modifier),
        ..style
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(params: &[&[u16]], expected: Style) {
        assert_eq!(apply(Style::new(), params.iter().copied()), expected);
    }

    #[test]
    fn the_sixteen_colours_are_those_of_the_theme() {
        check(&[&[31]], Style::new().fg(Color::Red));
        check(
            &[&[97], &[41]],
            Style::new().fg(Color::White).bg(Color::Red),
        );
    }

    #[test]
    fn palette_and_true_colours_are_read_with_either_separator() {
        check(&[&[38], &[5], &[208]], Style::new().fg(Color::Indexed(208)));
        check(&[&[48, 5, 208]], Style::new().bg(Color::Indexed(208)));
        let orange = Color::Rgb(255, 128, 0);
        check(
            &[&[38], &[2], &[255], &[128], &[0]],
            Style::new().fg(orange),
        );
        check(&[&[38, 2, 0, 255, 128, 0]], Style::new().fg(orange));
    }

    #[test]
    fn what_is_behind_a_palette_colour_is_a_parameter_of_its_own() {
        let expected = Style::new().fg(Color::Indexed(5)).bold();
        check(&[&[38], &[5], &[5], &[1]], expected);
    }

    #[test]
    fn a_style_that_was_switched_off_leaves_no_trace() {
        check(&[&[1], &[4], &[31], &[22], &[24], &[39]], Style::new());
        check(&[&[7], &[0]], Style::new());
    }

    #[test]
    fn concealed_blinking_and_nonsense_change_nothing() {
        check(&[&[8], &[5], &[999]], Style::new());
        check(&[&[38], &[7], &[300]], Style::new());
        check(&[&[38], &[5], &[999]], Style::new());
    }
}
