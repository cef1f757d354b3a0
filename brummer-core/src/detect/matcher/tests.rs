//! What matchers make of output.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::detect::Output;

#[track_caller]
fn matcher(json: &Value) -> Matcher {
    let definition = MatcherDefinition::from_json(json).unwrap();
    let table = MatcherTable::new("/app");
    table.unnamed("mine", &definition).unwrap()
}

/// What a reader with these matchers says, a line each: problems with the numbers of their lines, and cycles.
fn said_by(matchers: &[Matcher], text: &str) -> Vec<String> {
    let mut output = Output::with_matchers(matchers);
    let mut facts = Vec::new();
    output.feed(text.as_bytes(), &mut facts);
    output.finish(&mut facts);
    let said = facts.into_iter().map(|fact| match fact {
        Fact::Problem(problem) => format!("{problem} {:?}", problem.lines),
        Fact::Cycle(cycle) => format!("{} {:?}", cycle.tool, cycle.step),
        other => format!("{other:?}"),
    });
    said.collect()
}

#[track_caller]
fn check(json: &Value, text: &str, expected: &[&str]) {
    assert_eq!(said_by(&[matcher(json)], text), expected);
}

/// What is wrong with a definition.
#[track_caller]
fn check_fault(json: &Value, expected: &str) {
    let faults = MatcherDefinition::from_json(json).unwrap_err();
    let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert!(
        faults.iter().any(|fault| fault.contains(expected)),
        "{faults:?}"
    );
}

/// A pattern for `FILE:LINE: MESSAGE`.
fn simple() -> Value {
    json!({ "regexp": r"^(\S+):(\d+): (.+)$", "file": 1, "line": 2, "message": 3 })
}

/// A pattern for a heading with a file, and rows.
fn headed() -> Value {
    json!([
        { "regexp": r"^== (\S+)$", "file": 1 },
        { "regexp": r"^ +(\d+):(\d+) (\w+) (.+)$", "line": 1, "column": 2, "severity": 3, "message": 4, "loop": true },
    ])
}

#[test]
fn a_line_is_a_problem_with_all_that_its_groups_say() {
    let pattern = json!({
        "regexp": r"^(.*)\((\d+),(\d+)\) (W|E)(\d+) (.*)$",
        "file": 1, "line": 2, "column": 3, "severity": 4, "code": 5, "message": 6,
    });
    check(
        &json!({ "owner": "lint", "pattern": pattern }),
        "src/a.x(3,7) W12 no x\nok\nb.x(1,1) E1 no y\n",
        &[
            "src/a.x:3:7: warning 12: no x [lint] (0, 0)",
            "b.x:1:1: error 1: no y [lint] (2, 2)",
        ],
    );
}

#[test]
fn groups_of_a_single_line_have_defaults() {
    let pattern = json!({ "regexp": r"^(.+)@(\d+)@(\d+)" });
    check(
        &json!({ "pattern": pattern }),
        "a.x@3@7 rest",
        &["a.x:3:7: error: a.x@3@7 [mine] (0, 0)"],
    );
}

#[test]
fn a_location_has_one_two_or_four_numbers() {
    let pattern =
        json!({ "regexp": r"^(.+)\[(.+)\]: (.+)$", "file": 1, "location": 2, "message": 3 });
    check(
        &json!({ "pattern": pattern, "severity": "warning" }),
        "a[3]: x\na[3,7]: y\na[3,7,4,1]: z\na[z]: no place\n",
        &[
            "a:3: warning: x [mine] (0, 0)",
            "a:3:7: warning: y [mine] (1, 1)",
            "a:3:7: warning: z [mine] (2, 2)",
        ],
    );
}

#[test]
fn a_problem_may_be_that_of_a_file() {
    let pattern = json!({ "regexp": "^bad: (.+): (.+)$", "kind": "file", "file": 1, "message": 2 });
    check(
        &json!({ "pattern": pattern }),
        "bad: a.x: no",
        &["a.x: error: no [mine] (0, 0)"],
    );
}

#[test]
fn lines_together_are_a_problem_and_the_last_may_come_again() {
    check(
        &json!({ "pattern": headed() }),
        "== a.x\n  1:2 error no\n  3:4 warning hm\n\n  5:6 error of nobody\n== b.x\n  1:1 error no\n",
        &[
            "a.x:1:2: error: no [mine] (0, 1)",
            "a.x:3:4: warning: hm [mine] (2, 2)",
            "b.x:1:1: error: no [mine] (5, 6)",
        ],
    );
}

