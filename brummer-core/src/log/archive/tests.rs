//! What is written, cut off, damaged, and read back.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::id::{InstanceId, ProcessId, Run};
use crate::log::store::{LogStore, Source};
use crate::log::{Annotate, Journal, Level, LineRef, LogLine, LogQuery, LogRun, Overflow, Stream};

/// A program that keeps logs, until it is dropped.
struct Program {
    journal: Arc<Journal>,
    log: Arc<LogStore>,
    keeper: Keeper,
}

/// Every line is an error.
struct Errors;

impl Annotate for Errors {
    fn line(&mut self, _: LineRef<'_>) -> Option<Level> {
        Some(Level::Error)
    }
}

impl Program {
    fn start(dir: &Path) -> Self {
        Self::start_with(dir, LogStorage::DEFAULT_BYTES)
    }

    fn start_with(dir: &Path, max_bytes: u64) -> Self {
        let journal = Journal::new(InstanceId::random(), 64 << 20, Overflow::Evict);
        let storage = LogStorage {
            dir: dir.to_owned(),
            max_bytes,
            max_age: LogStorage::DEFAULT_AGE,
        };
        Self {
            keeper: Keeper::start(storage, &journal).unwrap(),
            log: LogStore::new(ProcessId::new("web").unwrap(), &journal),
            journal,
        }
    }

    fn print(&self, run: Run, second: i64, text: &str) {
        let source = Source {
            run,
            stream: Stream::Stderr,
            time: Timestamp::from_second(second).unwrap(),
        };
        self.log.feed(source, text.as_bytes(), &mut Errors);
        self.journal.announce();
    }

    async fn finish(self) {
        self.keeper.finish().await;
        assert_eq!(self.keeper.report(), LogStorageReport::default());
    }
}

fn temp() -> (TempDir, PathBuf) {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("project").join("logs");
    (temp, dir)
}

fn all() -> LogQuery {
    LogQuery {
        limit: LogQuery::MAX_LIMIT,
        ..LogQuery::default()
    }
}

fn lines(dir: &Path) -> Vec<LogLine> {
    LogArchive::open(dir).unwrap().read(&all()).unwrap().lines
}

fn texts(dir: &Path) -> Vec<String> {
    let lines = lines(dir);
    lines.iter().map(|line| line.text().into_owned()).collect()
}

fn log_files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|end| end == "log"))
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn what_was_printed_is_read_back_with_all_that_is_known_of_it() {
    let (_temp, dir) = temp();
    let program = Program::start(&dir);
    program.print(Run::FIRST, 7, "one\n\x1b[31mtwo\x1b[0m\n");
    program.finish().await;
    let lines = lines(&dir);
    assert_eq!(lines.len(), 2);
    assert_eq!(&*lines[1].bytes, b"\x1b[31mtwo\x1b[0m");
    let LogLine {
        time,
        run,
        stream,
        level,
        ..
    } = lines[1];
    let expected = (
        Timestamp::from_second(7).unwrap(),
        Run::FIRST,
        Stream::Stderr,
        Some(Level::Error),
    );
    assert_eq!((time, run, stream, level), expected);
}

#[tokio::test]
async fn several_programs_are_merged_by_time_and_each_has_files_of_its_own() {
    let (_temp, dir) = temp();
    let (one, other) = (Program::start(&dir), Program::start(&dir));
    for second in 0..10 {
        let program = if second % 2 == 0 { &one } else { &other };
        program.print(Run::FIRST, second, &format!("{second}\n"));
    }
    one.finish().await;
    other.finish().await;
    let expected: Vec<_> = (0..10).map(|n| n.to_string()).collect();
    assert_eq!(texts(&dir), expected);
    assert_eq!(log_files(&dir).len(), 2);
}

#[tokio::test]
async fn runs_are_numbered_on_and_a_silent_one_counts() {
    let (_temp, dir) = temp();
    let first = Program::start(&dir);
    let web = ProcessId::new("web").unwrap();
    assert_eq!(first.keeper.next_run(&web, None), Run::FIRST);
    first.print(Run::FIRST, 1, "crash\n");
    first.finish().await;
    let second = Program::start(&dir);
    let run = second.keeper.next_run(&web, None);
    assert_eq!(run.number(), 2);
    second.log.begin(run);
    second.finish().await;
    let archive = LogArchive::open(&dir).unwrap();
    let found = |back| {
        let run = Some(LogRun::FromLast(back));
        archive
            .read(&LogQuery { run, ..all() })
            .unwrap()
            .lines
            .len()
    };
    assert_eq!((found(1), found(2)), (0, 1));
}

