//! Projects (`brummer-core/tests/projects`), each beside the list that it must give: `made_*` is what a real tool makes for a new user
//! (`record.sh`), the others have all that their tool understands.

use std::fmt::Write as _;

use super::*;

/// Programs that the projects are run with; all of them are there.
const PROGRAMS: [&str; 34] = [
    "pnpm", "yarn", "bun", "deno", "rush", "moon", "make", "just", "task", "mise", "cargo", "go",
    "npm", "uv", "poetry", "pdm", "hatch", "tox", "nox", "poe", "python", "bundle", "rake", "php",
    "composer", "mvn", "dotnet", "mix", "dart", "flutter", "swift", "zig", "cmake", "docker",
];

/// A copy of a project, so that nothing above it counts.
fn copied(name: &str) -> World {
    let world = World::new(&[]).with_programs(&PROGRAMS);
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects");
    copy(&from.join(name), &world.path("repo/app"));
    world
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// What can be run in a project, as people read it.
fn listed(name: &str) -> String {
    let world = copied(name);
    let dir = world.path("repo/app");
    let project = world.discover();
    let mut list = String::new();
    for script in &project.scripts {
        let origin = script.origin.relative_to(&dir);
        let (name, kind, command) = (&script.name, script.kind, &script.command);
        writeln!(list, "{name} [{kind}, {origin}]\n    $ {command}").unwrap();
        let body = script.script.as_ref();
        if body != command.to_string() {
            writeln!(list, "    = {body}").unwrap();
        }
        if !script.aliases.is_empty() {
            writeln!(list, "    also {}", script.aliases.join(", ")).unwrap();
        }
        if script.dir != dir {
            let below = script.dir.strip_prefix(&dir).unwrap();
            writeln!(list, "    in {}", below.display()).unwrap();
        }
        for (name, value) in &script.conduct.env {
            writeln!(list, "    {name}={}", value.escape_debug()).unwrap();
        }
        if let Some(description) = &script.description {
            writeln!(list, "    # {description}").unwrap();
        }
    }
    for warning in &project.warnings {
        writeln!(list, "warning: {warning}").unwrap();
    }
    world.filtered(&list)
}

/// A test for each project: what it must give is in `snapshots`.
macro_rules! projects {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(listed(stringify!($name)));
            }
        )*
    };
}

projects! {
    procfile make just task mise cargo go python_uv python_poetry python_tools flask fastapi rake rails
    composer artisan maven gradle dotnet elixir dart flutter swift zig cmake cmake_presets compose vscode mprocs
    process_compose pm2 pm2_js
    made_bun made_cargo made_composer made_deno made_django made_hatch made_lerna made_mix made_moon made_next
    made_npm made_nx made_nx_react made_pdm made_pnpm made_poetry made_rails made_rush made_svelte made_turbo made_uv made_vite
    made_yarn_1 made_yarn_4
}
