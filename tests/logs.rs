//! `brummer logs`: what is kept on disk, asked for, cut off, and damaged.

mod asked;
mod broken;
mod kept;

use serde_json::Value;

use crate::support::project::{Project, process};

/// A project that keeps the logs of its process `dev`, which is this shell command.
fn keeping(command: &str) -> Project {
    let config = format!("[logs]\npersist = true\n{}", process("dev", command));
    Project::new(&[(".brum.toml", &config)])
}

/// Runs `dev` to its end.
#[track_caller]
fn run(project: &Project) {
    project.run(&["run", "dev", "--no-tui"]).check(0);
}

/// The lines that `brummer logs` finds.
#[track_caller]
fn lines(project: &Project, args: &[&str]) -> Vec<Value> {
    let ended = project.run(&[&["logs", "--json"], args].concat()).check(0);
    let lines = ended.text().lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Their texts.
#[track_caller]
fn texts(project: &Project, args: &[&str]) -> Vec<String> {
    let lines = lines(project, args);
    let texts = lines.iter().map(|line| line["text"].as_str().unwrap());
    texts.map(str::to_owned).collect()
}

/// The directory with the files.
fn directory(project: &Project) -> std::path::PathBuf {
    let state = project.path("~/.local/state/brummer");
    let mut projects = std::fs::read_dir(state).unwrap();
    projects.next().unwrap().unwrap().path().join("logs")
}
