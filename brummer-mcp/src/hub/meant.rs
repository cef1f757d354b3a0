//! Which project somebody means.

use std::path::Path;

use brummer_core::instance::Entry;
use brummer_core::near;

use super::listing::name;

/// What is found for a name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meant<'a> {
    /// This one.
    One(&'a Entry),
    /// One of these.
    Several(Vec<&'a Entry>),
    /// None; these names look like it.
    None {
        /// The best first.
        near: Vec<&'a str>,
    },
}

/// The instance with this id, in this directory, or else of this name. `real` is the directory without symbolic links, if it is one.
///
/// A directory *within* a project is not the project: there may be another checkout between the two.
pub(super) fn meant<'a>(living: &'a [Entry], wanted: &str, real: Option<&Path>) -> Meant<'a> {
    let typed = Path::new(wanted.trim_end_matches('/'));
    let is_it = |entry: &&Entry| {
        entry.id == wanted || entry.root == typed || real == Some(entry.root.as_path())
    };
    if let Some(entry) = living.iter().find(is_it) {
        return Meant::One(entry);
    }
    let named = |is_named: &dyn Fn(&str) -> bool| -> Vec<&'a Entry> {
        living
            .iter()
            .filter(|entry| is_named(name(entry)))
            .collect()
    };
    let mut found = named(&|name| name == wanted);
    if found.is_empty() {
        found = named(&|name| name.eq_ignore_ascii_case(wanted));
    }
    match found[..] {
        [] => Meant::None {
            near: similar(living, typed),
        },
        [entry] => Meant::One(entry),
        _ => Meant::Several(found),
    }
}

/// The names that look like it, and those of projects above it.
fn similar<'a>(living: &'a [Entry], typed: &Path) -> Vec<&'a str> {
    let above = living.iter().filter(|entry| typed.starts_with(&entry.root));
    let mut names: Vec<_> = above.map(|entry| &*entry.id).collect();
    let last = typed.file_name().unwrap_or_default().to_string_lossy();
    for near in near(&last, living.iter().map(name)) {
        if !names.contains(&near) {
            names.push(near);
        }
    }
    names
}

#[cfg(test)]
pub(super) mod tests {
    use brummer_core::instance::{Key, StartedBy, Stay};

    use super::*;

    /// An instance of the project in this directory.
    pub(crate) fn entry(root: &str) -> Entry {
        let root = Path::new(root);
        Entry {
            id: Key::of(root).to_string(),
            root: root.to_owned(),
            pid: 7,
            began: 1,
            since: "2026-01-01T00:00:00Z".parse().unwrap(),
            socket: "/run/x.sock".into(),
            http: None,
            version: "1.0.0".to_owned(),
            started_by: StartedBy::Serve,
            is_ending: false,
            stay: Stay::Stay,
        }
    }

    #[track_caller]
    fn check(wanted: &str, expected: Result<&str, &[&str]>) {
        let living = ["/a/app", "/b/app", "/b/Shop", "/b/web"].map(entry);
        let found = match meant(&living, wanted, None) {
            Meant::One(entry) => Ok(entry.root.to_str().unwrap().to_owned()),
            Meant::Several(entries) => Err(entries
                .iter()
                .map(|entry| entry.root.to_str().unwrap().to_owned())
                .collect::<Vec<_>>()),
            Meant::None { near } => Err(near.into_iter().map(str::to_owned).collect()),
        };
        let expected = expected
            .map(str::to_owned)
            .map_err(|names| names.iter().map(ToString::to_string).collect());
        assert_eq!(found, expected);
    }

    #[test]
    fn a_project_is_known_by_its_name_its_directory_and_its_id() {
        check("web", Ok("/b/web"));
        check("shop", Ok("/b/Shop"));
        check("/b/app", Ok("/b/app"));
        check("/b/app/", Ok("/b/app"));
        check(&entry("/a/app").id, Ok("/a/app"));
    }

    #[test]
    fn a_link_to_its_directory_is_as_good() {
        let living = [entry("/b/web")];
        let found = meant(&living, "/links/current", Some(Path::new("/b/web")));
        assert_eq!(found, Meant::One(&living[0]));
    }

    #[test]
    fn a_name_that_two_projects_have_is_none_of_them() {
        check("app", Err(&["/a/app", "/b/app"]));
    }

    #[test]
    fn what_is_not_there_is_told_what_looks_like_it() {
        check("wbe", Err(&["web"]));
        check("xyzzy", Err(&[]));
        check("", Err(&[]));
    }

    #[test]
    fn a_directory_within_a_project_is_not_taken_for_it_but_told() {
        let id = entry("/b/web").id;
        check("/b/web/src", Err(&[&*id]));
    }
}
