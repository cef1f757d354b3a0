//! The names by which people call scripts, so that each has one of its own.

use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::error::Error;
use crate::id::ProcessId;

/// What a script can be called, beside the name that it has in the project.
///
/// A script of the project's own directory is called as in its file: `dev`. One of a package below it has the package
/// before that: `@acme/web:dev`, or its directory: `apps/web:dev`. If another script has that name already, what runs
/// it comes in between: `make:build`, `apps/web:make:build`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// What its file calls it.
    pub(super) local: Arc<str>,
    /// What the package that it belongs to calls itself.
    pub(super) package: Option<Arc<str>>,
    /// The directory from the project, with `/` between its parts; empty for the project's own.
    pub(super) dir: Arc<str>,
    /// What runs it.
    pub(super) source: &'static str,
    /// What its file calls it besides.
    pub(super) aliases: Vec<Arc<str>>,
}

impl Address {
    /// The names that it may have, the best first.
    fn names(&self) -> Vec<String> {
        self.names_of(&self.local)
    }

    /// The names that it may have if its file calls it so, the best first.
    fn names_of(&self, local: &str) -> Vec<String> {
        let Self {
            package,
            dir,
            source,
            ..
        } = self;
        if dir.is_empty() {
            return vec![local.to_string(), format!("{source}:{local}")];
        }
        let package = package.iter();
        let mut names: Vec<_> = package
            .map(|package| format!("{package}:{local}"))
            .collect();
        names.push(format!("{dir}:{local}"));
        // For a directory that is too long for a name.
        let last = dir.rsplit('/').next().unwrap_or_default();
        names.push(format!("{dir}:{source}:{local}"));
        names.push(format!("{last}:{local}"));
        names.push(format!("{source}:{local}"));
        names
    }

    /// Whether a person who says this can mean it, though it is not its name.
    pub(super) fn answers_to(&self, text: &str) -> bool {
        let mut locals = std::iter::once(&self.local).chain(&self.aliases);
        locals.any(|local| {
            self.names_of(local).iter().any(|name| name == text)
                || self.without_scope(local).as_deref() == Some(text)
        })
    }

    /// `web:dev` for `@acme/web:dev`.
    fn without_scope(&self, local: &str) -> Option<String> {
        let (_, package) = self.package.as_ref()?.split_once('/')?;
        Some(format!("{package}:{local}"))
    }

    /// A name that nobody has yet; with a number, if that is what it takes.
    pub(super) fn take_name(&self, taken: &mut FxHashSet<ProcessId>) -> Result<ProcessId, Error> {
        // What is wrong with the script's own name is not made right by a prefix.
        let own = ProcessId::new(&self.local)?;
        let names = self.names();
        let mut ids: Vec<_> = names.iter().flat_map(|name| ProcessId::new(name)).collect();
        ids.push(own);
        let numbered = || (2..=u32::MAX).map(|number| ids[0].instance(number));
        let free = ids.iter().find(|id| !taken.contains(*id)).cloned();
        let free = free.or_else(|| numbered().find(|id| !taken.contains(id)));
        let free = free.unwrap_or_else(|| ids[0].clone());
        taken.insert(free.clone());
        Ok(free)
    }
}

/// A directory below the project, as a person writes it: with `/`, and without what has no place in a name.
pub(super) fn shown_dir(dir: &Path, project: &Path) -> String {
    let below = dir.strip_prefix(project).unwrap_or(dir);
    let parts = below.iter().map(|part| part.to_string_lossy());
    let shown = parts.collect::<Vec<_>>().join("/");
    shown.replace(char::is_control, "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(package: Option<&str>, dir: &str, source: &'static str, local: &str) -> Address {
        Address {
            local: local.into(),
            package: package.map(Into::into),
            dir: dir.into(),
            source,
            aliases: vec![format!("{local}-alias").into()],
        }
    }

    #[track_caller]
    fn check(addresses: &[Address], expected: &[&str]) {
        let mut taken = FxHashSet::default();
        let names: Vec<_> = addresses
            .iter()
            .map(|address| address.take_name(&mut taken).unwrap().to_string())
            .collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn a_package_comes_before_the_name() {
        check(
            &[
                address(None, "", "npm", "dev"),
                address(Some("@acme/web"), "apps/web", "npm", "dev"),
                address(None, "tools", "npm", "dev"),
            ],
            &["dev", "@acme/web:dev", "tools:dev"],
        );
    }

    #[test]
    fn equal_names_stay_apart() {
        check(
            &[
                address(None, "", "npm", "build"),
                address(None, "", "make", "build"),
                address(None, "", "npm", "make:build"),
                address(None, "", "make", "build"),
                address(Some("x"), "a", "npm", "build"),
                address(Some("x"), "b", "npm", "build"),
                address(None, "b", "make", "build"),
            ],
            &[
                "build",
                "make:build",
                "npm:make:build",
                "build-2",
                "x:build",
                "b:build",
                "b:make:build",
            ],
        );
    }

    #[test]
    fn a_directory_that_is_too_long_is_cut_to_its_last_part() {
        let deep = format!("{}/web", "d".repeat(200));
        check(&[address(None, &deep, "npm", "dev")], &["web:dev"]);
        let long = "d".repeat(200);
        check(&[address(None, &long, "npm", "dev")], &["npm:dev"]);
    }

    #[test]
    fn a_name_that_cannot_be_one_is_refused() {
        let mut taken = FxHashSet::default();
        assert!(
            address(None, "web", "npm", " dev")
                .take_name(&mut taken)
                .is_err()
        );
    }

    #[test]
    fn a_script_answers_to_its_directory_and_without_its_scope() {
        let script = address(Some("@acme/web"), "apps/web", "npm", "dev");
        for text in [
            "@acme/web:dev",
            "apps/web:dev",
            "web:dev",
            "web:dev-alias",
            "apps/web:dev-alias",
        ] {
            assert!(script.answers_to(text), "{text}");
        }
        assert!(!script.answers_to("dev"));
    }
}
