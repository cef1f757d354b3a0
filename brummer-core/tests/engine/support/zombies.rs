//! Children that ended and were not waited for.

use std::time::Duration;

/// Waits until this program has no such children. Nothing tells that, so it looks.
pub(crate) async fn no_zombies() {
    while zombies() > 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

fn zombies() -> usize {
    let own = std::process::id().to_string();
    let pids = std::fs::read_dir("/proc").unwrap().flatten();
    pids.filter_map(|pid| std::fs::read_to_string(pid.path().join("stat")).ok())
        .filter_map(|stat| Some(stat.rsplit_once(')')?.1.trim().to_owned()))
        .filter(|stat| {
            let fields: Vec<&str> = stat.split(' ').collect();
            fields[0] == "Z" && fields[1] == own
        })
        .count()
}
