//! The commands that answer and end: what they print, for people and for programs.

use std::fs;

use serde_json::{Value, json};

use crate::support::program::Program;
use crate::support::project::{Project, process};

/// A project with a script of each kind.
fn project() -> Project {
    let package = "{\n  \"packageManager\": \"npm@11.0.0\",\n  \"scripts\": {\n    \"build\": \"vite build\"\n  }\n}\n";
    Project::new(&[
        (".brum.toml", &process("dev", "sleep 1000")),
        ("package.json", package),
    ])
}

/// What a command prints, as JSON.
#[track_caller]
fn json_of(project: &Project, args: &[&str]) -> Value {
    serde_json::from_str(project.run(args).check(0).text()).unwrap()
}

/// The value of a key in `config show`, with its origin, as `value # origin`.
#[track_caller]
fn setting(project: &Project, args: &[&str], env: &[(&str, &str)], key: &str) -> String {
    let mut brummer = project.brummer(&["config", "show", "-d", "app"]);
    brummer.args(args).envs(env.iter().copied());
    let shown = brummer.output().unwrap();
    let shown = project.filtered(&String::from_utf8(shown.stdout).unwrap());
    let value = shown
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
    value
        .unwrap_or_else(|| panic!("no {key} in\n{shown}"))
        .to_owned()
}

#[test]
fn scripts_are_listed_with_command_and_place() {
    let ended = project().run(&["scripts"]).check(0);
    insta::assert_snapshot!(ended.text(), @"
    dev    dev    sleep 1000  .brum.toml:2
    build  build  vite build  package.json:4
    ");
}

#[test]
fn scripts_are_listed_for_programs() {
    let project = project();
    let listed = json_of(&project, &["scripts", "--json"]);
    let dir = project.path("").canonicalize().unwrap();
    let build = json!({
        "name": "build", "command": "npm run build", "script": "vite build", "directory": dir,
        "kind": "build", "source": "npm",
        "origin": {"kind": "file", "path": dir.join("package.json"), "line": 4},
    });
    assert_eq!(listed["scripts"][1], build);
    assert_eq!(listed["scripts"][0]["name"], "dev");
    assert_eq!(listed["packageManager"]["manager"], "npm");
}

#[test]
fn keys_of_json_are_in_camel_case() {
    for args in [&["scripts", "--json"][..], &["config", "show", "--json"]] {
        check_keys(&json_of(&project(), args));
    }
}

#[track_caller]
fn check_keys(value: &Value) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                assert!(
                    !key.contains(['_', '-']) && !key.starts_with(char::is_uppercase),
                    "{key}"
                );
                check_keys(value);
            }
        }
        Value::Array(items) => items.iter().for_each(check_keys),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn a_project_with_nothing_to_run_says_where_it_looked() {
    let project = Project::new(&[]);
    let ended = project.run(&["scripts"]).check(0);
    assert_eq!(ended.text(), "");
    assert!(ended.stderr.contains("package.json") && ended.stderr.contains(".brum.toml"));
    assert_eq!(
        json_of(&project, &["scripts", "--json"])["scripts"],
        json!([])
    );
}

#[test]
fn the_configuration_is_shown_as_one_would_write_it() {
    let project = project();
    let ended = project.run(&["config", "show"]).check(0);
    insta::assert_snapshot!(project.filtered(ended.text()), @r#"
    # package_manager is not set
    grace = "5s" # default
    stop_signal = "TERM" # default
    stdin = "pipe" # default
    linger = "200ms" # BRUMMER_LINGER

    [logs]
    memory = "64MiB" # default
    persist = false # default
    max_bytes = "64MiB" # default
    max_age = "7d" # default

    [mcp]
    enabled = true # default
    host = "127.0.0.1" # default
    port = 7777 # default
    # token is not set
    read = true # default
    control = true # default
    input = true # default
    redact = true # default

    [tui]
    theme = "auto" # default
    ascii = false # default
    mouse = true # default
    title = true # default
    progress = false # default
    bell = false # default
    notify = "off" # default
    # editor is not set

    [processes.dev]
    command = "sleep 1000" # [ROOT]/project/.brum.toml:2
    dir = "[ROOT]/project" # default
    stdin = "pipe" # default
    stop_signal = "TERM" # default
    grace = "5s" # default
    "#);
    let again = Project::new(&[(".brum.toml", ended.text())]);
    let table: toml::Table = ended.text().parse().unwrap();
    assert_eq!(table["grace"].as_str(), Some("5s"));
    again.run(&["config", "check"]).check(0);
}

#[test]
fn the_configuration_is_shown_for_programs_with_origins() {
    let project = project();
    let shown = json_of(&project, &["config", "show", "--json", "--grace", "2s"]);
    let settings = &shown["settings"];
    assert_eq!(
        settings["grace"],
        json!({"value": "2s", "origin": {"kind": "flag", "name": "--grace"}})
    );
    assert_eq!(
        settings["stopSignal"],
        json!({"value": "TERM", "origin": {"kind": "default"}})
    );
}

#[test]
fn each_layer_wins_over_those_before_it() {
    let project = Project::new(&[(".git/HEAD", ""), ("app/empty", "")]);
    let check = |args: &[&str], env: &[(&str, &str)], expected: &str| {
        assert_eq!(setting(&project, args, env, "grace"), expected);
    };
    check(&[], &[], "\"5s\" # default");
    let files = [
        (
            "~/.config/brummer/config.toml",
            "[ROOT]/home/.config/brummer/config.toml:1",
        ),
        ("~/.brum.toml", "[ROOT]/home/.brum.toml:1"),
        (".brum.toml", "[ROOT]/project/.brum.toml:1"),
        ("app/.brum.toml", "[ROOT]/project/app/.brum.toml:1"),
    ];
    for (number, (file, origin)) in files.iter().enumerate() {
        let path = project.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("grace = {number}")).unwrap();
        check(&[], &[], &format!("\"{number}s\" # {origin}"));
    }
    let env = [("BRUMMER_GRACE", "8s")];
    check(&[], &env, "\"8s\" # BRUMMER_GRACE");
    check(&["--grace", "9s"], &env, "\"9s\" # --grace");
}

