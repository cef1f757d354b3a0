//! Justfiles, and what is seen in them.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let shown = Lines::new(text).map(|item| match item {
        Item::Recipe(recipe) => {
            let mut shown = format!("{}: {}", recipe.name, recipe.body.join("; "));
            for (is, mark) in [
                (recipe.needs_arguments, " +"),
                (recipe.is_private, " private"),
                (!recipe.is_for_here, " elsewhere"),
            ] {
                shown.push_str(if is { mark } else { "" });
            }
            if let Some(doc) = recipe.doc {
                shown.push_str(" # ");
                shown.push_str(&doc);
            }
            shown
        }
        other => format!("{other:?}"),
    });
    assert_eq!(shown.collect::<Vec<_>>(), expected);
}

#[test]
fn a_recipe_is_a_name_with_lines_below() {
    check(
        "a:\n  x\n\n  y\n@b: a\n\t@z\nc:",
        &["a: x; y", "b: @z", "c: "],
    );
}

#[test]
fn a_comment_right_before_describes_it() {
    check(
        "# no\n\na:\n# yes\nb:\n# yes\n[private]\nc:",
        &["a: ", "b:  # yes", "c:  private # yes"],
    );
    check("#!/usr/bin/env just\na:", &["a: "]);
    check("# no\n[doc('it, does')]\na:", &["a:  # it, does"]);
}

#[test]
fn parameters_without_values_are_needed() {
    check("a b:\n", &["a:  +"]);
    check("a b='x:y' *c:\n", &["a: "]);
    check("a +b:\n", &["a:  +"]);
    check("a +b='c' $d=(e / 'f'):\n", &["a: "]);
}

#[test]
fn assignments_and_settings_are_read_over() {
    check(
        "a := 'x'\nexport B := \"y\"\nset shell := ['a', 'b']\nset quiet\nunexport E\nf:",
        &["f: "],
    );
}

#[test]
fn an_alias_is_another_name() {
    check(
        "alias c := d::e # why\nf:\n",
        &["Alias { name: \"c\", recipe: \"d::e\" }", "f: "],
    );
}

#[test]
fn strings_may_go_over_lines() {
    check(
        "a := '''\nb:\n'''\nc := 'x\ny: '\nd := (\n  'e'\n)\nf:",
        &["f: "],
    );
}

#[test]
fn other_files_are_named() {
    check(
        "import 'a.just'\nimport? \"b\"\nmod c\nmod? d 'e/f.just'\n",
        &[
            "Import { path: \"a.just\" }",
            "Import { path: \"b\" }",
            "Module { name: \"c\", path: None }",
            "Module { name: \"d\", path: Some(\"e/f.just\") }",
        ],
    );
}

#[test]
fn recipes_for_other_systems_are_known() {
    check(
        "[windows]\na:\n[linux, macos, windows]\nb:",
        &["a:  elsewhere", "b: "],
    );
}

#[test]
fn what_is_broken_is_said_once() {
    check(
        "a b c\nd e f\ng:",
        &[
            "Broken { at: 0, what: \"expected a recipe, an assignment, a setting or a comment\" }",
            "g: ",
        ],
    );
    check(
        "a := 'x\nb:",
        &["Broken { at: 5, what: \"the string that begins here does not end\" }"],
    );
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "(.|\n){0,80}") {
        Lines::new(&text).count();
    }

    #[test]
    fn signs_in_any_order_are_read_without_a_panic(text in "[ab:=@#'\"`()\\[\\]{}+*\\\\\n\r\t é]{0,80}|(mod|import|set|alias|doc|[ \n'\\[(:]){0,20}") {
        Lines::new(&text).count();
    }
}
