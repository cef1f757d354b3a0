//! What this machine is called.

use std::sync::{Arc, LazyLock};

/// The names by which servers on this machine may call it, besides `localhost`: the one that the system gives it, and its first part.
pub(crate) fn names() -> Arc<[String]> {
    static NAMES: LazyLock<Arc<[String]>> = LazyLock::new(|| of_host(&host()).into());
    Arc::clone(&NAMES)
}

#[cfg(unix)]
fn host() -> String {
    let system = rustix::system::uname();
    system.nodename().to_string_lossy().into_owned()
}

/// Not looked for elsewhere.
#[cfg(not(unix))]
fn host() -> String {
    String::new()
}

fn of_host(host: &str) -> Vec<String> {
    let first = host.split('.').next().unwrap_or(host);
    let mut names: Vec<String> = Vec::new();
    for name in [host, first] {
        if !name.is_empty() && names.iter().all(|known| known != name) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_called_by_its_whole_name_and_the_first_part_of_it() {
        let check = |host, expected: &[&str]| assert_eq!(of_host(host), expected);
        check("dev", &["dev"]);
        check("dev.example.org", &["dev.example.org", "dev"]);
        check("", &[]);
    }
}
