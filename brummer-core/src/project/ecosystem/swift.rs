//! The programs of a Swift package.

use crate::process::spec::Command;
use crate::project::found::Found;
use crate::project::kind::ScriptKind;
use crate::project::lines::numbered;
use crate::project::look::Look;

/// Looks at a directory with a `Package.swift`.
pub(super) fn look(look: &mut Look<'_>) {
    let Some(text) = look.read("Package.swift") else {
        return;
    };
    look.needs("swift", "from https://www.swift.org/install");
    let targets = targets(text.as_str());
    let programs = targets.iter().filter(|target| target.kind == Kind::Program);
    let is_only = programs.clone().count() == 1;
    for target in programs {
        let command = Command::program("swift", ["run", target.name]);
        let kind = if is_only {
            ScriptKind::Dev
        } else {
            ScriptKind::tell(target.name, "")
        };
        look.add(Found {
            kind: Some(kind),
            ..Found::new(target.name, command, text.origin(target.at))
        });
    }
    look.add(Found::new(
        "build",
        Command::program("swift", ["build"]),
        text.origin(0),
    ));
    if targets.iter().any(|target| target.kind == Kind::Test) {
        look.add(Found::new(
            "test",
            Command::program("swift", ["test"]),
            text.origin(0),
        ));
    }
}

/// A target that is written by its name.
#[derive(Debug, PartialEq, Eq)]
struct Target<'a> {
    kind: Kind,
    name: &'a str,
    at: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Program,
    Test,
}

/// The targets of a manifest; the name may stand in the line after.
fn targets(text: &str) -> Vec<Target<'_>> {
    let mut targets: Vec<Target<'_>> = Vec::new();
    let mut open = None;
    for (at, line) in numbered(text) {
        let mut rest = line.split("//").next().unwrap_or_default();
        loop {
            let calls = [
                (".executableTarget(", Kind::Program),
                (".testTarget(", Kind::Test),
            ];
            if open.is_none() {
                let call = calls
                    .iter()
                    .filter_map(|(call, kind)| Some((rest.find(call)? + call.len(), *kind)))
                    .min_by_key(|(end, _)| *end);
                let Some((end, kind)) = call else {
                    break;
                };
                rest = &rest[end..];
                open = Some(kind);
            }
            let Some((kind, (_, after))) = open.zip(rest.split_once("name:")) else {
                break;
            };
            open = None;
            rest = after;
            let name = after.split('"').nth(1).unwrap_or_default();
            if !name.is_empty() {
                targets.push(Target { kind, name, at });
            }
        }
    }
    targets
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn targets_have_their_names_in_the_same_line_or_the_next() {
        let text = "targets: [\n.executableTarget(\n  name: \"serve\",\n dependencies: [.product(name: \"x\")]),\n.target(name: \"lib\"),\n.testTarget(name: \"libTests\"), // .executableTarget(name: \"no\")\n]";
        let found: Vec<_> = targets(text)
            .iter()
            .map(|target| (target.kind, target.name, target.at))
            .collect();
        assert_eq!(
            found,
            [(Kind::Program, "serve", 30), (Kind::Test, "libTests", 108)]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(.executableTarget\\(|.testTarget\\(|name:|[\"a/é\n]|.){0,40}") {
            targets(&text);
        }
    }
}
