//! What a model sees of lines.

use brummer_core::{Level, Run, Stream};
use bytes::Bytes;
use jiff::Timestamp;

use super::*;

/// A line of the first run.
pub(in crate::tools) fn line(process: &str, text: &str) -> LogLine {
    LogLine {
        sequence: 0,
        time: Timestamp::UNIX_EPOCH,
        process: ProcessId::new(process).unwrap(),
        run: Run::FIRST,
        stream: Stream::Stdout,
        level: None,
        bytes: Bytes::copy_from_slice(text.as_bytes()),
        split: false,
    }
}

fn open(process: &str, text: &str) -> OpenLine {
    OpenLine {
        process: ProcessId::new(process).unwrap(),
        run: Run::FIRST,
        stream: Stream::Stdout,
        bytes: Bytes::copy_from_slice(text.as_bytes()),
    }
}

fn oldest(limit: usize) -> Manner {
    Manner {
        keep: Keep::Oldest,
        ..Manner::newest(limit)
    }
}

#[track_caller]
fn check(lines: &[LogLine], open: &[OpenLine], expected: &str) {
    assert_eq!(show(lines, open, Manner::newest(30_000)).text, expected);
}

#[test]
fn identical_neighbours_are_one_row_with_a_count() {
    let lines = [
        line("web", "a"),
        line("web", "a"),
        line("web", "b"),
        line("web", "a"),
    ];
    check(&lines, &[], "a (x2)\nb\na\n");
    assert_eq!(show(&lines, &[], Manner::newest(30_000)).lines, 4);
}

#[test]
fn names_stand_before_the_lines_only_of_several_processes() {
    check(
        &[line("web", "a"), line("api", "a")],
        &[],
        "web | a\napi | a\n",
    );
    check(
        &[line("web", "a")],
        &[open("api", "b")],
        "web | a\napi | b [unfinished line]\n",
    );
    check(&[line("web", "a"), line("web", "b")], &[], "a\nb\n");
}

#[test]
fn escape_sequences_are_not_shown() {
    check(
        &[line("web", "\u{1b}[31mred\u{1b}[0m")],
        &[open("web", "\u{1b}[1m5 %")],
        "red\n5 % [unfinished line]\n",
    );
}

#[test]
fn a_new_run_is_announced() {
    let second = LogLine {
        run: Run::FIRST.next(),
        ..line("web", "a")
    };
    check(&[line("web", "a"), second], &[], "a\n-- run 2 --\na\n");
}

#[test]
fn what_does_not_fit_is_left_out_at_the_other_end() {
    let lines: Vec<LogLine> = (0..10)
        .map(|n| line("web", &n.to_string().repeat(999)))
        .collect();
    let newest = show(&lines, &[], Manner::newest(3_500));
    assert_eq!((newest.lines, newest.text.len()), (3, 3_000));
    assert!(newest.text.ends_with("9\n"));
    let oldest = show(&lines, &[], oldest(3_500));
    assert_eq!(oldest.lines, 3);
    assert!(oldest.text.starts_with('0'));
}

#[test]
fn a_row_of_identical_lines_is_left_out_as_a_whole() {
    let mut lines = vec![line("web", &"a".repeat(1_000)); 5];
    lines.push(line("web", &"b".repeat(1_000)));
    assert_eq!(show(&lines, &[], Manner::newest(1_500)).lines, 1);
    assert_eq!(show(&lines, &[], oldest(1_500)).lines, 5);
}

#[test]
fn a_long_line_is_cut_and_says_by_how_much() {
    let lines = vec![line("web", &"é".repeat(2_000)); 2];
    let shown = show(
        &[lines[0].clone(), line("web", "b")],
        &[],
        Manner::newest(4_000),
    );
    assert!(shown.cut);
    assert!(
        shown.text.contains("é … [2000 more bytes]\nb\n"),
        "{}",
        shown.text
    );
}

