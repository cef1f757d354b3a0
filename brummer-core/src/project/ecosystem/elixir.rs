//! What `mix` runs: the aliases of `mix.exs`, tests, and the server of Phoenix.

use crate::process::spec::Command;
use crate::project::found::Found;
use crate::project::kind::ScriptKind;
use crate::project::lines::numbered;
use crate::project::look::Look;

/// Looks at a directory with a `mix.exs`.
pub(super) fn look(look: &mut Look<'_>) {
    let Some(text) = look.read("mix.exs") else {
        return;
    };
    look.needs(
        "mix",
        "with Elixir, from https://elixir-lang.org/install.html",
    );
    let aliases = aliases(text.as_str());
    let mut verbs = Vec::new();
    if text.as_str().contains("{:phoenix,") {
        verbs.push(("phx.server", ScriptKind::Dev));
    } else if text
        .as_str()
        .lines()
        .any(|line| line.trim_start().starts_with("mod:"))
    {
        verbs.push(("run", ScriptKind::Dev));
    }
    verbs.extend([("compile", ScriptKind::Build), ("test", ScriptKind::Test)]);
    for (verb, kind) in verbs {
        if aliases.iter().any(|(_, name, _)| *name == verb) {
            continue;
        }
        // Without it the program ends as soon as it has started.
        let args: &[&str] = if verb == "run" {
            &[verb, "--no-halt"]
        } else {
            &[verb]
        };
        look.add(Found {
            source: Some("mix"),
            kind: Some(kind),
            ..Found::new(
                verb,
                Command::program("mix", args.iter().copied()),
                text.origin(0),
            )
        });
    }
    for (at, name, body) in aliases {
        look.add(Found {
            source: Some("mix"),
            body: crate::project::recipe::shown(body.iter().map(String::as_str)),
            ..Found::new(name, Command::program("mix", [name]), text.origin(at))
        });
    }
}

/// The aliases: offset, name, and the tasks that it runs.
///
/// They stand in the list that a function called `aliases` gives.
fn aliases(text: &str) -> Vec<(usize, &str, Vec<String>)> {
    let mut aliases = Vec::new();
    let mut is_inside = false;
    // The brackets that are open; those of the list itself are one.
    let mut depth = 0_usize;
    for (at, line) in numbered(text) {
        let code = line.trim();
        if !is_inside {
            let rest = code.strip_prefix("defp").or(code.strip_prefix("def"));
            is_inside = rest.is_some_and(|rest| rest.trim_start().starts_with("aliases"));
            continue;
        }
        if code == "end" {
            break;
        }
        if code.starts_with('#') {
            continue;
        }
        let inner = if depth == 0 {
            code.trim_start_matches('[')
        } else {
            code
        };
        if depth <= 1
            && let Some((name, rest)) = alias(inner)
        {
            let start = at + (inner.as_ptr().addr() - line.as_ptr().addr());
            aliases.push((start, name, strings(rest)));
        } else if let Some((_, _, body)) = aliases.last_mut() {
            body.extend(strings(code));
        }
        for c in code.chars() {
            match c {
                '[' => depth += 1,
                ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
    aliases
}

/// The name of `name: …` or `"name.of": …`, and what comes after it.
fn alias(code: &str) -> Option<(&str, &str)> {
    if let Some(rest) = code.strip_prefix('"') {
        let (name, rest) = rest.split_once('"')?;
        return Some((name, rest.strip_prefix(':')?)).filter(|(name, _)| !name.is_empty());
    }
    let end = code.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    let (name, rest) = code.split_at(end);
    let rest = rest.strip_prefix(':')?;
    (!name.is_empty() && !rest.starts_with(':')).then_some((name, rest))
}

/// The texts in quotes.
fn strings(code: &str) -> Vec<String> {
    code.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn aliases_are_a_list_with_names() {
        let text = "defp aliases do\n  [\n    setup: [\"deps.get\", \"ecto.setup\"],\n    \"ecto.setup\": [\n      \"ecto.create\",\n      \"run seeds.exs\"\n    ],\n    # no: x\n    lint: &lint/1\n  ]\nend\ndefp x do\n[a: 1]\nend";
        let found: Vec<_> = aliases(text)
            .into_iter()
            .map(|(_, name, body)| (name, body.join(" ")))
            .collect();
        let expected = [
            ("setup", "deps.get ecto.setup".to_owned()),
            ("ecto.setup", "ecto.create run seeds.exs".to_owned()),
            ("lint", String::new()),
        ];
        assert_eq!(found, expected);
        assert_eq!(aliases("def aliases do\n[test: \"x\"]\nend")[0].0, 16);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(def aliases|\n|end|[\\[\\]:\"#é, a]|.){0,60}") {
            aliases(&text);
        }
    }
}
