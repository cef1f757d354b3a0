//! Keys typed, screens awaited: the whole user interface on a terminal of its own, with real processes.

#[path = "../../../brummer-core/tests/engine/support/connected.rs"]
mod connected;
mod fake;

use std::sync::Arc;
use std::time::Duration;

use brummer_core::config::Config;
use brummer_core::project::Project;
use brummer_core::{Owner, Status};

use self::fake::{Did, Tui};
use crate::options::{Left, News, Options, Scripts};

/// A script that no polite signal ends.
const DEAF: &str = "trap '' TERM; echo deaf; while :; do sleep 1000; done";

#[tokio::test]
async fn a_script_is_started_shown_and_stopped() {
    let mut tui = Tui::start(&[("web", "echo ready; exec sleep 1000")]).await;
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
async fn what_the_person_does_is_seen_by_others() {
    let mut tui = Tui::start(&[("web", "exec sleep 1000")]).await;
    tui.press("s");
    tui.wait_for("1 running").await;
    tui.press("r");
    tui.wait_for("run 2").await;
    tui.press("x");
    tui.wait_for("0 running").await;
    let latest = tui.supervisor().activities().latest();
    let deeds = latest.iter().map(|one| {
        assert_eq!(one.client, Owner::Person);
        (one.action.as_str(), one.target.as_deref())
    });
    let expected = ["start", "restart", "stop"].map(|action| (action, Some("web")));
    assert_eq!(deeds.collect::<Vec<_>>(), expected);
    tui.quit().await;
}

#[tokio::test]
async fn leaving_right_after_somebody_else_stopped_the_last_process_needs_no_answer() {
    for _ in 0..20 {
        let mut tui = Tui::start(&[("web", "exec sleep 1000")]).await;
        tui.press("s");
        tui.wait_for("1 running").await;
        tui.supervisor().stop("web").await.unwrap();
        tui.press("q");
        assert_eq!(tui.end().await.left, Left::Quit);
    }
}

#[tokio::test]
async fn news_are_told_as_they_come() {
    let mut tui = Tui::start(&[("web", "true")]).await;
    tui.wait_for("Press enter or s to start it.").await;
    let text = "new: web2".to_owned();
    let news = News::Changed {
        text,
        project: None,
    };
    tui.news.send(news).await.unwrap();
    tui.wait_for("new: web2").await;
    tui.quit().await;
}

#[tokio::test]
async fn a_prompt_is_shown_before_its_line_ends() {
    let mut tui = Tui::start(&[("ask", "printf 'your name? '; read name")]).await;
    tui.press("enter");
    tui.wait_for("your name?").await;
    tui.quit().await;
}

#[tokio::test]
async fn a_failed_process_is_counted_with_its_exit_code() {
    let mut tui = Tui::start(&[("test", "echo broken; exit 3")]).await;
    tui.press("s");
    tui.wait_for("exit 3").await;
    tui.wait_for("1 failed").await;
    tui.wait_for("exit code 3").await;
    tui.quit().await;
}

#[tokio::test]
async fn a_restart_begins_a_run_in_the_same_log() {
    let mut tui = Tui::start(&[("web", "echo begin; exec sleep 1000")]).await;
    tui.press("s");
    tui.wait_for("begin").await;
    tui.press("r");
    tui.wait_for("── run 2").await;
    tui.quit().await;
}

#[tokio::test]
async fn quitting_shows_what_it_waits_for_and_kills_on_request() {
    let mut tui = Tui::start_as_host(&[("deaf", DEAF)]).await;
    tui.press("s");
    tui.wait_for("│ deaf").await;
    tui.press("ctrl-c");
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
    let mut tui = Tui::start_as_host(&[("web", "exec sleep 1000")]).await;
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
    let mut tui = Tui::start_as_host(&[("deaf", DEAF)]).await;
    tui.press("s");
    tui.wait_for("│ deaf").await;
    tui.shut_down();
    tui.wait_for("Stopping 1 process").await;
    tui.press("ctrl-c");
    let outcome = tui.end().await;
    assert_eq!(outcome.left, Left::Shutdown);
    assert!(!outcome.reports[0].killed.is_empty());
}

#[tokio::test]
async fn a_terminal_that_goes_away_ends_it_too() {
    let mut tui = Tui::start(&[("web", "exec sleep 1000")]).await;
    tui.press("s");
    tui.wait_for("1 running").await;
    tui.hang_up();
    assert_eq!(tui.end().await.left, Left::Shutdown);
}

#[tokio::test]
async fn a_flood_is_drawn_at_no_more_than_60_frames_a_second() {
    let mut tui = Tui::start(&[("flood", "seq 300000; echo over")]).await;
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
    )])
    .await;
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
    let mut tui = Tui::start(&[("web", "exec sleep 1000")]).await;
    tui.wait_for("Press enter").await;
    let frames = tui.frames();
    // The clock is paused: it jumps ahead as soon as everything is idle.
    tokio::time::sleep(Duration::from_secs(1_000)).await;
    assert_eq!(tui.frames(), frames);
    tui.quit().await;
}

