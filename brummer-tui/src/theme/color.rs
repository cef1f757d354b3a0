//! Colours as people write them, and as terminals with fewer of them show them.

use ratatui::style::Color;

use crate::options::ColorDepth;

/// The sixteen colours of terminals as most of them show them, for finding the nearest.
const SIXTEEN: [(Color, [u8; 3]); 16] = [
    (Color::Black, [0, 0, 0]),
    (Color::Red, [205, 0, 0]),
    (Color::Green, [0, 205, 0]),
    (Color::Yellow, [205, 205, 0]),
    (Color::Blue, [0, 0, 238]),
    (Color::Magenta, [205, 0, 205]),
    (Color::Cyan, [0, 205, 205]),
    (Color::Gray, [229, 229, 229]),
    (Color::DarkGray, [127, 127, 127]),
    (Color::LightRed, [255, 0, 0]),
    (Color::LightGreen, [0, 255, 0]),
    (Color::LightYellow, [255, 255, 0]),
    (Color::LightBlue, [92, 92, 255]),
    (Color::LightMagenta, [255, 0, 255]),
    (Color::LightCyan, [0, 255, 255]),
    (Color::White, [255, 255, 255]),
];

/// The levels of the colour cube of the palette of 256.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The colour of a text: `#7aa2f7`, a number of the palette, or a name.
pub(super) fn parse(text: &str) -> Option<Color> {
    text.trim().parse().ok()
}

/// The colour, or the nearest one that a terminal with so many colours has.
pub(crate) fn limited(color: Color, depth: ColorDepth) -> Color {
    match (depth, color) {
        (ColorDepth::None, _) => Color::Reset,
        (ColorDepth::Palette, Color::Rgb(r, g, b)) => Color::Indexed(palette([r, g, b])),
        (ColorDepth::Sixteen, Color::Rgb(r, g, b)) => sixteen([r, g, b]),
        (ColorDepth::Sixteen, Color::Indexed(index)) => match index {
            0..16 => SIXTEEN[usize::from(index)].0,
            _ => sixteen(rgb(index)),
        },
        (ColorDepth::True | ColorDepth::Palette | ColorDepth::Sixteen, color) => color,
    }
}

/// The nearest colour of the palette of 256: from its cube, or of its greys.
fn palette(color: [u8; 3]) -> u8 {
    let nearest = |part: u8| {
        let by_distance = |level: &(u8, u8)| level.1.abs_diff(part);
        let levels = (0..).zip(CUBE);
        levels.min_by_key(by_distance).map_or(0, |level| level.0)
    };
    let [r, g, b] = color.map(nearest);
    let cube = 16 + 36 * r + 6 * g + b;
    let mean = color.iter().map(|part| u16::from(*part)).sum::<u16>() / 3;
    let grey = 232 + u8::try_from(mean.saturating_sub(3) / 10).map_or(23, |level| level.min(23));
    if distance(color, rgb(grey)) < distance(color, rgb(cube)) {
        grey
    } else {
        cube
    }
}

fn sixteen(color: [u8; 3]) -> Color {
    let nearest = SIXTEEN
        .iter()
        .min_by_key(|(_, known)| distance(color, *known));
    nearest.map_or(Color::Reset, |(color, _)| *color)
}

/// What a colour of the palette looks like; the first sixteen as most terminals show them.
fn rgb(index: u8) -> [u8; 3] {
    match index {
        0..16 => SIXTEEN[usize::from(index)].1,
        16..232 => {
            let index = index - 16;
            [index / 36, index / 6 % 6, index % 6].map(|level| CUBE[usize::from(level)])
        }
        232.. => [8 + 10 * (index - 232); 3],
    }
}

fn distance(one: [u8; 3], other: [u8; 3]) -> u32 {
    let parts = one.iter().zip(other);
    parts
        .map(|(one, other)| u32::from(one.abs_diff(other)).pow(2))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_shown_as_near_as_the_terminal_can() {
        let red = Color::Rgb(0xf7, 0x20, 0x10);
        assert_eq!(limited(red, ColorDepth::True), red);
        assert_eq!(limited(red, ColorDepth::Palette), Color::Indexed(196));
        assert_eq!(limited(red, ColorDepth::Sixteen), Color::LightRed);
        assert_eq!(limited(red, ColorDepth::None), Color::Reset);
        assert_eq!(
            limited(Color::Rgb(128, 128, 128), ColorDepth::Palette),
            Color::Indexed(244)
        );
        assert_eq!(limited(Color::Indexed(1), ColorDepth::Sixteen), Color::Red);
    }

    #[test]
    fn every_colour_of_the_palette_is_its_own_nearest() {
        for index in 16..=255 {
            let [r, g, b] = rgb(index);
            let Color::Indexed(found) = limited(Color::Rgb(r, g, b), ColorDepth::Palette) else {
                panic!("a palette has indices")
            };
            assert_eq!(rgb(found), rgb(index));
        }
    }

    #[test]
    fn colours_are_read_as_people_write_them() {
        assert_eq!(parse("#7aa2f7"), Some(Color::Rgb(0x7a, 0xa2, 0xf7)));
        assert_eq!(parse("208"), Some(Color::Indexed(208)));
        assert_eq!(parse("light-blue"), Some(Color::LightBlue));
        assert_eq!(parse("mauve"), None);
    }
}