#[test]
fn messages_of_several_lines_are_joined() {
    let pattern = json!([
        { "regexp": r"^(\S+):(\d+): (.+)$", "file": 1, "line": 2, "message": 3 },
        { "regexp": r"^  (.+)$", "message": 1 },
    ]);
    check(
        &json!({ "pattern": pattern }),
        "a.x:3: no\n  because\n",
        &["a.x:3: error: no because [mine] (0, 1)"],
    );
}

#[test]
fn lines_that_no_matcher_takes_go_to_the_formats_in_order() {
    // Each of them may be the heading.
    let pattern = json!([
        { "regexp": "^(.+)$", "file": 1 },
        { "regexp": r"^ +(\d+) (.+)$", "line": 1, "message": 2 },
    ]);
    check(
        &json!({ "pattern": pattern }),
        "a.ts(1,1): error TS1: x\nb.ts(1,1): error TS1: y\n  3 no\nc.ts(1,1): error TS1: z",
        &[
            "a.ts:1:1: error TS1: x [tsc] (0, 0)",
            "b.ts(1,1): error TS1: y:3: error: no [mine] (1, 2)",
            "c.ts:1:1: error TS1: z [tsc] (3, 3)",
        ],
    );
}

#[test]
fn a_matcher_looks_before_the_formats_and_ends_what_they_had_begun() {
    check(
        &json!({ "pattern": simple() }),
        "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nx.y:3: mine\nb.ts(1,1): error TS1: y\n",
        &[
            "x.y:3: error: mine [mine] (2, 2)",
            "b.ts:1:1: error TS1: y [tsc] (3, 3)",
        ],
    );
}

#[test]
fn the_program_that_another_one_runs_is_understood_without_its_prefix() {
    check(
        &json!({ "pattern": headed() }),
        "[api] == a.x\n[web] == b.x\n[api]   1:2 error no\n[web]   3:4 error no\n",
        &[
            "a.x:1:2: error: no [mine] (0, 2)",
            "b.x:3:4: error: no [mine] (1, 3)",
        ],
    );
}

#[test]
fn an_expression_may_have_the_prefix_in_it() {
    let pattern = json!({ "regexp": r"^\[lint\] (\S+):(\d+) (.+)$", "message": 3 });
    check(
        &json!({ "pattern": pattern }),
        "[lint] a.x:3 no\n[lint] b.x:4 no\n",
        &[
            "a.x:3: error: no [mine] (0, 0)",
            "b.x:4: error: no [mine] (1, 1)",
        ],
    );
}

#[test]
fn infos_are_no_problems_and_the_formats_do_not_see_them() {
    let pattern =
        json!({ "regexp": r"^(\S+)\((\d+),(\d+)\): (\w+) (.+)$", "severity": 4, "message": 5 });
    check(
        &json!({ "pattern": pattern }),
        "a.ts(1,1): info TS1: x\na.ts(1,1): odd TS1: y",
        &["a.ts:1:1: error: TS1: y [mine] (1, 1)"],
    );
}

#[test]
fn a_watcher_begins_and_ends() {
    let background = json!({ "beginsPattern": "^building", "endsPattern": { "regexp": "^built" } });
    check(
        &json!({ "pattern": simple(), "background": background }),
        "building\na.x:1: no\nbuilt\n",
        &[
            "mine Began",
            "a.x:1: error: no [mine] (1, 1)",
            "mine Finished",
        ],
    );
}

#[test]
fn a_watcher_may_be_active_before_the_first_line() {
    let background = json!({ "activeOnStart": true, "beginsPattern": "^b", "endsPattern": "^b?e" });
    check(
        &json!({ "pattern": simple(), "watching": background }),
        "e\nbe\n",
        &["mine Began", "mine Finished", "mine Began", "mine Finished"],
    );
}

