//! Tasks, and the lines that they become.

use super::*;

#[track_caller]
fn check(tasks: &str, expected: Result<&str, &str>) {
    let text = Text::new(Path::new("f"), format!("{{\"tasks\": [{tasks}]}}"));
    let json = text.jsonc().unwrap();
    let tasks = Tasks::new(&text, &json, Path::new("/w"));
    let line = tasks.run("a").map(|run| match run.command.unwrap() {
        Command::Shell(line) => line,
        program @ Command::Program { .. } => program.to_string(),
    });
    let line = line.map_err(|why| why.to_string());
    assert_eq!(line.as_deref().map_err(String::as_str), expected);
}

#[test]
fn what_a_task_depends_on_runs_before_it() {
    check(
        r#"{"label": "a", "command": "x", "dependsOn": ["b", "c"]},
           {"label": "b", "command": "y", "dependsOn": "c"},
           {"label": "c", "type": "process", "command": "z", "args": ["1 2"], "options": {"cwd": "${workspaceFolder}/web", "env": {"K": "v"}}}"#,
        Ok("(cd /w/web && export K=v && z '1 2') && y && x"),
    );
}

#[test]
fn what_depends_on_nothing_of_the_others_runs_at_the_same_time() {
    check(
        r#"{"label": "a", "dependsOn": ["b", "c"]}, {"label": "b", "command": "y; z"}, {"label": "c", "command": "w"}"#,
        Ok("{ (y; z) & p1=$!; w & p2=$!; r=0; wait $p1 || r=1; wait $p2 || r=1; [ $r = 0 ]; }"),
    );
    check(
        r#"{"label": "a", "command": "x", "dependsOn": ["b", "c"], "dependsOrder": "sequence"},
           {"label": "b", "command": "y"}, {"label": "c", "command": "z"}"#,
        Ok("y && z && x"),
    );
}

#[test]
fn a_watcher_that_needs_something_waits_for_that() {
    check(
        r#"{"label": "a", "command": "x", "dependsOn": "b"}, {"label": "c", "command": "install"},
           {"label": "b", "command": "y", "isBackground": true, "dependsOn": "c"}"#,
        Ok("install && { y & x; }; wait"),
    );
}

#[test]
fn what_runs_in_the_background_is_not_waited_for() {
    check(
        r#"{"label": "a", "command": "x", "dependsOn": ["b", "c"]},
           {"label": "b", "command": "y", "isBackground": true},
           {"label": "c", "dependsOn": "d"}, {"label": "d", "command": "z"}"#,
        Ok("y & z && x; wait"),
    );
    check(
        r#"{"label": "a", "dependsOn": ["b"]}, {"label": "b", "command": "y", "isBackground": true}"#,
        Ok("y & wait"),
    );
}

#[test]
fn a_task_that_cannot_be_run_says_why() {
    check(
        r#"{"label": "a", "dependsOn": "b"}, {"label": "b", "dependsOn": ["a"]}"#,
        Err("depends on itself"),
    );
    check(
        r#"{"label": "a", "dependsOn": "b"}"#,
        Err("depends on `b`, which is not there"),
    );
    check(r#"{"label": "a", "command": ""}"#, Err("has no command"));
    check(r#"{"label": "a"}"#, Err("has no command"));
    check(
        r#"{"label": "a", "command": "cc ${file}"}"#,
        Err("needs ${file}, which only the editor knows"),
    );
    check(
        r#"{"label": "a", "type": "func", "command": "x"}"#,
        Err("is of type `func`, which only an extension of the editor can run"),
    );
    let many: Vec<_> = (0..100)
        .map(|n| {
            format!(
                r#"{{"label": "a{n}", "command": "x", "dependsOn": "a{}"}}"#,
                n + 1
            )
        })
        .collect();
    check(
        &format!(r#"{{"label": "a", "dependsOn": "a0"}}, {}"#, many.join(",")),
        Err("depends on too many tasks"),
    );
}

#[test]
fn arguments_are_quoted_where_they_need_it() {
    check(
        r#"{"label": "a", "command": "echo", "args": ["*.rs", "b c", {"value": "$d", "quoting": "strong"}]}"#,
        Ok("echo *.rs 'b c' '$d'"),
    );
}
