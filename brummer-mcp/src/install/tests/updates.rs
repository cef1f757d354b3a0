//! An entry that is there already, and other shapes of the same file.

use super::*;

#[track_caller]
fn check(client: Client, before: &str, entry: &Entry, expected: &str) {
    assert_eq!(installed(client, Some(before), entry), expected);
}

#[test]
fn other_arguments_are_replaced_and_the_rest_of_the_entry_stays() {
    check(
        Client::Cursor,
        "{\"mcpServers\": {\"brummer\": {\"command\": \"/old/brummer\", \"args\": [\"mcp\", \"-d\", \".\"], \"env\": {\"A\": \"b\"} /* mine */}}}",
        &command(),
        "{\"mcpServers\": {\"brummer\": {\"command\": \"brummer\", \"args\": [\"mcp\"], \"env\": {\"A\": \"b\"} /* mine */}}}",
    );
    check(
        Client::Codex,
        "[mcp_servers.brummer]\ncommand = \"old\" # mine\nstartup_timeout_sec = 20\n\n[other]\n",
        &command(),
        "[mcp_servers.brummer]\ncommand = \"brummer\" # mine\nstartup_timeout_sec = 20\nargs = [\"mcp\"]\n\n[other]\n",
    );
}

#[test]
fn a_command_becomes_an_address_and_back() {
    let with_command = "{\n  \"servers\": {\n    \"brummer\": {\n      \"type\": \"stdio\",\n      \"command\": \"brummer\",\n      \"args\": [\"mcp\"]\n    }\n  }\n}\n";
    let with_address = "{\n  \"servers\": {\n    \"brummer\": {\n      \"type\": \"http\",\n      \"url\": \"http://127.0.0.1:7777/mcp\"\n    }\n  }\n}\n";
    check(Client::VsCode, with_command, &address(), with_address);
    check(Client::VsCode, with_address, &command(), with_command);
}

#[test]
fn what_belongs_to_a_command_goes_with_it() {
    check(
        Client::Cline,
        "{\"mcpServers\":{\"brummer\":{\"command\":\"a\",\"args\":[],\"env\":{},\"alwaysAllow\":[\"logs_stream\"]}}}",
        &address(),
        "{\"mcpServers\":{\"brummer\":{\"alwaysAllow\":[\"logs_stream\"],\"type\":\"streamableHttp\",\"url\":\"http://127.0.0.1:7777/mcp\"}}}",
    );
}

#[test]
fn what_the_program_of_cline_wrote_is_read_and_replaced() {
    let text = "{\"mcpServers\":{\"brummer\":{\"transport\":{\"type\":\"stdio\",\"command\":\"brummer\",\"args\":[\"mcp\"]},\"disabled\":false}}}";
    assert_eq!(find(Client::Cline, text).unwrap(), Some(command()));
    let with_address = "{\"mcpServers\":{\"brummer\":{\"disabled\":false,\"type\":\"streamableHttp\",\"url\":\"http://127.0.0.1:7777/mcp\"}}}";
    check(Client::Cline, text, &address(), with_address);
}

#[test]
fn a_type_that_a_client_added_itself_is_no_difference() {
    let text = "{\"mcpServers\": {\"brummer\": {\"type\": \"stdio\", \"command\": \"brummer\", \"args\": [\"mcp\"], \"env\": {}}}}";
    check(Client::ClaudeCode, text, &command(), text);
}

#[test]
fn opencode_has_its_servers_where_the_file_has_them() {
    check(
        Client::OpenCode,
        "{\"mcp\": {\"servers\": {}}}",
        &command(),
        "{\"mcp\": {\"servers\": {\n  \"brummer\": {\n    \"type\": \"local\",\n    \"command\": [\"brummer\", \"mcp\"]\n  }\n}}}",
    );
    // A server with this name is no object of servers.
    check(
        Client::OpenCode,
        "{\"mcp\": {\"servers\": {\"type\": \"local\", \"command\": [\"x\"]}}}",
        &command(),
        "{\"mcp\": {\"servers\": {\"type\": \"local\", \"command\": [\"x\"]}, \"brummer\": {\"type\": \"local\", \"command\": [\"brummer\", \"mcp\"]}}}",
    );
}

#[test]
fn a_toml_file_keeps_its_own_way_of_writing() {
    check(
        Client::Codex,
        "mcp_servers = { other = { command = 'x' } } # all\r\n",
        &command(),
        "mcp_servers = { other = { command = 'x' } , brummer = { command = \"brummer\", args = [\"mcp\"] } } # all\r\n",
    );
    check(
        Client::Codex,
        "a = 1\r\n# end",
        &command(),
        "a = 1\r\n# end\r\n\r\n[mcp_servers.brummer]\r\ncommand = \"brummer\"\r\nargs = [\"mcp\"]\r\n",
    );
    check(
        Client::Codex,
        "mcp_servers.other.command = 'x'\n",
        &command(),
        "mcp_servers.other.command = 'x'\n\n[mcp_servers.brummer]\ncommand = \"brummer\"\nargs = [\"mcp\"]\n",
    );
}

#[test]
fn text_with_mixed_line_ends_is_not_levelled() {
    let text = "[mcp_servers.brummer]\r\ncommand = 'old'\n";
    assert_eq!(
        install(Client::Codex, Some(text), &command()),
        Err(Fault::Entangled)
    );
    // Appending and cutting touch no other line.
    check_back(Client::Codex, "a = 1\r\nb = 2\n");
}

#[test]
fn strange_names_of_programs_are_quoted() {
    let entry = Entry::Stdio {
        command: "C:\\Program Files\\it's \"é\"\n\\brummer.exe".to_owned(),
        args: vec!["mcp".to_owned(), "--dir".to_owned(), "/a: b # c".to_owned()],
    };
    for client in Client::ALL {
        let made = installed(client, None, &entry);
        assert_eq!(
            uninstall(client, &made, []).unwrap(),
            Removed::File,
            "{client}"
        );
    }
}

#[test]
fn an_entry_without_command_and_address_is_found_and_mended() {
    let text = "{\"mcpServers\": {\"brummer\": {}}}";
    let empty = Entry::Stdio {
        command: String::new(),
        args: Vec::new(),
    };
    assert_eq!(find(Client::Cursor, text).unwrap(), Some(empty));
    installed(Client::Cursor, Some(text), &command());
}
