//! The terminal UI on a real terminal: the time to its first frame, and to the first that shows what a host runs, the answer to a key while a process floods it, and what it
//! takes then and when nothing happens.
//!
//! `cargo bench --bench tui`, or with `-- --quick`; `-- --program PATH` measures another build. What frames cost by view is
//! measured by the benchmark `frames` of brummer-tui.

#[path = "tui/screen.rs"]
mod screen;
#[path = "support/table.rs"]
mod table;
#[path = "program/tree.rs"]
#[expect(dead_code, reason = "the benchmark `program` uses more of it")]
mod tree;

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use ratatui::layout::Rect;
use ratatui::text::Text;

use self::screen::Screen;
use self::tree::usage_of;

/// What makes this program print lines at a steady rate, and what makes it the least program with a full screen.
const PACE: &str = "--pace";
const LEAST: &str = "--least";

/// What the least program shows, and the last row of the terminal UI.
const SHOWN_BY_LEAST: &str = "the end";
const SHOWN_BY_TUI: &str = "q quit";

/// Lines of 100 bytes that the flood has in a second.
const RATE: u32 = 500_000;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<_> = std::env::args().collect();
    let asked = |flag: &str| args.iter().any(|arg| arg == flag);
    if asked(PACE) {
        return Ok(pace()?);
    }
    if asked(LEAST) {
        return Ok(least()?);
    }
    // Without the flag that `cargo bench` gives, this is a test that it compiles.
    if !asked("--bench") {
        return Ok(());
    }
    let program = args.iter().skip_while(|arg| *arg != "--program").nth(1);
    let program = program.map_or(env!("CARGO_BIN_EXE_brummer").into(), PathBuf::from);
    let (starts, watch, settled) = if asked("--quick") {
        (5, 3, 5)
    } else {
        (21, 20, 70)
    };
    let (watch, settled) = (Duration::from_secs(watch), Duration::from_secs(settled));
    first_frame(&program, starts)?;
    attached(&program, starts)?;
    flooded(&program, watch)?;
    idle(&program, watch, settled)
}

fn first_frame(program: &Path, starts: usize) -> Result<(), Box<dyn Error>> {
    let project = Project::of(1, "true")?;
    // Discovery takes longer than the first frame may.
    let large = Project::of_packages(1_000)?;
    let own = std::env::current_exe()?;
    let mut echo = || {
        let mut echo = Command::new("/bin/echo");
        echo.arg(SHOWN_BY_LEAST);
        Screen::start(echo)?.until_shown(SHOWN_BY_LEAST)
    };
    let mut least = || {
        let mut least = Command::new(&own);
        least.arg(LEAST);
        Screen::start(least)?.until_shown(SHOWN_BY_LEAST)
    };
    // Each time with a host of its own.
    let cold = |project: &Project| {
        let mut screen = Screen::start(project.brummer(program, &[]))?;
        let shown = screen.until_shown(SHOWN_BY_TUI);
        project.host(program)?;
        drop(screen);
        project.end(program)?;
        shown
    };
    compare(
        "From the start to the first whole frame",
        starts,
        &mut [
            ("floor: `echo`", &mut echo),
            ("floor: an empty program of ratatui", &mut least),
            ("brummer, a small project", &mut || cold(&project)),
            ("brummer, 1,000 packages", &mut || cold(&large)),
        ],
    )
}

/// Starts a program, and says how long it took until it showed what is wanted.
type Start<'a> = &'a mut dyn FnMut() -> io::Result<Duration>;

/// Prints how long each takes; they take turns.
fn compare(title: &str, starts: usize, ways: &mut [(&str, Start)]) -> Result<(), Box<dyn Error>> {
    let mut times = vec![Vec::new(); ways.len()];
    for _ in 0..starts {
        for ((_, start), times) in ways.iter_mut().zip(&mut times) {
            times.push(start()?);
        }
    }
    let rows = ways.iter().zip(&mut times).map(|((name, _), times)| {
        times.sort_unstable();
        vec![
            (*name).to_owned(),
            ms(times[starts / 2]),
            ms(times[starts - 1]),
        ]
    });
    let rows: Vec<_> = rows.collect();
    table::print(title, &["", "median, ms", "worst, ms"], &rows);
    Ok(())
}

