//! The package manager in a configuration file: one line of it changes, every other byte stays.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use brummer_core::config::{ConfigSources, Origin};
use brummer_core::project::PackageManager;
use toml_edit::{DocumentMut, Value};

/// The key, and its former name.
const KEYS: [&str; 2] = ["package_manager", "preferred_package_manager"];

/// A file that is to have another text.
pub(super) struct Change {
    path: PathBuf,
    /// What was found; none if it is not there.
    before: Option<String>,
    after: String,
}

/// What names this package manager: the file of the project that names one, or else the one in its directory.
///
/// # Errors
/// In words, if something goes before all files of the project, or the file cannot be read.
pub(super) fn change(
    dir: &Path,
    set: Option<(PackageManager, &Origin)>,
    manager: PackageManager,
) -> Result<Change, String> {
    let own = dir.join(ConfigSources::FILE);
    let path = match set {
        Some((_, origin @ (Origin::Env { .. } | Origin::Flag { .. }))) => {
            return Err(format!(
                "{origin} says which package manager is used, and goes before files: leave it out"
            ));
        }
        Some((_, Origin::File { path, .. })) if dir.starts_with(path.parent().unwrap_or(path)) => {
            path.to_path_buf()
        }
        Some((_, Origin::File { .. } | Origin::Default)) | None => own,
    };
    let before = match fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(format!("{}: cannot be read: {error}", path.display())),
    };
    let after = with(before.as_deref().unwrap_or_default(), manager)
        .map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Change {
        path,
        before,
        after,
    })
}

/// The text with this package manager.
fn with(text: &str, manager: PackageManager) -> Result<String, toml_edit::TomlError> {
    let mut document: DocumentMut = text.parse()?;
    let mut keys = KEYS.into_iter();
    let Some(key) = keys.find(|key| document.contains_key(key)) else {
        // Before everything else: behind a table it would belong to that.
        return Ok(format!("{} = \"{}\"\n{text}", KEYS[0], manager.name()));
    };
    if let Some(value) = document[key].as_value_mut() {
        let decor = value.decor().clone();
        *value = Value::from(manager.name());
        // What stands around a value (a blank, a comment behind it) belongs to it.
        *value.decor_mut() = decor;
    }
    Ok(document.to_string())
}

impl Change {
    /// The lines that change; empty if none does.
    pub(super) fn difference(&self) -> String {
        let before = self.before.as_deref().unwrap_or_default();
        let has = |text: &str, line: &str| text.lines().any(|other| other == line);
        let gone = before.lines().filter(|line| !has(&self.after, line));
        let new = self.after.lines().filter(|line| !has(before, line));
        let lines: Vec<_> = gone
            .map(|line| format!("-{line}\n"))
            .chain(new.map(|line| format!("+{line}\n")))
            .collect();
        if lines.is_empty() {
            return String::new();
        }
        format!("{}\n{}", self.path.display(), lines.concat())
    }

    /// Writes it, if it changes what was shown; says so.
    ///
    /// # Errors
    /// In words, if the file was changed meanwhile or cannot be written.
    pub(super) fn write(&self, shown: &str) -> Result<String, String> {
        let path = self.path.display();
        if self.difference() != shown {
            return Err(format!(
                "{path}: was changed meanwhile: look at the difference again"
            ));
        }
        self.replace()
            .map_err(|error| format!("{path}: cannot be written: {error}"))?;
        Ok(format!("written: {path}"))
    }

    /// Puts a whole file in the place of the old one, behind a link.
    fn replace(&self) -> io::Result<()> {
        let path = self
            .path
            .canonicalize()
            .unwrap_or_else(|_| self.path.clone());
        let dir = path.parent().unwrap_or(Path::new("."));
        let mut new = tempfile::Builder::new()
            .prefix(".brummer-")
            .tempfile_in(dir)?;
        new.write_all(self.after.as_bytes())?;
        let permissions = match path.metadata() {
            Ok(metadata) => metadata.permissions(),
            Err(_) => readable_by_all(),
        };
        new.as_file().set_permissions(permissions)?;
        new.as_file().sync_all()?;
        new.persist(path)?;
        Ok(())
    }
}

/// The rights of a file that was not there, which belongs to the project.
fn readable_by_all() -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o644)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(with(text, PackageManager::Pnpm).unwrap(), expected);
    }

    #[test]
    fn a_value_is_replaced_and_the_rest_stays() {
        check(
            "# why\npackage_manager  =  'npm' # ours\n\n[mcp]\nport = 7777 # x\n",
            "# why\npackage_manager  =  \"pnpm\" # ours\n\n[mcp]\nport = 7777 # x\n",
        );
        check(
            "preferred_package_manager = \"npm\"\n",
            "preferred_package_manager = \"pnpm\"\n",
        );
    }

    #[test]
    fn a_file_without_one_gets_it_before_its_tables() {
        check(
            "[mcp]\nport = 1\n",
            "package_manager = \"pnpm\"\n[mcp]\nport = 1\n",
        );
        check("", "package_manager = \"pnpm\"\n");
    }

    #[test]
    fn what_goes_before_files_is_named() {
        let flag = Origin::Flag {
            name: "--package-manager",
        };
        let set = Some((PackageManager::Npm, &flag));
        let refused = change(Path::new("/nowhere"), set, PackageManager::Pnpm);
        assert!(refused.err().unwrap().starts_with("--package-manager says"));
    }

    #[test]
    fn a_file_that_changed_since_it_was_shown_stays() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(ConfigSources::FILE);
        let planned = change(dir.path(), None, PackageManager::Pnpm).unwrap();
        let shown = planned.difference();
        fs::write(&file, "grace = 3\npackage_manager = \"npm\"\n").unwrap();
        let again = change(dir.path(), None, PackageManager::Pnpm).unwrap();
        assert!(again.write(&shown).unwrap_err().contains("meanwhile"));
        again.write(&again.difference()).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(text, "grace = 3\npackage_manager = \"pnpm\"\n");
    }
}
