//! Which directories are members of a workspace, by the globs that its file has.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::glob::{BadGlob, DirGlob, Walk};
use crate::config::Warning;
use crate::config::origin::shown_path;
use crate::project::look::Look;
use crate::project::text::{Node, Text};

/// How a tool reads globs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::project::ecosystem) enum Dialect {
    /// npm and bun: `!` takes away, and what a later glob names by itself comes back.
    Npm,
    /// yarn 1: `!` is no sign.
    YarnClassic,
    /// yarn from 2 on, and Lerna: `!` takes away with all that is below.
    Globby,
    /// pnpm: `!` takes away; the directory of the workspace is always one of its packages.
    Pnpm,
}

/// A glob as written.
struct Written<'a> {
    text: &'a str,
    globs: Vec<DirGlob>,
}

/// The members of the workspace in the directory of `look`, sorted: directories with one of these files.
///
/// `list` is what the file `text` has for globs.
pub(in crate::project::ecosystem) fn members(
    look: &mut Look<'_>,
    text: &Text,
    list: &Node,
    dialect: Dialect,
    files: &[&str],
) -> BTreeSet<PathBuf> {
    let (positive, negative) = read(look, text, list, dialect);
    let root = look.dir().to_owned();
    let mut walk = Walk::new(&root);
    for glob in positive.iter().flat_map(|written| &written.globs) {
        walk.add(glob, look, &|dir| has_one(dir, files));
    }
    if walk.is_cut() {
        let message = "the globs lead through too many directories; not all are looked at";
        look.warn(text.warning(list.at, message));
    }
    let (found, loops) = walk.finish();
    for link in loops {
        look.warn(Warning {
            origin: None,
            message: format!(
                "{} is a symbolic link that leads back to where it comes from; it is not followed",
                shown_path(&link),
            ),
        });
    }
    let is_member = |dir: &PathBuf| {
        let below = dir.strip_prefix(&root).unwrap_or(dir);
        !below.as_os_str().is_empty() && !is_taken_away(below, &negative, dialect)
    };
    found.into_iter().filter(is_member).collect()
}

/// Whether a directory has one of these files.
fn has_one(dir: &Path, files: &[&str]) -> io::Result<bool> {
    for file in files {
        if dir.join(file).try_exists()? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether one of these globs takes a path away.
fn is_taken_away(path: &Path, negative: &[Written<'_>], dialect: Dialect) -> bool {
    let mut globs = negative.iter().flat_map(|written| &written.globs);
    match dialect {
        Dialect::Npm | Dialect::YarnClassic | Dialect::Pnpm => globs.any(|glob| glob.matches(path)),
        Dialect::Globby => globs.any(|glob| path.ancestors().any(|path| glob.matches(path))),
    }
}

/// The globs that add, and those that take away.
fn read<'a>(
    look: &mut Look<'_>,
    text: &Text,
    list: &'a Node,
    dialect: Dialect,
) -> (Vec<Written<'a>>, Vec<Written<'a>>) {
    let (mut positive, mut negative) = (Vec::new(), Vec::<Written<'_>>::new());
    for item in list.items() {
        let Some(glob) = item.as_str() else {
            let message = format!("a glob is {}, not a string", item.kind());
            look.warn(text.warning(item.at, message));
            continue;
        };
        let plain = glob.trim_start_matches('!');
        let is_negative = (glob.len() - plain.len()) % 2 == 1;
        if is_negative && dialect == Dialect::YarnClassic {
            let message = format!(
                "yarn 1 does not know `!`, so that `{}` takes nothing away",
                shown(glob)
            );
            look.warn(text.warning(item.at, message));
            continue;
        }
        let globs = match DirGlob::parse(plain) {
            Ok(globs) => globs,
            Err(error) => {
                look.warn(text.warning(item.at, refusal(glob, error)));
                continue;
            }
        };
        let is_self = globs.iter().any(DirGlob::is_self);
        if is_self && !is_negative && dialect != Dialect::Pnpm {
            let message = format!("the glob `{}` points at the workspace itself", shown(glob));
            look.warn(text.warning(item.at, message));
        }
        let globs = match dialect {
            Dialect::Globby if !is_negative => globs.into_iter().map(DirGlob::below_last).collect(),
            Dialect::Globby | Dialect::Npm | Dialect::YarnClassic | Dialect::Pnpm => globs,
        };
        let written = Written { text: plain, globs };
        if is_negative {
            negative.push(written);
            continue;
        }
        if dialect == Dialect::Npm {
            let named = Path::new(written.text.trim_start_matches("./").trim_matches('/'));
            negative.retain(|earlier| !earlier.globs.iter().any(|glob| glob.matches(named)));
        }
        positive.push(written);
    }
    (positive, negative)
}

fn refusal(glob: &str, error: BadGlob) -> String {
    format!("the glob `{}` {error}", shown(glob))
}

fn shown(glob: &str) -> std::str::EscapeDebug<'_> {
    glob.escape_debug()
}
