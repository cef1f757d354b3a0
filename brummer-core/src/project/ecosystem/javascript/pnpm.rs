//! pnpm: `pnpm-workspace.yaml`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::package_json;
use super::workspace::{self, Dialect};
use crate::project::look::Look;
use crate::project::text::Value;

/// The packages of the workspace; none without a list of them.
pub(super) fn members(look: &mut Look<'_>) -> BTreeSet<PathBuf> {
    let Some(text) = look.read("pnpm-workspace.yaml") else {
        return BTreeSet::new();
    };
    let Some(yaml) = look.or_warn(text.yaml()) else {
        return BTreeSet::new();
    };
    let Some(list) = yaml.get("packages") else {
        return BTreeSet::new();
    };
    if !matches!(list.value, Value::List(_) | Value::Null) {
        let message = format!("`packages` is {}, not a list", list.kind());
        look.warn(text.warning(list.at, message));
    }
    workspace::members(look, &text, list, Dialect::Pnpm, &package_json::FILES)
}
