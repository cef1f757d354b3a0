//! What is found in directories, and what is said of those that are broken.

use std::fs;

use super::*;
use crate::config::ConfigSources;

mod broken;
mod editor;
mod hostile;
mod javascript;
mod kinds;
mod projects;
mod watch;
mod workspaces;

/// A repository with a project in it, and a directory of programs that is the whole `PATH`.
struct World(tempfile::TempDir);

impl World {
    /// The files are `repo/…` and `repo/app/…`; the project is `repo/app`.
    fn new(files: &[(&str, &str)]) -> Self {
        let world = Self(tempfile::tempdir().unwrap());
        for dir in ["repo/.git", "repo/app", "bin"] {
            fs::create_dir_all(world.path(dir)).unwrap();
        }
        for (file, text) in files {
            world.write(file, text);
        }
        world
    }

    fn with_package(text: &str) -> Self {
        Self::new(&[("repo/app/package.json", text)]).with_programs(&["npm"])
    }

    fn with_programs(self, names: &[&str]) -> Self {
        for name in names {
            let path = self.path("bin").join(name);
            fs::write(&path, "").unwrap();
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
            }
        }
        self
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn discover(&self) -> Project {
        self.discover_in("repo/app")
    }

    fn discover_in(&self, dir: &str) -> Project {
        self.load(dir).unwrap()
    }

    /// The project in a directory, unless the configuration is broken.
    fn load(&self, dir: &str) -> Result<Project, String> {
        let dir = self.path(dir);
        let config = Config::load(&ConfigSources {
            dir: dir.clone(),
            home: Some(self.path("home/dev")),
            ..ConfigSources::default()
        });
        let config = config.map_err(|_| "broken".to_owned())?;
        let search_path = SearchPath::of([self.path("bin")]);
        Ok(Project::discover_with(&dir, &config, search_path))
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// What is found in a directory, a line each.
    fn listing(&self, dir: &str) -> String {
        let project = self.discover_in(dir);
        let scripts = project.scripts.iter().map(|script| {
            let Script {
                name,
                command,
                kind,
                source,
                ..
            } = script;
            let dir = shown_dir(&script.dir, &project.dir);
            let origin = script.origin.relative_to(&project.dir);
            let description = script.description.as_deref().unwrap_or_default();
            format!(
                "{name} | {command} | {} | {dir} | {kind} | {source} | {origin} | {description}",
                script.script
            )
        });
        let warnings = project.warnings.iter().map(Warning::to_string);
        let lines: Vec<_> = scripts.chain(warnings).collect();
        self.filtered(&lines.join("\n"))
    }

    /// The warnings, with the directory of this world left out.
    fn warnings(&self) -> String {
        self.warnings_in("repo/app")
    }

    fn warnings_in(&self, dir: &str) -> String {
        let warnings = self.discover_in(dir).warnings;
        let warnings: Vec<_> = warnings.iter().map(Warning::to_string).collect();
        self.filtered(&warnings.join("\n"))
    }

    fn filtered(&self, text: &str) -> String {
        text.replace(self.0.path().to_str().unwrap(), "")
    }
}

const DEV_AND_BUILD: &str = r#"{
  "scripts": {
    "dev": "vite --port 3000",
    "build": "tsc && vite build",
    "a11y": "axe ."
  }
}"#;

#[track_caller]
fn check_scripts(files: &[(&str, &str)], expected: &[&str]) {
    let project = World::new(files).with_programs(&["npm"]).discover();
    let scripts: Vec<_> = project
        .scripts
        .iter()
        .map(|script| format!("{}: {} [{}]", script.name, script.command, script.script))
        .collect();
    assert_eq!(scripts, expected);
}

#[test]
fn package_scripts_are_run_by_name_in_the_order_of_the_file() {
    check_scripts(
        &[("repo/app/package.json", DEV_AND_BUILD)],
        &[
            "dev: npm run dev [vite --port 3000]",
            "build: npm run build [tsc && vite build]",
            "a11y: npm run a11y [axe .]",
        ],
    );
}

