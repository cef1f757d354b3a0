//! The globs of workspaces, as the package managers read them.
//!
//! A glob is walked a part at a time, so that only directories are listed that it leads through. `*` and `**` do not
//! match what begins with a dot, and nothing matches `node_modules`.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use crate::project::look::Look;
use crate::project::survey::Branch;

/// How many globs the braces of one may stand for.
const MAX_BRACES: usize = 256;

/// How many levels `**` goes down.
const MAX_DEPTH: usize = 16;

/// How many directories the globs of one workspace may lead through.
const MAX_DIRS: usize = 50_000;

/// A glob for directories.
#[derive(Debug)]
pub(super) struct DirGlob(Vec<Part>);

/// What one part of a path has to be.
#[derive(Debug)]
enum Part {
    /// This name
    Name(String),
    /// A name that matches
    Matches(GlobMatcher),
    /// A name that matches none of these: `!(a|b)`
    Differs(Vec<GlobMatcher>),
    /// Any number of directories: `**`
    Any,
}

/// Why a glob is not walked; reads on after the glob.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadGlob {
    /// It leads up
    #[error("leads out of the workspace")]
    Outside,
    /// It cannot be understood
    #[error("is not understood")]
    Syntax,
}

impl DirGlob {
    /// Reads a glob; with braces it stands for several.
    pub(super) fn parse(text: &str) -> Result<Vec<Self>, BadGlob> {
        expand(text)?
            .iter()
            .map(|text| Self::parse_one(text))
            .collect()
    }

    fn parse_one(text: &str) -> Result<Self, BadGlob> {
        let mut parts: Vec<Part> = Vec::new();
        for part in text.replace('\\', "/").split('/') {
            match part {
                "" | "." => {}
                ".." => match parts.pop() {
                    Some(Part::Name(_) | Part::Matches(_) | Part::Differs(_)) => {}
                    Some(Part::Any) | None => return Err(BadGlob::Outside),
                },
                // Two in a row mean the same, and take longer.
                "**" if matches!(parts.last(), Some(Part::Any)) => {}
                "**" => parts.push(Part::Any),
                part => parts.push(Part::parse(part)?),
            }
        }
        Ok(Self(parts))
    }

    /// The same, if `**` at its end does not match nothing.
    pub(super) fn below_last(mut self) -> Self {
        if matches!(self.0.last(), Some(Part::Any)) {
            self.0.extend(Part::parse("*").ok());
        }
        self
    }

    /// Whether it is the directory of the workspace itself.
    pub(super) fn is_self(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a path below the workspace matches.
    pub(super) fn matches(&self, path: &Path) -> bool {
        let names: Option<Vec<_>> = path.iter().map(|name| name.to_str()).collect();
        names.is_some_and(|names| matches(&self.0, &names))
    }
}

/// Each part is tried against each name once: no glob takes longer than the product of both.
fn matches(parts: &[Part], names: &[&str]) -> bool {
    // Whether the parts so far match the first names, for each number of names.
    let mut so_far: Vec<bool> = (0..=names.len()).map(|number| number == 0).collect();
    for part in parts {
        let mut next = vec![false; names.len() + 1];
        for number in 0..=names.len() {
            let name = |number: usize| part.matches(names[number]);
            next[number] = match part {
                Part::Any => so_far[number] || number > 0 && next[number - 1] && name(number - 1),
                Part::Name(_) | Part::Matches(_) | Part::Differs(_) => {
                    number > 0 && so_far[number - 1] && name(number - 1)
                }
            };
        }
        so_far = next;
    }
    so_far[names.len()]
}

impl Part {
    fn parse(text: &str) -> Result<Self, BadGlob> {
        let glob = |text: &str| {
            let glob = GlobBuilder::new(text)
                .literal_separator(true)
                .build()
                .map_err(|_| BadGlob::Syntax)?;
            Ok(glob.compile_matcher())
        };
        if let Some((sign, inner)) = extended(text) {
            let alternatives = inner.split('|');
            return match sign {
                '!' => Ok(Self::Differs(
                    alternatives.map(glob).collect::<Result<_, _>>()?,
                )),
                '@' => glob(&format!("{{{}}}", inner.replace('|', ","))).map(Self::Matches),
                _ => Err(BadGlob::Syntax),
            };
        }
        if text.contains(['(', ')', '|']) {
            return Err(BadGlob::Syntax);
        }
        if text.contains(['*', '?', '[', ']', '{', '}']) {
            glob(text).map(Self::Matches)
        } else {
            Ok(Self::Name(text.to_owned()))
        }
    }

