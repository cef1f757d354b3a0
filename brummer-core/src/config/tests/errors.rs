//! Invalid configurations, each beside the message that it must give.

use super::*;

/// What is printed for this variable.
#[track_caller]
fn variable_errors(name: &str, value: &str) -> String {
    World::new(&[])
        .load(&[(name, value)])
        .unwrap_err()
        .to_string()
}

#[test]
fn an_unknown_key_names_the_near_one() {
    insta::assert_snapshot!(errors("[processes.web]\ncommand = \"a\"\n\ngrase = \"5s\"\n"), @r#"
    error: unknown key `grase` in [processes.web]
      --> /repo/app/.brum.toml:4:1
       |
     4 | grase = "5s"
       | ^^^^^ did you mean `grace`?
       = known keys: command, dir, group, env, stdin, stop_signal, grace, problem_matcher
    "#);
}

#[test]
fn an_unknown_key_like_no_other_lists_what_there_is() {
    insta::assert_snapshot!(errors("mcp_port = 7777"), @r#"
    error: unknown key `mcp_port`
      --> /repo/app/.brum.toml:1:1
       |
     1 | mcp_port = 7777
       | ^^^^^^^^ there is no such key
       = known keys: package_manager, grace, stop_signal, stdin, linger, logs, mcp, matchers, tui, processes
    "#);
}

#[test]
fn an_unknown_table_is_an_unknown_key() {
    insta::assert_snapshot!(errors("[ai_coders]\nenabled = true"), @r#"
    error: unknown key `ai_coders`
      --> /repo/app/.brum.toml:1:2
       |
     1 | [ai_coders]
       |  ^^^^^^^^^ there is no such key
       = known keys: package_manager, grace, stop_signal, stdin, linger, logs, mcp, matchers, tui, processes
    "#);
}

#[test]
fn a_key_cannot_move_the_cursor() {
    insta::assert_snapshot!(errors("\"\\u001b[2J\" = 1"), @r#"
    error: unknown key `\u{1b}[2J`
      --> /repo/app/.brum.toml:1:1
       |
     1 | "\u001b[2J" = 1
       | ^^^^^^^^^^^ there is no such key
       = known keys: package_manager, grace, stop_signal, stdin, linger, logs, mcp, matchers, tui, processes
    "#);
}

#[test]
fn a_wrong_type_says_what_is_expected() {
    insta::assert_snapshot!(errors("stdin = 5\ngrace = true\nstop_signal = [\"TERM\"]"), @r#"
    error: `stdin` cannot be 5
      --> /repo/app/.brum.toml:1:9
       |
     1 | stdin = 5
       |         ^ expected "pipe" or "null"

    error: `grace` cannot be true
      --> /repo/app/.brum.toml:2:9
       |
     2 | grace = true
       |         ^^^^ expected 0 to 1h: seconds as a number, or text such as "500ms", "5s", "1m"

    error: `stop_signal` cannot be an array
      --> /repo/app/.brum.toml:3:15
       |
     3 | stop_signal = ["TERM"]
       |               ^^^^^^^^ expected one of "TERM", "INT", "HUP", "QUIT", "USR1", "USR2", "KILL"
    "#);
}

#[test]
fn a_wrong_name_gives_the_near_one() {
    insta::assert_snapshot!(errors("package_manager = \"pnmp\""), @r#"
    error: `package_manager` cannot be "pnmp"
      --> /repo/app/.brum.toml:1:19
       |
     1 | package_manager = "pnmp"
       |                   ^^^^^^ did you mean "pnpm"?
       = expected one of "npm", "pnpm", "yarn", "bun", "deno"
    "#);
}

#[test]
fn a_period_out_of_bounds_says_the_bounds() {
    insta::assert_snapshot!(errors("grace = 7200"), @r#"
    error: `grace` cannot be 7200
      --> /repo/app/.brum.toml:1:9
       |
     1 | grace = 7200
       |         ^^^^ expected 0 to 1h: seconds as a number, or text such as "500ms", "5s", "1m"
    "#);
}

#[test]
fn a_negative_period_is_refused() {
    insta::assert_snapshot!(errors("grace = -1.5"), @r#"
    error: `grace` cannot be -1.5
      --> /repo/app/.brum.toml:1:9
       |
     1 | grace = -1.5
       |         ^^^^ expected 0 to 1h: seconds as a number, or text such as "500ms", "5s", "1m"
    "#);
}

#[test]
fn both_names_of_a_key_are_one_too_many() {
    insta::assert_snapshot!(errors("package_manager = \"npm\"\npreferred_package_manager = \"yarn\""), @r#"
    error: `preferred_package_manager` is the former name of `package_manager`, which is set as well
      --> /repo/app/.brum.toml:2:1
       |
     2 | preferred_package_manager = "yarn"
       | ^^^^^^^^^^^^^^^^^^^^^^^^^ leave this one out
    "#);
}

#[test]
fn a_process_must_be_a_table() {
    insta::assert_snapshot!(errors("[processes]\nweb = \"npm start\""), @r#"
    error: `processes.web` cannot be "npm start"
      --> /repo/app/.brum.toml:2:7
       |
     2 | web = "npm start"
       |       ^^^^^^^^^^^ expected a table such as [processes.NAME]
    "#);
}

#[test]
fn processes_must_be_tables() {
    insta::assert_snapshot!(errors("processes = 1"), @r#"
    error: `processes` cannot be 1
      --> /repo/app/.brum.toml:1:13
       |
     1 | processes = 1
       |             ^ expected tables such as [processes.NAME]
    "#);
}

#[test]
fn a_process_name_is_checked() {
    insta::assert_snapshot!(errors("[processes.\" web\"]\ncommand = \"a\""), @r#"
    error: ` web` cannot be the name of a process: it begins or ends with white space
      --> /repo/app/.brum.toml:1:12
       |
     1 | [processes." web"]
       |            ^^^^^^
    "#);
}

#[test]
fn a_command_must_be_text_or_words() {
    insta::assert_snapshot!(errors("[processes.a]\ncommand = [\"node\", 1]\n[processes.b]\ncommand = {}"), @r#"
    error: `command` cannot be an array with 1 in it
      --> /repo/app/.brum.toml:2:11
       |
     2 | command = ["node", 1]
       |           ^^^^^^^^^^^ expected a command line for the shell, or an array of strings: a program and its arguments

    error: `command` cannot be a table
      --> /repo/app/.brum.toml:4:11
       |
     4 | command = {}
       |           ^^ expected a command line for the shell, or an array of strings: a program and its arguments
    "#);
}

#[test]
fn a_command_cannot_be_empty() {
    insta::assert_snapshot!(errors("[processes.a]\ncommand = \"  \"\n[processes.b]\ncommand = []"), @r#"
    error: `command` cannot be empty
      --> /repo/app/.brum.toml:2:11
       |
     2 | command = "  "
       |           ^^^^ expected a command line for the shell, or an array of strings: a program and its arguments

    error: `command` cannot be empty
      --> /repo/app/.brum.toml:4:11
       |
     4 | command = []
       |           ^^ expected a command line for the shell, or an array of strings: a program and its arguments
    "#);
}

#[test]
fn a_variable_of_a_process_must_be_text() {
    insta::assert_snapshot!(errors("[processes.a]\nenv = { PORT = 3000, \"A=B\" = \"\" }"), @r#"
    error: `env.PORT` cannot be 3000
      --> /repo/app/.brum.toml:2:16
       |
     2 | env = { PORT = 3000, "A=B" = "" }
       |                ^^^^ expected a string

    error: `env."A=B"` cannot be a variable
      --> /repo/app/.brum.toml:2:22
       |
     2 | env = { PORT = 3000, "A=B" = "" }
       |                      ^^^^^ expected a name without `=`
    "#);
}

#[test]
fn a_directory_cannot_be_empty() {
    insta::assert_snapshot!(errors("[processes.a]\ndir = \"\""), @r#"
    error: `dir` cannot be ""
      --> /repo/app/.brum.toml:2:7
       |
     2 | dir = ""
       |       ^^ expected a path, relative to the directory of this file
    "#);
}

#[test]
fn text_with_a_nul_is_refused() {
    insta::assert_snapshot!(errors("[processes.a]\ncommand = \"a\\u0000b\""), @r#"
    error: `command` cannot be text with a NUL character
      --> /repo/app/.brum.toml:2:11
       |
     2 | command = "a\u0000b"
       |           ^^^^^^^^^^ expected a command line for the shell, or an array of strings: a program and its arguments
    "#);
}

#[test]
fn text_on_windows_has_the_same_places() {
    insta::assert_snapshot!(errors("\u{feff}grace = 1\r\n\tstdni = \"pipe\"\r\n"), @r#"
    error: unknown key `stdni`
      --> /repo/app/.brum.toml:2:2
       |
     2 |  stdni = "pipe"
       |  ^^^^^ did you mean `stdin`?
       = known keys: package_manager, grace, stop_signal, stdin, linger, logs, mcp, matchers, tui, processes
    "#);
}

#[test]
fn a_variable_with_a_wrong_value_is_named() {
    insta::assert_snapshot!(variable_errors("BRUMMER_GRACE", "five years"), @r#"
    error: `BRUMMER_GRACE` cannot be "five years"
      --> environment variable BRUMMER_GRACE
       = expected 0 to 1h: seconds as a number, or text such as "500ms", "5s", "1m"
    "#);
}

#[test]
fn a_variable_with_a_near_name_is_named() {
    insta::assert_snapshot!(variable_errors("BRUMMER_STDIN", "nul"), @r#"
    error: `BRUMMER_STDIN` cannot be "nul"
      --> environment variable BRUMMER_STDIN
       = did you mean "null"?
       = expected "pipe" or "null"
    "#);
}

#[test]
fn all_errors_of_all_layers_are_reported_in_order() {
    let world = World::new(&[
        ("home/.brum.toml", "grace = "),
        (
            "repo/.brum.toml",
            "x = 1\ngrace = \"x\"\n[processes.a]\ny = 1\nstdin = 2\n",
        ),
    ]);
    let errors = world.load(&[("BRUMMER_STDIN", "x")]).unwrap_err();
    let titles: Vec<_> = errors
        .diagnostics()
        .iter()
        .map(|error| &error.title)
        .collect();
    insta::assert_debug_snapshot!(titles, @r#"
    [
        "not valid TOML: a value is missing",
        "unknown key `x`",
        "`grace` cannot be \"x\"",
        "unknown key `y` in [processes.a]",
        "`stdin` cannot be 2",
        "`BRUMMER_STDIN` cannot be \"x\"",
    ]
    "#);
}

#[test]
fn of_very_many_errors_the_first_are_printed() {
    let keys: Vec<_> = (0..30).map(|number| format!("x{number} = 1")).collect();
    let errors = errors(&keys.join("\n"));
    assert_eq!(errors.matches("error: ").count(), 20);
    assert!(errors.ends_with("\n\n… and 10 more errors"));
}

#[test]
fn a_key_of_logs_is_checked_as_any_other() {
    insta::assert_snapshot!(errors("[logs]\npersist = 1\nmax_bytes = \"much\"\nmax_age = \"7\"\npersits = true"), @r#"
    error: `persist` cannot be 1
      --> /repo/app/.brum.toml:2:11
       |
     2 | persist = 1
       |           ^ expected true or false

    error: `max_bytes` cannot be "much"
      --> /repo/app/.brum.toml:3:13
       |
     3 | max_bytes = "much"
       |             ^^^^^^ expected 0 to 1 TiB: bytes as a number, or text such as "500KB", "64MiB", "1GB"

    error: `max_age` cannot be "7"
      --> /repo/app/.brum.toml:4:11
       |
     4 | max_age = "7"
       |           ^^^ expected 1 minute to 10 years, as text such as "12h", "7d", "4w"

    error: unknown key `persits` in [logs]
      --> /repo/app/.brum.toml:5:1
       |
     5 | persits = true
       | ^^^^^^^ did you mean `persist`?
       = known keys: memory, persist, max_bytes, max_age
    "#);
}

#[test]
fn logs_are_a_table() {
    insta::assert_snapshot!(errors("logs = true"), @r#"
    error: `logs` cannot be true
      --> /repo/app/.brum.toml:1:8
       |
     1 | logs = true
       |        ^^^^ expected a table: [logs]
    "#);
}

#[test]
fn what_is_no_address_port_or_token_says_what_is() {
    insta::assert_snapshot!(errors("[mcp]\nhost = \"everywhere\"\nport = 70_000\ntoken = \"secret\""), @r#"
    error: `host` cannot be "everywhere"
      --> /repo/app/.brum.toml:2:8
       |
     2 | host = "everywhere"
       |        ^^^^^^^^^^^^ expected an address of this machine, such as "127.0.0.1", "::1", or "0.0.0.0" for all

    error: `port` cannot be 70000
      --> /repo/app/.brum.toml:3:8
       |
     3 | port = 70_000
       |        ^^^^^^ expected a number from 0 to 65535

    error: `token` cannot be this value
      --> /repo/app/.brum.toml:4:9
       |
     4 | token = "secret"
       |         ^^^^^^^^ expected 16 to 512 visible ASCII characters, such as `openssl rand -hex 24` prints
    "#);
}

#[test]
fn a_group_has_a_name_that_can_be_shown() {
    insta::assert_snapshot!(errors("[processes.a]\ngroup = \"\"\n[processes.b]\ngroup = \" x\"\n[processes.c]\ngroup = 1"), @r#"
    error: `group` cannot be ""
      --> /repo/app/.brum.toml:2:9
       |
     2 | group = ""
       |         ^^ expected a name such as "backend": 1 to 128 bytes, no control characters, no white space at its ends

    error: `group` cannot be " x"
      --> /repo/app/.brum.toml:4:9
       |
     4 | group = " x"
       |         ^^^^ expected a name such as "backend": 1 to 128 bytes, no control characters, no white space at its ends

    error: `group` cannot be 1
      --> /repo/app/.brum.toml:6:9
       |
     6 | group = 1
       |         ^ expected a name such as "backend": 1 to 128 bytes, no control characters, no white space at its ends
    "#);
}

#[test]
fn what_is_no_permission_says_what_is() {
    insta::assert_snapshot!(errors("[mcp]\ncontrol = [\"web\", 3]\ninput = \"web\""), @r#"
    error: `control` cannot be an array with 3 in it
      --> /repo/app/.brum.toml:2:11
       |
     2 | control = ["web", 3]
       |           ^^^^^^^^^^ expected true, false, or an array of names of processes, such as ["web", "api-*"]

    error: `input` cannot be "web"
      --> /repo/app/.brum.toml:3:9
       |
     3 | input = "web"
       |         ^^^^^ expected true, false, or an array of names of processes, such as ["web", "api-*"]
    "#);
}
