//! Hand-made projects, logs and keys for tests.

use std::sync::Arc;

use brummer_core::config::{Config, Origin};
use brummer_core::detect::{Finding, Place, Reach, ServerUrl, Severity};
use brummer_core::project::{Project, Script};
use brummer_core::{
    Command, Exit, LogCursor, LogGap, LogLine, LogPage, OpenLine, Outcome, OutputSummary, Phase,
    Problem, ProblemCounts, ProblemPage, ProblemState, ProcessId, ProcessSnapshot, ProjectSnapshot,
    Readiness, Run, Spec, Stream, WatcherState, WatcherSummary,
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Size;

use crate::model::{CodeFrame, Model, settings};
use crate::options::{ColorDepth, Options};
use crate::update::{Effect, Msg, update};
use crate::view::view;

/// The time at which the samples are looked at, in seconds.
pub(crate) const NOW: i64 = 10_000;

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

pub(crate) fn id(name: &str) -> ProcessId {
    ProcessId::new(name).unwrap()
}

pub(crate) fn process(name: &str, script: &str, phase: Phase) -> Arc<ProcessSnapshot> {
    let spec = Spec::new(name, Command::shell(script), "/app").unwrap();
    Arc::new(ProcessSnapshot::pending(id(name), &spec).in_phase(phase))
}

/// Running for so many seconds.
pub(crate) fn running(seconds: i64) -> Phase {
    Phase::Running {
        run: Run::from_number(2),
        pid: 4242,
        started: at(NOW - seconds),
        readiness: Readiness::Unknown,
    }
}

/// Told to stop, after it ran for so many seconds.
pub(crate) fn stopping(seconds: i64) -> Phase {
    Phase::Stopping {
        run: Run::FIRST,
        pid: 77,
        started: at(NOW - seconds),
    }
}

/// Ended after twelve seconds.
pub(crate) fn ended(outcome: Outcome) -> Phase {
    Phase::Ended {
        run: Run::FIRST,
        started: at(NOW - 100),
        ended: at(NOW - 88),
        outcome,
    }
}

/// A project with a process in each phase.
pub(crate) fn shop() -> Vec<Arc<ProcessSnapshot>> {
    let not_started = "the program `mailhog` of `mail` was not found";
    let last_exit = Outcome::Exited(Exit::Code(7));
    vec![
        process("web", "vite --port 5173", running(724)),
        process(
            "api",
            "cargo run -p api -- --listen 127.0.0.1:8080",
            running(3725),
        ),
        process(
            "worker",
            "node worker.js",
            ended(Outcome::Exited(Exit::Code(1))),
        ),
        process(
            "cache",
            "redis-server",
            ended(Outcome::Exited(Exit::Signal(9))),
        ),
        process("queue", "rabbit", ended(Outcome::Stopped(Exit::Code(143)))),
        process(
            "mail",
            "mailhog",
            ended(Outcome::NotStarted {
                error: not_started.into(),
            }),
        ),
        process("build", "tsc -b", ended(Outcome::Exited(Exit::Code(0)))),
        process("docs", "mdbook serve", Phase::Starting { run: Run::FIRST }),
        process(
            "flaky",
            "sh flaky.sh",
            Phase::Restarting {
                run: Run::FIRST,
                last_exit,
            },
        ),
        process("proxy", "caddy run", stopping(61)),
        process("test", "vitest", Phase::Pending),
        process("lint", "eslint .", Phase::Pending),
    ]
}

/// A model of a screen of this size, with the first process selected and its log not read yet.
pub(crate) fn model(width: u16, height: u16, processes: Vec<Arc<ProcessSnapshot>>) -> Model {
    let mut model = Model::new(Options {
        colors: ColorDepth::True,
        ..Options::new("shop")
    });
    update(&mut model, Msg::Clock(at(NOW)));
    update(&mut model, Msg::Resize(Size::new(width, height)));
    let project = ProjectSnapshot::from_processes(1, processes);
    update(&mut model, Msg::LogsChanged(cursor(0)));
    update(&mut model, Msg::Project(Arc::new(project)));
    model
}

/// Answers the model's question about its log with these lines, numbered from `first` on.
pub(crate) fn show_log(model: &mut Model, first: u64, lines: &[&str]) -> Vec<Effect> {
    answer(model, page(first, lines))
}

/// Answers the model's question about its log.
pub(crate) fn answer(model: &mut Model, page: LogPage) -> Vec<Effect> {
    let ticket = model.log.as_ref().unwrap().ticket();
    let page = Ok(page);
    let start = 0;
    update(
        model,
        Msg::Log {
            ticket,
            page,
            start,
        },
    )
}

/// A page of these lines, numbered from `first` on. It begins the log if `first` is 0.
pub(crate) fn page(first: u64, lines: &[&str]) -> LogPage {
    let lines: Vec<_> = lines
        .iter()
        .zip(first..)
        .map(|(text, sequence)| line(sequence, text))
        .collect();
    LogPage {
        open: Vec::new(),
        next: cursor(first + lines.len() as u64),
        previous: cursor(first),
        gap: LogGap::None,
        more: first > 0,
        left_out: first,
        evicted: 0,
        context: Vec::new(),
        lines,
    }
}

pub(crate) fn line(sequence: u64, text: &str) -> LogLine {
    LogLine {
        sequence,
        time: at(NOW),
        process: id("web"),
        run: Run::FIRST,
        stream: Stream::Stdout,
        level: None,
        bytes: text.as_bytes().to_vec().into(),
        split: false,
    }
}

pub(crate) fn open_line(text: &str) -> OpenLine {
    OpenLine {
        process: id("web"),
        run: Run::FIRST,
        stream: Stream::Stdout,
        bytes: text.as_bytes().to_vec().into(),
    }
}

pub(crate) fn cursor(sequence: u64) -> LogCursor {
    format!("1.{sequence:x}").parse().unwrap()
}

/// The key of this name, as in the key table.
pub(crate) fn key(name: &str) -> KeyEvent {
    let (modifiers, name) = match (name.strip_prefix("ctrl-"), name.strip_prefix("alt-")) {
        (Some(rest), _) => (KeyModifiers::CONTROL, rest),
        (None, Some(rest)) => (KeyModifiers::ALT, rest),
        (None, None) => (KeyModifiers::NONE, name),
    };
    let code = match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "shift-tab" => KeyCode::BackTab,
        "space" => KeyCode::Char(' '),
        "backspace" => KeyCode::Backspace,
        "del" => KeyCode::Delete,
        "f1" => KeyCode::F(1),
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "right" => KeyCode::Right,
        "left" => KeyCode::Left,
        "pgup" => KeyCode::PageUp,
        "pgdn" => KeyCode::PageDown,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        name => KeyCode::Char(name.chars().next().unwrap()),
    };
    KeyEvent::new(code, modifiers)
}

