//! The terminal UI on a real terminal: what it does with it, and what is left of it, however it ends.

use std::process::Command;

use brummer_core::Supervisor;
use brummer_tui::Options;
use rustix::process::Signal;

use crate::support::mark::signal;
use crate::support::patience::until;
use crate::support::project::{BRUMMER, Project};
use crate::support::terminal::Terminal;
use crate::support::tool::has;

/// A process that says something and stays.
const DEV: &str = "echo 'it works'; exec sleep 1000";

/// Set where this test is to break on the terminal that it runs on.
const BREAK: &str = "TEST_BREAK_ON_THIS_TERMINAL";

const REPORT: &str = "broken on purpose";

#[test]
fn the_terminal_is_given_back_before_a_panic_is_reported() {
    if std::env::var_os(BREAK).is_some() {
        break_on_this_terminal();
    }
    // A session of its own makes the terminal one that can be read from.
    if !has("setsid") {
        return;
    }
    let mut command = Command::new("setsid");
    command
        .arg("--ctty")
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "terminal::the_terminal_is_given_back_before_a_panic_is_reported",
        ])
        .args(["--nocapture", "--test-threads=1"])
        .env(BREAK, "1");
    let terminal = Terminal::open(command);
    terminal.wait_for_text(REPORT);
    terminal.wait_until_restored();
    assert!(terminal.is_cooked(), "keys are still read one by one");
    terminal.end().check(101);
}

/// Shows the terminal UI, and panics in the middle of it.
fn break_on_this_terminal() -> ! {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let shown = runtime.block_on(async {
        let supervisor = Supervisor::builder().build().unwrap();
        let options = Options::new("test");
        let (_, news) = tokio::sync::mpsc::channel(1);
        brummer_tui::run(supervisor, options, news, async { panic!("{REPORT}") }).await
    });
    unreachable!("it panics while it is shown: {shown:?}")
}

/// The terminal UI with a process that runs.
fn working(project: &Project) -> Option<Terminal> {
    let terminal = Terminal::start(project, &["--no-mcp", "dev"])?;
    terminal.wait_until_taken();
    terminal.wait_for_line("it works");
    Some(terminal)
}

/// Ends the terminal UI in one way, and checks the exit code and what is left.
#[track_caller]
fn check_end(end: impl FnOnce(&mut Terminal), code: i32) {
    let project = Project::with_dev(DEV);
    let Some(mut terminal) = working(&project) else {
        return;
    };
    end(&mut terminal);
    terminal.wait_until_restored();
    until("whole lines", || terminal.is_cooked().then_some(()));
    terminal.end().check(code);
    project.mark.assert_gone();
}

#[test]
fn quitting_asks_and_leaves_the_terminal_as_it_was() {
    check_end(
        |terminal| {
            terminal.type_keys("q");
            terminal.wait_for_text("Leave?");
            terminal.type_keys("y");
        },
        0,
    );
}

#[test]
fn ctrl_c_leaves_the_terminal_as_it_was() {
    check_end(|terminal| terminal.type_keys("\x03"), 0);
}

#[test]
fn a_polite_signal_leaves_the_terminal_as_it_was() {
    check_end(|terminal| terminal.program.signal(Signal::TERM), 143);
}

#[test]
fn a_hang_up_leaves_the_terminal_as_it_was() {
    check_end(|terminal| terminal.program.signal(Signal::HUP), 129);
}

#[test]
fn a_name_that_is_none_is_said_on_the_terminal_as_it_was() {
    let project = Project::with_dev(DEV);
    let Some(terminal) = Terminal::start(&project, &["--no-mcp", "deev"]) else {
        return;
    };
    terminal.wait_for_text("did you mean `dev`?");
    terminal.wait_until_restored();
    terminal.end().check(2);
}

#[test]
fn the_screen_fits_after_every_change_of_its_size() {
    let project = Project::with_dev(DEV);
    let Some(mut terminal) = working(&project) else {
        return;
    };
    terminal.resize(5, 20);
    terminal.type_keys("?");
    terminal.wait_for_text(" Help");
    terminal.resize(3, 10);
    terminal.wait_for_text("too small");
    terminal.resize(50, 150);
    terminal.type_keys("1");
    terminal.wait_for_text("Activity");
    terminal.wait_for_footer(" x stop");
    terminal.resize(24, 80);
    terminal.wait_for_line("it works");
    terminal.type_keys("\x03");
    terminal.wait_until_restored();
    terminal.end().check(0);
}

#[test]
fn a_shell_suspends_and_continues_it_by_key_and_by_signal() {
    // Of the shells that have jobs, this one does not mend the terminal itself.
    if !has("setsid") || !has("dash") {
        return;
    }
    let project = Project::with_dev(DEV);
    let mut shell = project.command("setsid");
    shell
        .args(["--ctty", "dash", "-i"])
        .env("PS1", "shell> ")
        .env_remove("ENV");
    let mut terminal = Terminal::open(shell);
    terminal.wait_for_text("shell>");
    terminal.type_keys(&format!("'{BRUMMER}' --no-mcp dev\n"));
    terminal.wait_until_taken();
    terminal.wait_for_line("it works");

    terminal.type_keys("\x1a");
    check_suspended(&terminal);
    continue_it(&mut terminal);

    let ours = project.mark.alive_as("--no-mcp dev");
    signal(*ours.first().unwrap(), Signal::TSTP);
    check_suspended(&terminal);
    continue_it(&mut terminal);

    terminal.type_keys("\x03");
    terminal.wait_until_restored();
    terminal.type_keys("exit\n");
    terminal.end();
    project.mark.assert_gone();
}

#[track_caller]
fn check_suspended(terminal: &Terminal) {
    terminal.wait_until_restored();
    terminal.wait_for_text("Stopped");
    assert!(terminal.is_cooked(), "keys are still read one by one");
}

/// Continues it, with what is on the screen of the shell out of sight.
#[track_caller]
fn continue_it(terminal: &mut Terminal) {
    terminal.type_keys("clear; fg\n");
    terminal.wait_until_taken();
    terminal.wait_for_line("it works");
}

#[test]
fn the_terminal_ui_runs_what_was_named_and_leaves_nothing_when_it_quits() {
    let project = Project::with_dev("echo from the server; sleep 1000 & wait");
    let Some(mut terminal) = Terminal::start(&project, &["dev"]) else {
        return;
    };
    terminal.wait_for_line("from the server");
    // It asks, because something runs.
    terminal.type_keys("qy");
    terminal.wait_until_restored();
    terminal.program.end().check(0);
    project.mark.assert_gone();
}

#[test]
fn the_terminal_ui_gives_the_terminal_back_when_it_is_told_to_end() {
    for (sent, code) in [(Signal::TERM, 143), (Signal::INT, 130)] {
        let project = Project::with_dev("echo from the server; sleep 1000 & wait");
        let Some(terminal) = Terminal::start(&project, &["dev"]) else {
            return;
        };
        terminal.wait_for_line("from the server");
        terminal.program.signal(sent);
        terminal.wait_until_restored();
        terminal.program.end().check(code);
        project.mark.assert_gone();
    }
}
