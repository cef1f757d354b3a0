//! What can be read of a build script in Groovy or Kotlin without running it.

use crate::project::lines::numbered;

/// The most names of one script.
const MAX_NAMES: usize = 1_000;

/// The plugins that a script applies, with the offsets of their lines.
///
/// Those of a block `plugins { … }`, and `apply plugin: 'java'`.
pub(super) fn plugins(text: &str) -> Vec<(usize, &str)> {
    let mut plugins = Vec::new();
    let mut is_inside = false;
    for (at, line) in code_lines(text) {
        let mut code = line.trim();
        if let Some(rest) = code.strip_prefix("plugins") {
            if let Some(rest) = rest.trim_start().strip_prefix('{') {
                is_inside = true;
                code = rest.trim();
            }
        } else if let Some(rest) = code.strip_prefix("apply") {
            if rest.contains("plugin") {
                plugins.extend(quoted(rest).map(|name| (at, name)));
            }
            continue;
        }
        if !is_inside {
            continue;
        }
        // `apply false` is for the projects below.
        if !code.contains("apply false") && !code.contains("apply(false)") {
            let bare = code
                .trim_end_matches(['}', ' ', '`'])
                .trim_start_matches('`');
            match quoted(code) {
                Some(name) => plugins.push((at, name)),
                None if !bare.is_empty() && is_name(bare) => plugins.push((at, bare)),
                None => {}
            }
        }
        if code.contains('}') {
            is_inside = false;
        }
        if plugins.len() >= MAX_NAMES {
            break;
        }
    }
    plugins
}

/// The tasks that a script registers, with the offsets of their lines.
pub(super) fn tasks(text: &str) -> Vec<(usize, &str)> {
    let lines = code_lines(text);
    let found = lines.filter_map(|(at, line)| Some((at, task(line.trim())?)));
    found
        .filter(|(_, name)| is_name(name))
        .take(MAX_NAMES)
        .collect()
}

/// `tasks.register("x")`, `tasks.register<Copy>("x")`, `tasks.create("x")`, `val x by tasks.registering`, `task x`.
fn task(code: &str) -> Option<&str> {
    for call in ["tasks.register", "tasks.create"] {
        if let Some((_, rest)) = code.split_once(call) {
            if let Some(rest) = rest.strip_prefix("ing") {
                let _ = rest;
                break;
            }
            return quoted(rest);
        }
    }
    if let Some(rest) = code.strip_prefix("val ")
        && rest.contains("by tasks.registering")
    {
        return rest.split_whitespace().next();
    }
    let rest = code.strip_prefix("task")?;
    match rest.chars().next()? {
        ' ' => {
            let rest = rest.trim_start();
            quoted(rest)
                .filter(|_| rest.starts_with(['"', '\'']))
                .or_else(|| {
                    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
                    let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
                    // `task = x` and `task.x` are something else.
                    let after = after.trim_start();
                    (after.is_empty() || after.starts_with(['(', '{', '<'])).then_some(name)
                })
        }
        '(' => quoted(rest),
        _ => None,
    }
}

/// The projects that settings include, each with a `:` before it.
pub(super) fn included(text: &str) -> Vec<String> {
    let mut projects: Vec<String> = Vec::new();
    let (mut is_inside, mut is_bracket) = (false, false);
    for (_, line) in code_lines(text) {
        let code = line.trim();
        let rest = match code.strip_prefix("include") {
            Some(rest) if rest.starts_with([' ', '(', '"', '\'']) => {
                is_bracket = rest.starts_with('(');
                rest
            }
            Some(_) => {
                is_inside = false;
                continue;
            }
            None if is_inside => code,
            None => continue,
        };
        let quote = if rest.contains('"') { '"' } else { '\'' };
        for name in rest.split(quote).skip(1).step_by(2) {
            if projects.len() < MAX_NAMES && !name.is_empty() {
                projects.push(format!(":{}", name.trim_start_matches(':')));
            }
        }
        // The list goes on in the next line.
        is_inside = if is_bracket {
            !rest.contains(')')
        } else {
            rest.ends_with(',')
        };
    }
    projects
}

/// The lines that are no comments.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut is_comment = false;
    numbered(text).filter(move |(_, line)| {
        let code = line.trim();
        let was_comment = is_comment;
        if is_comment {
            is_comment = !code.contains("*/");
        } else if code.starts_with("/*") {
            is_comment = !code.contains("*/");
            return false;
        }
        !was_comment && !code.starts_with("//")
    })
}

/// The first text in quotes.
fn quoted(code: &str) -> Option<&str> {
    let start = code.find(['"', '\''])?;
    let quote = code[start..].chars().next()?;
    code[start + 1..]
        .split(quote)
        .next()
        .filter(|text| !text.is_empty())
}

fn is_name(name: &str) -> bool {
    name.chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(found: Vec<(usize, &str)>) -> Vec<&str> {
        found.into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn plugins_are_in_a_block_or_applied() {
        let text = "plugins {\n  id 'java'\n  id(\"a.b\") version \"1\"\n  kotlin(\"jvm\")\n  application\n  `java-library`\n  id 'no' apply false\n}\napply plugin: 'war'\nrun {}\n";
        assert_eq!(
            names(plugins(text)),
            ["java", "a.b", "jvm", "application", "java-library", "war"]
        );
    }

    #[test]
    fn tasks_are_registered_in_several_ways() {
        let text = "tasks.register('a') {\ntasks.register<Copy>(\"b\")\nval c by tasks.registering {\ntask d {\ntask e(type: Copy)\ntask 'f'\n// task g\n/*\ntask h\n*/\ntasks.named('i')\ntask = j\ntaskX k";
        assert_eq!(names(tasks(text)), ["a", "b", "c", "d", "e", "f"]);
    }

    #[test]
    fn projects_are_included_by_lists() {
        assert_eq!(
            included("include ':app', 'lib:core'\nincludeBuild('x')"),
            [":app", ":lib:core"]
        );
        assert_eq!(
            included("include(\n  \":a\",\n  \"b\"\n)\n\"c\""),
            [":a", ":b"]
        );
        assert_eq!(included("include 'a',\n 'b'\n'c'"), [":a", ":b"]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(plugins|include|apply plugin|tasks.register|val |by tasks.registering|task |[{}()\"'`a:,é/*\n ]|.){0,60}") {
            plugins(&text);
            tasks(&text);
            included(&text);
        }
    }
}