#[test]
fn fewer_lines_show_more_of_each() {
    let long = line("web", &"a".repeat(20_000));
    assert!(!show(std::slice::from_ref(&long), &[], Manner::newest(30_000)).cut);
    let mut lines = vec![line("web", "b"); 99];
    lines.push(long);
    assert!(show(&lines, &[], Manner::newest(30_000)).cut);
}

#[test]
fn no_text_is_longer_than_the_limit() {
    let lines: Vec<LogLine> = (0..500)
        .map(|n| line("web", &format!("{n}{}", "x".repeat(60_000))))
        .collect();
    let open: Vec<OpenLine> = (0..100)
        .map(|n| open(&n.to_string(), &"y".repeat(60_000)))
        .collect();
    for keep in [Keep::Newest, Keep::Oldest] {
        let shown = show(
            &lines,
            &open,
            Manner {
                keep,
                ..Manner::newest(30_000)
            },
        );
        assert!(shown.text.len() <= 30_000, "{}", shown.text.len());
        assert!(shown.lines > 0);
    }
}

#[test]
fn unfinished_lines_that_are_left_out_are_counted() {
    let open: Vec<OpenLine> = (0..10).map(|n| open(&n.to_string(), "y")).collect();
    let text = show(&[], &open, Manner::newest(30_000)).text;
    assert!(
        text.ends_with("7 | y [unfinished line]\n[2 more unfinished lines]\n"),
        "{text}"
    );
}

#[test]
fn nothing_is_empty() {
    check(&[], &[], "");
}

#[test]
fn frames_of_libraries_are_counted() {
    let lines = [
        line("web", "Error: x"),
        line("web", "    at load (/app/src/a.js:1:2)"),
        line("web", "    at a (/app/node_modules/x/y.js:1:2)"),
        line("web", "    at b (node:internal/main:1:2)"),
        line("web", "    at c (node:internal/main:3:4)"),
        line("web", "next"),
    ];
    let expected =
        "Error: x\n    at load (/app/src/a.js:1:2)\n    … 3 lines of library frames\nnext\n";
    check(&lines, &[], expected);
    let shown = show(&lines, &[], Manner::newest(30_000));
    assert_eq!((shown.frames, shown.lines), (3, 6));
    let raw = Manner {
        detail: Detail::Raw,
        ..Manner::newest(30_000)
    };
    assert!(
        show(&lines, &[], raw)
            .text
            .contains("node:internal/main:3:4")
    );
}

#[test]
fn a_spinner_that_turns_is_one_row() {
    let frames = ["⠋ building", "⠙ building", "⠹ building", "done"];
    let lines = frames.map(|text| line("web", text));
    check(&lines, &[], "⠹ building (x3)\ndone\n");
}

#[test]
fn a_list_is_no_spinner() {
    let lines = ["- a", "- b"].map(|text| line("web", text));
    check(&lines, &[], "- a\n- b\n");
}

#[test]
fn a_structured_line_is_as_a_person_reads_it() {
    let text =
        r#"{"level":50,"time":1795438793324,"pid":7,"hostname":"dev","msg":"no","path":"/a"}"#;
    let line = LogLine {
        level: Some(Level::Error),
        ..line("web", text)
    };
    let shown = show(std::slice::from_ref(&line), &[], Manner::newest(30_000));
    assert_eq!(
        (shown.text.as_str(), shown.compacted),
        ("error: no path=/a\n", 1)
    );
    let raw = Manner {
        detail: Detail::Raw,
        ..Manner::newest(30_000)
    };
    assert_eq!(show(&[line], &[], raw).text, format!("{text}\n"));
}

#[test]
fn times_can_be_shown() {
    let times = Manner {
        times: Times::Shown,
        ..Manner::newest(30_000)
    };
    let text = show(&[line("web", "a")], &[], times).text;
    let here = Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::system());
    assert_eq!(text, format!("{} a\n", here.strftime("%H:%M:%S.000")));
}
