//! How files are written: rights, links, backups.

use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use super::*;

/// The rights of a file.
#[track_caller]
fn mode(project: &Project, file: &str) -> u32 {
    fs::metadata(project.path(file))
        .unwrap()
        .permissions()
        .mode()
        & 0o777
}

/// A home with Cursor, whose file has this text.
fn cursor(text: &str) -> Project {
    Project::new(&[("~/.cursor/mcp.json", text)])
}

fn read(project: &Project, file: &str) -> String {
    fs::read_to_string(project.path(file)).unwrap()
}

#[test]
fn a_dry_run_shows_all_and_writes_nothing() {
    let project = Project::new(&EDITORS);
    let before = files(&project);
    let ended = run(&project, &["mcp", "install", "--dry-run"]).check(0);
    assert_eq!(ended.text().matches("+++ ").count(), 12, "{}", ended.text());
    assert!(
        ended.stderr.contains("nothing was written"),
        "{}",
        ended.stderr
    );
    assert_eq!(files(&project), before);
    run(&project, &["mcp", "install"]).check(0);
    let before = files(&project);
    run(&project, &["mcp", "uninstall", "--dry-run"]).check(0);
    assert_eq!(files(&project), before);
}

#[test]
fn other_arguments_are_updated_and_shown() {
    let project = cursor(
        "{\"mcpServers\": {\"brummer\": {\"command\": \"brummer\", \"args\": [\"old\"]}}}\n",
    );
    let ended = run(&project, &["mcp", "install", "cursor"]).check(0);
    let text = ended.text();
    assert!(
        text.contains("-{\"mcpServers\"") && text.contains("[\"mcp\"]"),
        "{text}"
    );
    assert!(read(&project, "~/.cursor/mcp.json").contains("[\"mcp\"]"));
}

#[test]
fn a_file_that_is_there_keeps_its_rights_and_so_does_its_backup() {
    for rights in [0o600, 0o640, 0o664] {
        let project = cursor("{}");
        let path = project.path("~/.cursor/mcp.json");
        fs::set_permissions(path, PermissionsExt::from_mode(rights)).unwrap();
        run(&project, &["mcp", "install", "cursor"]).check(0);
        assert_eq!(mode(&project, "~/.cursor/mcp.json"), rights);
        assert_eq!(mode(&project, "~/.cursor/mcp.json.bak-1"), rights);
    }
}

#[test]
fn a_new_file_is_the_users_alone_and_one_of_the_project_is_not() {
    let project = Project::new(&[("usual", "")]);
    run(&project, &["mcp", "install", "cursor"]).check(0);
    assert_eq!(mode(&project, "~/.cursor/mcp.json"), 0o600);
    run(&project, &["mcp", "install", "cursor", "--project"]).check(0);
    assert_eq!(mode(&project, ".cursor/mcp.json"), mode(&project, "usual"));
}

#[test]
fn a_link_stays_and_what_it_means_is_edited() {
    let project = Project::new(&[("dotfiles/cursor.json", "{}\n"), ("~/.cursor/log", "")]);
    let (link, file) = (
        project.path("~/.cursor/mcp.json"),
        project.path("dotfiles/cursor.json"),
    );
    symlink(&file, &link).unwrap();
    run(&project, &["mcp", "install", "cursor"]).check(0);
    assert_eq!(fs::read_link(&link).unwrap(), file);
    assert!(read(&project, "dotfiles/cursor.json").contains("brummer"));
    assert_eq!(read(&project, "dotfiles/cursor.json.bak-1"), "{}\n");
    run(&project, &["mcp", "uninstall", "cursor"]).check(0);
    assert_eq!(read(&project, "dotfiles/cursor.json"), "{}\n");
    assert!(link.is_symlink());
}

#[test]
fn backups_are_never_overwritten() {
    let project = cursor("{\"a\": 1}");
    fs::write(project.path("~/.cursor/mcp.json.bak-7"), "mine").unwrap();
    run(&project, &["mcp", "install", "cursor"]).check(0);
    run(&project, &["mcp", "install", "cursor", "--http"]).check(0);
    let ended = run(&project, &["mcp", "uninstall", "cursor"]).check(0);
    assert!(ended.text().contains("mcp.json.bak-10"), "{}", ended.text());
    assert_eq!(read(&project, "~/.cursor/mcp.json.bak-7"), "mine");
    assert_eq!(read(&project, "~/.cursor/mcp.json.bak-8"), "{\"a\": 1}");
    assert_eq!(read(&project, "~/.cursor/mcp.json"), "{\"a\": 1}");
}

#[test]
fn nothing_is_left_beside_the_files() {
    let project = Project::new(&EDITORS);
    run(&project, &["mcp", "install"]).check(0);
    let strays: Vec<_> = files(&project)
        .into_keys()
        .filter(|name| name.contains("/.brummer-"))
        .collect();
    assert!(strays.is_empty(), "{strays:?}");
}

#[test]
fn a_file_that_needs_no_change_is_not_written() {
    let project = cursor("{\"a\": 1}");
    run(&project, &["mcp", "install", "cursor"]).check(0);
    let number = || {
        fs::metadata(project.path("~/.cursor/mcp.json"))
            .unwrap()
            .ino()
    };
    let before = number();
    run(&project, &["mcp", "install", "cursor"]).check(0);
    assert_eq!(number(), before);
}

#[test]
fn the_token_of_the_server_is_written_for_the_user_and_not_shown() {
    let project = cursor("{}");
    let token = "a-secret-of-24-letters-x";
    let config = format!("[mcp]\nport = 7788\ntoken = \"{token}\"\n");
    fs::write(project.path("~/.brum.toml"), config).unwrap();
    let ended = run(&project, &["mcp", "install", "cursor", "--http"]).check(0);
    assert!(!format!("{ended:?}").contains(token), "{ended:?}");
    let text = read(&project, "~/.cursor/mcp.json");
    assert!(text.contains("http://127.0.0.1:7788/mcp"), "{text}");
    assert!(
        text.contains(&format!("\"Authorization\": \"Bearer {token}\"")),
        "{text}"
    );

    let args = ["mcp", "install", "cursor", "--http", "--project"];
    let ended = run(&project, &args).check(0);
    assert!(
        ended.stderr.contains("leave out --project"),
        "{}",
        ended.stderr
    );
    let text = read(&project, ".cursor/mcp.json");
    assert!(text.contains("7788") && !text.contains("Bearer"), "{text}");

    let snippet = run(&project, &["mcp", "config", "cursor", "--http"]).check(0);
    assert!(
        snippet.text().contains("Bearer (hidden)"),
        "{}",
        snippet.text()
    );
}
