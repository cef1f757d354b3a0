//! A YAML file of our own: written whole, and recognized line by line, so that no YAML has to be parsed.

use serde_json::{Map, Value};

use super::NAME;
use super::fault::Fault;

/// What comes before the entry.
const HEAD: [&str; 4] = [
    "name: brummer",
    "version: 0.0.1",
    "schema: v1",
    "mcpServers:",
];

/// The file.
pub(super) fn render(fields: &[(&'static str, Value)]) -> String {
    let mut lines: Vec<_> = HEAD.map(str::to_owned).to_vec();
    lines.push(format!("  - name: {NAME}"));
    // What is JSON is YAML.
    let fields = fields.iter();
    lines.extend(fields.map(|(key, value)| format!("    {key}: {value}")));
    lines.push(String::new());
    lines.join("\n")
}

/// The values of the entry in a file that was written as above; none if the file is empty.
///
/// # Errors
/// [`Fault::Foreign`] for any other file.
pub(super) fn get(text: &str) -> Result<Option<Map<String, Value>>, Fault> {
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    if lines.iter().all(|line| line.is_empty()) {
        return Ok(None);
    }
    let entry = lines.strip_prefix(&HEAD[..]).ok_or(Fault::Foreign)?;
    let (first, fields) = entry.split_first().ok_or(Fault::Foreign)?;
    if first.strip_prefix("  - name: ") != Some(NAME) {
        return Err(Fault::Foreign);
    }
    let fields = fields.iter().filter(|line| !line.is_empty());
    fields
        .map(|line| {
            let (key, value) = line.strip_prefix("    ")?.split_once(": ")?;
            Some((key.to_owned(), serde_json::from_str(value).ok()?))
        })
        .collect::<Option<_>>()
        .map(Some)
        .ok_or(Fault::Foreign)
}
