//! The steps of a `build.zig`.

use crate::process::spec::Command;
use crate::project::found::Found;
use crate::project::kind::ScriptKind;
use crate::project::lines::numbered;
use crate::project::look::Look;
use crate::project::recipe;

/// Looks at a directory with a `build.zig`.
pub(super) fn look(look: &mut Look<'_>) {
    let Some(text) = look.read("build.zig") else {
        return;
    };
    look.needs("zig", "from https://ziglang.org/download");
    look.add(Found::new(
        "build",
        Command::program("zig", ["build"]),
        text.origin(0),
    ));
    for step in steps(text.as_str()) {
        let kind = match step.name {
            "run" => ScriptKind::Dev,
            name => ScriptKind::tell(name, ""),
        };
        look.add(Found {
            kind: Some(kind),
            description: step.description.and_then(recipe::first_line),
            ..Found::new(
                step.name,
                Command::program("zig", ["build", step.name]),
                text.origin(step.at),
            )
        });
    }
}

/// A step: `b.step("run", "Run the app")`.
#[derive(Debug, PartialEq, Eq)]
struct Step<'a> {
    at: usize,
    name: &'a str,
    description: Option<&'a str>,
}

fn steps(text: &str) -> Vec<Step<'_>> {
    let lines = numbered(text).filter(|(_, line)| !line.trim_start().starts_with("//"));
    lines
        .filter_map(|(at, line)| {
            let (_, rest) = line.split_once(".step(")?;
            let mut quoted = rest.trim_start().strip_prefix('"')?.split('"');
            let name = quoted.next().filter(|name| !name.is_empty())?;
            let description = quoted.nth(1).filter(|text| !text.is_empty());
            Some(Step {
                at,
                name,
                description,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_step_has_a_name_and_a_description() {
        let text = "const x = 1;\nconst run = b.step(\"run\", \"Run the app\");\n// b.step(\"no\", \"\")\nb.step(name, \"\")\n";
        let run = Step {
            at: 13,
            name: "run",
            description: Some("Run the app"),
        };
        assert_eq!(steps(text), [run]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(.step\\(|[\"a,/ é\n]|.){0,40}") {
            steps(&text);
        }
    }
}