#[test]
fn file_names_are_put_below_a_directory() {
    let at = |location: Value, file: &str| {
        let matcher = matcher(&json!({ "pattern": simple(), "fileLocation": location }));
        said_by(&[matcher], &format!("{file}:1: no\n")).remove(0)
    };
    let check = |location, file, expected: &str| {
        let said = at(location, file);
        assert!(said.starts_with(&format!("{expected}:1: ")), "{said}");
    };
    check(json!("relative"), "a.x", "a.x");
    check(json!("absolute"), "/b/a.x", "/b/a.x");
    check(json!("autoDetect"), "a.x", "a.x");
    check(
        json!(["relative", "${workspaceFolder}/web"]),
        "./a.x",
        "/app/web/a.x",
    );
    check(json!(["relative", "web"]), "a.x", "/app/web/a.x");
    check(json!(["relative", "/b"]), "/a.x", "/b/a.x");
    check(json!(["autoDetect", "${cwd}"]), "/b/a.x", "/b/a.x");
    check(json!(["autoDetect", "${cwd}"]), "a.x", "/app/a.x");
}

#[test]
fn a_predefined_matcher_of_a_known_tool_is_its_format() {
    let table = MatcherTable::new("/app");
    let tsc = table.matcher("$tsc").unwrap();
    assert_eq!((tsc.tool(), tsc.looks()), ("tsc", false));
    assert_eq!(
        said_by(&[tsc], "a.ts(1,1): error TS1: x"),
        ["a.ts:1:1: error TS1: x [tsc] (0, 0)"]
    );
}

#[test]
fn a_matcher_that_changes_its_base_uses_the_pattern_of_it() {
    let written = json!({ "base": "$tsc", "source": "ours" });
    check(
        &written,
        "a.ts(1,1): error TS1: x",
        &["a.ts:1:1: error TS1: x [ours] (0, 0)"],
    );
    let watched =
        json!({ "base": "$gcc", "background": { "beginsPattern": "^b", "endsPattern": "^e" } });
    check(
        &watched,
        "b\na.c:1:1: error: x\ne",
        &["cc Began", "a.c:1:1: error: x [cc] (1, 1)", "cc Finished"],
    );
}

/// What the pattern of this name finds in a text, without the numbers of its lines.
#[track_caller]
fn check_predefined(name: &str, text: &str, expected: &str) {
    let written = json!({ "pattern": name, "source": "x" });
    let said = said_by(&[matcher(&written)], text);
    assert_eq!(said[0].rsplit_once(" (").unwrap().0, expected, "{name}");
}

#[test]
fn predefined_patterns_find_what_compilers_print() {
    check_predefined(
        "$tsc",
        "src/a.ts(3,7): error TS2322: no",
        "src/a.ts:3:7: error TS2322: no [x]",
    );
    check_predefined(
        "$tsc",
        "src/a.ts:3:7 - error TS2322: no",
        "src/a.ts:3:7: error TS2322: no [x]",
    );
    check_predefined(
        "$gulp-tsc",
        "src/a.ts(3,7): 2322 no",
        "src/a.ts:3:7: error 2322: no [x]",
    );
    check_predefined(
        "$go",
        "./main.go:3:2: undefined: x",
        "./main.go:3:2: error: undefined: x [x]",
    );
    check_predefined("$gcc", "a.c:3:7: fatal error: no", "a.c:3:7: error: no [x]");
    check_predefined(
        "$rustc",
        "error[E0308]: mismatched types\n --> src/main.rs:3:7\n",
        "src/main.rs:3:7: error E0308: mismatched types [x]",
    );
    check_predefined(
        "$msCompile",
        "A.cs(3,7): error CS0029: no",
        "A.cs:3:7: error CS0029: no [x]",
    );
    check_predefined(
        "$cpp",
        "a.cpp(3): error C2065: no",
        "a.cpp:3: error C2065: no [x]",
    );
    check_predefined(
        "$csc",
        "A.cs(3,7): warning CS0029: no",
        "A.cs:3:7: warning CS0029: no [x]",
    );
    check_predefined(
        "$vb",
        "A.vb(3,7): error BC30451: no",
        "A.vb:3:7: error BC30451: no [x]",
    );
}