/// Text of so many numbered lines, one of them an error.
const NUMBERS: &str = "for n in $(seq 1 300); do echo line $n; done; echo 'ERROR: cart is broken'; \
     for n in $(seq 301 600); do echo line $n; done; exec sleep 1000";

#[tokio::test]
async fn from_nothing_to_a_filtered_and_copied_error() {
    let mut tui = Tui::start(&[("web", NUMBERS)]).await;
    tui.press("s");
    tui.wait_for("line 600").await;
    tui.press_all("f c a r t");
    tui.wait_for("1 line").await;
    tui.press("enter");
    tui.wait_for("cart is broken").await;
    tui.wait_for("1/1").await;
    tui.press("y");
    let did = tui.wait_for_deed(|did| matches!(did, Did::Copy(_))).await;
    assert_eq!(did, Did::Copy("ERROR: cart is broken".to_owned()));
    tui.press_all("F l i n e space 5 0 $ enter");
    tui.wait_for("with `line 50$`").await;
    tui.wait_for("│ line 50 ").await;
    tui.quit().await;
}

#[tokio::test]
async fn no_match_is_missed_while_a_flood_of_them_is_counted() {
    let flood = "seq -f 'line %.0f.' 9000; echo over; exec sleep 1000";
    let mut tui = Tui::start(&[("web", flood)]).await;
    tui.press("s");
    tui.wait_for("line").await;
    tui.press_all("f l i n e enter");
    // All are counted. Which of them the early match in focus is may not be known any more; that of the last one is.
    tui.wait_for("9000 ·").await;
    tui.press_all("G N");
    tui.wait_for("9000/9000 ").await;
    tui.quit().await;
}

#[tokio::test]
async fn errors_are_gone_to_from_the_end_and_the_end_from_there() {
    let mut tui = Tui::start(&[("web", NUMBERS)]).await;
    tui.press("s");
    tui.wait_for("line 600").await;
    tui.press("E");
    tui.wait_for("ERROR: cart is broken").await;
    tui.wait_for("line 301").await;
    tui.press("e");
    tui.wait_for("there is no error further down").await;
    tui.press("G");
    tui.wait_for("line 600").await;
    tui.quit().await;
}

#[tokio::test]
async fn a_time_is_gone_to() {
    let mut tui = Tui::start(&[("web", NUMBERS)]).await;
    tui.press("s");
    tui.wait_for("line 600").await;
    tui.press_all("T 1 h enter");
    tui.wait_for("│ line 1 ").await;
    tui.press_all("T n o w enter");
    tui.wait_for("`now` is not a time").await;
    tui.quit().await;
}

#[tokio::test]
async fn two_logs_are_merged_with_their_names() {
    let mut tui = Tui::start(&[
        ("web", "echo of web; exec sleep 1000"),
        ("api", "echo of api; exec sleep 1000"),
    ])
    .await;
    tui.press_all("s J s a");
    tui.wait_for("web  │ of web").await;
    tui.wait_for("api  │ of api").await;
    tui.quit().await;
}

#[tokio::test]
async fn the_log_is_saved_as_it_is_filtered() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("out.log");
    let mut tui = Tui::start(&[("web", NUMBERS)]).await;
    tui.press("s");
    tui.wait_for("line 600").await;
    tui.press_all("F ^ l i n e space 6 . . enter");
    tui.wait_for("with `^line 6..`").await;
    tui.press(":");
    tui.paste(&format!("save {}", path.display()));
    tui.press("enter");
    tui.wait_for("saved 1 lines").await;
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "line 600\n");
    tui.press("up");
    tui.press(":");
    tui.paste(&format!("save {}", path.display()));
    tui.press("enter");
    tui.wait_for("cannot save").await;
    tui.quit().await;
}

#[tokio::test]
async fn the_file_that_a_line_names_is_opened_in_the_editor_with_the_terminal_given_away() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.ts");
    let noted = dir.path().join("noted");
    let editor = dir.path().join("editor");
    std::fs::write(&file, "one\n").unwrap();
    std::fs::write(&editor, format!("echo \"$@\" > {}\n", noted.display())).unwrap();
    let mut options = Options::new("test");
    options.settings.editor = Some(brummer_core::config::Resolved::default(format!(
        "sh {}",
        editor.display()
    )));
    let script = format!("echo '{}:7:3: broken'; exec sleep 1000", file.display());
    let mut tui = Tui::start_with(options, &[("web", &script)]).await;
    tui.press("s");
    tui.wait_for("broken").await;
    tui.press("o");
    for expected in [Did::InputClosed, Did::Leave, Did::Enter] {
        let did = tui
            .wait_for_deed(|did| matches!(did, Did::InputClosed | Did::Leave | Did::Enter))
            .await;
        assert_eq!(did, expected);
    }
    let expected = format!("+7 {}\n", file.display());
    assert_eq!(std::fs::read_to_string(&noted).unwrap(), expected);
    // Keys are read again.
    tui.press("2");
    tui.wait_for("─ Problems ─").await;
    tui.quit().await;
}

