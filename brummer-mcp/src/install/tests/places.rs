//! Where the files are, on three systems.

use std::fmt::Write;
use std::path::Path;

use super::*;

/// All places on a system with these variables and files.
fn listed(platform: Platform, home: &str, variables: &[(&str, &str)], files: &[&str]) -> String {
    let machine = Machine {
        platform,
        home: Path::new(home),
        project: Path::new("/project"),
        variable: &|name| {
            let found = variables.iter().find(|(variable, _)| *variable == name);
            found.map(|(_, value)| (*value).to_owned())
        },
        exists: &|path| files.iter().any(|file| Path::new(file) == path),
        program: &|name| name == "codex",
    };
    let mut list = String::new();
    for client in Client::ALL {
        for scope in [Scope::User, Scope::Project] {
            for place in places(client, scope, &machine) {
                let mark = if place.found { "+" } else { "-" };
                let file = place.file.display().to_string().replace('\\', "/");
                writeln!(list, "{mark} {:14} {file}", client.name()).unwrap();
            }
        }
    }
    list
}

#[test]
fn on_linux() {
    let files = [
        "/home/me/.claude",
        "/home/me/.config/Code/User",
        "/home/me/.config/Code/User/globalStorage/saoudrizwan.claude-dev",
        "/home/me/.cline",
        "/home/me/.config/opencode/opencode.jsonc",
        "/project/.cursor",
    ];
    insta::assert_snapshot!(listed(Platform::Linux, "/home/me", &[], &files));
}

#[test]
fn on_macos() {
    let files = ["/Users/me/Library/Application Support/Claude"];
    insta::assert_snapshot!(listed(Platform::MacOs, "/Users/me", &[], &files));
}

#[test]
fn on_windows() {
    let variables = [("APPDATA", "D:/Users/me/AppData/Roaming")];
    let files = ["D:/Users/me/AppData/Roaming/Zed"];
    insta::assert_snapshot!(listed(Platform::Windows, "C:/Users/me", &variables, &files));
}

#[test]
fn variables_name_other_places_if_they_are_absolute() {
    let variables = [
        ("XDG_CONFIG_HOME", "/x"),
        ("CLAUDE_CONFIG_DIR", "/claude"),
        ("CODEX_HOME", "codex"),
        ("CLINE_MCP_SETTINGS_PATH", "/cline.json"),
        ("CONTINUE_GLOBAL_DIR", "/continue"),
    ];
    let files = ["/cline.json"];
    insta::assert_snapshot!(listed(Platform::Linux, "/home/me", &variables, &files));
}

#[test]
fn cline_is_looked_for_where_its_program_keeps_the_file_that_its_extensions_share() {
    let place = |variables: &[(&str, &str)], files: &[&str]| {
        let list = listed(Platform::Linux, "/home/me", variables, files);
        let lines = list.lines().filter_map(|line| {
            let (mark, file) = line.split_once("cline")?;
            Some(format!("{mark}{file}"))
        });
        lines
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
    };
    let shared = "/home/me/.cline/data/settings/cline_mcp_settings.json";
    assert_eq!(place(&[], &[]), [format!("- {shared}")]);
    assert_eq!(place(&[], &["/home/me/.cline"]), [format!("+ {shared}")]);
    let earlier = "/home/me/.config/Code/User/globalStorage/saoudrizwan.claude-dev";
    let file = format!("+ {earlier}/settings/cline_mcp_settings.json");
    assert_eq!(place(&[], &[earlier]), [file]);
    let named = "- /c/data/settings/cline_mcp_settings.json";
    assert_eq!(place(&[("CLINE_DIR", "/c")], &[]), [named]);
    assert_eq!(place(&[("CLINE_DATA_DIR", "/c/data")], &[]), [named]);
}