/// From the start until all processes and a line that one of them printed are on the screen: what a host runs, and what is still to be
/// started, with its host.
fn attached(program: &Path, starts: usize) -> Result<(), Box<dyn Error>> {
    const PROCESSES: usize = 10;
    let names: Vec<_> = (0..PROCESSES)
        .map(|number| format!("dev{number}"))
        .collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let script = format!("echo {SHOWN_BY_LEAST}; exec sleep 1000");
    let shown = [&names[..], &[SHOWN_BY_LEAST]].concat();
    let (hosted, cold) = (
        Project::of(PROCESSES, &script)?,
        Project::of(PROCESSES, &script)?,
    );
    let mut serve = hosted.command(program);
    let served = serve.args(["serve", "-d", "--no-mcp"]).args(&names);
    let served = served.output()?;
    if !served.status.success() {
        return Err(String::from_utf8_lossy(&served.stderr).into());
    }
    let own = std::env::current_exe()?;
    let mut least = || {
        let mut least = Command::new(&own);
        least.arg(LEAST);
        Screen::start(least)?.until_shown(SHOWN_BY_LEAST)
    };
    let mut attach = || {
        let mut attach = hosted.command(program);
        attach.arg("attach");
        Screen::start(attach)?.until_all_shown(&shown)
    };
    let mut start = || {
        let mut screen = Screen::start(cold.brummer(program, &names))?;
        let took = screen.until_all_shown(&shown);
        drop(screen);
        cold.end(program)?;
        took
    };
    let compared = compare(
        "From the start until ten processes and a line of a log are shown",
        starts,
        &mut [
            ("floor: an empty program of ratatui", &mut least),
            ("brummer attach, to what a host runs", &mut attach),
            ("brummer NAME…, with a host of its own", &mut start),
        ],
    );
    hosted.end(program)?;
    compared
}

fn flooded(program: &Path, watch: Duration) -> Result<(), Box<dyn Error>> {
    let own = std::env::current_exe()?;
    let project = Project::of(1, &format!("exec '{}' {PACE}", own.display()))?;
    let mut screen = Screen::start(project.brummer(program, &["dev0"]))?;
    screen.until_shown("line of a flood")?;
    screen.watch(Duration::from_secs(1));
    let parties = [screen.pid(), project.host(program)?];
    let before = usage_of(&parties);
    let began = Instant::now();
    let mut answers = Vec::new();
    while began.elapsed() < watch {
        answers.push(screen.answer("6", "tui.theme")?);
        answers.push(screen.answer("1", "line of a flood")?);
        screen.watch(Duration::from_millis(100));
    }
    let took = usage_of(&parties).since(&before).cpu;
    drop(screen);
    project.end(program)?;
    let share = took.as_secs_f64() / began.elapsed().as_secs_f64() * 100.0;
    answers.sort_unstable();
    let row = vec![
        "brummer".to_owned(),
        ms(answers[answers.len() / 2]),
        ms(answers[answers.len() * 99 / 100]),
        ms(answers[answers.len() - 1]),
        format!("{share:.0} %"),
    ];
    let columns = ["", "median, ms", "99 of 100, ms", "worst, ms", "CPU"];
    let title = format!("A key answered while {RATE} lines a second come");
    table::print(&title, &columns, &[row]);
    Ok(())
}