/// Presses the keys of these names, one after the other, and gives what the last one has led to.
pub(crate) fn press(model: &mut Model, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for name in keys.split(' ') {
        effects = update(model, Msg::Key(key(name)));
    }
    effects
}

/// The screen that shows the model.
pub(crate) fn screen(model: &Model) -> TestBackend {
    let mut terminal =
        Terminal::new(TestBackend::new(model.size.width, model.size.height)).unwrap();
    terminal.draw(|frame| view(model, frame)).unwrap();
    terminal.backend().clone()
}

/// A problem of `web`, new in the second in which the samples are looked at.
pub(crate) fn problem(message: &str, place: Option<(&str, u32)>) -> Arc<Problem> {
    let place = place.map(|(file, line)| Place {
        file: file.to_owned(),
        line: Some(line),
        column: Some(7),
    });
    let finding = Finding {
        severity: Severity::Error,
        tool: "tsc",
        message: message.to_owned(),
        code: Some("TS2322".to_owned()),
        place,
        frames: Vec::new(),
        test: None,
        lane: None,
        lines: (5, 6),
    };
    Arc::new(Problem {
        fingerprint: finding.fingerprint(),
        process: id("web"),
        finding,
        first_seen: at(NOW - 90),
        last_seen: at(NOW - 9),
        count: 3,
        first_run: Run::FIRST,
        last_run: Run::FIRST,
        appeared: at(NOW - 90),
        changed: 5,
        state: ProblemState::Current,
    })
}

