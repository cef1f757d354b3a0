//! What it costs to find what a monorepo of 1,000 packages has to run, beside tools that only list its files.
//!
//! `cargo bench --bench discovery`. Cold is after the caches of the file system were dropped, which only root may do;
//! else that column is empty, and so is the row of a tool that is not installed.

#[path = "support/table.rs"]
mod table;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use brummer_core::config::{Config, ConfigSources};
use brummer_core::project::Project;

/// How many packages the monorepo has.
const PACKAGES: usize = 1_000;

/// How many directories of sources each package has, with ten files each.
const DIRS: usize = 4;

/// How often each is measured warm; the median counts.
const WARM: usize = 20;

/// How often each is measured cold.
const COLD: usize = 5;

/// Something that is measured, by name.
type Way = (&'static str, Box<dyn Fn(&Path) -> bool>);

fn main() -> Result<(), Box<dyn Error>> {
    if !std::env::args().any(|arg| arg == "--bench") {
        return Ok(());
    }
    let temp = tempfile::tempdir()?;
    let dir = temp.path().canonicalize()?;
    generate(&dir)?;
    let found = discover(&dir);
    assert_eq!(
        found.scripts.len(),
        PACKAGES * 5 + 2,
        "{:?}",
        found.warnings
    );
    let ways: [Way; 4] = [
        (
            "Project::discover",
            Box::new(|dir| !discover(dir).scripts.is_empty()),
        ),
        (
            "git ls-files",
            Box::new(|dir| runs(dir, "git", &["ls-files"])),
        ),
        (
            "git ls-files, also untracked",
            Box::new(|dir| {
                runs(
                    dir,
                    "git",
                    &["ls-files", "--cached", "--others", "--exclude-standard"],
                )
            }),
        ),
        (
            "fd package.json",
            // Debian calls it by another name.
            Box::new(|dir| {
                runs(dir, "fd", &["package.json"]) || runs(dir, "fdfind", &["package.json"])
            }),
        ),
    ];
    let rows: Vec<_> = ways
        .iter()
        .map(|(name, way)| {
            let cell = |time: Option<Duration>| {
                time.map_or_else(String::new, |time| {
                    format!("{:.1}", time.as_secs_f64() * 1e3)
                })
            };
            let warm = median(WARM, || true, || way(&dir));
            let cold = median(COLD, drop_caches, || way(&dir));
            vec![(*name).to_owned(), cell(warm), cell(cold)]
        })
        .collect();
    let title = format!(
        "{PACKAGES} packages, {} scripts, {} files: milliseconds",
        found.scripts.len(),
        PACKAGES * (DIRS * 10 + 1) + 2,
    );
    table::print(&title, &["", "warm", "cold"], &rows);
    Ok(())
}

fn discover(dir: &Path) -> Project {
    let sources = ConfigSources {
        dir: dir.to_owned(),
        ..ConfigSources::default()
    };
    let config = Config::load(&sources).expect("there is no configuration to be wrong");
    Project::discover(dir, &config)
}

/// Whether a program could be run to its end.
fn runs(dir: &Path, program: &str, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(args).current_dir(dir).stdout(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The median of so many runs, each after `before`; none if one of the two fails.
fn median(times: usize, before: impl Fn() -> bool, run: impl Fn() -> bool) -> Option<Duration> {
    let mut taken = Vec::new();
    for _ in 0..times {
        if !before() {
            return None;
        }
        let began = Instant::now();
        if !run() {
            return None;
        }
        taken.push(began.elapsed());
    }
    taken.sort();
    taken.get(taken.len() / 2).copied()
}

/// Has the system forget what it knows of files, if we may.
fn drop_caches() -> bool {
    // What is not written yet cannot be forgotten.
    rustix::fs::sync();
    fs::write("/proc/sys/vm/drop_caches", "3").is_ok()
}

/// Writes the monorepo and adds it to git.
fn generate(dir: &Path) -> Result<(), Box<dyn Error>> {
    let root = r#"{
  "name": "root",
  "private": true,
  "packageManager": "npm@11.0.0",
  "workspaces": ["apps/*", "packages/**", "!packages/none"],
  "scripts": { "dev": "turbo run dev", "build": "turbo run build" }
}"#;
    fs::write(dir.join("package.json"), root)?;
    fs::write(dir.join(".gitignore"), "node_modules\n")?;
    for number in 0..PACKAGES {
        let group = if number % 10 == 0 { "apps" } else { "packages" };
        let package = dir.join(format!("{group}/p{number:04}"));
        for source in 0..DIRS {
            let sources = package.join(format!("src/part{source}"));
            fs::create_dir_all(&sources)?;
            for file in 0..10 {
                fs::write(sources.join(format!("file{file}.ts")), "export {};\n")?;
            }
        }
        let scripts = ["dev", "build", "test", "lint", "typecheck"];
        let scripts = scripts.map(|name| format!("    \"{name}\": \"{name} --all src\""));
        let needs: Vec<_> = (0..20)
            .map(|n| format!("    \"dependency-{n}\": \"^1.{n}.0\""))
            .collect();
        let text = format!(
            "{{\n  \"name\": \"@acme/p{number:04}\",\n  \"version\": \"1.0.0\",\n  \"scripts\": {{\n{}\n  }},\n  \"dependencies\": {{\n{}\n  }}\n}}\n",
            scripts.join(",\n"),
            needs.join(",\n"),
        );
        fs::write(package.join("package.json"), text)?;
    }
    let added = runs(dir, "git", &["init", "-q"]) && runs(dir, "git", &["add", "-A"]);
    added.then_some(()).ok_or_else(|| "git is needed".into())
}
