//! Installing and uninstalling gives back every byte.

use proptest::prelude::*;

use super::*;

#[test]
fn files_of_each_client_come_back() {
    for client in Client::ALL {
        if !matches!(client, Client::Continue) {
            check_back(client, other(client));
        }
    }
}

#[test]
fn files_of_many_looks_come_back() {
    let texts = [
        "{\"a\":1}",
        "{\"a\": 1}",
        "{ \"a\": 1 }",
        "{ \"a\": 1, }",
        "{\"mcpServers\":{\"a\":{\"command\":\"x\"}}}",
        "{\"mcpServers\": {\"a\": {}, }, }",
        "{\n  \"a\": 1\n}",
        "{\n  \"a\": 1, // note\n}\n",
        "{\n  \"a\": 1 // note\n}\n",
        "{\n  \"a\": 1 /* one */ , /* two */ // three\n  // four\n}\n",
        "{\n  \"a\": 1\n  // note\n}\n",
        "{\r\n\t\"a\": 1,\r\n\t\"mcpServers\": {\r\n\t\t\"b\": {}\r\n\t}\r\n}\r\n",
        "{\n    \"mcpServers\": {\n        \"b\": {\n            \"command\": \"x\",\n        },\n        /* end */\n    },\n}\n",
        "\u{feff}{\n  \"a\": 1\n}\n",
        "{\"mcpServers\": {\n  \"a\": 1, \"b\": 2}}",
        "{\"a\": 1,\n  \"b\": 2}",
        "{\"a\": 1 // note\n}",
        "{\n\"a\": 1\n}",
        "{\n  \"mcpServers\": {\n    // none\n  }\n}",
        "{\n  \"mcpServers\": { /* none */\n }\n}",
        "{\n\n  \"a\": {\n\n  }\n\n}\n\n",
        "{}",
        "{\"mcpServers\": {\"é\": \"}\", \"b\": [{\"c\": \"//\"}]}}",
    ];
    for text in texts {
        check_back(Client::ClaudeCode, text);
    }
}

#[test]
fn toml_files_of_many_looks_come_back() {
    let texts = [
        "a = 1\n",
        "a = 1\n\n\n# end\n\n",
        "# only\n",
        "\n",
        "[mcp_servers]\n",
        "[mcp_servers.other] # o\r\ncommand = 'y'\r\n# end\r\n",
        "[mcp_servers.other.env]\nA = '''\n[mcp_servers.brummer]\n'''\n[[list]]\n",
    ];
    for text in texts {
        check_back(Client::Codex, text);
    }
}

#[test]
fn what_comes_behind_our_table_stays() {
    let before = "a = 1\n\n[mcp_servers.brummer] # ours\ncommand = \"x\" # c\nargs = [\n  \"mcp\", # m\n]\n\n[mcp_servers.brummer.env]\nA = \"b\"\n\n# about b\n[b]\nx = 1\n\n[mcp_servers.brummer.tools]\n";
    let removed = uninstall(Client::Codex, before, []).unwrap();
    assert_eq!(
        removed,
        Removed::Text("a = 1\n\n# about b\n[b]\nx = 1\n".to_owned())
    );
}

#[test]
fn our_entry_goes_from_wherever_it_stands() {
    let check = |text: &str, expected: &str| {
        let removed = uninstall(Client::Cursor, text, []).unwrap();
        assert_eq!(removed, Removed::Text(expected.to_owned()), "{text}");
    };
    let ours = "\"brummer\": {\"command\": \"x\"}";
    check(
        &format!("{{\"mcpServers\": {{{ours}, \"b\": 1}}}}"),
        "{\"mcpServers\": {\"b\": 1}}",
    );
    check(
        &format!("{{\"mcpServers\": {{\"a\": 1, {ours}, \"b\": 1}}}}"),
        "{\"mcpServers\": {\"a\": 1, \"b\": 1}}",
    );
    check(
        &format!("{{\"mcpServers\": {{\n  // ours\n  {ours}, // too\n  \"b\": 1\n}}}}"),
        "{\"mcpServers\": {\n  // ours\n   // too\n  \"b\": 1\n}}",
    );
    check(
        &format!("{{\"mcpServers\": {{\n  \"a\": 1, // a\n  {ours}}}}}"),
        "{\"mcpServers\": {\n  \"a\": 1 // a\n  }}",
    );
    check(
        &format!("{{\"mcpServers\": {{\n  // first\n  {ours}, \"b\": 1}}}}"),
        "{\"mcpServers\": {\n  // first\n   \"b\": 1}}",
    );
    check(
        &format!("{{\"mcpServers\": {{ {ours} }}, \"b\": 1}}"),
        "{\"b\": 1}",
    );
    check(
        &format!("{{\"mcpServers\": {{ {ours} /* x */ }}}}"),
        "{\"mcpServers\": { /* x */ }}",
    );
}

