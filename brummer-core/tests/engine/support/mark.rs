//! Finding every process of a test again.

use std::collections::BTreeSet;

use brummer_core::Spec;

/// A value that no process of an earlier, killed run of the tests carries.
fn tag(name: &str) -> String {
    format!("{name}-{}", std::process::id())
}

/// The processes of this system that descend from [`marked`] with this name, and that have not ended.
///
/// Only processes that cleared their environment escape it; the tests have none.
#[cfg(target_os = "linux")]
pub(crate) fn alive(name: &str) -> BTreeSet<u32> {
    let entry = format!("TEST_TREE={}", tag(name));
    let pids = std::fs::read_dir("/proc").unwrap().flatten();
    pids.filter_map(|pid| pid.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| {
            std::fs::read(format!("/proc/{pid}/environ")).is_ok_and(|environment| {
                environment
                    .split(|&byte| byte == 0)
                    .any(|variable| variable == entry.as_bytes())
            })
        })
        .collect()
}

/// Marks a spec, so that its whole tree is found by [`alive`].
pub(crate) fn mark(mut spec: Spec, name: &str) -> Spec {
    spec.env.insert("TEST_TREE".to_owned(), tag(name));
    spec
}
