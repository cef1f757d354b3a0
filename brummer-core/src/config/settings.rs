//! The keys of the top level.
//!
//! To add a key: a field in [`Written`] and a line in [`Written::keys`] read it from files and environment; a field in
//! [`Settings`] and a line in [`Written::settings`] give it a default; a line in the listing shows it. A flag for it is
//! a field in [`Flags`] and a line in [`Written::set_flags`]. A table is a struct of the same kind; see
//! [`logs`](super::logs), [`mcp`](super::mcp) and [`process`](super::process).

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use toml::de::DeTable;

use super::diagnostic::{ConfigErrors, Diagnostic};
use super::environment::Environment;
use super::grace::GracePeriod;
use super::logs::{LogSettings, WrittenLogs};
use super::matchers::{self, ConfiguredMatcher, WrittenMatcher};
use super::mcp::{McpSettings, WrittenMcp};
use super::origin::{Origin, Resolved, Warning};
use super::process::{ConfiguredProcess, WrittenProcess};
use super::source::Source;
use super::sources::Flags;
use super::table::{Layer, Table};
use super::tui::{TuiSettings, WrittenTui};
use crate::detect::MatcherTable;
use crate::id::ProcessId;
use crate::process::spec::{Stdin, StopSignal};
use crate::project::PackageManager;

/// How long a host stays after its last client has left, unless somebody says otherwise: an editor may start its server anew in that time.
const DEFAULT_LINGER: Duration = Duration::from_secs(5);

/// What holds for the whole project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Which package manager runs the scripts of `package.json`; none lets the project decide.
    pub package_manager: Option<Resolved<PackageManager>>,
    /// How long a stop waits before it kills.
    pub grace: Resolved<GracePeriod>,
    /// The signal of a graceful stop.
    pub stop_signal: Resolved<StopSignal>,
    /// What a process reads on its stdin.
    pub stdin: Resolved<Stdin>,
    /// How long a host in the background stays after its last client has left.
    pub linger: Resolved<GracePeriod>,
    /// What is kept of logs, and where.
    pub logs: LogSettings,
    /// How AI editors reach the server over HTTP.
    pub mcp: McpSettings,
    /// How the terminal UI looks and which keys it takes.
    pub tui: TuiSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Written::default().settings()
    }
}

/// The configuration as written, with every key optional.
#[derive(Default)]
pub(super) struct Written {
    package_manager: Option<Resolved<PackageManager>>,
    grace: Option<Resolved<GracePeriod>>,
    stop_signal: Option<Resolved<StopSignal>>,
    stdin: Option<Resolved<Stdin>>,
    linger: Option<Resolved<GracePeriod>>,
    logs: WrittenLogs,
    mcp: WrittenMcp,
    matchers: BTreeMap<String, WrittenMatcher>,
    tui: WrittenTui,
    processes: BTreeMap<ProcessId, WrittenProcess>,
}

/// What holds in the end.
pub(super) struct Holding {
    pub(super) settings: Settings,
    pub(super) processes: Vec<ConfiguredProcess>,
    pub(super) matchers: Vec<ConfiguredMatcher>,
    pub(super) table: MatcherTable,
}

impl Written {
    /// Every key that files and environment share, once.
    fn keys(&mut self, layer: &mut impl Layer) {
        layer.key("package_manager", &mut self.package_manager);
        layer.key("grace", &mut self.grace);
        layer.key("stop_signal", &mut self.stop_signal);
        layer.key("stdin", &mut self.stdin);
        layer.key("linger", &mut self.linger);
    }

    /// Puts a file over what weaker layers said; answers with what is wrong in it.
    pub(super) fn read_file(&mut self, source: &Source) -> ConfigErrors {
        let mut errors = ConfigErrors::none();
        let top = match DeTable::parse(source.text()) {
            Ok(top) => top,
            Err(error) => {
                errors.push(|| syntax_error(source, &error));
                return errors;
            }
        };
        let mut table = Table::top(source, top.get_ref(), &mut errors);
        self.keys(&mut table);
        table.table("logs", |table| self.logs.keys(table));
        table.table("mcp", |table| self.mcp.keys(table));
        table.each_table("matchers", |name, table| {
            matchers::read(name, table, &mut self.matchers);
            Ok(())
        });
        table.table("tui", |table| {
            self.tui.keys(table);
            self.tui.tables(table);
        });
        table.each_table("processes", |name, table| {
            let position = self.processes.len();
            let process = self.processes.entry(ProcessId::new(name)?);
            let process = process.or_insert_with(|| WrittenProcess::new(position));
            process.keys(table);
            Ok(())
        });
        table.finish();
        errors.sort();
        errors
    }