#[tokio::test]
async fn suspending_gives_the_terminal_away_and_takes_it_back() {
    let mut tui = Tui::start(&[("web", "exec sleep 1000")]).await;
    tui.press("ctrl-z");
    for expected in [Did::Leave, Did::Stop, Did::Enter] {
        let did = tui
            .wait_for_deed(|did| !matches!(did, Did::Title(_) | Did::AskBackground))
            .await;
        assert_eq!(did, expected);
    }
    tui.press("s");
    tui.wait_for("1 running").await;
    tui.quit().await;
}

#[tokio::test]
async fn a_problem_is_shown_with_its_code_and_leads_to_its_lines() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.ts");
    std::fs::write(&file, "one\nconst broken = 1\nthree\n").unwrap();
    let script = format!(
        "echo '{}(2,7): error TS2322: Type is wrong.'; exec sleep 1000",
        file.display()
    );
    let mut tui = Tui::start(&[("web", &script)]).await;
    tui.press("s");
    tui.wait_for("✗1").await;
    tui.press("2");
    tui.wait_for("TS2322").await;
    tui.wait_for("const broken = 1").await;
    tui.press("enter");
    tui.wait_for("Processes ─").await;
    tui.wait_for("error TS2322").await;
    tui.quit().await;
}

#[tokio::test]
async fn the_layout_is_remembered() {
    let dir = tempfile::tempdir().unwrap();
    let options = || Options {
        layout_file: Some(dir.path().join("state/layout")),
        ..Options::new("test")
    };
    let tui = Tui::start_with(options(), &[("web", "exec sleep 1000")]).await;
    tui.press_all("> z");
    tui.quit().await;
    let mut tui = Tui::start_with(options(), &[("web", "exec sleep 1000")]).await;
    tui.wait_for("─ ○ web").await;
    tui.press("z");
    tui.wait_for("Processes ──────────────────┬").await;
    tui.quit().await;
}

#[tokio::test]
async fn output_goes_on_as_a_plain_stream_and_the_full_screen_comes_back() {
    let mut tui = Tui::start(&[
        ("web", "echo first; exec sleep 1000"),
        ("api", "echo second"),
    ])
    .await;
    tui.press("s");
    tui.wait_for("first").await;
    tui.press_all("a P");
    tui.wait_for_deed(|did| *did == Did::Stream).await;
    let has = |text: &'static str| move |did: &Did| matches!(did, Did::Print(lines) if lines.iter().any(|line| line == text));
    tui.wait_for_deed(has("web | first")).await;
    let frames = tui.frames();
    let supervisor = tui.supervisor();
    supervisor.start_known("api").await.unwrap();
    tui.wait_for_deed(has("api | second")).await;
    assert_eq!(tui.frames(), frames, "nothing is drawn meanwhile");
    tui.press("P");
    tui.wait_for_deed(|did| *did == Did::Screen).await;
    tui.wait_for("second").await;
    tui.quit().await;
}

/// Types what a terminal with a white background answers, as crossterm reads it.
fn answer_white(tui: &Tui) {
    tui.press("alt-]");
    for c in "11;rgb:ffff/ffff/ffff".chars() {
        tui.press(&c.to_string());
    }
    tui.press("alt-\\");
}

#[tokio::test]
async fn the_answer_of_the_terminal_is_awaited_also_by_who_leaves_at_once() {
    let mut tui = Tui::start(&[("web", "true")]).await;
    tui.wait_for_deed(|did| *did == Did::AskBackground).await;
    tui.press("ctrl-c");
    answer_white(&tui);
    tui.end().await;
}

#[tokio::test]
async fn what_the_terminal_answers_is_not_typed() {
    let mut tui = Tui::start(&[("web", "true")]).await;
    tui.wait_for_deed(|did| *did == Did::AskBackground).await;
    tui.press("f");
    answer_white(&tui);
    tui.press_all("o k");
    tui.wait_for("find: ok ").await;
    tui.quit().await;
}

#[tokio::test(start_paused = true)]
async fn a_key_that_only_looks_like_an_answer_is_not_kept_for_long() {
    let mut tui = Tui::start(&[("web", "exec sleep 1000")]).await;
    tui.wait_for("Press enter").await;
    tui.press_all("alt-] 1");
    // The clock is paused: it jumps ahead as soon as everything is idle.
    tokio::time::sleep(Duration::from_secs(1)).await;
    tui.press("s");
    tui.wait_for("1 running").await;
    tui.quit().await;
}

#[tokio::test]
async fn scripts_are_looked_for_while_the_screen_is_shown_already() {
    let options = Options {
        scripts: Scripts::Coming,
        ..Options::new("test")
    };
    let dir = tempfile::tempdir().unwrap();
    let mut tui = Tui::start_with(options, &[]).await;
    tui.wait_for("Looking for scripts…").await;
    let opened = News::Opened {
        project: Arc::new(Project::discover(dir.path(), &Config::default())),
        mcp: Some("http://127.0.0.1:7777/mcp".to_owned()),
        messages: vec!["this is odd".to_owned()],
    };
    tui.news.send(opened).await.unwrap();
    tui.wait_for("There is nothing to run here.").await;
    tui.wait_for("http://127.0.0.1:7777/mcp").await;
    tui.wait_for("this is odd").await;
    tui.quit().await;
}
