//! What the layers make of files, variables and flags; each error as a person sees it.

use std::fs;

use super::*;
use crate::process::spec::{Command, StopSignal};

mod errors;
mod matchers;
mod unreadable;

/// A home directory and a repository with a project in it; files are written below its root.
struct World(tempfile::TempDir);

impl World {
    /// The files are `home/…`, `repo/…` and `repo/app/…`; the project is `repo/app`.
    fn new(files: &[(&str, &str)]) -> Self {
        let world = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(world.path("repo/.git")).unwrap();
        fs::create_dir_all(world.path("repo/app")).unwrap();
        for (file, text) in files {
            let path = world.path(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        world
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn sources(&self) -> ConfigSources {
        ConfigSources {
            dir: self.path("repo/app"),
            home: Some(self.path("home")),
            ..ConfigSources::default()
        }
    }

    fn load(&self, env: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
        let env = env.iter().map(|(name, value)| (name.into(), value.into()));
        Config::load(&ConfigSources {
            env: env.collect(),
            ..self.sources()
        })
    }

    /// Text with the directory of this world left out.
    fn filtered(&self, text: &impl ToString) -> String {
        text.to_string()
            .replace(self.0.path().to_str().unwrap(), "")
    }
}

/// What is printed for this project file.
#[track_caller]
fn errors(text: &str) -> String {
    let world = World::new(&[("repo/app/.brum.toml", text)]);
    world.filtered(&world.load(&[]).unwrap_err())
}

#[track_caller]
fn check_listing(files: &[(&str, &str)], env: &[(&str, &str)], expected: &str) {
    let world = World::new(files);
    let listing = world.filtered(&world.load(env).unwrap());
    let missing = expected
        .lines()
        .find(|line| !listing.lines().any(|have| have == *line));
    assert_eq!(missing, None, "in\n{listing}");
}

#[test]
fn without_files_the_defaults_hold() {
    let world = World::new(&[]);
    insta::assert_snapshot!(world.load(&[]).unwrap(), @r#"
    # package_manager is not set
    grace = "5s" # default
    stop_signal = "TERM" # default
    stdin = "pipe" # default
    linger = "5s" # default

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
    "#);
}

#[test]
fn the_nearest_file_wins_key_by_key() {
    check_listing(
        &[
            (
                "home/.config/brummer/config.toml",
                "grace = 1\nstdin = \"null\"",
            ),
            ("home/.brum.toml", "grace = 2\nstop_signal = \"HUP\""),
            ("repo/.brum.toml", "grace = 3\npackage_manager = \"yarn\""),
            ("repo/app/.brum.toml", "\ngrace = 4"),
        ],
        &[],
        "package_manager = \"yarn\" # /repo/.brum.toml:2\n\
         grace = \"4s\" # /repo/app/.brum.toml:2\n\
         stop_signal = \"HUP\" # /home/.brum.toml:2\n\
         stdin = \"null\" # /home/.config/brummer/config.toml:2",
    );
}

#[test]
fn a_variable_wins_over_files() {
    check_listing(
        &[("repo/app/.brum.toml", "grace = 4")],
        &[("BRUMMER_GRACE", "0.5"), ("BRUMMER_STDIN", "")],
        "grace = \"500ms\" # BRUMMER_GRACE\nstdin = \"pipe\" # default",
    );
}

#[test]
fn a_flag_wins_over_all() {
    let world = World::new(&[("repo/app/.brum.toml", "stop_signal = \"INT\"")]);
    let mut sources = world.sources();
    sources.env = vec![("BRUMMER_STOP_SIGNAL".into(), "HUP".into())];
    sources.flags.stop_signal = Some(StopSignal::Kill);
    let stop_signal = Config::load(&sources).unwrap().settings.stop_signal;
    assert_eq!(stop_signal.value, StopSignal::Kill);
    assert_eq!(stop_signal.origin.to_string(), "--stop-signal");
}

#[test]
fn the_key_of_the_go_original_is_read_too() {
    check_listing(
        &[(
            "repo/app/.brum.toml",
            "preferred_package_manager = \"pnpm\"",
        )],
        &[],
        "package_manager = \"pnpm\" # /repo/app/.brum.toml:1",
    );
}

#[test]
fn the_directory_for_configuration_can_be_elsewhere() {
    let world = World::new(&[
        ("xdg/brummer/config.toml", ""),
        ("home/.config/brummer/config.toml", ""),
    ]);
    let config = Config::load(&ConfigSources {
        xdg_config_home: Some(world.path("xdg")),
        ..world.sources()
    });
    assert_eq!(
        config.unwrap().files,
        [world.path("xdg/brummer/config.toml")]
    );
}

#[test]
fn outside_of_a_repository_only_the_directory_itself_counts() {
    let world = World::new(&[
        ("repo/.brum.toml", "grace = 9"),
        ("repo/app/.brum.toml", ""),
    ]);
    fs::remove_dir(world.path("repo/.git")).unwrap();
    let config = world.load(&[]).unwrap();
    assert_eq!(config.files, [world.path("repo/app/.brum.toml")]);
}

#[test]
fn a_home_directory_that_is_a_repository_is_read_once() {
    let world = World::new(&[("repo/.brum.toml", "")]);
    let config = Config::load(&ConfigSources {
        home: Some(world.path("repo")),
        ..world.sources()
    });
    assert_eq!(config.unwrap().files, [world.path("repo/.brum.toml")]);
}

#[test]
fn a_process_is_overlaid_key_by_key() {
    let world = World::new(&[
        (
            "home/.brum.toml",
            "[processes.web]\nenv = { PORT = \"1\", HOST = \"::\" }",
        ),
        (
            "repo/.brum.toml",
            "stdin = \"null\"\n[processes.web]\ncommand = \"node .\"\ndir = \"web\"\nenv.PORT = \"2\"",
        ),
        (
            "repo/app/.brum.toml",
            "[processes.web]\ncommand = [\"node\", \"b c\"]\ngrace = \"1m\"",
        ),
    ]);
    insta::assert_snapshot!(world.filtered(&world.load(&[]).unwrap()), @r#"
    # package_manager is not set
    grace = "5s" # default
    stop_signal = "TERM" # default
    stdin = "null" # /repo/.brum.toml:1
    linger = "5s" # default

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

    [processes.web]
    command = ["node", "b c"] # /repo/app/.brum.toml:2
    dir = "/repo/web" # /repo/.brum.toml:4
    env.HOST = "::" # /home/.brum.toml:2
    env.PORT = "2" # /repo/.brum.toml:5
    stdin = "null" # /repo/.brum.toml:1
    stop_signal = "TERM" # default
    grace = "1m" # /repo/app/.brum.toml:3
    "#);
}

#[test]
fn processes_stay_in_the_order_of_the_files() {
    let world = World::new(&[
        (
            "repo/.brum.toml",
            "[processes.z]\ncommand = \"a\"\n[processes.b]\ncommand = \"a\"",
        ),
        (
            "repo/app/.brum.toml",
            "[processes.a]\ncommand = \"a\"\n[processes.z]\nstdin = \"null\"",
        ),
    ]);
    let config = world.load(&[]).unwrap();
    let names: Vec<_> = config
        .processes
        .iter()
        .map(|process| process.name.as_str())
        .collect();
    assert_eq!(names, ["z", "b", "a"]);
}

#[test]
fn a_command_runs_where_its_project_file_is() {
    let process = "[processes.p]\ncommand = \"a\"";
    let world = World::new(&[("repo/.brum.toml", process)]);
    assert_eq!(
        world.load(&[]).unwrap().processes[0].dir.value,
        world.path("repo")
    );
    let world = World::new(&[("home/.brum.toml", process)]);
    assert_eq!(
        world.load(&[]).unwrap().processes[0].dir.value,
        world.path("repo/app")
    );
}

#[test]
fn a_configured_process_becomes_a_spec() {
    let world = World::new(&[(
        "repo/app/.brum.toml",
        "grace = 7\n[processes.web]\ncommand = [\"node\", \".\"]\nenv.A = \"b\"\ngroup = \"backend\"\nstop_signal = \"SIGINT\"",
    )]);
    let spec = world.load(&[]).unwrap().processes[0].spec().unwrap();
    assert_eq!(spec.command, Command::program("node", ["."]));
    assert_eq!(spec.env["A"], "b");
    assert_eq!(spec.group.unwrap().as_str(), "backend");
    assert_eq!(spec.stop_signal, StopSignal::Int);
    assert_eq!(spec.grace.as_secs(), 7);
    assert_eq!(spec.dir, world.path("repo/app"));
}

#[test]
fn the_listing_reads_back_as_the_same() {
    let world = World::new(&[(
        "repo/app/.brum.toml",
        r#"grace = 0.25
        [processes."web:\"dev\" é"]
        command = ["a", "\u001B\n\\ \"'", ""]
        env = { "A B" = "\t\u007F", C = "'''" }
        [processes.adjusted]
        group = "ü \"x\""
        stdin = "null""#,
    )]);
    let config = world.load(&[]).unwrap();
    let again = World::new(&[("repo/app/.brum.toml", &config.to_string())]);
    let again = again.load(&[]).unwrap();
    let values = |config: &Config| {
        let lines = config.to_string();
        let lines = lines
            .lines()
            .map(|line| line.split(" # ").next().unwrap_or_default());
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(values(&again), values(&config));
}

#[test]
fn keys_of_the_terminal_ui_are_laid_over_each_other_one_by_one() {
    let world = World::new(&[
        (
            "home/.brum.toml",
            "[tui.keys]\nstop = \"ctrl-x\"\nkill = [\"f8\", \"f9\"]",
        ),
        (
            "repo/.brum.toml",
            "[tui]\nascii = true\nkeys = { stop = [] }",
        ),
    ]);
    let tui = world.load(&[]).unwrap().settings.tui;
    let keys = |action: &str| tui.keys[action].value.0.join(" ");
    assert_eq!(
        (keys("stop"), keys("kill")),
        (String::new(), "f8 f9".to_owned())
    );
    assert!(tui.ascii.value);
    assert_eq!(
        tui.keys["kill"].origin.to_string(),
        world.path("home/.brum.toml:3")
    );
}

#[test]
fn settings_are_data_too() {
    let world = World::new(&[("repo/app/.brum.toml", "grace = 1")]);
    let config = world.load(&[("BRUMMER_PACKAGE_MANAGER", "bun")]).unwrap();
    let settings = serde_json::to_value(&config.settings).unwrap();
    let file = world.path("repo/app/.brum.toml");
    let said = serde_json::json!({
        "packageManager": {"value": "bun", "origin": {"kind": "env", "name": "BRUMMER_PACKAGE_MANAGER"}},
        "grace": {"value": "1s", "origin": {"kind": "file", "path": file, "line": 1}},
        "stopSignal": {"value": "TERM", "origin": {"kind": "default"}},
    });
    for (key, value) in said.as_object().unwrap() {
        assert_eq!(settings[key], *value, "{settings}");
    }
    assert_eq!(settings["logs"]["maxBytes"]["value"], 64 * 1024 * 1024);
    assert_eq!(settings["logs"]["maxAge"]["value"], "7d");
    assert_eq!(settings["mcp"]["host"]["value"], "127.0.0.1");
    assert_eq!(settings["mcp"]["token"], serde_json::Value::Null);
}

#[test]
fn a_process_is_data_too() {
    let process = "[processes.web]\ncommand = [\"node\", \".\"]\nenv.A = \"b\"";
    let world = World::new(&[("repo/app/.brum.toml", process)]);
    let process = serde_json::to_value(&world.load(&[]).unwrap().processes[0]).unwrap();
    assert_eq!(
        process["command"]["value"],
        serde_json::json!(["node", "."])
    );
    assert_eq!(process["command"]["origin"]["line"], 2);
    assert_eq!(process["env"]["A"]["value"], "b");
    assert_eq!(process["stopSignal"]["origin"]["kind"], "default");
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in r#"([a-z_]{0,9}|[\[\]{}=."',#\\ \n\r\t]|[0-9]{1,3}|\PC|processes|env|grace){0,40}"#) {
        let source = Source::new(PathBuf::from("f").as_path().into(), &text, PathBuf::new());
        let errors = Written::default().read_file(&source);
        assert_eq!(errors.to_string().is_empty(), errors.diagnostics().is_empty());
    }
}

#[track_caller]
fn check_warning(name: &str, expected: &[&str]) {
    let config = World::new(&[]).load(&[(name, "1")]).unwrap();
    let warnings: Vec<_> = config.warnings.iter().map(Warning::to_string).collect();
    assert_eq!(warnings, expected);
}

#[test]
fn an_unknown_variable_is_a_warning() {
    check_warning(
        "BRUMMER_GRASE",
        &["BRUMMER_GRASE: not a variable that brummer knows; did you mean `BRUMMER_GRACE`?"],
    );
    check_warning(
        "BRUMMER_PROXY_AND_MORE",
        &[
            "BRUMMER_PROXY_AND_MORE: not a variable that brummer knows (it knows BRUMMER_PACKAGE_MANAGER, \
           BRUMMER_GRACE, BRUMMER_STOP_SIGNAL, BRUMMER_STDIN, BRUMMER_LINGER, BRUMMER_LOGS_MEMORY, BRUMMER_LOGS_PERSIST, \
           BRUMMER_LOGS_MAX_BYTES, BRUMMER_LOGS_MAX_AGE, BRUMMER_MCP_ENABLED, BRUMMER_MCP_HOST, \
           BRUMMER_MCP_PORT, BRUMMER_MCP_TOKEN, BRUMMER_MCP_READ, BRUMMER_MCP_CONTROL, BRUMMER_MCP_INPUT, BRUMMER_MCP_REDACT, \
           BRUMMER_TUI_THEME, BRUMMER_TUI_ASCII, BRUMMER_TUI_MOUSE, BRUMMER_TUI_TITLE, BRUMMER_TUI_PROGRESS, BRUMMER_TUI_BELL, \
           BRUMMER_TUI_NOTIFY, BRUMMER_TUI_EDITOR)",
        ],
    );
    check_warning("BRUMMER_MARK", &[]);
    check_warning("BRUMM", &[]);
}

#[test]
fn what_is_kept_of_logs_is_a_table() {
    check_listing(
        &[(
            "repo/.brum.toml",
            "[logs]\npersist = true\nmax_bytes = 1000000\nmax_age = \"2w\"",
        )],
        &[("BRUMMER_LOGS_MEMORY", "8MiB")],
        "[logs]\nmemory = \"8MiB\" # BRUMMER_LOGS_MEMORY\npersist = true # /repo/.brum.toml:2\n\
         max_bytes = \"1MB\" # /repo/.brum.toml:3\nmax_age = \"14d\" # /repo/.brum.toml:4",
    );
}

#[test]
fn how_editors_reach_the_server_is_a_table() {
    check_listing(
        &[(
            "repo/.brum.toml",
            "[mcp]\nenabled = false\nhost = \"localhost\"\nport = 8_000",
        )],
        &[("BRUMMER_MCP_PORT", "9000")],
        "[mcp]\nenabled = false # /repo/.brum.toml:2\nhost = \"127.0.0.1\" # /repo/.brum.toml:3\n\
         port = 9000 # BRUMMER_MCP_PORT",
    );
}

#[test]
fn what_agents_may_do_is_said_for_all_or_for_some() {
    check_listing(
        &[(
            "repo/.brum.toml",
            "[mcp]\ncontrol = [\"web\", \"api-*\"]\ninput = false\nredact = false",
        )],
        &[("BRUMMER_MCP_READ", "true")],
        "# token is not set\nread = true # BRUMMER_MCP_READ\n\
         control = [\"web\", \"api-*\"] # /repo/.brum.toml:2\ninput = false # /repo/.brum.toml:3\nredact = false # /repo/.brum.toml:4",
    );
}

#[test]
fn a_token_is_nowhere_shown() {
    let secret = "a-secret-of-24-letters-x";
    let world = World::new(&[]);
    let config = world.load(&[("BRUMMER_MCP_TOKEN", secret)]).unwrap();
    let token = config.settings.mcp.token.as_ref().unwrap();
    assert_eq!(token.value.secret(), secret);
    let shown = format!(
        "{config} {config:?} {}",
        serde_json::to_string(&config).unwrap()
    );
    assert!(!shown.contains(secret), "{shown}");
    assert!(
        shown.contains("# token is set, and not shown # BRUMMER_MCP_TOKEN"),
        "{shown}"
    );
    let wrong = world
        .load(&[("BRUMMER_MCP_TOKEN", "too-short")])
        .unwrap_err();
    assert!(!wrong.to_string().contains("too-short"), "{wrong}");
}
