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
