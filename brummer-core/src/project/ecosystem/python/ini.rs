//! Files in the way of `tox.ini`: sections with keys, whose values may go on in lines that begin with a blank.

use crate::project::lines::numbered;

/// A section of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Section<'a> {
    pub(super) name: &'a str,
    /// The offset of its line.
    pub(super) at: usize,
    /// Keys with their values, the lines of a value apart.
    pub(super) keys: Vec<(&'a str, Vec<&'a str>)>,
}

impl Section<'_> {
    /// The lines of a value; none if there is no such key.
    pub(super) fn get(&self, key: &str) -> &[&str] {
        let found = self.keys.iter().find(|(name, _)| *name == key);
        found.map(|(_, lines)| lines.as_slice()).unwrap_or_default()
    }
}

/// The most sections of a file.
const MAX_SECTIONS: usize = 1_000;

/// The sections, and the offset of the first line that is not understood.
pub(super) fn sections(text: &str) -> (Vec<Section<'_>>, Option<usize>) {
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut broken = None;
    for (at, line) in numbered(text) {
        let is_inside = line.starts_with([' ', '\t']);
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').filter(|_| !is_inside) {
            match name.split_once(']') {
                Some(_) if sections.len() == MAX_SECTIONS => break,
                Some((name, _)) => sections.push(Section {
                    name,
                    at,
                    keys: Vec::new(),
                }),
                None => broken = broken.or(Some(at)),
            }
            continue;
        }
        let section = sections.last_mut();
        match (section, line.split_once(['=', ':'])) {
            (Some(section), _) if is_inside && !section.keys.is_empty() => {
                if let Some((_, lines)) = section.keys.last_mut() {
                    lines.push(line);
                }
            }
            (Some(section), Some((key, value))) => {
                let value = Some(value.trim()).filter(|value| !value.is_empty());
                section.keys.push((key.trim(), value.into_iter().collect()));
            }
            (Some(_) | None, _) => broken = broken.or(Some(at)),
        }
    }
    (sections, broken)
}

/// The names that one with braces stands for: `py{310,311}-test`.
pub(super) fn expanded(text: &str) -> Vec<String> {
    /// How many names a list may stand for.
    const MAX: usize = 500;
    let mut done: Vec<String> = vec![String::new()];
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('{').unwrap_or((rest, ""));
        for name in &mut done {
            name.push_str(before);
        }
        let Some((inside, after)) = after.split_once('}') else {
            break;
        };
        let alternatives: Vec<_> = inside.split(',').map(str::trim).collect();
        if done.len() * alternatives.len() > MAX {
            return Vec::new();
        }
        done = done
            .iter()
            .flat_map(|name| alternatives.iter().map(move |more| format!("{name}{more}")))
            .collect();
        rest = after;
    }
    done.retain(|name| !name.is_empty());
    done
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_may_go_on_in_the_next_lines() {
        let (sections, broken) = sections("[tox]\nenvlist =\n  a\n  b=c # x\nx: y\n[e:f]\n");
        assert_eq!(broken, None);
        assert_eq!(sections[0].get("envlist"), ["a", "b=c # x"]);
        assert_eq!(sections[0].get("x"), ["y"]);
        assert_eq!((sections[1].name, sections[1].at), ("e:f", 35));
    }

    #[test]
    fn what_is_broken_has_a_place() {
        assert_eq!(sections("a\n[b]\nc").1, Some(0));
        assert_eq!(sections("[b]\nc").1, Some(4));
        assert_eq!(sections("[b").1, Some(0));
    }

    #[test]
    fn braces_stand_for_several_names() {
        assert_eq!(
            expanded("py{310,311}-{a, b}"),
            ["py310-a", "py310-b", "py311-a", "py311-b"]
        );
        assert_eq!(expanded("lint"), ["lint"]);
        assert_eq!(expanded("a{b"), ["a"]);
        assert!(expanded(&"{a,b}".repeat(50)).is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "([\\[\\]{},=:;# \n\ta-cé]|.){0,60}") {
            sections(&text);
            expanded(&text);
        }
    }
}
