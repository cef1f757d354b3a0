//! How lines look: names in front, colours where they are wanted.

use crate::support::project::{Project, process};

const RED: &str = r"printf '\033[31mred\033[0m\n'";

#[test]
fn each_line_stands_behind_the_name_of_its_process() {
    let config = process("web", "echo one; echo two") + &process("worker", "echo three >&2");
    let project = Project::new(&[(".brum.toml", &config)]);
    let ended = project.run(&["run", "web", "worker", "--no-tui"]).check(0);
    let mut lines: Vec<_> = ended.text().lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["web    | one", "web    | two", "worker | three"]);
}

#[test]
fn a_pipe_gets_no_colours() {
    let ended = Project::with_dev(RED).run(&["run", "dev", "--no-tui"]);
    assert_eq!(ended.check(0).text(), "dev | red\n");
}

#[test]
fn a_pipe_gets_colours_when_asked_for() {
    let ended = Project::with_dev(RED).run(&["run", "dev", "--no-tui", "--color", "always"]);
    let ended = ended.check(0);
    assert!(ended.text().contains("\x1b[31mred\x1b[0m"), "{ended:?}");
    assert!(
        ended.text().starts_with("\x1b[36mdev |\x1b[0m "),
        "{ended:?}"
    );
}

#[test]
fn a_program_is_asked_for_colours_where_they_are_printed() {
    let project = Project::with_dev("echo force=$FORCE_COLOR");
    for (color, expected) in [("always", "force=1\n"), ("never", "force=\n")] {
        let ended = project.run(&["run", "dev", "--no-tui", "--color", color]);
        assert!(ended.text().ends_with(expected), "{color}: {ended:?}");
    }
}

#[test]
fn bytes_that_are_no_text_reach_a_pipe_as_they_are() {
    let ended =
        Project::with_dev(r"printf '\377a\000caf\351\007\n'").run(&["run", "dev", "--no-tui"]);
    assert_eq!(ended.check(0).stdout, b"dev | \xffa\0caf\xe9\x07\n");
}

#[test]
fn escape_sequences_do_not_reach_a_pipe() {
    let hostile = r"printf '\033[2J\033]0;title\007caf\351\033[31m red\n'";
    let ended = Project::with_dev(hostile).run(&["run", "dev", "--no-tui"]);
    assert_eq!(ended.check(0).stdout, b"dev | caf\xe9 red\n");
}

#[test]
fn hostile_bytes_do_not_command_a_terminal() {
    let hostile = r"printf '\033[2J\033]52;c;aGk=\007a\bb\rc\033[31mred\n'";
    let ended = Project::with_dev(hostile).run(&["run", "dev", "--no-tui", "--color", "always"]);
    let ended = ended.check(0);
    let text = ended.text().trim_end_matches('\n');
    let commands = ["\x1b[2J", "\x1b]", "\x07", "\x08", "\r", "\n"];
    let obeyed: Vec<_> = commands
        .iter()
        .filter(|part| text.contains(**part))
        .collect();
    assert!(obeyed.is_empty(), "{obeyed:?} in {text:?}");
    assert!(text.contains("\x1b[31mred"), "{text:?}");
}
