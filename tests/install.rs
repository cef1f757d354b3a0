//! `brummer mcp install` and its like, with a home of their own for all editors.

mod asked;
mod refused;
mod written;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::program::{Ended, Program};
use crate::support::project::{BRUMMER, Project};

/// What is there of each editor: a directory, or a file with other servers in it.
const EDITORS: [(&str, &str); 12] = [
    ("~/.claude.json", "{\n  \"numStartups\": 3\n}"),
    ("~/.config/Claude/log", ""),
    (
        "~/.cursor/mcp.json",
        "{\n  \"mcpServers\": {\n    \"gh\": {\n      \"command\": \"gh-mcp\"\n    }\n  }\n}\n",
    ),
    (
        "~/.config/Code/User/mcp.json",
        "{\n\t// mine\n\t\"servers\": {},\n\t\"inputs\": [],\n}\n",
    ),
    ("~/.codeium/windsurf/mcp_config.json", ""),
    (
        "~/.config/zed/settings.json",
        "// Zed\r\n{\r\n  \"theme\": \"One\", // light\r\n}\r\n",
    ),
    (
        "~/.codex/config.toml",
        "model = \"o9\"\n\n[mcp_servers.gh]\ncommand = 'gh-mcp' # token in env",
    ),
    (
        "~/.gemini/settings.json",
        "{\"mcpServers\":{\"gh\":{\"command\":\"gh-mcp\"}}}",
    ),
    (
        "~/.config/opencode/opencode.jsonc",
        "{\n  \"mcp\": {\n    \"servers\": {}\n  }\n}\n",
    ),
    (
        "~/.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
        "{\n  \"mcpServers\": {}\n}",
    ),
    ("~/.cline/log", ""),
    ("~/.continue/config.yaml", "name: mine\n"),
];

/// `brummer` with these arguments, in `PATH` under its name, and without the variables of real editors.
fn brummer(project: &Project, args: &[&str]) -> Command {
    let mut command = project.brummer(args);
    for variable in [
        "CLAUDE_CONFIG_DIR",
        "CODEX_HOME",
        "CLINE_MCP_SETTINGS_PATH",
        "CLINE_DATA_DIR",
        "CLINE_DIR",
        "CONTINUE_GLOBAL_DIR",
        "APPDATA",
    ] {
        command.env_remove(variable);
    }
    command.env("PATH", Path::new(BRUMMER).parent().unwrap());
    command
}

/// Runs it to its end.
#[track_caller]
fn run(project: &Project, args: &[&str]) -> Ended {
    Program::start(&mut brummer(project, args)).end()
}

/// The texts of all files below the project and the home directory.
fn files(project: &Project) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut dirs = vec![project.path("~/"), project.path("")];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                dirs.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap_or_default();
                let name = project.filtered(&path.canonicalize().unwrap().display().to_string());
                found.insert(name, text);
            }
        }
    }
    found
}

/// The same without backups.
fn without_backups(project: &Project) -> BTreeMap<String, String> {
    let mut files = files(project);
    files.retain(|name, _| !name.contains(".bak-"));
    files
}

/// What is printed or written, without what differs from run to run.
fn filtered(project: &Project, text: &str) -> String {
    let bin = Path::new(BRUMMER).parent().unwrap().to_str().unwrap();
    project.filtered(text).replace(bin, "[BIN]")
}

/// What `status --json` says.
#[track_caller]
fn status(project: &Project, args: &[&str]) -> Vec<Value> {
    let args = [&["mcp", "status", "--json"], args].concat();
    let ended = run(project, &args).check(0);
    serde_json::from_str(ended.text()).unwrap()
}

#[test]
fn all_editors_that_are_found_get_the_server() {
    let project = Project::new(&EDITORS);
    let ended = run(&project, &["mcp", "install"]).check(0);
    insta::assert_snapshot!("all_shown", filtered(&project, ended.text()));
    let mut all = String::new();
    for (name, text) in without_backups(&project) {
        all.extend(["== ", &name, "\n", &text.replace('\r', "\\r"), "\n"]);
    }
    insta::assert_snapshot!("all_files", filtered(&project, &all));
}

#[test]
fn a_second_run_changes_no_byte_and_says_so() {
    let project = Project::new(&EDITORS);
    run(&project, &["mcp", "install"]).check(0);
    let before = files(&project);
    let ended = run(&project, &["mcp", "install"]).check(0);
    assert_eq!(
        ended.text().matches("already there").count(),
        12,
        "{}",
        ended.text()
    );
    assert_eq!(files(&project), before);
}

#[test]
fn uninstalling_gives_back_every_byte() {
    let project = Project::new(&EDITORS);
    let before = files(&project);
    for args in [&["mcp", "install"][..], &["mcp", "install", "--http"]] {
        run(&project, args).check(0);
        assert_ne!(without_backups(&project), before);
        run(&project, &["mcp", "uninstall"]).check(0);
        assert_eq!(without_backups(&project), before);
    }
    let ended = run(&project, &["mcp", "uninstall"]).check(0);
    assert_eq!(
        ended.text().matches("not there").count(),
        12,
        "{}",
        ended.text()
    );
}