#[test]
fn predefined_patterns_find_what_linters_and_style_sheet_compilers_print() {
    check_predefined(
        "$eslint-compact",
        "/app/a.ts: line 3, col 15, Warning - Expected it. (eqeqeq)",
        "/app/a.ts:3:15: warning eqeqeq: Expected it. [x]",
    );
    check_predefined(
        "$eslint-stylish",
        "/app/a.ts\n  3:15  warning  Expected it  eqeqeq\n",
        "/app/a.ts:3:15: warning eqeqeq: Expected it [x]",
    );
    check_predefined(
        "$jshint",
        "a.js: line 1, col 2, Missing semicolon. (W033)",
        "a.js:1:2: warning 033: Missing semicolon. [x]",
    );
    check_predefined(
        "$jshint-stylish",
        "a.js\n  line 1  col 2  Missing semicolon. (W033)\n",
        "a.js:1:2: warning 033: Missing semicolon. [x]",
    );
    check_predefined(
        "$lessc",
        "ParseError: Unrecognised input in /app/a.less on line 3, column 7:",
        "/app/a.less:3:7: error: Unrecognised input [x]",
    );
    check_predefined(
        "$lessCompile",
        "Unrecognised input in file /app/a.less line no. 3",
        "/app/a.less:3: error: Unrecognised input [x]",
    );
    check_predefined(
        "$node-sass",
        "{\n  \"status\": 1,\n  \"file\": \"/app/a.scss\",\n  \"line\": 3,\n  \"column\": 7,\n  \"message\": \"no\",\n  \"formatted\": \"Error\"\n}\n",
        "/app/a.scss:3:7: error: no [x]",
    );
}

#[test]
fn matchers_stand_on_each_other_but_not_on_themselves() {
    let mut table = MatcherTable::new("/app");
    let mut insert = |name: &str, json: Value| {
        table.insert(name, MatcherDefinition::from_json(&json).unwrap());
    };
    insert("one", json!({ "pattern": simple() }));
    insert("two", json!({ "base": "$one", "source": "ours" }));
    insert("a", json!({ "base": "b" }));
    insert("b", json!({ "base": "a" }));
    insert("bare", json!({ "owner": "x" }));
    insert("infos", json!({ "base": "one", "severity": "info" }));
    assert_eq!(table.matcher("two").unwrap().tool(), "ours");
    let error = |name| table.matcher(name).unwrap_err().to_string();
    assert!(error("a").contains("is its own base"));
    assert!(error("bare").contains("has no `pattern`"));
    assert!(error("infos").contains("only infos"));
    assert!(error("tsc").contains("did you mean `$tsc`?"));
    assert!(error("$tcs").contains("did you mean `$tsc`?"));
}

#[test]
fn what_is_wrong_with_a_definition_is_said_with_its_place() {
    check_fault(
        &json!([]),
        "a matcher cannot be an array; expected a problem matcher",
    );
    check_fault(
        &json!({ "patern": "$tsc" }),
        "patern: unknown key `patern`; did you mean `pattern`?",
    );
    check_fault(
        &json!({ "pattern": [{ "regexp": "a" }, { "regexp": "b(?=c)" }] }),
        "pattern[1].regexp: `regexp` cannot be run; this looks ahead",
    );
    check_fault(
        &json!({ "pattern": { "regexp": "(a)", "line": 2 } }),
        "pattern.line: the expression has no group 2; it has 1 group",
    );
    check_fault(
        &json!({ "pattern": { "regexp": "(a)" } }),
        "a pattern needs a group for a line",
    );
    check_fault(
        &json!({ "pattern": [{ "regexp": "(a)" }] }),
        "needs groups for a file and a message",
    );
    check_fault(
        &json!({ "pattern": [{ "regexp": "(a)", "loop": true }, { "regexp": "b" }] }),
        "only the last line of a pattern can `loop`",
    );
    check_fault(
        &json!({ "pattern": [{ "regexp": "(a)" }, { "regexp": "b", "kind": "file" }] }),
        "only the first line of a pattern has a `kind`",
    );
    check_fault(&json!({ "pattern": {} }), "a pattern needs an expression");
    check_fault(&json!({ "pattern": [] }), "expected 1 to 16");
    check_fault(
        &json!({ "severity": "hint" }),
        "`severity` cannot be \"hint\"",
    );
    check_fault(&json!({ "applyTo": "openDocuments" }), "leave it out");
    check_fault(
        &json!({ "fileLocation": ["search", {}] }),
        "files are not searched for",
    );
    check_fault(
        &json!({ "fileLocation": ["relative", "${env:X}"] }),
        "`${env:X}` is not known here",
    );
    check_fault(
        &json!({ "background": { "endsPattern": "x" } }),
        "needs `beginsPattern`",
    );
    check_fault(
        &json!({ "background": { "beginsPattern": { "regexp": "x", "file": 1 }, "endsPattern": "y" } }),
        "background.beginsPattern.file: a cycle is that of the whole watcher",
    );
}

