//! Lines of makefiles, and what they say.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let shown = Lines::new(text).map(|statement| match statement {
        Statement::Recipe(line) => format!("\t{line}"),
        Statement::Assign { name, sign, value } => format!("{name}{sign}={value}"),
        Statement::Include(files) => format!("include {files}"),
        Statement::Broken { at, why } => format!("{at} {why}"),
        Statement::Rule {
            targets,
            needs,
            recipe,
            help,
            ..
        } => format!("{targets}|{}|{recipe:?}|{help:?}", needs.trim()),
    });
    assert_eq!(shown.collect::<Vec<_>>(), expected);
}

#[test]
fn a_rule_has_targets_and_a_recipe() {
    check(
        "all: a b\n\tmake x\n\n\t# no\n\t@y: z\nb:; echo\n",
        &[
            "all|a b|None|None",
            "\tmake x",
            "\t@y: z",
            "b||Some(\"echo\")|None",
        ],
    );
    check("a b &: c\nc:: d", &["a b |c|None|None", "c|d|None|None"]);
}

#[test]
fn help_stands_behind_a_rule_or_right_before_it() {
    check("a: b ## Does a\n", &["a|b|None|Some(\"Does a\")"]);
    check(
        "## Does a\na: b\nb:\n",
        &["a|b|None|Some(\"Does a\")", "b||None|None"],
    );
    check("##@ Part\na: # no\n", &["a||None|None"]);
    check("## no\n\na:\n", &["a||None|None"]);
}

#[test]
fn an_assignment_is_no_rule() {
    check(
        "A := b: c\nB = $(x:a=b)\nexport C ?= 1\nD::=x",
        &["A:= b: c", "B= $(x:a=b)", "C?= 1", "D::=x"],
    );
    check("a: B := 1\na: private C = x:y", &[]);
}

#[test]
fn lines_go_on_after_a_backslash() {
    check(
        "a \\\n  b: \\\n c\n\tx \\\n\ty",
        &["a  b|c|None|None", "\tx  y"],
    );
}

#[test]
fn definitions_and_conditions_are_read_over() {
    check(
        "define X\na: b\ndefine Y\nendef\nendef\nifeq (a,b)\nc:\nelse\nd:\nendif",
        &["c||None|None", "d||None|None"],
    );
}

#[test]
fn a_line_that_is_nothing_is_broken() {
    let separator = "missing separator: no rule, no assignment, and a recipe begins with a tab";
    check(
        "a:\n    echo\n",
        &["a||None|None", &format!("3 {separator}")],
    );
    check("x\n", &[&format!("0 {separator}")]);
    // These may become something, or are something elsewhere.
    check(
        "$(x)\nexport A B\nvpath %.c x\n.if x\n!if y\nifdef A\nx y\nendif",
        &[],
    );
}

#[test]
fn what_is_not_closed_is_broken() {
    check(
        "ifdef A\na:\n",
        &["a||None|None", "0 this condition has no `endif`"],
    );
    check(
        "\nexport define A\nx\n",
        &["1 this `define` has no `endef`"],
    );
}

#[test]
fn another_prefix_begins_a_recipe() {
    check(
        ".RECIPEPREFIX = >\na:\n>x\n\ty",
        &[
            ".RECIPEPREFIX= >",
            "a||None|None",
            "\tx",
            "24 missing separator: no rule, no assignment, and a recipe begins with a tab",
        ],
    );
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "(.|\n){0,80}") {
        Lines::new(&text).count();
    }

    #[test]
    fn signs_in_any_order_are_read_without_a_panic(text in "[a:=?+!&;#$(){}\\\\\n\t é-]{0,80}") {
        Lines::new(&text).count();
    }
}
