//! Files as nobody would write them: nothing panics, hangs, or leaves the bounds.

use proptest::prelude::*;

use super::*;

/// Files that are right, one for each reader.
const FILES: [(&str, &str); 12] = [
    (
        "package.json",
        "{\"name\": \"r\", \"packageManager\": \"yarn@4.0.0\", \"devEngines\": {\"packageManager\": [{\"name\": \"bun\"}]}, \"workspaces\": {\"packages\": [\"p/*\", \"!p/{a,b}\", \"**/x\"]}, \"scripts\": {\"dev\": \"vite\", \"predev\": \"x\"}}",
    ),
    (
        "p/a/package.json",
        "{\"name\": \"@s/a\", \"workspaces\": [\"../b\", \"sub/**\"], \"scripts\": {\"dev\": \"vite --host\"}}",
    ),
    (
        "pnpm-workspace.yaml",
        "packages: &p\n  - p/*\n  - '!p/b'\nother: *p\n<<: {a: 1}\n",
    ),
    ("lerna.json", "{\"packages\": [\"p/[ab]\"]}"),
    (
        "rush.json",
        "{\"projects\": [{\"packageName\": \"a\", \"projectFolder\": \"p/a\"}]}",
    ),
    (
        "common/config/rush/command-line.json",
        "{\"commands\": [{\"name\": \"x\", \"summary\": \"y\"}]}",
    ),
    (
        "deno.jsonc",
        "{\"workspace\": [\"p/*\"], \"tasks\": {\"a\": \"b\", \"c\": {\"command\": \"d\", \"dependencies\": [\"a\"]}}}",
    ),
    (
        "turbo.json",
        "{\"tasks\": {\"dev\": {\"persistent\": true}, \"p#dev\": {\"persistent\": true}}}",
    ),
    ("nx.json", "{}"),
    (
        "p/b/project.json",
        "{\"name\": \"b\", \"targets\": {\"serve\": {\"executor\": \"a:b\", \"options\": {\"commands\": [\"x\", {\"command\": \"y\"}]}}}}",
    ),
    (
        ".moon/workspace.yml",
        "projects:\n  globs: ['p/*']\n  sources: {x: p/a}\n",
    ),
    (
        "p/a/moon.yml",
        "id: m\ntasks:\n  dev:\n    command: [a, 1]\n    options: {internal: true}\n",
    ),
];

/// What is put into a file, at which of its characters, and how many of them it replaces.
type Edit = (prop::sample::Index, usize, String);

fn edited(text: &str, edits: &[Edit]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for (at, length, new) in edits {
        let start = at.index(chars.len() + 1);
        let end = (start + length).min(chars.len());
        chars.splice(start..end, new.chars());
    }
    chars.into_iter().collect()
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let text = prop_oneof![
        r#"[\[\]{}",:*&!|>\-#'a-c\\ \n\t./]{0,6}"#,
        ".{0,4}",
        Just("..".to_owned()),
        Just("\\u0000".to_owned()),
        Just("[".repeat(600)),
        Just("p/a".to_owned()),
        Just("null".to_owned()),
    ];
    (any::<prop::sample::Index>(), 0..12_usize, text)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_edit_of_any_file_is_borne(which in 0..FILES.len(), edits in prop::collection::vec(any_edit(), 1..5)) {
        let world = World::new(&[]);
        for (number, (file, text)) in FILES.iter().enumerate() {
            let edits = if number == which { edits.as_slice() } else { &[] };
            world.write(&format!("repo/{file}"), &edited(text, edits));
        }
        let project = world.discover_in("repo");
        let names: FxHashSet<_> = project.scripts.iter().map(|script| &script.name).collect();
        prop_assert_eq!(names.len(), project.scripts.len());
        for script in &project.scripts {
            prop_assert!(script.dir.starts_with(world.path("repo")));
            prop_assert!(project.find(script.name.as_str()) == Ok(script));
        }
        for warning in &project.warnings {
            prop_assert!(!warning.to_string().contains(char::is_control), "{warning}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_is_not_waited_for() {
    let world = World::new(&[("repo/package.json", "{\"scripts\": {\"dev\": \"x\"}}")])
        .with_programs(&["pnpm"]);
    let pipe = world.path("repo/pnpm-workspace.yaml");
    let (kind, mode) = (rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU);
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, kind, mode, 0).unwrap();
    assert_eq!(
        world.warnings_in("repo"),
        "/repo/pnpm-workspace.yaml is not a regular file"
    );
}

#[test]
fn a_member_of_50_mb_is_a_warning() {
    let world = World::new(&[(
        "repo/package.json",
        "{\"workspaces\": [\"*\"], \"scripts\": {\"dev\": \"x\"}}",
    )])
    .with_programs(&["npm"]);
    world.write("repo/a/package.json", &" ".repeat(50 << 20));
    assert_eq!(
        world.warnings_in("repo"),
        "/repo/a/package.json is larger than 4 MiB"
    );
}

#[test]
fn warnings_are_bounded() {
    let scripts: Vec<_> = (0..1000)
        .map(|number| format!("\"s{number}\": 1"))
        .collect();
    let world = World::new(&[(
        "repo/package.json",
        &format!("{{\"scripts\": {{{}}}}}", scripts.join(",")),
    )]);
    let warnings = world.discover_in("repo").warnings;
    assert_eq!(warnings.len(), 101);
    assert_eq!(warnings[100].to_string(), "900 more warnings are not shown");
}

#[test]
fn names_that_cannot_be_one_are_a_warning_each_and_bounded() {
    let scripts: Vec<_> = (0..1000)
        .map(|number| format!("\" s{number}\": \"x\""))
        .collect();
    let world = World::new(&[(
        "repo/package.json",
        &format!("{{\"scripts\": {{{}}}}}", scripts.join(",")),
    )]);
    assert_eq!(world.discover_in("repo").warnings.len(), 101);
}