    fn matches(&self, name: &str) -> bool {
        if name == "node_modules" {
            return false;
        }
        let is_hidden = name.starts_with('.');
        match self {
            Self::Name(text) => text == name,
            Self::Matches(glob) => {
                // A glob matches what is hidden only if it says so.
                (!is_hidden || glob.glob().glob().starts_with('.')) && glob.is_match(name)
            }
            Self::Differs(globs) => !is_hidden && globs.iter().all(|glob| !glob.is_match(name)),
            Self::Any => !is_hidden,
        }
    }
}

/// The sign and the inside of `!(a|b)` and its like.
fn extended(text: &str) -> Option<(char, &str)> {
    let sign = text.chars().next()?;
    let inner = text.get(sign.len_utf8()..)?.strip_prefix('(')?;
    let inner = inner.strip_suffix(')')?;
    (!inner.contains(['(', ')'])).then_some((sign, inner))
}

/// The globs that one with braces (`{apps,packages}/*`) stands for.
fn expand(text: &str) -> Result<Vec<String>, BadGlob> {
    let mut done = Vec::new();
    let mut open = vec![text.to_owned()];
    while let Some(text) = open.pop() {
        if open.len() + done.len() > MAX_BRACES || text.len() > 4096 {
            return Err(BadGlob::Syntax);
        }
        // The innermost braces: the first closing one, and the opening one before it.
        let pair = text
            .find('}')
            .and_then(|end| Some((text[..end].rfind('{')?, end)));
        let Some((start, end)) = pair else {
            done.push(text);
            continue;
        };
        let (before, inside, after) = (&text[..start], &text[start + 1..end], &text[end + 1..]);
        let alternatives = inside.split(',').rev();
        open.extend(alternatives.map(|alternative| format!("{before}{alternative}{after}")));
    }
    Ok(done)
}

/// Walks globs over the directories of a workspace.
pub(super) struct Walk {
    root: PathBuf,
    left: usize,
    found: BTreeSet<PathBuf>,
    /// Links that lead to themselves, or to the workspace.
    loops: BTreeSet<PathBuf>,
}

impl Walk {
    /// A walk below this directory.
    pub(super) fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            left: MAX_DIRS,
            found: BTreeSet::new(),
            loops: BTreeSet::new(),
        }
    }

    /// Adds the directories that a glob leads to; `is_wanted` tells those that count.
    pub(super) fn add(
        &mut self,
        glob: &DirGlob,
        look: &mut Look<'_>,
        is_wanted: &impl Fn(&Path) -> io::Result<bool>,
    ) {
        let root = self.root.clone();
        self.step(&glob.0, &root, 0, look, is_wanted);
    }

    /// The directories that were found, sorted, and the links that lead to themselves.
    pub(super) fn finish(self) -> (BTreeSet<PathBuf>, BTreeSet<PathBuf>) {
        (self.found, self.loops)
    }

    /// Whether there was more than is walked over.
    pub(super) fn is_cut(&self) -> bool {
        self.left == 0
    }

    fn step(
        &mut self,
        parts: &[Part],
        dir: &Path,
        depth: usize,
        look: &mut Look<'_>,
        is_wanted: &impl Fn(&Path) -> io::Result<bool>,
    ) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        let Some((part, rest)) = parts.split_first() else {
            match is_wanted(dir) {
                Ok(true) => {
                    self.found.insert(dir.to_owned());
                }
                Ok(false) => {}
                // What is wrong with it is said where it is listed.
                Err(_) => drop(look.branches(dir)),
            }
            return;
        };
        match part {
            Part::Name(name) => self.step(rest, &dir.join(name), depth, look, is_wanted),
            Part::Matches(_) | Part::Differs(_) => {
                for branch in look.branches(dir) {
                    let (Branch::Dir(name) | Branch::Link(name)) = &branch;
                    let path = dir.join(name);
                    if part.matches(name) && self.leads_on(&branch, &path) {
                        self.step(rest, &path, depth, look, is_wanted);
                    }
                }
            }
            Part::Any => {
                self.step(rest, dir, depth, look, is_wanted);
                if depth == MAX_DEPTH {
                    return;
                }
                for branch in look.branches(dir) {
                    match branch {
                        Branch::Dir(name) if part.matches(&name) => {
                            self.step(parts, &dir.join(&name), depth + 1, look, is_wanted);
                        }
                        // A link could lead back to where it is.
                        Branch::Dir(_) | Branch::Link(_) => {}
                    }
                }
            }
        }
    }

    /// Whether this is a directory to go into, also through a link.
    fn leads_on(&mut self, branch: &Branch, path: &Path) -> bool {
        match branch {
            Branch::Dir(_) => return true,
            Branch::Link(_) => {}
        }
        let leads_back = match path.canonicalize() {
            Ok(to) => self.root.starts_with(&to),
            Err(error) => is_loop(&error),
        };
        if leads_back {
            self.loops.insert(path.to_owned());
        }
        !leads_back && path.is_dir()
    }
}