#[test]
fn a_line_of_ten_megabytes_is_looked_at_in_its_first_part_only() {
    let pattern = json!({ "regexp": r"^(.*a.*)*(\d+)(.*)*: (.*)$", "message": 4 });
    let matcher = matcher(&json!({ "pattern": pattern }));
    let mut output = Output::with_matchers(&[matcher]);
    let mut facts = Vec::new();
    let began = std::time::Instant::now();
    for _ in 0..10 {
        output.feed(&vec![b'a'; 1024 * 1024], &mut facts);
    }
    output.feed(b"\n", &mut facts);
    output.finish(&mut facts);
    assert!(facts.is_empty());
    // It takes milliseconds; an engine that tries again and again would not come back.
    assert!(began.elapsed() < std::time::Duration::from_secs(20));
}

/// Text in which lines that the matchers below wait for are frequent.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let word = prop::sample::select(vec![
        "== a.x\n",
        "  1:2 error no\n",
        "a.x:3: no\n",
        "begin\n",
        "end\n",
        "[0] ",
        "[api] ",
        "a.ts(1,1): error TS1: x\n",
        "Traceback (most recent call last):\n",
        "\n",
        " ",
        "é",
        "\u{1b}[31m",
    ]);
    let piece = prop_oneof![
        8 => word.prop_map(|word| word.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..8),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn several() -> Vec<Matcher> {
    let background = json!({ "beginsPattern": "begin", "endsPattern": "end" });
    vec![
        matcher(&json!({ "owner": "rows", "pattern": headed(), "background": background })),
        matcher(&json!({ "owner": "simple", "pattern": simple() })),
        matcher(&json!({ "pattern": "$jshint-stylish" })),
        matcher(&json!({ "pattern": "$node-sass" })),
    ]
}

proptest! {
    #[test]
    fn any_bytes_in_any_chunks_say_the_same(bytes in text(), cut in any::<prop::sample::Index>()) {
        let matchers = several();
        let said = |chunks: &[&[u8]]| {
            let (mut output, mut facts) = (Output::with_matchers(&matchers), Vec::new());
            for chunk in chunks {
                output.feed(chunk, &mut facts);
            }
            output.finish(&mut facts);
            facts
        };
        let cut = cut.index(bytes.len() + 1);
        prop_assert_eq!(said(&[&bytes]), said(&[&bytes[..cut], &bytes[cut..]]));
    }

    #[test]
    fn matchers_that_find_nothing_hide_nothing(bytes in text()) {
        // What a prefix is is decided when its line comes, which may be before the lines above it were given up.
        let bytes: Vec<u8> = bytes.into_iter().filter(|byte| *byte != b'[').collect();
        let said = |mut output: Output| {
            let mut facts = Vec::new();
            output.feed(&bytes, &mut facts);
            output.finish(&mut facts);
            facts
        };
        // It waits with every line, and never gets what it waits for.
        let pattern = json!([
            { "regexp": "^(.*)$", "file": 1 },
            { "regexp": "^(.*)$" },
            { "regexp": "never(1)", "line": 1, "message": 0 },
        ]);
        let never = matcher(&json!({ "pattern": pattern }));
        prop_assert_eq!(said(Output::with_matchers(&[never])), said(Output::default()));
    }

    #[test]
    fn any_json_is_a_definition_or_has_faults(json in json_values()) {
        if let Err(faults) = MatcherDefinition::from_json(&json) {
            prop_assert!(!faults.is_empty());
        }
    }
}

fn json_values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..20u8).prop_map(Value::from),
        prop::sample::select(vec![
            "", "(a)", "$tsc", "error", "file", "relative", "(?=", "${x"
        ])
        .prop_map(Value::from),
    ];
    let key = prop::sample::select(vec![
        "pattern",
        "regexp",
        "file",
        "line",
        "message",
        "kind",
        "loop",
        "background",
        "beginsPattern",
        "endsPattern",
        "fileLocation",
        "severity",
        "base",
        "other",
    ]);
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(key.clone(), inner, 0..5).prop_map(|entries| {
                entries
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect()
            }),
        ]
    })
}
