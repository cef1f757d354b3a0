//! `CMake`: the presets of a project, and the programs and targets that its files name.

mod lists;
mod presets;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use self::lists::{Call, calls};
use crate::config::Origin;
use crate::process::spec::Command;
use crate::project::found::{Found, Usage};
use crate::project::kind::ScriptKind;
use crate::project::look::Look;
use crate::project::text::Text;

/// The most files that are read of one project.
const MAX_FILES: usize = 500;

/// Where a person builds without presets.
const BUILD_DIR: &str = "build";

/// Looks at a directory with a `CMakeLists.txt` of a project.
pub(super) fn look(look: &mut Look<'_>) {
    let Some(text) = look.read("CMakeLists.txt") else {
        return;
    };
    let lists = Lists::read(&text, look);
    let Some(project) = lists.project else {
        return;
    };
    look.needs("cmake", "from https://cmake.org/download");
    let has_presets = presets::look(look);
    if !has_presets {
        let mut commands = vec![
            (
                "configure",
                ScriptKind::Build,
                vec!["cmake", "-B", BUILD_DIR],
            ),
            (
                "build",
                ScriptKind::Build,
                vec!["cmake", "--build", BUILD_DIR],
            ),
        ];
        if lists.has_tests {
            commands.push((
                "test",
                ScriptKind::Test,
                vec!["ctest", "--test-dir", BUILD_DIR],
            ));
        }
        for (name, kind, words) in commands {
            look.add(Found {
                kind: Some(kind),
                ..Found::new(
                    name,
                    Command::program(words[0], words[1..].iter().copied()),
                    project.clone(),
                )
            });
        }
    }
    for target in lists.targets {
        let command = Command::program("cmake", ["--build", BUILD_DIR, "--target", &target.name]);
        look.add(Found {
            kind: Some(if target.is_program {
                ScriptKind::Build
            } else {
                ScriptKind::tell(&target.name, "")
            }),
            usage: if target.name.starts_with('_') {
                Usage::Internal
            } else {
                Usage::Direct
            },
            ..Found::new(target.name, command, target.origin)
        });
    }
}

/// What the files of a project name.
#[derive(Default)]
struct Lists {
    /// Where the project is said to be one.
    project: Option<Origin>,
    targets: Vec<Target>,
    names: FxHashSet<String>,
    has_tests: bool,
    files: BTreeSet<PathBuf>,
}

/// A target that can be built by its name.
struct Target {
    name: String,
    origin: Origin,
    /// Whether it is a program, rather than anything else that is run.
    is_program: bool,
}

impl Lists {
    fn read(text: &Text, look: &mut Look<'_>) -> Self {
        let mut lists = Self::default();
        lists.file(text, look);
        lists
    }

    fn file(&mut self, text: &Text, look: &mut Look<'_>) {
        if self.files.len() == MAX_FILES || !self.files.insert(text.path().to_owned()) {
            return;
        }
        let dir = text.path().parent().unwrap_or(Path::new("")).to_owned();
        let mut below = Vec::new();
        let read = calls(text.as_str());
        if let Some(at) = read.open {
            look.warn(text.warning(
                at,
                "this call is not closed: a bracket or a quote is missing",
            ));
        }
        for Call { at, name, args } in read.calls {
            // A variable is not known.
            let first = args.first().filter(|arg| !arg.contains(['$', '@']));
            match (name.to_ascii_lowercase().as_str(), first) {
                ("project", _) => {
                    self.project.get_or_insert_with(|| text.origin(at));
                }
                ("enable_testing", _) | ("include", Some(&"CTest")) => self.has_tests = true,
                ("add_executable", Some(target)) => {
                    let is_other = matches!(args.get(1), Some(&"IMPORTED" | &"ALIAS"));
                    if !is_other {
                        self.add(target, true, text.origin(at));
                    }
                }
                ("add_custom_target", Some(target)) => self.add(target, false, text.origin(at)),
                ("add_subdirectory", Some(path)) => below.push(dir.join(path)),
                _ => {}
            }
        }
        for dir in below {
            let is_below = dir.starts_with(look.dir())
                && dir.components().all(|part| part.as_os_str() != "..");
            if is_below && let Some(text) = look.at(dir.clone()).read("CMakeLists.txt") {
                look.claim(&dir);
                self.file(&text, look);
            }
        }
    }

    fn add(&mut self, name: &str, is_program: bool, origin: Origin) {
        if self.names.insert(name.to_owned()) {
            self.targets.push(Target {
                name: name.to_owned(),
                origin,
                is_program,
            });
        }
    }
}
