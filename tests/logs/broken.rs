//! Files that are not as they were written.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use super::{directory, keeping, run, texts};
use crate::support::tool::not_run;

#[test]
fn files_that_are_no_logs_are_named_and_the_rest_is_read() {
    let project = keeping("echo right");
    run(&project);
    let dir = directory(&project);
    fs::write(dir.join("0.log"), "garbage").unwrap();
    fs::write(
        dir.join("1.log"),
        "brumlog\u{1}garbage behind a right beginning",
    )
    .unwrap();
    symlink("/dev/zero", dir.join("2.log")).unwrap();
    let ended = project.run(&["logs"]).check(0);
    assert!(ended.text().ends_with("dev | right\n"), "{}", ended.text());
    let warnings: Vec<_> = ended.stderr.lines().collect();
    assert_eq!(warnings.len(), 2, "{}", ended.stderr);
    assert!(warnings[0].contains("`0.log` is not a log of brummer"));
    assert!(warnings[1].contains("cannot read `2.log`"));
}

#[test]
fn a_file_that_was_cut_off_is_read_up_to_there_and_written_no_more() {
    let project = keeping("echo one; sleep 0.1; echo two");
    run(&project);
    let dir = directory(&project);
    let mut files = fs::read_dir(&dir).unwrap().map(|file| file.unwrap().path());
    let file = files
        .find(|path| path.extension().is_some_and(|end| end == "log"))
        .unwrap();
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() - 3]).unwrap();
    let before = texts(&project, &[]);
    assert!(
        before.len() < 2 && before.iter().all(|text| text == "one"),
        "{before:?}"
    );
    run(&project);
    assert_eq!(texts(&project, &[]).len(), before.len() + 2);
}

#[test]
fn a_directory_that_is_a_link_is_refused_and_programs_run_all_the_same() {
    let project = keeping("echo one");
    run(&project);
    let dir = directory(&project);
    fs::rename(&dir, project.path("elsewhere")).unwrap();
    symlink(project.path("elsewhere"), &dir).unwrap();
    let ended = project.run(&["logs"]).check(1);
    assert!(
        ended.stderr.contains("it is a symbolic link"),
        "{}",
        ended.stderr
    );
    let ended = project.run(&["run", "dev", "--no-tui"]).check(0);
    assert_eq!(ended.text(), "dev | one\n");
    assert!(
        ended.stderr.contains("logs are not kept on disk"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_file_without_permission_is_named() {
    if rustix::process::geteuid().is_root() {
        return not_run("a user who is not root");
    }
    let project = keeping("echo one");
    run(&project);
    let file = directory(&project).join("0.log");
    fs::write(&file, "").unwrap();
    fs::set_permissions(&file, PermissionsExt::from_mode(0o000)).unwrap();
    let ended = project.run(&["logs"]).check(0);
    assert!(
        ended.stderr.contains("cannot read `0.log`"),
        "{}",
        ended.stderr
    );
}
