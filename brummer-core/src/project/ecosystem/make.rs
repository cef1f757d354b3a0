//! The targets of a makefile that a person can ask for: neither patterns nor what begins with a dot.
//!
//! Nothing is executed, so what functions (`$(shell …)`, `$(eval …)`) would make is not there; variables whose value
//! is written in the file are. Both sides of a condition count.

mod line;
mod variables;

use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use self::line::{Lines, Statement};
use self::variables::Variables;
use crate::config::Origin;
use crate::process::spec::Command;
use crate::project::found::{Found, Usage};
use crate::project::look::Look;
use crate::project::recipe;
use crate::project::text::Text;

/// The names of the file, in the order in which GNU make looks for them.
const FILES: [&str; 3] = ["GNUmakefile", "makefile", "Makefile"];

/// The most files that are read of one makefile.
const MAX_FILES: usize = 64;

/// The most targets that are shown.
const MAX_TARGETS: usize = 5_000;

/// The most lines of a recipe that are kept.
const MAX_RECIPE: usize = 16;

/// Looks at a directory with a makefile.
pub(super) fn look(look: &mut Look<'_>) {
    let Some(text) = look.read_first(&FILES) else {
        return;
    };
    let mut makefile = Makefile::default();
    makefile.read(&text, look);
    if !makefile.targets.is_empty() {
        look.needs("make", "with your system's package manager");
    }
    for target in makefile.targets {
        let usage = if makefile.phony.contains(&target.name) || !is_internal(&target.name) {
            Usage::Direct
        } else {
            Usage::Internal
        };
        let commands = target.recipe.iter().map(|line| without_signs(line));
        look.add(Found {
            body: recipe::shown(commands),
            description: target.description,
            usage,
            ..Found::new(
                target.name.clone(),
                Command::program("make", [target.name]),
                target.origin,
            )
        });
    }
}

/// Whether it looks like a file that is made on the way, or like a target for others.
fn is_internal(name: &str) -> bool {
    name.contains(['/', '.']) || name.starts_with('_')
}

/// A line of a recipe without what tells make to be silent, or to go on.
fn without_signs(line: &str) -> &str {
    line.trim_start_matches(|c: char| matches!(c, '@' | '-' | '+') || c.is_whitespace())
}

/// A makefile with all that it includes.
#[derive(Default)]
struct Makefile {
    targets: Vec<Target>,
    /// Where a target is in `targets`.
    by_name: FxHashMap<String, usize>,
    phony: FxHashSet<String>,
    variables: Variables,
    files: FxHashSet<PathBuf>,
}

/// A target of a makefile.
struct Target {
    name: String,
    origin: Origin,
    description: Option<Arc<str>>,
    recipe: Vec<String>,
}

impl Makefile {
    fn read(&mut self, text: &Text, look: &mut Look<'_>) {
        if self.files.len() == MAX_FILES || !self.files.insert(text.path().to_owned()) {
            return;
        }
        // The targets of the rule whose recipe is being read.
        let mut open: Vec<usize> = Vec::new();
        let mut is_said = false;
        for statement in Lines::new(text.as_str()) {
            match statement {
                Statement::Recipe(line) => self.recipe(&mut open, &line),
                Statement::Assign { name, sign, value } => {
                    open.clear();
                    self.variables.assign(&name, sign, &value);
                }
                // Make stops at the first.
                Statement::Broken { at, why } => {
                    if !std::mem::replace(&mut is_said, true) {
                        look.warn(text.warning(at, why));
                    }
                }
                Statement::Include(files) => {
                    open.clear();
                    self.include(&files, look);
                }
                Statement::Rule {
                    at,
                    targets,
                    needs,
                    recipe,
                    help,
                } => {
                    open = self.rule(&targets, &needs, &text.origin(at), help.as_deref());
                    if let Some(line) = recipe {
                        self.recipe(&mut open, &line);
                    }
                }
            }
        }
    }

    fn rule(
        &mut self,
        targets: &str,
        needs: &str,
        origin: &Origin,
        help: Option<&str>,
    ) -> Vec<usize> {
        let names = self.variables.words(targets);
        if names.iter().any(|name| name == ".PHONY") {
            self.phony.extend(self.variables.words(needs));
        }
        let room = MAX_TARGETS.saturating_sub(self.targets.len());
        let names = names.into_iter().filter(|name| is_target(name));
        names
            .take(room)
            .map(|name| {
                let next = self.targets.len();
                let position = *self.by_name.entry(name.clone()).or_insert(next);
                if position == next {
                    self.targets.push(Target {
                        name,
                        origin: origin.clone(),
                        description: None,
                        recipe: Vec::new(),
                    });
                }
                let target = &mut self.targets[position];
                if let (None, Some(help)) = (&target.description, help) {
                    target.description = recipe::first_line(help);
                }
                position
            })
            .collect()
    }

    /// Adds a line to the recipes of those targets that have room.
    fn recipe(&mut self, targets: &mut Vec<usize>, line: &str) {
        targets.retain(|target| {
            let recipe = &mut self.targets[*target].recipe;
            recipe.push(line.to_owned());
            recipe.len() < MAX_RECIPE
        });
    }

    fn include(&mut self, files: &str, look: &mut Look<'_>) {
        for file in self.variables.words(files) {
            let path = look.dir().join(&file);
            for path in matching(path, look) {
                if let Some(text) = look.read_path(&path) {
                    self.read(&text, look);
                }
            }
        }
    }
}

/// The files that an include means: itself, or those with this ending for `*.mk`.
fn matching(path: PathBuf, look: &mut Look<'_>) -> Vec<PathBuf> {
    let name = path.file_name().and_then(|name| name.to_str());
    let end = match name {
        Some("*.mk") => ".mk",
        Some("*.make") => ".make",
        Some("*.mak") => ".mak",
        Some(_) | None => return vec![path],
    };
    let Some(dir) = path.parent() else {
        return Vec::new();
    };
    let names = look.at(dir.to_owned()).names_ending(end);
    names.iter().map(|name| dir.join(name)).collect()
}

/// Whether a person can ask for it: no pattern, nothing special (`.PHONY`, `.c.o`), no member of an archive.
fn is_target(name: &str) -> bool {
    !name.contains(['%', '(', ')', '$', '=', '*', '?', '[', '\\', '~'])
        && (!name.starts_with('.') || name.starts_with("./") && name.len() > 2)
        && !name.starts_with('-')
}