#[test]
fn a_file_beside_the_repository_is_not_read() {
    let project = Project::new(&[(".brum.toml", "grace = 1"), ("app/.git/HEAD", "")]);
    assert_eq!(setting(&project, &[], &[], "grace"), "\"5s\" # default");
}

#[test]
fn a_check_names_the_files_that_are_right() {
    let project = project();
    let ended = project.run(&["config", "check"]).check(0);
    assert_eq!(
        project.filtered(ended.text()),
        "[ROOT]/project/.brum.toml: ok\n"
    );
    let ended = Project::new(&[]).run(&["config", "check"]).check(0);
    assert_eq!(ended.text(), "no configuration files\n");
}

#[test]
fn a_check_shows_all_that_is_wrong_with_its_place() {
    let text = "grace = true\nstopsignal = \"TERM\"\n\n[processes.dev]\ncommand = \"vite\"\nstdin = \"nul\"\n";
    let project = Project::new(&[(".brum.toml", text)]);
    let mut brummer = project.brummer(&["config", "check"]);
    let ended = Program::start(brummer.env("BRUMMER_GRACE", "soon")).end();
    let ended = ended.check(2);
    assert_eq!(ended.text(), "");
    insta::assert_snapshot!(project.filtered(&ended.stderr), @r#"
    error: `grace` cannot be true
      --> [ROOT]/project/.brum.toml:1:9
       |
     1 | grace = true
       |         ^^^^ expected 0 to 1h: seconds as a number, or text such as "500ms", "5s", "1m"

    error: unknown key `stopsignal`
      --> [ROOT]/project/.brum.toml:2:1
       |
     2 | stopsignal = "TERM"
       | ^^^^^^^^^^ did you mean `stop_signal`?
       = known keys: package_manager, grace, stop_signal, stdin, linger, logs, mcp, matchers, tui, processes

    error: `stdin` cannot be "nul"
      --> [ROOT]/project/.brum.toml:6:9
       |
     6 | stdin = "nul"
       |         ^^^^^ did you mean "null"?
       = expected "pipe" or "null"

    error: `BRUMMER_GRACE` cannot be "soon"
      --> environment variable BRUMMER_GRACE
       = expected 0 to 1h: seconds as a number, or text such as "500ms", "5s", "1m"
    "#);
}

#[test]
fn help_says_what_there_is() {
    let commands: [&[&str]; 24] = [
        &[],
        &["run"],
        &["logs"],
        &["scripts"],
        &["serve"],
        &["attach"],
        &["ps"],
        &["start"],
        &["stop"],
        &["restart"],
        &["send"],
        &["wait"],
        &["events"],
        &["check"],
        &["instances"],
        &["down"],
        &["mcp"],
        &["mcp", "install"],
        &["mcp", "uninstall"],
        &["mcp", "status"],
        &["mcp", "config"],
        &["config"],
        &["config", "show"],
        &["config", "check"],
    ];
    let project = Project::new(&[]);
    for command in commands {
        let ended = project.run(&[command, &["--help"]].concat()).check(0);
        let name = [&["help"], command].concat().join("_");
        insta::assert_snapshot!(name, ended.text());
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let ended = Project::new(&[]).run(&["--version"]).check(0);
    assert_eq!(
        ended.text(),
        concat!("brummer ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn without_a_terminal_the_way_to_go_without_one_is_named() {
    for args in [&[][..], &["dev"], &["run", "dev"]] {
        let ended = project().run(args).check(2);
        assert!(
            ended.stderr.contains("`brummer run NAME… --no-tui`"),
            "{}",
            ended.stderr
        );
    }
}

#[cfg(feature = "tui")]
#[test]
fn keys_that_do_two_things_are_an_error_of_the_configuration() {
    let project = Project::new(&[(".brum.toml", "[tui.keys]\nstop = \"s\"")]);
    let ended = project.run(&["config", "check"]).check(2);
    let wanted = ".brum.toml:2:8";
    assert!(ended.stderr.contains(wanted), "{}", ended.stderr);
    assert!(ended.stderr.contains("`start`"), "{}", ended.stderr);
}