#[test]
fn a_configured_process_wins_over_a_package_script() {
    check_scripts(
        &[
            ("repo/app/package.json", DEV_AND_BUILD),
            (
                "repo/app/.brum.toml",
                "[processes.dev]\ncommand = \"make dev\"",
            ),
        ],
        &[
            "dev: make dev [make dev]",
            "build: npm run build [tsc && vite build]",
            "a11y: npm run a11y [axe .]",
        ],
    );
}

#[test]
fn what_is_configured_is_the_same_with_and_without_a_look_at_the_rest() {
    let config = "[processes.dev]\ncommand = \"make dev\"\n[processes.build]\nenv.A = \"1\"";
    let world = World::new(&[
        ("repo/app/package.json", DEV_AND_BUILD),
        ("repo/app/.brum.toml", config),
    ]);
    let config = Config::load(&ConfigSources {
        dir: world.path("repo/app"),
        ..ConfigSources::default()
    });
    let thorough = world.discover();
    let quick = Project::configured(&thorough.dir, &config.unwrap());
    assert_eq!(quick.scripts, thorough.scripts[..1]);
    assert!(quick.find("build").is_err());
}

#[test]
fn a_process_without_a_command_adjusts_the_package_script() {
    let world = World::new(&[
        ("repo/app/package.json", DEV_AND_BUILD),
        (
            "repo/app/.brum.toml",
            "[processes.dev]\nenv.PORT = \"1\"\ngrace = 9\ngroup = \"web\"",
        ),
    ]);
    let spec = world.discover().find("dev").unwrap().spec();
    assert_eq!(spec.command, Command::program("npm", ["run", "dev"]));
    assert_eq!(spec.group.unwrap().as_str(), "web");
    assert_eq!(spec.env["PORT"], "1");
    assert_eq!(spec.grace.as_secs(), 9);
}

#[test]
fn project_wide_settings_hold_for_package_scripts() {
    let world = World::new(&[
        ("repo/app/package.json", DEV_AND_BUILD),
        ("repo/app/.brum.toml", "grace = 9"),
    ]);
    let spec = world.discover().find("dev").unwrap().spec();
    assert_eq!(spec.grace.as_secs(), 9);
    assert_eq!(spec.shown_script().as_ref(), "vite --port 3000");
    assert_eq!(spec.dir, world.path("repo/app"));
}

#[test]
fn a_directory_without_anything_has_no_scripts_and_no_warnings() {
    let project = World::new(&[]).discover();
    assert_eq!((project.scripts, project.warnings), (vec![], vec![]));
    assert_eq!(project.package_manager, None);
}

