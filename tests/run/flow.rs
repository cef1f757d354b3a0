//! What flows from the processes to stdout, and what does not flow to them.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::time::Duration;

use crate::support::project::Project;

#[test]
fn a_last_line_without_an_end_is_printed() {
    let ended = Project::with_dev("printf 'one\ntwo'").run(&["run", "dev", "--no-tui"]);
    assert_eq!(ended.check(0).text(), "dev | one\ndev | two\n");
}

#[test]
fn a_process_reads_nothing_though_our_stdin_is_open() {
    let project = Project::with_dev("cat; readlink /proc/self/fd/0");
    let program = project.start(&["run", "dev", "--no-tui"]);
    program.stdout.wait_for("/dev/null");
    assert!(program.stdin.is_some());
    program.end().check(0);
}

#[test]
fn a_slow_reader_gets_every_line_in_order() {
    // More than the logs keep, so that the process has to wait for its reader.
    let project =
        Project::with_dev("awk 'BEGIN { for (i = 1; i <= 200000; i++) printf \"%099d\\n\", i }'");
    let mut brummer = project.brummer(&["run", "dev", "--no-tui"]);
    let mut brummer = brummer.stdout(Stdio::piped()).spawn().unwrap();
    let slow = Slow(brummer.stdout.take().unwrap());
    let mut expected = 0_u32;
    for line in BufReader::with_capacity(64 * 1024, slow).lines() {
        expected += 1;
        let line = line.unwrap();
        let number = line.strip_prefix("dev | ").unwrap();
        assert_eq!(number.parse(), Ok(expected));
    }
    assert_eq!(expected, 200_000);
    assert!(brummer.wait().unwrap().success());
}

/// A reader that takes its time, as a terminal does.
struct Slow<R>(R);

impl<R: Read> Read for Slow<R> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        std::thread::sleep(Duration::from_millis(1));
        self.0.read(bytes)
    }
}

/// Reads the first line, closes stdout, and checks that brummer ends and leaves nothing.
#[track_caller]
fn check_reader_that_goes(command: &str) {
    let project = Project::with_dev(command);
    let mut brummer = project.brummer(&["run", "dev", "--no-tui"]);
    let mut brummer = brummer.stdout(Stdio::piped()).spawn().unwrap();
    let mut stdout = BufReader::new(brummer.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    assert_eq!(line, "dev | first\n");
    drop(stdout);
    project.mark.wait_until_gone();
    // 128 + SIGPIPE, which is what ends other programs in this place.
    assert_eq!(brummer.wait().unwrap().code(), Some(141));
}

#[test]
fn a_reader_that_goes_ends_what_goes_on_printing() {
    check_reader_that_goes("echo first; while :; do echo more; done");
}

#[test]
fn a_reader_that_goes_ends_a_tree() {
    check_reader_that_goes("echo first; sleep 1000 & while :; do echo more; sleep 0.01; done");
}
