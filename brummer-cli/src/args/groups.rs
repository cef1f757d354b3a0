//! The help, with its commands in groups.

use std::fmt::Write as _;

use clap::Command;

/// The commands by what one does with them, in the order of the help.
const GROUPS: [(&str, &[&str]); 4] = [
    ("Run and read", &["run", "scripts", "logs", "problems"]),
    (
        "What person, agent and scripts share",
        &[
            "ps", "start", "stop", "restart", "send", "wait", "events", "check",
        ],
    ),
    ("Its host", &["serve", "attach", "down", "instances"]),
    ("Set up", &["mcp", "config"]),
];

/// The same command, whose help shows its commands in groups.
pub(super) fn grouped(command: Command) -> Command {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim().to_owned();
    let groups = groups(&command);
    command
        .override_usage(usage)
        .help_template(format!(
            "{{before-help}}{{about-with-newline}}\n{{usage-heading}} {{usage}}\n{groups}\n{{all-args}}{{after-help}}"
        ))
        // They are in the groups.
        .mut_subcommands(|command| command.hide(true))
}

fn groups(command: &Command) -> String {
    let header = command.get_styles().get_header();
    let literal = command.get_styles().get_literal();
    let names = GROUPS.iter().flat_map(|(_, names)| names.iter());
    let width = names.map(|name| name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (group, names) in GROUPS {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n{header}{group}:{header:#}");
        for name in names {
            let about = command.find_subcommand(name).and_then(Command::get_about);
            let about = about.map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(text, "  {literal}{name:width$}{literal:#}  {about}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::args::Args;

    #[test]
    fn each_command_is_in_one_group() {
        let command = Args::command();
        let mut there: Vec<_> = command.get_subcommands().map(Command::get_name).collect();
        let mut grouped: Vec<_> = GROUPS
            .iter()
            .flat_map(|(_, names)| names.to_vec())
            .collect();
        there.sort_unstable();
        grouped.sort_unstable();
        assert_eq!(grouped, there);
    }
}