fn idle(program: &Path, watch: Duration, settled: Duration) -> Result<(), Box<dyn Error>> {
    let mut rows = Vec::new();
    let quiet = "exec sleep 1000";
    let tree = "sleep 1000 & sleep 1000 & sleep 1000 & wait";
    // How many processes there are, and what each of them runs.
    for (name, script, count, is_settled) in [
        ("nothing runs", "true", 0, true),
        ("a process that has just begun", quiet, 1, false),
        ("a quiet process", quiet, 1, true),
        ("50 quiet processes, 200 in their trees", tree, 50, true),
    ] {
        let project = Project::of(count.max(1), script)?;
        let names: Vec<_> = (0..count).map(|number| format!("dev{number}")).collect();
        let args: Vec<_> = names.iter().map(String::as_str).collect();
        let mut screen = Screen::start(project.brummer(program, &args))?;
        screen.until_shown("dev")?;
        // In the first seconds of a process one looks for ports on which it listens, more and more seldom.
        screen.watch(if is_settled {
            settled
        } else {
            Duration::from_secs(5)
        });
        let parties = [screen.pid(), project.host(program)?];
        let before = usage_of(&parties);
        let bytes = screen.watch(watch);
        let took = usage_of(&parties).since(&before);
        drop(screen);
        project.end(program)?;
        rows.push(vec![
            name.to_owned(),
            ms(took.cpu),
            format!("{:.2}", took.cpu.as_secs_f64() * 1e3 / watch.as_secs_f64()),
            format!(
                "{:.1}",
                f64::from(u32::try_from(took.waits)?) / watch.as_secs_f64()
            ),
            bytes.to_string(),
        ]);
    }
    let columns = [
        "",
        "CPU, ms",
        "CPU, ms a second",
        "wake-ups a second",
        "bytes drawn",
    ];
    let title = format!("Idle for {} s", watch.as_secs());
    table::print(&title, &columns, &rows);
    Ok(())
}

/// A directory with scripts that run the same, and a home.
struct Project(tempfile::TempDir);

impl Project {
    fn of(count: usize, script: &str) -> io::Result<Self> {
        let dir = tempfile::tempdir()?;
        let text =
            (0..count).map(|number| format!("[processes.dev{number}]\ncommand = '''{script}'''\n"));
        fs::write(dir.path().join(".brum.toml"), text.collect::<String>())?;
        Ok(Self(dir))
    }

    /// A monorepo whose packages have scripts.
    fn of_packages(count: usize) -> io::Result<Self> {
        let dir = tempfile::tempdir()?;
        fs::write(
            dir.path().join("package.json"),
            r#"{"name": "root", "workspaces": ["packages/*"]}"#,
        )?;
        for number in 0..count {
            let package = dir.path().join(format!("packages/p{number}"));
            fs::create_dir_all(&package)?;
            let text = format!(
                r#"{{"name": "p{number}", "scripts": {{"dev": "vite", "test": "vitest"}}}}"#
            );
            fs::write(package.join("package.json"), text)?;
        }
        Ok(Self(dir))
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.0.path())
            .env("HOME", self.0.path())
            .env("XDG_RUNTIME_DIR", self.0.path())
            .env("TERM", "xterm-256color");
        command
    }

    fn brummer(&self, program: &Path, args: &[&str]) -> Command {
        let mut command = self.command(program);
        command.arg("--no-mcp").args(args);
        command
    }

    /// The process that hosts it, beside the terminal UI, once it does: the first frame does not wait for it.
    fn host(&self, program: &Path) -> io::Result<u32> {
        loop {
            let mut listing = self.command(program);
            let told = listing.args(["instances", "--json"]).output()?;
            let instances: serde_json::Value = serde_json::from_slice(&told.stdout)?;
            if let Some(pid) = instances[0]["pid"].as_u64() {
                return pid.try_into().map_err(io::Error::other);
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Ends its host; it may have ended already.
    fn end(&self, program: &Path) -> io::Result<()> {
        self.command(program).arg("down").output().map(drop)
    }
}

/// Prints lines until nobody reads them, so many a second.
fn pace() -> io::Result<()> {
    const STEP: Duration = Duration::from_millis(10);
    let line = format!(
        "{:<99.99}\n",
        "INFO  line of a flood, 200 in 12 ms, 4 queries, cache hit"
    );
    let block = line.repeat((RATE / 100) as usize);
    let mut next = Instant::now();
    loop {
        io::stdout().write_all(block.as_bytes())?;
        next += STEP;
        thread::sleep(next.saturating_duration_since(Instant::now()));
    }
}

/// Shows one frame, and stays.
fn least() -> io::Result<()> {
    let mut terminal = ratatui::try_init()?;
    terminal.draw(|frame| {
        let last = Rect {
            y: frame.area().height - 1,
            height: 1,
            ..frame.area()
        };
        frame.render_widget(Text::raw(SHOWN_BY_LEAST), last);
    })?;
    thread::sleep(Duration::from_hours(1));
    Ok(())
}

fn ms(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e3)
}
