//! Files that are no configuration at all, each beside the message that it must give.

use super::*;

#[test]
fn an_unfinished_value_is_shown() {
    insta::assert_snapshot!(errors("grace = 1\nstdin =\n"), @r#"
    error: not valid TOML: a value is missing
      --> /repo/app/.brum.toml:2:8
       |
     2 | stdin =
       |        ^ expected a value
    "#);
}

#[test]
fn an_unfinished_string_is_shown() {
    insta::assert_snapshot!(errors("stdin = \"pipe\n"), @r#"
    error: not valid TOML: invalid basic string
      --> /repo/app/.brum.toml:1:14
       |
     1 | stdin = "pipe
       |              ^ expected `"`
    "#);
}

#[test]
fn an_unfinished_table_is_shown() {
    insta::assert_snapshot!(errors("[processes.web\ncommand = 1\n"), @r#"
    error: not valid TOML: unclosed table
      --> /repo/app/.brum.toml:1:15
       |
     1 | [processes.web
       |               ^ expected `]`
    "#);
}

#[test]
fn a_key_that_is_there_twice_is_shown() {
    insta::assert_snapshot!(errors("grace = 1\ngrace = 2\n"), @r#"
    error: not valid TOML: duplicate key
      --> /repo/app/.brum.toml:2:1
       |
     2 | grace = 2
       | ^^^^^
    "#);
}

#[test]
fn a_control_character_is_shown_as_none() {
    insta::assert_snapshot!(errors("grace = \u{1b}[31m5"), @r#"
    error: not valid TOML: unexpected key or value
      --> /repo/app/.brum.toml:1:10
       |
     1 | grace = �[31m5
       |          ^ expected newline, `#`
    "#);
}

#[test]
fn text_that_is_not_utf_8_names_the_line() {
    let world = World::new(&[]);
    fs::write(world.path("repo/.brum.toml"), b"grace = 1\n# caf\xe9\n").unwrap();
    insta::assert_snapshot!(world.filtered(&world.load(&[]).unwrap_err()), @r#"
    error: the configuration file is not UTF-8 text
      --> /repo/.brum.toml:2:6
       |
     2 | # caf�
       |      ^
    "#);
}

#[test]
fn a_file_that_is_too_large_says_so() {
    insta::assert_snapshot!(errors(&"#".repeat((1 << 20) + 1)), @r#"
    error: the configuration file is larger than 1 MiB
      --> /repo/app/.brum.toml
    "#);
}

#[test]
fn a_directory_is_not_a_file() {
    let world = World::new(&[("repo/.brum.toml/file", "")]);
    insta::assert_snapshot!(world.filtered(&world.load(&[]).unwrap_err()), @r#"
    error: the configuration file is a directory, not a file
      --> /repo/.brum.toml
    "#);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_an_error() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new(&[("repo/.brum.toml", "")]);
    let file = world.path("repo/.brum.toml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o0)).unwrap();
    if fs::read(&file).is_ok() {
        // Root may read anything.
        return;
    }
    assert!(
        world
            .load(&[])
            .unwrap_err()
            .to_string()
            .contains("cannot be read")
    );
}
