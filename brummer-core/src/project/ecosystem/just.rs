//! The recipes of a justfile, with those that it imports and those of its modules (`module::recipe`).

mod line;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use self::line::{Item, Lines, Recipe};
use crate::config::Origin;
use crate::process::spec::Command;
use crate::project::found::{Found, Usage};
use crate::project::look::Look;
use crate::project::recipe;
use crate::project::text::Text;

/// The names of the file; just ignores case, and these are what people write.
const FILES: [&str; 5] = ["justfile", "Justfile", ".justfile", ".Justfile", "JUSTFILE"];

/// The most files that are read of one justfile.
const MAX_FILES: usize = 64;

/// How deep modules may be nested.
const MAX_DEPTH: usize = 8;

/// The most aliases of one justfile.
const MAX_ALIASES: usize = 1_000;

/// Looks at a directory with a justfile.
pub(super) fn look(look: &mut Look<'_>) {
    let Some(text) = look.read_first(&FILES) else {
        return;
    };
    let mut reading = Reading {
        look,
        found: Vec::new(),
        names: FxHashSet::default(),
        files: FxHashSet::default(),
        aliases: Vec::new(),
    };
    reading.file(&text, "", 0);
    let Reading {
        mut found, aliases, ..
    } = reading;
    for (name, recipe) in aliases {
        let of_recipe = found.iter_mut().find(|found| found.name == recipe);
        if let Some(found) = of_recipe {
            found.aliases.push(name.as_str().into());
        }
    }
    if !found.is_empty() {
        look.needs("just", "with `cargo install just`");
    }
    for recipe in found {
        look.add(recipe);
    }
}

/// A justfile that is being read.
struct Reading<'a, 'b> {
    look: &'a mut Look<'b>,
    found: Vec<Found>,
    /// The names that there are; of two, the one in the file that imports counts.
    names: FxHashSet<String>,
    files: FxHashSet<(PathBuf, String)>,
    /// Aliases with the recipes that they stand for.
    aliases: Vec<(String, String)>,
}

impl Reading<'_, '_> {
    /// Reads a file whose recipes begin with `prefix` (`module::`).
    fn file(&mut self, text: &Text, prefix: &str, depth: usize) {
        let place = (text.path().to_owned(), prefix.to_owned());
        if self.files.len() == MAX_FILES || depth > MAX_DEPTH || !self.files.insert(place) {
            return;
        }
        let dir = text.path().parent().unwrap_or(Path::new("")).to_owned();
        let (mut imports, mut modules) = (Vec::new(), Vec::new());
        for item in Lines::new(text.as_str()) {
            match item {
                Item::Recipe(recipe) => self.recipe(recipe, prefix, text),
                Item::Alias { name, recipe } if self.aliases.len() < MAX_ALIASES => {
                    let alias = (format!("{prefix}{name}"), format!("{prefix}{recipe}"));
                    self.aliases.push(alias);
                }
                Item::Alias { .. } => {}
                Item::Import { path } => imports.push(dir.join(path)),
                Item::Module { name, path } => modules.push((name, path)),
                Item::Broken { at, what } => self.look.warn(text.warning(at, what)),
            }
        }
        for path in imports {
            if let Some(text) = self.look.read_path(&path) {
                self.file(&text, prefix, depth + 1);
            }
        }
        for (name, path) in modules {
            let path = path.map(|path| dir.join(path));
            if let Some(text) = self.module(&dir, &name, path) {
                self.look.claim(text.path().parent().unwrap_or(&dir));
                self.file(&text, &format!("{prefix}{name}::"), depth + 1);
            }
        }
    }

    /// The file of a module: where it is said to be, or else by its name.
    fn module(&mut self, dir: &Path, name: &str, path: Option<PathBuf>) -> Option<Text> {
        let mut paths = Vec::new();
        if let Some(path) = path {
            paths.extend(["mod.just", "justfile", ".justfile"].map(|file| path.join(file)));
            // What is no directory is the file itself.
            if !path.is_dir() {
                paths.insert(0, path);
            }
        } else {
            let below = dir.join(name);
            paths.push(dir.join(format!("{name}.just")));
            paths.extend(["mod.just", "justfile", ".justfile"].map(|file| below.join(file)));
        }
        paths.iter().find_map(|path| self.look.read_path(path))
    }

    fn recipe(&mut self, recipe: Recipe<'_>, prefix: &str, text: &Text) {
        let name = format!("{prefix}{}", recipe.name);
        if !recipe.is_for_here || !self.names.insert(name.clone()) {
            return;
        }
        let is_internal =
            recipe.is_private || recipe.name.starts_with('_') || recipe.needs_arguments;
        // A script in another language is not run line by line.
        let is_script = recipe
            .body
            .first()
            .is_some_and(|line| line.starts_with("#!"));
        let lines = if is_script { 1 } else { recipe.body.len() };
        let origin: Origin = text.origin(recipe.at);
        let command = Command::program("just", [name.as_str()]);
        let description: Option<Arc<str>> = recipe.doc.as_deref().and_then(recipe::first_line);
        self.found.push(Found {
            body: recipe::shown(recipe.body.into_iter().take(lines).map(without_signs)),
            description,
            usage: if is_internal {
                Usage::Internal
            } else {
                Usage::Direct
            },
            ..Found::new(name, command, origin)
        });
    }
}

/// A line of a recipe without what tells just to be silent, or to go on.
fn without_signs(line: &str) -> &str {
    line.trim_start_matches(['@', '-', ' ', '\t'])
}
