//! What is left of the terminal when the terminal UI breaks.

use std::process::Command;

use brummer_core::Supervisor;
use brummer_tui::Options;

use crate::support::terminal::Terminal;
use crate::support::tool::has;

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
