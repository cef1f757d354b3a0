//! Rake tasks, `bin/dev`, and what Rails runs.

mod rakefile;

use self::rakefile::Tasks;
use crate::process::spec::Command;
use crate::project::found::Found;
use crate::project::kind::ScriptKind;
use crate::project::look::Look;
use crate::project::recipe;

/// The names of the file, in the order in which rake looks for them.
const FILES: [&str; 4] = ["rakefile", "Rakefile", "rakefile.rb", "Rakefile.rb"];

/// The most `.rake` files that are read of one directory.
const MAX_FILES: usize = 200;

/// Looks at a directory with Ruby in it.
pub(super) fn look(look: &mut Look<'_>) {
    if look.has("bin") {
        programs(look);
    }
    let Some(text) = look.read_first(&FILES) else {
        return;
    };
    let has_bundle = look.has("Gemfile");
    let has_own = look.has("bin") && look.dir().join("bin/rake").is_file();
    let mut texts = vec![text];
    let dir = look.dir().to_owned();
    // Rails loads these, and others do by what they import.
    for below in ["lib/tasks", "rakelib", "tasks"] {
        if dir.join(below).is_dir() {
            let mut below = look.at(dir.join(below));
            let names = below.names_ending(".rake");
            texts.extend(
                names
                    .iter()
                    .take(MAX_FILES)
                    .filter_map(|name| below.read(name)),
            );
        }
    }
    let mut known = rustc_hash::FxHashSet::default();
    for text in &texts {
        for task in Tasks::new(text.as_str()) {
            if !known.insert(task.name.clone()) {
                continue;
            }
            let command = match (has_own, has_bundle) {
                (true, _) => Command::program("bin/rake", [&task.name]),
                (false, true) => Command::program("bundle", ["exec", "rake", &task.name]),
                (false, false) => Command::program("rake", [&task.name]),
            };
            look.add(Found {
                source: Some("rake"),
                description: task.description.and_then(recipe::first_line),
                ..Found::new(task.name, command, text.origin(task.at))
            });
        }
    }
    match (has_own, has_bundle) {
        _ if known.is_empty() => {}
        (true, _) => {}
        (false, true) => look.needs("bundle", "with `gem install bundler`"),
        (false, false) => look.needs("rake", "with `gem install rake`"),
    }
}

/// Adds what is in `bin`: `bin/dev`, and `bin/rails` with what it is run for.
fn programs(look: &mut Look<'_>) {
    let dir = look.dir().join("bin");
    let mut bin = look.at(dir);
    let dev = bin.read("dev");
    let rails = bin.read("rails");
    if let Some(text) = dev {
        look.add(Found {
            source: Some("bin"),
            kind: Some(ScriptKind::Dev),
            ..Found::new("dev", Command::program("bin/dev", [""; 0]), text.origin(0))
        });
    }
    let Some(text) = rails else {
        return;
    };
    let mut verbs = vec![("server", ScriptKind::Dev)];
    if look.has("test") {
        verbs.push(("test", ScriptKind::Test));
    }
    if look.has("db") {
        verbs.extend([
            ("db:prepare", ScriptKind::Other),
            ("db:migrate", ScriptKind::Other),
        ]);
    }
    for (verb, kind) in verbs {
        look.add(Found {
            source: Some("rails"),
            kind: Some(kind),
            ..Found::new(verb, Command::program("bin/rails", [verb]), text.origin(0))
        });
    }
}
