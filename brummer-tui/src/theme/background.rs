//! Whether the terminal is light or dark: what it says itself, and what the environment says.

/// What is behind the text of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    /// Something darker than the text.
    Dark,
    /// Something lighter than the text.
    Light,
}

impl Background {
    /// What `COLORFGBG` says, which rxvt, Konsole and others set: the numbers of two of the sixteen colours, the last one the
    /// background's. None if it says nothing.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let value = variable("COLORFGBG")?;
        match value.rsplit(';').next()?.parse::<u8>().ok()? {
            // Light grey, and the bright colours but dark grey.
            7 | 9..=15 => Some(Self::Light),
            0..=6 | 8 => Some(Self::Dark),
            16.. => None,
        }
    }

    /// What a terminal answers to the question for its background (OSC 11, as in xterm): `rgb:ffff/ffff/ffff`, each part of one to
    /// four hexadecimal digits, or `rgba:` with one part more. None if it is something else.
    pub(crate) fn of_answer(answer: &str) -> Option<Self> {
        let parts = answer
            .strip_prefix("rgb:")
            .or_else(|| answer.strip_prefix("rgba:"))?;
        let mut parts = parts.split('/').map(share);
        let (red, green, blue) = (parts.next()??, parts.next()??, parts.next()??);
        // How bright eyes find the parts (ITU-R BT.709), in ten-thousandths.
        let bright = 2126 * red + 7152 * green + 722 * blue;
        Some(if bright > 10_000 * 1000 / 2 {
            Self::Light
        } else {
            Self::Dark
        })
    }
}

/// A part of a colour, in thousandths.
fn share(part: &str) -> Option<u32> {
    let most = 16_u32.pow(u32::try_from(part.len()).ok().filter(|len| *len <= 4)?) - 1;
    let value = u32::from_str_radix(part, 16).ok()?;
    (value * 1000).checked_div(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_environment(value: &str, expected: Option<Background>) {
        let found =
            Background::of_environment(|name| (name == "COLORFGBG").then(|| value.to_owned()));
        assert_eq!(found, expected);
    }

    #[test]
    fn the_environment_may_tell_the_background() {
        check_environment("15;0", Some(Background::Dark));
        check_environment("0;15", Some(Background::Light));
        check_environment("0;default;7", Some(Background::Light));
        check_environment("12;8", Some(Background::Dark));
        check_environment("default;default", None);
        check_environment("", None);
    }

    #[track_caller]
    fn check_answer(answer: &str, expected: Option<Background>) {
        assert_eq!(Background::of_answer(answer), expected, "{answer}");
    }

    #[test]
    fn an_answer_is_a_colour_that_is_light_or_dark() {
        check_answer("rgb:0000/0000/0000", Some(Background::Dark));
        check_answer("rgb:1e1e/2020/3030", Some(Background::Dark));
        check_answer("rgb:ffff/ffff/ffff", Some(Background::Light));
        check_answer("rgb:fd/f6/e3", Some(Background::Light));
        check_answer("rgba:f/f/f/0", Some(Background::Light));
        check_answer("rgb:0000/0000/ffff", Some(Background::Dark));
    }

    #[test]
    fn what_is_no_colour_says_nothing() {
        for answer in [
            "",
            "?",
            "rgb:",
            "rgb:ff/ff",
            "rgb:fffff/0/0",
            "rgb:g/g/g",
            "rgb:-1/0/0",
            "#ffffff",
        ] {
            check_answer(answer, None);
        }
    }
}
