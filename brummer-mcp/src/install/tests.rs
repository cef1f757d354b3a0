//! What becomes of files: of each client, and of any that a person may have.

mod broken;
mod places;
mod roundtrip;
mod updates;

use super::*;

/// The usual command.
fn command() -> Entry {
    Entry::Stdio {
        command: "brummer".to_owned(),
        args: vec!["mcp".to_owned()],
    }
}

/// The usual address.
fn address() -> Entry {
    Entry::Http {
        url: "http://127.0.0.1:7777/mcp".to_owned(),
        token: None,
    }
}

/// An address that asks for a token, with characters in it that a file may have to escape.
fn guarded() -> Entry {
    Entry::Http {
        url: "http://127.0.0.1:7777/mcp".to_owned(),
        token: Some(SECRET.parse().unwrap()),
    }
}

const SECRET: &str = r#"token-"of"\24-letters"#;

/// Installs, checks that doing it again changes no byte and that it is found, and gives the text.
#[track_caller]
fn installed(client: Client, text: Option<&str>, entry: &Entry) -> String {
    let made = install(client, text, entry).unwrap();
    assert_eq!(install(client, Some(&made), entry).unwrap(), made, "again");
    assert_eq!(find(client, &made).unwrap().as_ref(), Some(entry));
    made
}

/// Checks that uninstalling gives back what was there, without a backup.
#[track_caller]
fn check_back(client: Client, text: &str) {
    for entry in [command(), address(), guarded()] {
        if matches!(entry, Entry::Http { .. }) && !client.has_http() {
            continue;
        }
        let made = installed(client, Some(text), &entry);
        assert_eq!(
            uninstall(client, &made, []).unwrap(),
            Removed::Text(text.to_owned()),
            "of\n{made}"
        );
    }
}

/// A file with another server, as each client's would be, with a comment where there may be one.
fn other(client: Client) -> &'static str {
    match client {
        Client::Codex => {
            "model = \"o9\" # best\n\n[mcp_servers.other]\ncommand = 'other'\n# the end\n"
        }
        Client::VsCode => {
            "{\n\t// mine\n\t\"servers\": {\n\t\t\"other\": {\n\t\t\t\"command\": \"other\",\n\t\t},\n\t},\n}\n"
        }
        Client::Zed => {
            "// Zed\n{\n  \"theme\": \"One\",\n  \"context_servers\": {\n    \"other\": { \"command\": \"other\" } // note\n  },\n  \"tab_size\": 2\n}\n"
        }
        Client::OpenCode => {
            "{\n  \"mcp\": {\n    \"other\": { \"type\": \"local\", \"command\": [\"other\"] }\n  }\n}\n"
        }
        Client::Continue => "",
        Client::ClaudeCode
        | Client::ClaudeDesktop
        | Client::Cursor
        | Client::Windsurf
        | Client::Gemini
        | Client::Cline => {
            "{\n  \"mcpServers\": {\n    \"other\": {\n      \"command\": \"other\"\n    }\n  },\n  \"theme\": \"dark\"\n}\n"
        }
    }
}

#[test]
fn each_client_gets_a_file_of_its_own_shape() {
    let mut all = String::new();
    for client in Client::ALL {
        for entry in [command(), address(), guarded()] {
            let text = match install(client, None, &entry) {
                Ok(_) => installed(client, None, &entry),
                Err(fault) => format!("{fault}\n"),
            };
            all.extend(["== ", client.name(), "\n", &text]);
        }
    }
    insta::assert_snapshot!(all);
}

#[test]
fn other_servers_stay_as_they_are() {
    let mut all = String::new();
    for client in Client::ALL {
        let before = other(client);
        let after = installed(client, Some(before), &command());
        let diff = difference(client, client.name(), Some(before), Some(&after));
        all.push_str(&diff);
    }
    insta::assert_snapshot!(all);
}

#[test]
fn an_empty_file_is_as_good_as_none() {
    for client in Client::ALL {
        let made = installed(client, None, &command());
        for text in ["", "\n", " \n\n"] {
            if matches!(client, Client::Codex) && !text.is_empty() {
                // Blank lines are kept in TOML.
                continue;
            }
            assert_eq!(installed(client, Some(text), &command()), made, "{client}");
        }
    }
}

#[test]
fn a_file_that_installing_made_is_removed() {
    for client in Client::ALL {
        let made = installed(client, None, &command());
        assert_eq!(
            uninstall(client, &made, []).unwrap(),
            Removed::File,
            "{client}"
        );
    }
}

#[test]
fn a_file_without_our_entry_is_left_as_it_is() {
    for client in Client::ALL {
        let removed = uninstall(client, other(client), []).unwrap();
        assert_eq!(removed, Removed::Unchanged, "{client}");
    }
}

#[test]
fn a_name_that_is_nearly_right_is_suggested() {
    let error = "cursr".parse::<Client>().unwrap_err().to_string();
    assert!(error.contains("did you mean `cursor`?"), "{error}");
    for client in Client::ALL {
        assert_eq!(client.name().parse::<Client>().unwrap(), client);
    }
}

#[test]
fn what_is_shown_of_a_line_is_short_and_harmless() {
    let long = "x".repeat(1_000);
    let shown = difference(
        Client::Cursor,
        "f\n",
        None,
        Some(&format!("\u{1b}[31m{long}\n")),
    );
    assert!(
        shown.lines().all(|line| line.chars().count() < 210),
        "{shown}"
    );
    assert!(!shown.contains('\u{1b}') && shown.contains("\\u{1b}[31m"));
    assert!(shown.starts_with("--- /dev/null\n+++ f\\n\n"), "{shown}");
}

#[test]
fn headers_of_the_person_are_sent_beside_the_token() {
    let before = r#"{"mcpServers": {"brummer": {"url": "http://127.0.0.1:7777/mcp", "headers": {"X-Mine": "1", "Authorization": "Bearer of-another-server"}}}}"#;
    let made = installed(Client::Cursor, Some(before), &guarded());
    let headers = &serde_json::from_str::<serde_json::Value>(&made).unwrap()["mcpServers"]["brummer"]
        ["headers"];
    let expected = serde_json::json!({"X-Mine": "1", "Authorization": format!("Bearer {SECRET}")});
    assert_eq!(*headers, expected);
    // Where none is asked for, what a person wrote stays.
    let made = install(Client::Cursor, Some(before), &address()).unwrap();
    assert_eq!(made, before);
}

#[test]
fn what_is_shown_holds_no_token() {
    for client in Client::ALL.into_iter().filter(|client| client.has_http()) {
        let of = |token: &str| Entry::Http {
            url: "http://127.0.0.1:7777/mcp".to_owned(),
            token: Some(token.parse().unwrap()),
        };
        let made = installed(client, None, &guarded());
        assert!(!snippet(client, &guarded()).unwrap().contains("letters"));
        let other = install(client, Some(&made), &of("0123456789-of-others")).unwrap();
        for (before, after) in [(None, &made), (Some(&made), &other)] {
            let shown = difference(client, "f", before.map(String::as_str), Some(after));
            assert!(!shown.contains("letters"), "{shown}");
            assert!(!shown.contains("of-others"), "{shown}");
            assert!(
                shown.contains("+++ f\n") && shown.contains("(hidden)"),
                "{shown}"
            );
        }
    }
}
