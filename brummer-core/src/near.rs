//! Near matches for a name that nobody knows: "did you mean …?".

/// The longest text that is compared, in bytes; longer ones are not typing errors.
const MAX_LEN: usize = 128;

/// How many near matches are offered at most.
const MAX_MATCHES: usize = 3;

/// Those of `known` that `text` was probably meant to be, the nearest first.
pub fn near<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    if text.len() > MAX_LEN {
        return Vec::new();
    }
    let text = text.to_lowercase();
    let mut matches: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|name| Some((distance(&text, &name.to_lowercase())?, name)))
        .collect();
    matches.sort_by_key(|(distance, _)| *distance);
    matches.truncate(MAX_MATCHES);
    matches.into_iter().map(|(_, name)| name).collect()
}

/// How far two names are apart, if they are near at all.
fn distance(text: &str, name: &str) -> Option<usize> {
    let distance = strsim::osa_distance(text, name);
    let typed_wrong = distance <= text.chars().count() / 3;
    let cut_short = text.len() > 1 && name.starts_with(text);
    (typed_wrong || cut_short).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let known = ["dev", "build", "build:web", "grace", "stdin"];
        assert_eq!(near(text, known), expected);
    }

    #[test]
    fn a_typing_error_is_near() {
        check("grase", &["grace"]);
        check("dve", &["dev"]);
        check("STDIN", &["stdin"]);
    }

    #[test]
    fn the_beginning_of_a_name_is_near() {
        check("bui", &["build", "build:web"]);
    }

    #[test]
    fn another_word_is_not_near() {
        check("x", &[]);
        check("serve", &[]);
        check("", &[]);
        check(&"d".repeat(1000), &[]);
    }
}
