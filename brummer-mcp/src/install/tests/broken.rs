//! Files that must not be touched: each says where and why.

use super::*;

#[track_caller]
fn check(client: Client, text: &str, expected: &str) {
    let fault = install(client, Some(text), &command()).unwrap_err();
    let at = fault.at().map_or_else(String::new, |at| format!("{at}: "));
    assert_eq!(format!("{at}{fault}"), expected);
    assert_eq!(
        uninstall(client, text, []).map_err(|fault| fault.at()),
        Err(fault.at())
    );
    assert_eq!(
        find(client, text).map_err(|fault| fault.at()),
        Err(fault.at())
    );
}

#[test]
fn broken_json_is_refused_with_its_place() {
    check(
        Client::Cursor,
        "{\n  \"mcpServers\": {\n",
        "2:17: unterminated object",
    );
    check(Client::Cursor, "{\"a\": 1 \"b\": 2}", "1:8: expected comma");
    check(
        Client::Cursor,
        "{} {}",
        "1:4: text cannot contain more than one JSON value",
    );
    check(Client::Cursor, "\u{feff}{x}", "1:2: unexpected token");
    check(
        Client::Cursor,
        "{\"é\": 'x'}",
        "1:7: single-quoted strings are not allowed",
    );
    check(
        Client::Cursor,
        &"[".repeat(100_000),
        "1:513: maximum nesting depth exceeded",
    );
}

#[test]
fn broken_toml_is_refused_with_its_place() {
    check(
        Client::Codex,
        "a = 1\nb = [",
        "2:6: unclosed array, expected `]`",
    );
    check(Client::Codex, "[a]\n[a]\n", "2:2: duplicate key");
    let deep = format!("a = {}", "[".repeat(100_000));
    check(
        Client::Codex,
        &deep,
        "1:85: cannot recurse further; max recursion depth met",
    );
}

#[test]
fn a_key_of_another_kind_is_refused_with_its_place() {
    let servers = "must hold servers by their names, `{…}`, and holds";
    check(
        Client::Cursor,
        "[1]",
        "1:1: `the file` must hold an object, `{…}`, and holds a list",
    );
    check(
        Client::Cursor,
        "{\n \"mcpServers\": []}",
        &format!("2:16: `mcpServers` {servers} a list"),
    );
    check(
        Client::VsCode,
        "{\"servers\": null}",
        &format!("1:13: `servers` {servers} null"),
    );
    check(
        Client::Zed,
        "{\"context_servers\": \"\"}",
        &format!("1:21: `context_servers` {servers} a string"),
    );
    check(
        Client::OpenCode,
        "{\"mcp\": false}",
        &format!("1:9: `mcp` {servers} true or false"),
    );
    check(
        Client::Cursor,
        "{\"mcpServers\": {\"brummer\": 1}}",
        "1:28: `mcpServers.brummer` must hold a server, `{…}`, and holds a number",
    );
    check(
        Client::Codex,
        "mcp_servers = 1",
        "1:15: `mcp_servers` must hold servers by their names, as tables, and holds a number",
    );
    check(
        Client::Codex,
        "[[mcp_servers]]",
        "1:1: `mcp_servers` must hold servers by their names, as tables, and holds a list",
    );
}

#[test]
fn a_key_that_is_there_twice_is_refused() {
    check(
        Client::Cursor,
        "{\"mcpServers\": {},\n\"mcpServers\": {}}",
        "2:1: `mcpServers` is there twice",
    );
    check(
        Client::Cursor,
        "{\"mcpServers\": {\"brummer\": {\"command\": \"a\", \"command\": \"b\"}}}",
        "1:45: `command` is there twice",
    );
}

#[test]
fn a_yaml_file_that_somebody_else_wrote_is_refused() {
    for text in [
        "name: mine\n",
        "# note\nname: brummer\n",
        "\0",
        "name: brummer\nversion: 0.0.1\nschema: v1\nmcpServers:\n",
    ] {
        check(
            Client::Continue,
            text,
            "the file is not as `brummer mcp install` writes it",
        );
    }
}

#[test]
fn an_address_is_refused_by_clients_that_cannot_use_one() {
    let fault = install(Client::ClaudeDesktop, None, &address()).unwrap_err();
    assert_eq!(
        fault,
        Fault::NoHttp {
            client: Client::ClaudeDesktop
        }
    );
}