#[test]
fn a_backup_that_installing_began_with_comes_back_whole() {
    let made = installed(Client::Codex, Some("a = 1"), &command());
    let removed = uninstall(Client::Codex, &made, ["a = 1"]).unwrap();
    assert_eq!(removed, Removed::Text("a = 1".to_owned()));
    for before in ["{\n}\n", "{\"mcpServers\": {}}", "// only\n", " ", "{}\n"] {
        let made = installed(Client::Cursor, Some(before), &command());
        let backups = ["{\"other\": 1}", before];
        let removed = uninstall(Client::Cursor, &made, backups).unwrap();
        assert_eq!(removed, Removed::Text(before.to_owned()));
    }
}

#[test]
fn a_backup_with_our_entry_is_not_what_was_before() {
    let old = "{\"mcpServers\": {\"brummer\": {\"command\": \"old\", \"args\": []}, \"b\": 1}}";
    let made = installed(Client::Cursor, Some(old), &command());
    let removed = uninstall(Client::Cursor, &made, [old]).unwrap();
    assert_eq!(
        removed,
        Removed::Text("{\"mcpServers\": {\"b\": 1}}".to_owned())
    );
}

/// White space and comments between the parts of a document.
fn gap() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => Just(String::new()),
        2 => Just(" ".to_owned()),
        3 => Just("\n".to_owned()),
        2 => Just("\n  ".to_owned()),
        1 => Just("\r\n\t".to_owned()),
        1 => Just(" // note\n".to_owned()),
        1 => Just(" /* a, \"b\": */ ".to_owned()),
        1 => Just(" /* é\n */\n".to_owned()),
    ];
    prop::collection::vec(piece, 0..3).prop_map(|pieces| pieces.concat())
}

/// An object with these names and at least one property; values are objects themselves, down to a depth.
fn object(depth: u32) -> BoxedStrategy<String> {
    let value = match depth {
        0 => prop_oneof![
            Just("1".to_owned()),
            Just("\"}{,//\"".to_owned()),
            Just("[ 1, {} ]".to_owned())
        ]
        .boxed(),
        _ => prop_oneof![Just("null".to_owned()), object(depth - 1)].boxed(),
    };
    let property = (gap(), gap(), value, gap());
    (prop::collection::vec(property, 1..4), any::<bool>(), gap())
        .prop_map(|(properties, is_comma_last, end)| {
            let properties = properties.into_iter().enumerate();
            let properties: Vec<_> = properties
                .map(|(number, (before, colon, value, after))| {
                    format!("{before}\"k{number}\":{colon}{value}{after}")
                })
                .collect();
            let comma = if is_comma_last { "," } else { "" };
            format!("{{{}{comma}{end}}}", properties.join(","))
        })
        .boxed()
}

/// A TOML document of tables, values and comments; `#` in a piece becomes its number, so that no name is there twice.
fn toml() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "\n",
        "// note\n",
        "k# = 1\n",
        "k# = [\n  1, // one\n]\n",
        "k# = '''\n[mcp_servers.brummer]\n'''\n",
        "[t#]\n",
        "  [[l#]] // list\n",
        "[mcp_servers.s#]\ncommand = 'x' // note\n",
        "[mcp_servers.s#.env]\n",
    ]);
    (prop::collection::vec(piece, 0..12), any::<bool>()).prop_map(|(pieces, is_windows)| {
        let pieces = pieces.into_iter().enumerate();
        let pieces = pieces.map(|(number, piece)| piece.replace('#', &number.to_string()));
        let text = pieces.collect::<String>().replace("//", "#");
        if is_windows {
            text.replace('\n', "\r\n")
        } else {
            text
        }
    })
}

proptest! {
    #[test]
    fn any_toml_comes_back(text in toml()) {
        if !text.is_empty() {
            check_back(Client::Codex, &text);
        }
    }

    #[test]
    fn any_json_comes_back(text in object(2)) {
        check_back(Client::Cursor, &text);
        // The same with its first property for servers.
        let servers = text.replacen("\"k0\"", "\"mcpServers\"", 1);
        if install(Client::Cursor, Some(&servers), &command()).is_ok() {
            check_back(Client::Cursor, &servers);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\]{}\",:/*a\n .=']{0,40}") {
        for client in Client::ALL {
            let mut text = text.clone();
            // Faults are fine, and so is whatever is an entry by chance.
            if let Ok(made) = install(client, Some(&text), &command()) {
                assert_eq!(install(client, Some(&made), &command()).unwrap(), made);
                text = made;
            }
            let _ = uninstall(client, &text, []);
        }
    }
}