#[test]
fn the_files_of_a_project_are_edited_on_request() {
    let project = Project::new(&[(".cursor/rules", ""), (".vscode/settings.json", "{}")]);
    run(&project, &["mcp", "install", "--project"]).check(0);
    run(
        &project,
        &["mcp", "install", "--project", "claude-code", "zed"],
    )
    .check(0);
    let names: Vec<_> = files(&project).into_keys().collect();
    insta::assert_snapshot!(names.join("\n"), @"
    [ROOT]/project/.cursor/mcp.json
    [ROOT]/project/.cursor/rules
    [ROOT]/project/.mcp.json
    [ROOT]/project/.vscode/mcp.json
    [ROOT]/project/.vscode/settings.json
    [ROOT]/project/.zed/settings.json
    ");
    run(&project, &["mcp", "uninstall", "--project"]).check(0);
    assert_eq!(files(&project).len(), 2);
}

#[test]
fn the_project_of_another_directory_is_edited_if_it_is_named() {
    let project = Project::new(&[("app/empty", "")]);
    for args in [
        ["mcp", "-d", "app", "install"],
        ["mcp", "install", "-d", "app"],
    ] {
        let args = [&args[..], &["--project", "cursor"]].concat();
        run(&project, &args).check(0);
        fs::remove_file(project.path("app/.cursor/mcp.json")).unwrap();
    }
}

#[test]
fn the_state_of_each_editor_is_shown() {
    let project = Project::new(&EDITORS);
    run(
        &project,
        &["mcp", "install", "zed", "codex", "claude-desktop"],
    )
    .check(0);
    run(&project, &["mcp", "install", "cursor", "--http"]).check(0);
    run(&project, &["mcp", "install", "vscode", "--project"]).check(0);
    fs::write(project.path("~/.gemini/settings.json"), "{").unwrap();
    let gone = json!({"mcpServers": {"brummer": {"command": "/gone/brummer\u{1b}[31m"}}});
    fs::write(project.path("~/.claude.json"), gone.to_string()).unwrap();
    let ended = run(&project, &["mcp", "status"]).check(0);
    insta::assert_snapshot!("status", filtered(&project, ended.text()));
}

#[test]
fn the_state_is_shown_for_programs() {
    let project = Project::new(&EDITORS);
    run(&project, &["mcp", "install", "codex"]).check(0);
    let shown = status(&project, &["codex"]);
    let file = project
        .path("~/")
        .canonicalize()
        .unwrap()
        .join(".codex/config.toml");
    let row = json!({
        "client": "codex", "scope": "user", "found": true, "file": file, "installed": true,
        "command": ["brummer", "mcp"], "commandExists": true,
    });
    assert_eq!(shown, [row]);
    assert_eq!(status(&project, &[]).len(), 12);
}

#[test]
fn what_belongs_into_a_file_is_printed() {
    let project = Project::new(&[]);
    let check = |args: &[&str], expected: &str| {
        let ended = run(&project, &[&["mcp", "config"], args].concat()).check(0);
        assert_eq!(ended.text(), expected);
        assert!(files(&project).is_empty());
    };
    check(
        &["codex"],
        "[mcp_servers.brummer]\ncommand = \"brummer\"\nargs = [\"mcp\"]\n",
    );
    check(
        &["codex", "--hub"],
        "[mcp_servers.brummer]\ncommand = \"brummer\"\nargs = [\"mcp\", \"--hub\"]\n",
    );
    check(
        &["gemini", "--http"],
        "{\n  \"mcpServers\": {\n    \"brummer\": {\n      \"httpUrl\": \"http://127.0.0.1:7777/mcp\"\n    }\n  }\n}\n",
    );
    check(
        &[],
        "{\n  \"mcpServers\": {\n    \"brummer\": {\n      \"command\": \"brummer\",\n      \"args\": [\"mcp\"]\n    }\n  }\n}\n",
    );
}

#[test]
fn the_full_path_is_written_where_the_name_means_nothing_or_another_program() {
    let project = Project::new(&[("bin/brummer", "#!/bin/sh\n")]);
    let other = project.path("bin");
    let program = other.join("brummer");
    fs::set_permissions(program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    for path in ["/nowhere", other.to_str().unwrap()] {
        let mut command = brummer(&project, &["mcp", "config", "cursor"]);
        let ended = Program::start(command.env("PATH", path)).end().check(0);
        let text = filtered(&project, ended.text());
        assert!(text.contains("\"command\": \"[BIN]/brummer\""), "{text}");
    }
}

#[test]
fn the_short_name_of_the_program_enters_the_long_one() {
    let project = Project::new(&[]);
    let mut brum = project.command(env!("CARGO_BIN_EXE_brum"));
    brum.args(["mcp", "config", "codex"])
        .env("PATH", Path::new(BRUMMER).parent().unwrap());
    let ended = Program::start(&mut brum).end().check(0);
    assert!(
        ended.text().contains("command = \"brummer\""),
        "{}",
        ended.text()
    );
}