#[test]
fn a_project_is_data_too() {
    let world = World::with_package(DEV_AND_BUILD);
    let mut project = world.discover();
    project.scripts.truncate(1);
    let json = serde_json::to_string_pretty(&project).unwrap();
    insta::assert_snapshot!(world.filtered(&json), @r#"
    {
      "directory": "/repo/app",
      "scripts": [
        {
          "name": "dev",
          "command": "npm run dev",
          "script": "vite --port 3000",
          "directory": "/repo/app",
          "origin": {
            "kind": "file",
            "path": "/repo/app/package.json",
            "line": 3
          },
          "kind": "dev",
          "source": "npm"
        }
      ],
      "packageManager": {
        "manager": "npm",
        "reason": {
          "kind": "installed"
        }
      },
      "warnings": []
    }
    "#);
}

#[track_caller]
fn check_manager(files: &[(&str, &str)], programs: &[&str], expected: &str) {
    let world = World::new(&[("repo/app/package.json", "{}")]);
    for (file, text) in files {
        fs::write(world.path(file), text).unwrap();
    }
    let world = world.with_programs(programs);
    let chosen = world.discover().package_manager.unwrap();
    let chosen = format!("{}, because {}", chosen.manager, chosen.reason);
    assert_eq!(world.filtered(&chosen), expected);
}

const DECLARED: (&str, &str) = (
    "repo/app/package.json",
    "{\n\"packageManager\": \"pnpm@10.1.0+sha512.abc\",\n\"devEngines\": { \"packageManager\": { \"name\": \"bun\" } } }",
);

#[test]
fn the_configuration_decides_the_package_manager_first() {
    check_manager(
        &[
            DECLARED,
            ("repo/app/.brum.toml", "package_manager = \"yarn\""),
        ],
        &["npm"],
        "yarn, because it is configured (/repo/app/.brum.toml:1)",
    );
}

#[test]
fn the_package_manager_field_comes_next() {
    check_manager(
        &[DECLARED, ("repo/app/yarn.lock", "")],
        &[],
        "pnpm, because `packageManager` says so (/repo/app/package.json:2)",
    );
}

#[test]
fn dev_engines_come_after_it() {
    let dev_engines =
        "{\"devEngines\": {\"packageManager\": [{\"name\": \"vlt\"}, {\"name\": \"bun\"}]}}";
    check_manager(
        &[
            ("repo/app/package.json", dev_engines),
            ("repo/app/yarn.lock", ""),
        ],
        &[],
        "bun, because `devEngines` says so (/repo/app/package.json:1)",
    );
}

#[test]
fn the_nearest_lockfile_comes_next() {
    check_manager(
        &[("repo/pnpm-lock.yaml", "")],
        &["npm"],
        "pnpm, because of /repo/pnpm-lock.yaml",
    );
    check_manager(
        &[("repo/pnpm-lock.yaml", ""), ("repo/app/bun.lock", "")],
        &["npm"],
        "bun, because of /repo/app/bun.lock",
    );
    check_manager(
        &[("repo/app/npm-shrinkwrap.json", "")],
        &[],
        "npm, because of /repo/app/npm-shrinkwrap.json",
    );
}

#[test]
fn the_first_installed_comes_last() {
    check_manager(
        &[],
        &["bun", "yarn"],
        "yarn, because it is the first that is installed",
    );
    check_manager(&[], &[], "npm, because nothing says otherwise");
}

#[test]
fn a_script_that_is_not_there_names_the_near_ones() {
    let project = World::with_package(DEV_AND_BUILD).discover();
    let error = project.find("biuld").unwrap_err();
    assert_eq!(error.near, ["build"]);
    insta::assert_snapshot!(error, @"there is no script or program `biuld`; did you mean `build`? (scripts: dev, build, a11y)");
}

#[test]
fn without_scripts_an_unknown_name_says_so() {
    let project = World::new(&[]).discover();
    insta::assert_snapshot!(project.find("de\u{1b}v").unwrap_err(), @r"there is no script or program `de\u{1b}v` (this project has no scripts)");
}

#[test]
fn of_very_many_scripts_the_first_are_listed() {
    let scripts: Vec<_> = (0..30)
        .map(|number| format!("\"s{number}\": \"\""))
        .collect();
    let world = World::with_package(&format!("{{\"scripts\": {{{}}}}}", scripts.join(",")));
    let error = world.discover().find("x").unwrap_err().to_string();
    assert!(error.ends_with("s18, s19 and 10 more)"), "{error}");
}

#[track_caller]
fn check_command_line(text: &str, expected: Option<&str>) {
    let world = World::with_package(DEV_AND_BUILD).with_programs(&["node"]);
    fs::write(world.path("repo/app/serve.sh"), "").unwrap();
    let shown = world.discover().spec(text).map(|spec| {
        let shell = match spec.command {
            Command::Shell(_) => "shell",
            Command::Program { .. } => "program",
        };
        format!("{} ({shell}): {}", spec.name, spec.command)
    });
    assert_eq!(shown.ok().as_deref(), expected);
}

#[test]
fn a_script_is_found_before_a_command_line() {
    check_command_line("dev", Some("dev (program): npm run dev"));
}

#[test]
fn what_can_be_executed_is_a_command_line() {
    check_command_line("node server.js", Some("node (shell): node server.js"));
    check_command_line(" ls  | wc ", Some("ls (shell): ls  | wc"));
    check_command_line("node", Some("node (shell): node"));
    check_command_line("./serve.sh", Some("serve.sh (shell): ./serve.sh"));
}

#[test]
fn anything_else_is_an_unknown_name() {
    check_command_line("nodee", None);
    check_command_line("serve.sh", None);
    check_command_line("./missing.sh", None);
    check_command_line("", None);
    check_command_line(" ", None);
}
