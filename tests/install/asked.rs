//! The question at a terminal.

use super::*;
use crate::support::terminal::Terminal;

/// The question, on a terminal; none if the tool for one is missing.
fn ask(project: &Project, args: &[&str]) -> Option<Terminal> {
    let args = [&["mcp", "install", "cursor"], args].concat();
    Terminal::start(project, &args)
}

/// Checks how it ends with this answer, and whether the file was written then.
#[track_caller]
fn check(answer: &str, code: i32, is_written: bool) {
    let project = Project::new(&[]);
    let Some(mut terminal) = ask(&project, &[]) else {
        return;
    };
    terminal.wait_for_line("Write this? [y/N]");
    assert!(files(&project).is_empty());
    terminal.type_keys(answer);
    terminal.program.end().check(code);
    assert_eq!(!files(&project).is_empty(), is_written);
}

#[test]
fn only_a_yes_writes() {
    check("y\r", 0, true);
    check("\r", 1, false);
    check("no\r", 1, false);
}

#[test]
fn with_the_flag_nobody_is_asked() {
    let project = Project::new(&[]);
    let Some(terminal) = ask(&project, &["--yes"]) else {
        return;
    };
    terminal.program.end().check(0);
    assert_eq!(files(&project).len(), 1);
}

#[test]
fn what_an_editor_wrote_while_one_thought_is_not_overwritten() {
    let project = Project::new(&[("~/.cursor/mcp.json", "{}")]);
    let Some(mut terminal) = ask(&project, &[]) else {
        return;
    };
    terminal.wait_for_line("Write this? [y/N]");
    fs::write(project.path("~/.cursor/mcp.json"), "{\"a\": 1}").unwrap();
    terminal.type_keys("y\r");
    terminal.program.end().check(2);
    assert_eq!(files(&project).len(), 1);
    assert_eq!(
        fs::read_to_string(project.path("~/.cursor/mcp.json")).unwrap(),
        "{\"a\": 1}"
    );
}
