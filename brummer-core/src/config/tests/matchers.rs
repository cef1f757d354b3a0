//! Problem matchers in the configuration.

use super::*;

const LINT: &str = r#"
[matchers.lint]
owner = "lint"
fileLocation = ["relative", "${workspaceFolder}/web"]

[matchers.lint.pattern]
regexp = '^(.+):(\d+): (.+)$'
file = 1
line = 2
message = 3

[processes.web]
command = "lint -w"
problem_matcher = ["lint", "$tsc"]
"#;

#[test]
fn a_process_has_the_matchers_that_it_names() {
    let world = World::new(&[("repo/app/.brum.toml", LINT)]);
    let config = world.load(&[]).unwrap();
    let spec = config.processes[0].spec().unwrap();
    let names: Vec<_> = spec.matchers.iter().map(Matcher::name).collect();
    assert_eq!(names, ["lint", "$tsc"]);
    assert_eq!(config.matcher("$lint").unwrap().tool(), "lint");
}

#[test]
fn a_matcher_is_listed_as_toml_that_reads_back_as_the_same() {
    let world = World::new(&[("repo/app/.brum.toml", LINT)]);
    let config = world.load(&[]).unwrap();
    let listing = world.filtered(&config.matchers[0]);
    insta::assert_snapshot!(listing, @r#"
    [matchers.lint]
    fileLocation = ["relative", "${workspaceFolder}/web"] # /repo/app/.brum.toml:4
    owner = "lint" # /repo/app/.brum.toml:3
    pattern = { file = 1, line = 2, message = 3, regexp = "^(.+):(\\d+): (.+)$" } # /repo/app/.brum.toml:6
    "#);
    let again = World::new(&[("repo/app/.brum.toml", &listing)]);
    assert_eq!(
        again.filtered(&again.load(&[]).unwrap().matchers[0].keys["pattern"].value),
        world.filtered(&config.matchers[0].keys["pattern"].value),
    );
    check_listing(
        &[("repo/app/.brum.toml", LINT)],
        &[],
        "problem_matcher = [\"lint\", \"$tsc\"] # /repo/app/.brum.toml:14",
    );
}

#[test]
fn the_keys_of_a_matcher_are_laid_over_each_other() {
    let world = World::new(&[
        (
            "repo/.brum.toml",
            "[matchers.a]\nbase = \"$tsc\"\nsource = \"one\"",
        ),
        ("repo/app/.brum.toml", "[matchers.a]\nsource = \"two\""),
    ]);
    let config = world.load(&[]).unwrap();
    assert_eq!(config.matcher("a").unwrap().tool(), "two");
}

#[test]
fn an_expression_that_cannot_be_run_has_a_caret_below_the_part_that_is_to_blame() {
    insta::assert_snapshot!(errors("[matchers.a.pattern]\nregexp = '^(\\S+)(?!x): (.+)$'\n"), @r#"
    error: `regexp` cannot be run
      --> /repo/app/.brum.toml:2:17
       |
     2 | regexp = '^(\S+)(?!x): (.+)$'
       |                 ^^^ this looks ahead
       = expressions are run in time that is linear in the length of a line, whatever it holds; that rules out look-around and back references
    "#);
}

#[test]
fn an_expression_with_escapes_has_a_caret_below_all_of_it() {
    insta::assert_snapshot!(errors("[matchers.a]\npattern = { regexp = \"(a)\\\\1\" }\n"), @r#"
    error: `regexp` cannot be run
      --> /repo/app/.brum.toml:2:22
       |
     2 | pattern = { regexp = "(a)\\1" }
       |                      ^^^^^^^^ this refers back to what a group matched
       = expressions are run in time that is linear in the length of a line, whatever it holds; that rules out look-around and back references
    "#);
}

#[test]
fn what_is_wrong_with_a_matcher_has_its_place() {
    insta::assert_snapshot!(errors("[matchers.a]\nsevereity = \"error\"\nfileLocation = [\"search\", {}]\npattern = [{ regexp = '(a)', file = 2 }]\n\n[matchers.\"$b\"]\nowner = \"b\"\n"), @r#"
    error: unknown key `severeity`
      --> /repo/app/.brum.toml:2:1
       |
     2 | severeity = "error"
       | ^^^^^^^^^ did you mean `severity`?
       = known keys: base, owner, source, severity, fileLocation, pattern, applyTo, watching, background

    error: files are not searched for: output is read without a look at the disk
      --> /repo/app/.brum.toml:3:16
       |
     3 | fileLocation = ["search", {}]
       |                ^^^^^^^^^^^^^^ name the directory: ["relative", "DIR"]

    error: a pattern needs groups for a file and a message
      --> /repo/app/.brum.toml:4:11
       |
     4 | pattern = [{ regexp = '(a)', file = 2 }]
       |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expected the keys `file` and `message`

    error: the expression has no group 2
      --> /repo/app/.brum.toml:4:37
       |
     4 | pattern = [{ regexp = '(a)', file = 2 }]
       |                                     ^ it has 1 group

    error: `$b` cannot be the name of a matcher
      --> /repo/app/.brum.toml:6:11
       |
     6 | [matchers."$b"]
       |           ^^^^ names with `$` are those of the matchers that are there anyway
    "#);
}

#[test]
fn a_matcher_that_is_not_there_names_the_near_one() {
    insta::assert_snapshot!(errors("[matchers.lint]\nbase = \"$gc\"\n\n[processes.a]\ncommand = \"a\"\nproblem_matcher = [\"tsc\", \"lint\"]\n"), @r#"
    error: there is no problem matcher `$gc`
      --> /repo/app/.brum.toml:2:8
       |
     2 | base = "$gc"
       |        ^^^^^ did you mean `$go`?
       = known: lint, $tsc, $tsc-watch, $gulp-tsc, $eslint-stylish, $eslint-compact, $jshint, $jshint-stylish, $go, $gcc, $rustc, $mscompile, $cpp, $csc, $vb, $lessc, $lesscompile, $node-sass

    error: there is no problem matcher `tsc`
      --> /repo/app/.brum.toml:6:19
       |
     6 | problem_matcher = ["tsc", "lint"]
       |                   ^^^^^^^^^^^^^^^ did you mean `$tsc`?
       = known: lint, $tsc, $tsc-watch, $gulp-tsc, $eslint-stylish, $eslint-compact, $jshint, $jshint-stylish, $go, $gcc, $rustc, $mscompile, $cpp, $csc, $vb, $lessc, $lesscompile, $node-sass
    "#);
}

#[test]
fn a_matcher_without_a_pattern_finds_nothing() {
    insta::assert_snapshot!(errors("[matchers.lint]\nowner = \"lint\"\n"), @r#"
    error: the problem matcher `lint` has no `pattern` and no `base` that has one
      --> /repo/app/.brum.toml:1:11
       |
     1 | [matchers.lint]
       |           ^^^^
    "#);
}

#[test]
fn matchers_that_stand_on_each_other_are_an_error() {
    insta::assert_snapshot!(errors("[matchers.a]\nbase = \"b\"\n[matchers.b]\nbase = \"a\"\n"), @r#"
    error: the problem matcher `a` is its own base
      --> /repo/app/.brum.toml:2:8
       |
     2 | base = "b"
       |        ^^^

    error: the problem matcher `b` is its own base
      --> /repo/app/.brum.toml:4:8
       |
     4 | base = "a"
       |        ^^^
    "#);
}

#[test]
fn what_is_wrong_with_a_matcher_is_said_once() {
    let text = errors(
        "[matchers.a.pattern]\nregexp = '(?=x)'\n[matchers.b]\nbase = \"a\"\n[processes.p]\ncommand = \"p\"\nproblem_matcher = [\"a\", \"b\"]\n",
    );
    assert_eq!(text.matches("error: ").count(), 1, "{text}");
}
