//! What is not edited: it is said where and why, and nothing is written anywhere.

use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;
use crate::support::tool::not_run;

/// A home with Zed, which has nothing wrong, and Cursor, whose file is for the test to make.
fn home() -> Project {
    Project::new(&[("~/.cursor/log", ""), ("~/.config/zed/settings.json", "{}")])
}

/// Checks that nothing is written for either, and what is said of Cursor's file.
#[track_caller]
fn check(project: &Project, expected: &str) {
    let before = files(project);
    let ended = run(project, &["mcp", "install"]).check(2);
    assert_eq!(ended.text(), "");
    let said = project.filtered(&ended.stderr);
    assert_eq!(
        said,
        format!("error: [ROOT]/home/.cursor/mcp.json{expected}; nothing was written\n")
    );
    assert_eq!(files(project), before);
}

#[track_caller]
fn check_text(text: impl AsRef<[u8]>, expected: &str) {
    let project = home();
    fs::write(project.path("~/.cursor/mcp.json"), text).unwrap();
    check(&project, expected);
}

#[test]
fn broken_texts_are_named_by_line_and_column() {
    let mend = "mend the file there, then run this again";
    check_text(
        "{\n  \"a\": }",
        &format!(":2:8: unexpected close brace: {mend}"),
    );
    check_text(
        "{\n  \"mcpServers\": []\n}",
        ":2:17: `mcpServers` must hold servers by their names, `{…}`, and holds a list: change or remove that key, then run this again",
    );
    check_text(b"{\n\"a\": \"\xff\"}", ":2: is not UTF-8: save it as that");
}

#[test]
fn all_that_is_broken_is_said_at_once() {
    let project = Project::new(&[
        ("~/.cursor/mcp.json", "["),
        ("~/.codex/config.toml", "["),
        ("~/.config/zed/log", ""),
    ]);
    let before = files(&project);
    let ended = run(&project, &["mcp", "install"]).check(2);
    insta::assert_snapshot!(project.filtered(&ended.stderr));
    assert_eq!(files(&project), before);
}

#[test]
fn a_directory_is_refused() {
    let project = home();
    fs::create_dir(project.path("~/.cursor/mcp.json")).unwrap();
    check(&project, ": is a directory: move it away");
}

#[test]
fn a_pipe_is_refused_and_not_waited_for() {
    let project = home();
    let path = project.path("~/.cursor/mcp.json");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &path,
        rustix::fs::FileType::Fifo,
        0o600.into(),
        0,
    )
    .unwrap();
    let ended = run(&project, &["mcp", "install"]).check(2);
    assert!(
        ended.stderr.contains("is no ordinary file"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_link_to_nothing_is_refused() {
    let project = home();
    symlink("nowhere", project.path("~/.cursor/mcp.json")).unwrap();
    let ended = run(&project, &["mcp", "install"]).check(2);
    assert!(
        ended.stderr.contains("is a link to nothing"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_file_in_the_place_of_a_directory_is_refused() {
    let project = Project::new(&[("~/.cursor", "")]);
    let ended = run(&project, &["mcp", "install", "cursor"]).check(2);
    assert!(
        ended.stderr.contains("cannot be read: Not a directory"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_file_that_is_read_only_is_refused() {
    let project = home();
    let path = project.path("~/.cursor/mcp.json");
    fs::write(&path, "{}").unwrap();
    fs::set_permissions(&path, PermissionsExt::from_mode(0o444)).unwrap();
    let before = files(&project);
    let ended = run(&project, &["mcp", "install"]).check(2);
    assert!(
        ended.stderr.contains("is read-only: make it writable"),
        "{}",
        ended.stderr
    );
    assert_eq!(files(&project), before);
}

#[test]
fn a_directory_that_cannot_be_written_is_refused_before_anything_is_written() {
    if rustix::process::geteuid().is_root() {
        return not_run("an unprivileged user");
    }
    let project = home();
    let dir = project.path("~/.config/zed");
    fs::set_permissions(&dir, PermissionsExt::from_mode(0o555)).unwrap();
    let before = files(&project);
    let ended = run(&project, &["mcp", "install"]).check(2);
    assert!(
        ended.stderr.contains("cannot be written: "),
        "{}",
        ended.stderr
    );
    assert_eq!(files(&project), before);
    fs::set_permissions(&dir, PermissionsExt::from_mode(0o755)).unwrap();
}

#[test]
fn a_file_that_two_clients_share_is_edited_for_one() {
    let project = Project::new(&[("~/.cursor/mcp.json", "{}"), ("~/.gemini/log", "")]);
    symlink(
        "../.cursor/mcp.json",
        project.path("~/.gemini/settings.json"),
    )
    .unwrap();
    let ended = run(&project, &["mcp", "install"]).check(2);
    assert!(ended.stderr.contains("edited already"), "{}", ended.stderr);
    run(&project, &["mcp", "install", "gemini"]).check(0);
}

#[test]
fn a_name_that_is_no_clients_is_answered_with_those_that_are() {
    let ended = run(&Project::new(&[]), &["mcp", "install", "vscod"]).check(2);
    assert!(
        ended.stderr.contains("did you mean `vscode`?"),
        "{}",
        ended.stderr
    );
}

#[test]
fn clients_without_files_in_projects_say_so() {
    let ended = run(
        &Project::new(&[]),
        &["mcp", "install", "windsurf", "--project"],
    )
    .check(2);
    assert_eq!(
        ended.stderr,
        "error: Windsurf keeps no servers in projects: leave out --project\n"
    );
}

#[test]
fn clients_that_cannot_use_an_address_say_so_and_stop_no_other() {
    let project = Project::new(&EDITORS);
    let ended = run(&project, &["mcp", "install", "claude-desktop", "--http"]).check(2);
    assert!(
        ended.stderr.contains("only start a command"),
        "{}",
        ended.stderr
    );
    let ended = run(&project, &["mcp", "install", "--http"]).check(0);
    assert!(
        ended
            .stderr
            .contains("claude-desktop: Claude Desktop cannot connect"),
        "{}",
        ended.stderr
    );
    assert_eq!(ended.text().matches(": installed: ").count(), 11);
}

#[test]
fn where_no_editor_is_found_it_is_said_what_was_looked_for() {
    let project = Project::new(&[]);
    let ended = run(&project, &["mcp", "install"]).check(2);
    insta::assert_snapshot!(ended.stderr);
    assert!(files(&project).is_empty());
    // Whoever names one gets it.
    run(&project, &["mcp", "install", "cursor"]).check(0);
    assert_eq!(files(&project).len(), 1);
}
