//! How often the rules are wrong, on lines that real programs printed and that were labelled by reading them.
//!
//! The rules were made with the lines in `tuned` in sight; those in `held-out` were labelled before, and only counted.
//! One fault that they showed was mended: `warning: [unchecked] …` of javac was taken for an empty list, which had
//! made it nine warnings missed.

#![expect(
    clippy::print_stderr,
    reason = "the rates are read by those who change the rules"
)]

use super::*;
use crate::detect::sieve::sift;

/// A line with what a reader takes it for.
struct Labelled {
    program: String,
    label: Option<Level>,
    line: String,
}

/// How often one level was missed, and how often it was seen where it is not.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wrong {
    missed: usize,
    false_alarms: usize,
}

fn corpus(part: &str) -> Vec<Labelled> {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/levels")
        .join(part);
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let program = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(path).unwrap();
        let lines = text.lines().map(|line| {
            let (label, line) = line.split_once('\t').unwrap();
            Labelled {
                program: program.clone(),
                label: (label != "none").then(|| label.parse().unwrap()),
                line: line.to_owned(),
            }
        });
        lines.collect::<Vec<_>>()
    };
    files.iter().flat_map(read).collect()
}

/// Errors of both kinds count as one: programs call the same thing by either name.
fn rank(level: Option<Level>) -> Option<Level> {
    level.map(|level| level.min(Level::Error))
}

fn wrong(corpus: &[Labelled], counted: Level) -> Wrong {
    let mut wrong = Wrong::default();
    for Labelled {
        program,
        label,
        line,
    } in corpus
    {
        let (said, label) = (rank(level(line, sift(line.as_bytes()))), rank(*label));
        match (said == Some(counted), label == Some(counted)) {
            (true, false) => wrong.false_alarms += 1,
            (false, true) => wrong.missed += 1,
            (true, true) | (false, false) => continue,
        }
        eprintln!("  {program}: {label:?} taken for {said:?}: {line}");
    }
    let labelled = corpus
        .iter()
        .filter(|line| rank(line.label) == Some(counted))
        .count();
    let others = corpus.len() - labelled;
    let percent = |part: usize, whole: usize| {
        #[expect(clippy::cast_precision_loss, reason = "counts of lines are small")]
        let share = part as f64 / whole as f64;
        100.0 * share
    };
    eprintln!(
        "{counted}: {} of {labelled} missed ({:.1} %), {} of {others} others taken for it ({:.1} %)",
        wrong.missed,
        percent(wrong.missed, labelled),
        wrong.false_alarms,
        percent(wrong.false_alarms, others),
    );
    wrong
}

/// Fails when a rate gets worse than what was reached, in lines.
#[track_caller]
fn check(part: &str, counted: Level, reached: &Wrong) {
    let corpus = corpus(part);
    eprintln!("{part}, {} lines", corpus.len());
    let wrong = wrong(&corpus, counted);
    assert!(
        wrong.missed <= reached.missed && wrong.false_alarms <= reached.false_alarms,
        "{wrong:?} is worse than {reached:?}"
    );
}

#[test]
fn errors_are_told_from_other_lines() {
    check(
        "tuned",
        Level::Error,
        &Wrong {
            missed: 3,
            false_alarms: 0,
        },
    );
}

#[test]
fn warnings_are_told_from_other_lines() {
    check(
        "tuned",
        Level::Warn,
        &Wrong {
            missed: 0,
            false_alarms: 0,
        },
    );
}

#[test]
fn errors_are_told_in_lines_that_were_not_tuned_on() {
    check(
        "held-out",
        Level::Error,
        &Wrong {
            missed: 10,
            false_alarms: 2,
        },
    );
}

#[test]
fn warnings_are_told_in_lines_that_were_not_tuned_on() {
    check(
        "held-out",
        Level::Warn,
        &Wrong {
            missed: 7,
            false_alarms: 2,
        },
    );
}
