//! What a person most likely wants first.

use super::found::Usage;
use super::kind::ScriptKind;

/// Names that people type most, the first first.
const USUAL: [&str; 8] = [
    "dev", "start", "serve", "server", "build", "test", "lint", "check",
];

/// Where a script is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// In the directory that was asked about.
    Project,
    /// In a package below it.
    Below,
}

/// The place of a script among all that were found; of equal ones, what was found first comes first.
///
/// What serves or watches comes first, that of the project before that of its packages; then everything else of the
/// project, then of its packages; last what hardly anybody runs.
pub(super) fn rank(name: &str, kind: ScriptKind, place: Place, usage: Usage) -> impl Ord + use<> {
    let usual = USUAL.iter().position(|usual| *usual == name);
    (
        usage,
        kind != ScriptKind::Dev,
        place,
        kind,
        usual.unwrap_or(USUAL.len()),
    )
}