    /// Puts the environment over what the files said; answers with what is odd there.
    pub(super) fn read_environment(
        &mut self,
        variables: &[(OsString, OsString)],
        errors: &mut ConfigErrors,
    ) -> Vec<Warning> {
        let mut environment = Environment::new(variables, errors);
        self.keys(&mut environment);
        environment.table("logs", |environment| self.logs.keys(environment));
        environment.table("mcp", |environment| self.mcp.keys(environment));
        environment.table("tui", |environment| self.tui.keys(environment));
        environment.finish()
    }

    /// Puts the command line over everything.
    pub(super) fn set_flags(&mut self, flags: &Flags) {
        set(
            &mut self.package_manager,
            flags.package_manager,
            "--package-manager",
        );
        set(&mut self.grace, flags.grace, "--grace");
        set(&mut self.stop_signal, flags.stop_signal, "--stop-signal");
        set(&mut self.stdin, flags.stdin, "--stdin");
        set(&mut self.mcp.enabled, flags.mcp, "--no-mcp");
        set(&mut self.mcp.host, flags.host, "--host");
        set(&mut self.mcp.port, flags.port, "--port");
        set(&mut self.mcp.token, flags.token.clone(), "--token");
    }

    /// What holds in the end, with processes in the order in which the files first name them; what is wrong when all is seen together goes to
    /// `errors`.
    pub(super) fn resolve(mut self, dir: &Path, errors: &mut ConfigErrors) -> Holding {
        let written = std::mem::take(&mut self.matchers);
        let (table, matchers) = matchers::resolve(written, dir, errors);
        let mut processes: Vec<_> = std::mem::take(&mut self.processes).into_iter().collect();
        processes.sort_by_key(|(_, process)| process.position());
        let settings = self.settings();
        let processes = processes.into_iter().map(|(name, process)| {
            let matchers = process.matchers(&table, errors);
            process.resolve(name, &settings, dir, matchers)
        });
        Holding {
            processes: processes.collect(),
            settings,
            matchers,
            table,
        }
    }

    fn settings(self) -> Settings {
        Settings {
            package_manager: self.package_manager,
            grace: or_default(self.grace),
            stop_signal: or_default(self.stop_signal),
            stdin: or_default(self.stdin),
            linger: self.linger.unwrap_or_else(|| {
                let linger = GracePeriod::new(DEFAULT_LINGER);
                Resolved::default(linger.expect("a default is within bounds"))
            }),
            logs: self.logs.settings(),
            mcp: self.mcp.settings(),
            tui: self.tui.settings(),
        }
    }
}

fn or_default<T: Default>(written: Option<Resolved<T>>) -> Resolved<T> {
    written.unwrap_or_else(|| Resolved::default(T::default()))
}

fn set<T>(slot: &mut Option<Resolved<T>>, value: Option<T>, name: &'static str) {
    if let Some(value) = value {
        *slot = Some(Resolved {
            value,
            origin: Origin::Flag { name },
        });
    }
}

/// The first error of a file that is not TOML; those after it are mostly its consequences.
fn syntax_error(source: &Source, error: &toml::de::Error) -> Diagnostic {
    let end = source.text().len();
    let span = error.span().unwrap_or(end..end);
    let before = source.text().get(..span.start).unwrap_or_default();
    let (what, expected) = if span.is_empty() && before.trim_end_matches([' ', '\t']).ends_with('=')
    {
        // The parser would say that strings must be quoted.
        ("a value is missing", "a value")
    } else {
        let message = error.message();
        message.split_once(", expected ").unwrap_or((message, ""))
    };
    let label = match expected {
        "" => String::new(),
        expected => format!("expected {expected}"),
    };
    Diagnostic {
        title: format!("not valid TOML: {what}"),
        place: source.place(span),
        label,
        notes: Vec::new(),
    }
}
