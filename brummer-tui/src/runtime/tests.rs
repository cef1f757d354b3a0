//! Keys typed, screens awaited: the whole user interface on a terminal of its own, with real processes.

mod fake;

use std::time::Duration;

use brummer_core::Status;

use self::fake::Tui;
use crate::options::Left;

/// A script that no polite signal ends.
const DEAF: &str = "trap '' TERM; echo deaf; while :; do sleep 1000; done";

#[tokio::test]
async fn a_script_is_started_shown_and_stopped() {
    let mut tui = Tui::start(&[("web", "echo ready; exec sleep 1000")]);
    tui.wait_for("Press enter or s to start it.").await;
    tui.press("s");
    tui.wait_for("ready").await;
    tui.wait_for("1 running").await;
    tui.press("x");
    tui.wait_for("web: SIGTERM to").await;
    tui.wait_for("0 running").await;
    assert_eq!(tui.quit().await.left, Left::Quit);
}

#[tokio::test]
async fn news_are_told_as_they_come() {
    let mut tui = Tui::start(&[("web", "true")]);
    tui.wait_for("Press enter or s to start it.").await;
    tui.news.send("new: web2".to_owned()).await.unwrap();
    tui.wait_for("new: web2").await;
    tui.quit().await;
}

#[tokio::test]
async fn a_prompt_is_shown_before_its_line_ends() {
    let mut tui = Tui::start(&[("ask", "printf 'your name? '; read name")]);
    tui.press("enter");
    tui.wait_for("your name?").await;
    tui.quit().await;
}

#[tokio::test]
async fn a_failed_process_is_counted_with_its_exit_code() {
    let mut tui = Tui::start(&[("test", "echo broken; exit 3")]);
    tui.press("s");
    tui.wait_for("exit 3").await;
    tui.wait_for("1 failed").await;
    tui.wait_for("exit code 3").await;
    tui.quit().await;
}

#[tokio::test]
async fn a_restart_begins_a_run_in_the_same_log() {
    let mut tui = Tui::start(&[("web", "echo begin; exec sleep 1000")]);
    tui.press("s");
    tui.wait_for("begin").await;
    tui.press("r");
    tui.wait_for("── run 2").await;
    tui.quit().await;
}

#[tokio::test]
async fn quitting_shows_what_it_waits_for_and_kills_on_request() {
    let mut tui = Tui::start(&[("deaf", DEAF)]);
    tui.press("s");
    tui.wait_for("│ deaf").await;
    tui.press("q");
    tui.wait_for("Stopping 1 process").await;
    tui.press("ctrl-c");
    let outcome = tui.end().await;
    assert_eq!(outcome.left, Left::Quit);
    assert!(
        !outcome.reports[0].killed.is_empty(),
        "{}",
        outcome.reports[0]
    );
}

#[tokio::test]
async fn the_caller_can_end_it_and_everything_is_stopped() {
    let mut tui = Tui::start(&[("web", "exec sleep 1000")]);
    tui.press("s");
    tui.wait_for("1 running").await;
    tui.shut_down();
    let supervisor = tui.supervisor();
    assert_eq!(tui.end().await.left, Left::Shutdown);
    let status = supervisor.snapshot().process("web").map(|web| web.status());
    assert_eq!(status, Some(Status::Stopped));
}

#[tokio::test]
async fn the_user_can_cut_short_what_the_caller_has_begun() {
    let mut tui = Tui::start(&[("deaf", DEAF)]);
    tui.press("s");
    tui.wait_for("│ deaf").await;
    tui.shut_down();
    tui.wait_for("Stopping 1 process").await;
    tui.press("q");
    let outcome = tui.end().await;
    assert_eq!(outcome.left, Left::Shutdown);
    assert!(!outcome.reports[0].killed.is_empty());
}

#[tokio::test]
async fn a_terminal_that_goes_away_ends_it_too() {
    let mut tui = Tui::start(&[("web", "exec sleep 1000")]);
    tui.press("s");
    tui.wait_for("1 running").await;
    tui.hang_up();
    assert_eq!(tui.end().await.left, Left::Shutdown);
}

#[tokio::test]
async fn a_flood_is_drawn_at_no_more_than_60_frames_a_second() {
    let mut tui = Tui::start(&[("flood", "seq 300000; echo over")]);
    let began = tokio::time::Instant::now();
    tui.press("s");
    tui.wait_for("over").await;
    let most = began.elapsed().as_millis() / 16 + 3;
    assert!(u128::from(tui.frames()) <= most, "{} frames", tui.frames());
    tui.quit().await;
}

#[tokio::test]
async fn a_log_is_scrolled_to_its_first_line_and_followed_again() {
    let mut tui = Tui::start(&[(
        "count",
        "seq -f 'line %g.' 20000; echo over; exec sleep 1000",
    )]);
    tui.press("s");
    tui.wait_for("over").await;
    tui.press("g");
    tui.wait_for("line 1. ").await;
    tui.press("G");
    tui.wait_for("over").await;
    tui.quit().await;
}

#[tokio::test(start_paused = true)]
async fn nothing_is_drawn_while_nothing_changes() {
    let mut tui = Tui::start(&[("web", "exec sleep 1000")]);
    tui.wait_for("Press enter").await;
    let frames = tui.frames();
    // The clock is paused: it jumps ahead as soon as everything is idle.
    tokio::time::sleep(Duration::from_secs(1_000)).await;
    assert_eq!(tui.frames(), frames);
    tui.quit().await;
}