/// A page of these problems.
pub(crate) fn problem_page(problems: Vec<Arc<Problem>>) -> ProblemPage {
    ProblemPage {
        problems,
        more: 0,
        forgotten: 0,
    }
}

/// The scripts of a small `package.json`, as they would be in `/app`.
pub(crate) fn scripts() -> Vec<Arc<Script>> {
    let dir = tempfile::tempdir().unwrap();
    let text = r#"{"scripts": {
        "web": "vite --port 5173",
        "test": "vitest run",
        "build": "tsc -b && vite build"
    }}"#;
    std::fs::write(dir.path().join("package.json"), text).unwrap();
    let scripts = Project::discover(dir.path(), &Config::default()).scripts;
    let as_in_app = |(mut script, line): (Script, usize)| {
        script.dir = "/app".into();
        script.origin = Origin::File {
            path: std::path::Path::new("/app/package.json").into(),
            line,
            column: None,
        };
        Arc::new(script)
    };
    scripts.into_iter().zip(2..).map(as_in_app).collect()
}

/// A process with what its output says.
pub(crate) fn with_output(
    process: &ProcessSnapshot,
    urls: &[(&str, u16)],
    errors: u32,
    cycle: Option<WatcherState>,
) -> Arc<ProcessSnapshot> {
    let url = |(url, port): &(&str, u16)| ServerUrl {
        url: (*url).to_owned(),
        label: None,
        reach: Reach::Local,
        port: *port,
    };
    let watcher = |state| WatcherSummary {
        tool: "vite",
        lane: None,
        state,
        on_request: false,
        cycles: 3,
        began: None,
        ended: None,
    };
    let output = OutputSummary {
        urls: urls.iter().map(url).collect(),
        problems: ProblemCounts {
            errors,
            warnings: 0,
        },
        watchers: cycle.into_iter().map(watcher).collect(),
        tests: None,
    };
    Arc::new(process.clone().with_output(Arc::new(output)))
}

/// A project in which something can be said of everything: servers, problems, scripts.
pub(crate) fn busy_shop(width: u16, height: u16) -> Model {
    let mut processes = shop();
    let urls = [
        ("http://localhost:5173/", 5173),
        ("http://192.168.1.20:5173/", 5173),
    ];
    let failed = Some(WatcherState::Failed { errors: Some(2) });
    processes[0] = with_output(&processes[0], &urls, 2, failed);
    let api = [("http://localhost:8080/", 8080)];
    processes[1] = with_output(&processes[1], &api, 0, Some(WatcherState::Busy));
    let mut model = model(width, height, processes);
    model.scripts = scripts();
    model.settings = settings(&Config::default());
    model.dir = "/app".into();
    model.problems_shown.seen = at(NOW - 60);
    model
}

/// Shows two problems, one of them new, and the code around the new one.
pub(crate) fn show_problems(model: &mut Model) {
    press(model, "2");
    let old = problem("Cannot find name 'cart'.", Some(("src/cart.ts", 12)));
    let message = "Type 'string' is not assignable to type 'number'.";
    let mut new = Problem::clone(&problem(message, Some(("src/a.ts", 3))));
    new.appeared = at(NOW - 5);
    new.count = 1;
    let page = problem_page(vec![old, Arc::new(new)]);
    update(model, Msg::Problems(Ok(page)));
    let code = [
        "import { x } from './b'",
        "",
        "const n: number = x",
        "",
        "export { n }",
    ];
    let lines = (1..).zip(code.map(str::to_owned)).collect();
    let frame = CodeFrame {
        at: ("/app/src/a.ts".into(), 3),
        lines,
    };
    update(model, Msg::Frame(frame));
}
