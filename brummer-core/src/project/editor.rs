//! What the file of an editor says of the output of a task, made to matchers that can be run.

use serde_json::Value;

use super::script::{EditorMatcher, EditorTask};
use super::warnings::Warnings;
use crate::config::{Config, Warning};
use crate::detect::{Matcher, MatcherDefinition, MatcherError};

/// The matchers of a task of this name. What cannot be one is said; what is built in looks at the output all the same.
pub(super) fn matchers(
    task: &EditorTask,
    name: &str,
    config: &Config,
    warnings: &mut Warnings,
) -> Vec<Matcher> {
    let mut matchers: Vec<Matcher> = Vec::new();
    for EditorMatcher { written, origin } in &task.matchers {
        let mut warn = |message: String| {
            warnings.push(Warning {
                origin: Some(origin.clone()),
                message,
            });
        };
        match matcher(written, name, config) {
            Ok(matcher) if matchers.contains(&matcher) => {}
            Ok(matcher) => matchers.push(matcher),
            Err(problems) => problems.into_iter().for_each(&mut warn),
        }
    }
    matchers
}

/// A matcher that is named or described.
fn matcher(written: &Value, task: &str, config: &Config) -> Result<Matcher, Vec<String>> {
    if let Some(name) = written.as_str() {
        return config.matcher(name).map_err(|error| vec![said(&error)]);
    }
    let mut written = written.clone();
    // Which documents an editor shows problems of says nothing of the output.
    if let Some(keys) = written.as_object_mut() {
        keys.remove("applyTo");
    }
    let definition = MatcherDefinition::from_json(&written).map_err(|faults| {
        let faults = faults.iter();
        faults
            .map(|fault| format!("this problem matcher cannot be used: {fault}"))
            .collect::<Vec<_>>()
    })?;
    let table = config.matcher_table();
    table
        .unnamed(task, &definition)
        .map_err(|error| vec![said(&error)])
}

/// What is wrong, where an extension of the editor may know more.
fn said(error: &MatcherError) -> String {
    match error {
        MatcherError::Unknown { name, .. } => format!(
            "there is no problem matcher `{}` here (an extension of the editor may have it); describe it as \
             `[matchers.NAME]` in .brum.toml, or rely on what is built in",
            name.escape_debug()
        ),
        other => other.to_string(),
    }
}