#[tokio::test]
async fn two_programs_never_get_the_same_run() {
    let (_temp, dir) = temp();
    let programs = [Program::start(&dir), Program::start(&dir)];
    let web = ProcessId::new("web").unwrap();
    let runs: Vec<_> = (0..20)
        .map(|n| programs[n % 2].keeper.next_run(&web, None).number())
        .collect();
    assert_eq!(runs, (1..=20).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_file_cut_off_anywhere_gives_the_lines_before_the_cut() {
    let (_temp, dir) = temp();
    let program = Program::start(&dir);
    for n in 0..4 {
        program.print(Run::FIRST, n, &format!("line {n}\n"));
    }
    program.finish().await;
    let file = log_files(&dir).remove(0);
    let whole = fs::read(&file).unwrap();
    let mut most = 0;
    for length in 0..=whole.len() {
        fs::write(&file, &whole[..length]).unwrap();
        let archive = LogArchive::open(&dir).unwrap();
        assert_eq!(archive.problems(), [""; 0], "at {length}");
        let texts = texts(&dir);
        let expected: Vec<_> = (0..texts.len()).map(|n| format!("line {n}")).collect();
        assert_eq!(texts, expected, "at {length}");
        assert!(texts.len() >= most, "at {length}");
        most = texts.len();
    }
    assert_eq!(most, 4);
}

#[tokio::test]
async fn a_byte_that_is_wrong_ends_the_file_and_is_never_a_line() {
    let (_temp, dir) = temp();
    let program = Program::start(&dir);
    program.print(Run::FIRST, 1, "right\n");
    program.finish().await;
    let file = log_files(&dir).remove(0);
    let whole = fs::read(&file).unwrap();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x10;
        fs::write(&file, &damaged).unwrap();
        assert_eq!(texts(&dir), [""; 0], "at {at}");
    }
}

#[tokio::test]
async fn what_is_no_log_is_named_and_the_rest_is_read() {
    let (_temp, dir) = temp();
    let program = Program::start(&dir);
    program.print(Run::FIRST, 1, "right\n");
    program.finish().await;
    fs::write(dir.join("0-garbage.log"), "garbage").unwrap();
    fs::create_dir(dir.join("1-dir.log")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", dir.join("2-link.log")).unwrap();
    fs::write(dir.join("notes.txt"), "not ours").unwrap();
    let archive = LogArchive::open(&dir).unwrap();
    assert_eq!(archive.problems().len(), 3, "{:?}", archive.problems());
    assert_eq!(texts(&dir), ["right"]);
}

#[tokio::test]
async fn the_oldest_files_go_when_there_is_too_much() {
    let (_temp, dir) = temp();
    let program = Program::start_with(&dir, LogStorage::MIN_BYTES);
    let block = "x".repeat(99) + "\n";
    for n in 0..40 {
        program.print(Run::FIRST, n, &block.repeat(1000));
    }
    program.print(Run::FIRST, 99, "last\n");
    program.finish().await;
    let sizes = log_files(&dir)
        .into_iter()
        .map(|file| fs::metadata(file).unwrap().len());
    let total: u64 = sizes.sum();
    assert!(total <= LogStorage::MIN_BYTES + 300_000, "{total}");
    assert_eq!(texts(&dir).last().unwrap(), "last");
}

#[tokio::test]
async fn files_that_are_too_old_go_at_the_next_start() {
    let (_temp, dir) = temp();
    let program = Program::start(&dir);
    program.print(Run::FIRST, 1, "old\n");
    program.finish().await;
    let file = fs::File::options()
        .write(true)
        .open(log_files(&dir).remove(0))
        .unwrap();
    let old = std::time::SystemTime::now() - LogStorage::DEFAULT_AGE - Duration::from_mins(1);
    file.set_modified(old).unwrap();
    Program::start(&dir).finish().await;
    assert_eq!(texts(&dir), [""; 0]);
}

#[tokio::test]
async fn directory_and_files_are_for_this_user_only_and_a_link_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let (temp, dir) = temp();
    let program = Program::start(&dir);
    program.print(Run::FIRST, 1, "x\n");
    program.finish().await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir), 0o700);
    assert_eq!(mode(dir.parent().unwrap()), 0o700);
    assert_eq!(mode(&log_files(&dir)[0]), 0o600);
    let link = temp.path().join("link");
    std::os::unix::fs::symlink(&dir, &link).unwrap();
    let error = LogArchive::open(&link).err().unwrap();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(cause, "it is a symbolic link");
}

proptest! {
    #[test]
    fn garbage_is_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut file = block::MAGIC.to_vec();
        file.extend_from_slice(&bytes);
        prop_assert!(block::read(&file.into()).is_some());
    }
}