#[cfg(unix)]
fn is_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

#[cfg(not(unix))]
fn is_loop(_: &io::Error) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(glob: &str, matching: &[&str], others: &[&str]) {
        let globs = DirGlob::parse(glob).unwrap();
        let is_match = |path: &str| globs.iter().any(|glob| glob.matches(Path::new(path)));
        for path in matching {
            assert!(is_match(path), "{glob} should match {path}");
        }
        for path in others {
            assert!(!is_match(path), "{glob} should not match {path}");
        }
    }

    #[test]
    fn a_star_is_one_part_of_a_path() {
        check(
            "packages/*",
            &["packages/a"],
            &["packages", "packages/a/b", "packages/.a"],
        );
        check("./packages/*/", &["packages/a"], &["a"]);
        check("packages/a*", &["packages/ab"], &["packages/b"]);
    }

    #[test]
    fn two_stars_are_any_number_of_parts() {
        check(
            "packages/**",
            &["packages", "packages/a", "packages/a/b"],
            &["x", "packages/.a/b", "packages/node_modules/b"],
        );
        check("**/app", &["app", "a/b/app"], &["a/app/b"]);
        check("**/x/**/y", &["x/y", "a/x/b/c/y"], &["x", "y/x"]);
    }

    #[test]
    fn braces_and_alternatives_are_several() {
        check("{apps,packages}/*", &["apps/a", "packages/a"], &["libs/a"]);
        check("x/{a,b/{c,d}}", &["x/a", "x/b/c", "x/b/d"], &["x/b"]);
        check("x/@(a|b)", &["x/a", "x/b"], &["x/c"]);
        check("x/!(a|b*)", &["x/c"], &["x/a", "x/bb"]);
    }

    #[test]
    fn what_is_hidden_is_matched_by_name_only() {
        check(".config/*", &[".config/a"], &[".config/.b"]);
        check("x/.a*", &["x/.ab"], &["x/ab"]);
    }

    #[test]
    fn a_glob_that_leads_up_is_refused() {
        for glob in ["../other", "a/../..", "**/..", "{a,..}/b"] {
            assert_eq!(DirGlob::parse(glob).err(), Some(BadGlob::Outside), "{glob}");
        }
        assert!(DirGlob::parse("a/..").unwrap()[0].is_self());
    }

    #[test]
    fn braces_are_bounded() {
        assert!(DirGlob::parse(&"{a,b}".repeat(40)).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in ".{0,60}", path in "[a-z./*{}]{0,20}") {
            for glob in DirGlob::parse(&text).unwrap_or_default() {
                glob.matches(Path::new(&path));
            }
        }

        #[test]
        fn signs_in_any_order_are_read_without_a_panic(text in r"[*?!@+(){}\[\]|,./\\a-b]{0,40}") {
            for glob in DirGlob::parse(&text).unwrap_or_default() {
                glob.matches(Path::new("a/b/a"));
            }
        }
    }
}
