//! What the configuration lets agents do.

use brummer_core::config::{Access, Allowed, Resolved};
use brummer_core::{ProcessId, ProjectSnapshot};
use rmcp::model::JsonObject;
use serde_json::Value;

use super::failure::Failure;

/// What a tool does to processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    /// Nothing: it tells what is configured.
    Nothing,
    Read,
    Control,
    Input,
}

fn deed(tool: &str) -> Deed {
    match tool {
        "scripts_list" => Deed::Nothing,
        "scripts_run" | "scripts_stop" => Deed::Control,
        "process_input" => Deed::Input,
        // What is added later reads, unless it says something else here.
        _ => Deed::Read,
    }
}

/// Refuses a call that the configuration denies.
pub(crate) fn check(access: &Access, tool: &str, arguments: &JsonObject) -> Result<(), Failure> {
    let (verb, rule) = match deed(tool) {
        Deed::Nothing => return Ok(()),
        Deed::Read => ("read", &access.read),
        Deed::Control => ("control", &access.control),
        Deed::Input => ("input", &access.input),
    };
    let text = |name: &str| arguments.get(name).and_then(Value::as_str);
    let what = match (&rule.value, text("name"), text("command")) {
        // Where no name is given, what is told is filtered.
        (Allowed::All, _, _) | (Allowed::Only(_), None, None) => return Ok(()),
        (Allowed::None, _, _) => format!("{tool} may not be called"),
        (Allowed::Only(_), Some(name), _) if rule.value.allows(name) => return Ok(()),
        (Allowed::Only(_), Some(name), _) => {
            let shown: String = name.chars().take(100).collect();
            format!("{tool} may not be called for `{shown}`")
        }
        // Any line would be as good as a process that is denied.
        (Allowed::Only(_), None, Some(_)) => "command lines may not be run".to_owned(),
    };
    Err(
        Failure::new("denied", format!("{what}: {}", said(verb, rule)))
            .next("ask the person who works on the project; agents cannot change it"),
    )
}

/// A rule, and where it stands.
fn said(verb: &str, rule: &Resolved<Allowed>) -> String {
    format!("[mcp] {verb} = {} ({})", rule.value, rule.origin)
}

/// The processes whose output may be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Readable {
    /// All that there are, and all that will be.
    All,
    /// These; and what to say of the others, if there are any.
    Some(Vec<ProcessId>, Option<String>),
}

impl Readable {
    /// What of a project may be read.
    pub(super) fn of(access: &Access, project: &ProjectSnapshot) -> Self {
        let rule = &access.read;
        if rule.value == Allowed::All {
            return Self::All;
        }
        let ids = project.processes().iter().map(|process| process.id());
        let (shown, hidden): (Vec<_>, Vec<_>) =
            ids.cloned().partition(|id| rule.value.allows(id.as_str()));
        let note = match hidden.len() {
            0 => None,
            1 => Some(format!("1 process is not shown: {}", said("read", rule))),
            more => Some(format!(
                "{more} processes are not shown: {}",
                said("read", rule)
            )),
        };
        Self::Some(shown, note)
    }

    /// Whether this process is one of them.
    pub(super) fn has(&self, process: &ProcessId) -> bool {
        match self {
            Self::All => true,
            Self::Some(processes, _) => processes.contains(process),
        }
    }

    /// Whether what was done to this may be told; none is the project as a whole.
    pub(super) fn has_target(&self, target: Option<&str>) -> bool {
        match (self, target) {
            (Self::All, _) | (Self::Some(..), None) => true,
            (Self::Some(processes, _), Some(target)) => {
                processes.iter().any(|process| process.as_str() == target)
            }
        }
    }

    /// What to say of those that are not.
    pub(super) fn note(&self) -> Option<&str> {
        match self {
            Self::All => None,
            Self::Some(_, note) => note.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use brummer_core::config::Origin;
    use serde_json::json;

    use super::*;

    fn access(control: Allowed) -> Access {
        let origin = Origin::File {
            path: std::path::Path::new("/p/.brum.toml").into(),
            line: 3,
            column: None,
        };
        Access {
            control: Resolved {
                value: control,
                origin,
            },
            ..Access::default()
        }
    }

    #[track_caller]
    fn check_run(control: Allowed, arguments: Value, expected: Option<&str>) {
        let Value::Object(arguments) = arguments else {
            unreachable!("arguments are objects")
        };
        let denied = check(&access(control), "scripts_run", &arguments).err();
        let text = denied.map(|denied| denied.to_string());
        let first = text.as_deref().and_then(|text| text.lines().next());
        assert_eq!(first, expected);
    }

    #[test]
    fn what_is_denied_says_where_that_stands() {
        check_run(
            Allowed::None,
            json!({"name": "web"}),
            Some("denied: scripts_run may not be called: [mcp] control = false (/p/.brum.toml:3)"),
        );
        check_run(
            Allowed::Only(vec!["api".to_owned()]),
            json!({"name": "web"}),
            Some(
                "denied: scripts_run may not be called for `web`: [mcp] control = [\"api\"] (/p/.brum.toml:3)",
            ),
        );
    }

    #[test]
    fn what_is_allowed_is_not_denied() {
        check_run(Allowed::All, json!({"command": "x"}), None);
        check_run(
            Allowed::Only(vec!["api-*".to_owned()]),
            json!({"name": "api-2"}),
            None,
        );
    }

    #[test]
    fn some_processes_are_no_command_lines() {
        check_run(
            Allowed::Only(vec!["*".to_owned()]),
            json!({"command": "x"}),
            Some("denied: command lines may not be run: [mcp] control = [\"*\"] (/p/.brum.toml:3)"),
        );
    }
}
