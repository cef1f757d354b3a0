//! Fuzzy search: all words, each as letters in their order, the best match first.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// The items whose text matches, the best first; all of them, in their order, for an empty text.
pub(crate) fn best<T>(items: Vec<T>, wanted: &str, text: impl Fn(&T) -> String) -> Vec<T> {
    let mut found = scored(items, wanted, &text);
    // Of those that match alike, the one with less besides was meant.
    found.sort_by_cached_key(|(score, item)| {
        let rest = if wanted.trim().is_empty() {
            0
        } else {
            text(item).len()
        };
        (std::cmp::Reverse(*score), rest)
    });
    found.into_iter().map(|(_, item)| item).collect()
}

/// The items whose text matches, in their order.
pub(crate) fn matching<T>(items: Vec<T>, wanted: &str, text: impl Fn(&T) -> String) -> Vec<T> {
    let found = scored(items, wanted, text);
    found.into_iter().map(|(_, item)| item).collect()
}

fn scored<T>(items: Vec<T>, wanted: &str, text: impl Fn(&T) -> String) -> Vec<(u32, T)> {
    if wanted.trim().is_empty() {
        return items.into_iter().map(|item| (0, item)).collect();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(wanted, CaseMatching::Smart, Normalization::Smart);
    let mut chars = Vec::new();
    let scored = items.into_iter().filter_map(|item| {
        let text = text(&item);
        let score = pattern.score(Utf32Str::new(&text, &mut chars), &mut matcher)?;
        Some((score, item))
    });
    scored.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_match_is_first() {
        let names = vec!["restart-all", "redraw", "restart", "problems"];
        assert_eq!(
            best(names.clone(), "rest", ToString::to_string)[0],
            "restart"
        );
        assert_eq!(
            best(names.clone(), "all re", ToString::to_string),
            ["restart-all"]
        );
        assert_eq!(matching(names, "red", ToString::to_string), ["redraw"]);
    }

    #[test]
    fn nothing_typed_finds_everything_in_its_order() {
        assert_eq!(best(vec!["b", "a"], " ", ToString::to_string), ["b", "a"]);
    }
}
