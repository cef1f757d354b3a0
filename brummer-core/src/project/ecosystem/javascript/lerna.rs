//! Lerna: `lerna.json`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::workspace::{self, Dialect};
use crate::project::look::Look;
use crate::project::text::{Node, Value};

/// The packages of Lerna's own list; without one, those of `packages/` if nothing else says which there are.
pub(super) fn members(look: &mut Look<'_>, is_workspace: bool) -> BTreeSet<PathBuf> {
    let Some(text) = look.read("lerna.json") else {
        return BTreeSet::new();
    };
    let Some(json) = look.or_warn(text.jsonc()) else {
        return BTreeSet::new();
    };
    let default = Node {
        at: json.at,
        value: Value::List(vec![Node {
            at: json.at,
            value: Value::String("packages/*".to_owned()),
        }]),
    };
    let list = match json.get("packages") {
        Some(list) => list,
        None if is_workspace => return BTreeSet::new(),
        None => &default,
    };
    workspace::members(look, &text, list, Dialect::Globby, &["package.json"])
}
