//! Names of tools that come from a configuration, or from the host of an instance.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

/// The most names; what comes after them is called [`OTHER`].
const NAMES: usize = 1024;

/// The longest name, in bytes.
const LENGTH: usize = 64;

const OTHER: &str = "problem matcher";

/// A name that lives as long as the program, as those of the formats do. A configuration has few, and each is kept once however often it is read.
pub(crate) fn lasting(name: &str) -> &'static str {
    static KNOWN: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);
    let name = &name[..name.floor_char_boundary(LENGTH)];
    // A set is whole after each step.
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = known.get(name) {
        return known;
    }
    if known.len() >= NAMES {
        return OTHER;
    }
    let clean: String = name.chars().filter(|c| !c.is_control()).collect();
    let name: &'static str = clean.leak();
    known.insert(name);
    name
}
