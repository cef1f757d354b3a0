//! Names that look like one that does not exist.

/// The most names to suggest.
const SUGGESTIONS: usize = 3;

/// How much of a name has to be as typed, from 0 to 1, to be suggested.
const LIKENESS: f64 = 0.5;

/// The candidates that look like `name`, best first.
pub(super) fn near<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = name.to_lowercase();
    let mut found: Vec<(f64, &str)> = candidates
        .into_iter()
        .map(|candidate| (likeness(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|&(likeness, _)| likeness >= LIKENESS)
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(SUGGESTIONS);
    found.into_iter().map(|(_, candidate)| candidate).collect()
}

fn likeness(wanted: &str, candidate: &str) -> f64 {
    let typed = strsim::normalized_damerau_levenshtein(wanted, candidate);
    // `api` is near `dev:api`, however long the rest.
    let part = wanted.len() > 2 && candidate.contains(wanted);
    if part { typed.max(LIKENESS) } else { typed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: &[&str]) {
        assert_eq!(near(name, ["build", "dev", "dev:api", "test"]), expected);
    }

    #[test]
    fn swapped_letters_and_other_case_are_near() {
        check("dve", &["dev"]);
        check("TEST", &["test"]);
    }

    #[test]
    fn a_part_of_a_name_is_near() {
        check("api", &["dev:api"]);
    }

    #[test]
    fn what_looks_like_nothing_has_no_suggestion() {
        check("xyzzy", &[]);
    }
}
