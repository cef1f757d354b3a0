//! What is on disk after programs have ended, in whatever way.

use rustix::process::Signal;

use super::{directory, keeping, lines, run, texts};
use crate::support::patience::until;
use crate::support::project::{BRUMMER, Project, process};
use crate::support::tool::not_run;

#[test]
fn what_was_printed_is_read_later() {
    let project = keeping("echo one; echo two >&2; printf last");
    run(&project);
    let mut found = texts(&project, &[]);
    // The order between two pipes is only roughly that of printing.
    found.sort();
    assert_eq!(found, ["last", "one", "two"]);
    let line = &lines(&project, &["--grep", "two"])[0];
    assert_eq!(line["process"], "dev");
    assert_eq!(
        (&line["run"], &line["stream"]),
        (&1.into(), &"stderr".into())
    );
}

#[test]
fn nothing_is_written_unless_it_is_asked_for() {
    let project = Project::with_dev("echo one");
    project.run(&["run", "dev", "--no-tui"]).check(0);
    assert!(!project.path("~/.local").exists());
    let ended = project.run(&["logs"]).check(2);
    assert_eq!(
        ended.stderr,
        "error: nothing hosts this project, and its logs are kept in memory only; `persist = true` under [logs] in \
         .brum.toml keeps them on disk from then on\n"
    );
}

#[test]
fn a_project_that_keeps_logs_and_has_none_yet_says_so() {
    let ended = keeping("true").run(&["logs"]).check(2);
    assert!(
        ended.stderr.contains("nothing has been kept yet"),
        "{}",
        ended.stderr
    );
}

#[test]
fn runs_go_on_over_programs_and_the_last_ones_are_counted_back() {
    let project = keeping("echo x >> runs; echo run $(wc -l < runs)");
    for _ in 0..3 {
        run(&project);
    }
    assert_eq!(texts(&project, &[]), ["run 1", "run 2", "run 3"]);
    assert_eq!(texts(&project, &["--run", "-1"]), ["run 3"]);
    assert_eq!(texts(&project, &["--run", "-2"]), ["run 2"]);
    assert_eq!(texts(&project, &["--run", "1"]), ["run 1"]);
    assert_eq!(texts(&project, &["--run", "7"]), [""; 0]);
}

#[test]
fn what_was_printed_is_there_while_the_program_runs() {
    let project = keeping("echo now; sleep 1000");
    let program = project.start(&["run", "dev", "--no-tui"]);
    program.stdout.wait_for("now");
    until("the line on disk", || {
        let ended = project.run(&["logs", "--json"]);
        ended.text().contains("\"now\"").then_some(())
    });
    program.signal(Signal::INT);
    program.end().check(130);
}

#[test]
fn a_kill_in_the_middle_leaves_every_line_before_it() {
    let project = keeping("i=0; while :; do i=$((i+1)); echo $i; sleep 0.001; done");
    for round in 1..=6 {
        let program = project.start(&["run", "dev", "--no-tui"]);
        let run = round.to_string();
        until("lines on disk", || {
            let ended = project.run(&["logs", "--json", "-n", "1", "--run", &run]);
            ended.text().contains("text").then_some(())
        });
        program.kill();
        project.mark.wait_until_gone();
        let found = texts(&project, &["--run", "-1", "-n", "100000"]);
        let expected: Vec<_> = (1..=found.len()).map(|n| n.to_string()).collect();
        assert!(found == expected, "round {round}: {} lines", found.len());
    }
    // What an earlier program left is as it was.
    let first = texts(&project, &["--run", "1", "-n", "100000"]);
    assert_eq!(first.first().map(String::as_str), Some("1"));
}

#[test]
fn two_programs_at_once_keep_all_lines_and_have_runs_of_their_own() {
    let project = keeping("for i in $(seq 200); do echo $i; done");
    let programs = [(); 2].map(|()| project.start(&["run", "dev", "--no-tui"]));
    for program in programs {
        program.end().check(0);
    }
    for run in ["1", "2"] {
        let expected: Vec<_> = (1..=200).map(|n| n.to_string()).collect();
        assert_eq!(texts(&project, &["--run", run]), expected, "run {run}");
    }
}

#[test]
fn the_limits_of_the_configuration_hold() {
    let config = format!(
        "[logs]\npersist = true\nmax_bytes = \"1MiB\"\n{}",
        process("dev", "seq -w 1 300000; echo last")
    );
    let project = Project::new(&[(".brum.toml", &config)]);
    run(&project);
    let files = std::fs::read_dir(directory(&project)).unwrap();
    let bytes: u64 = files
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum();
    // One block more than the limit at most.
    assert!(bytes < 1_600_000, "{bytes}");
    assert_eq!(texts(&project, &["-n", "1"]), ["last"]);
}

#[test]
fn a_full_disk_is_a_warning_and_every_line_is_printed() {
    let project = keeping("seq -w 1 300000");
    let state = project.path("~/.local/state");
    std::fs::create_dir_all(&state).unwrap();
    // In a mount namespace of its own, which goes with it.
    let script = "mount -t tmpfs -o size=1m tmpfs \"$1\" || exit 77; \"$2\" run dev --no-tui | wc -l; \
                  \"$2\" logs --json -n 100000 | wc -l";
    let mut command = project.command("unshare");
    command
        .args(["--mount", "sh", "-c", script, "sh"])
        .arg(&state);
    let output = command.arg(BRUMMER).output();
    let Some(output) = output.ok().filter(|output| output.status.success()) else {
        return not_run("unshare and the right to mount");
    };
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let counts: Vec<u32> = stdout
        .lines()
        .map(|line| line.trim().parse().unwrap())
        .collect();
    assert_eq!(counts[0], 300_000, "{stderr}");
    assert!(counts[1] > 1000, "{stdout}{stderr}");
    assert!(stderr.contains("logs are not kept on disk"), "{stderr}");
}

#[test]
fn a_disk_that_refuses_is_a_warning_and_every_line_is_printed() {
    let project = keeping("seq -w 1 300000");
    // Files of at most 64 KiB, and an error instead of a signal beyond that.
    let script = "trap '' XFSZ; ulimit -f 128; exec \"$1\" run dev --no-tui";
    let mut command = project.command("sh");
    let output = command
        .args(["-c", script, "sh", BRUMMER])
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{stderr}");
    let lines = memchr::memchr_iter(b'\n', &output.stdout).count();
    assert_eq!(lines, 300_000);
    assert!(stderr.contains("logs are not kept on disk"), "{stderr}");
}
