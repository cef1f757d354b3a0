//! Which programs there are, without running one.

use std::env;
use std::path::{Path, PathBuf};

/// The directories of `PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SearchPath(Vec<PathBuf>);

impl SearchPath {
    /// Those of this program.
    pub(super) fn from_process() -> Self {
        let path = env::var_os("PATH").unwrap_or_default();
        Self(env::split_paths(&path).collect())
    }

    /// Exactly these.
    #[cfg(test)]
    pub(super) fn of(dirs: impl IntoIterator<Item = PathBuf>) -> Self {
        Self(dirs.into_iter().collect())
    }

    /// Whether a program of this name can be started.
    pub(super) fn has(&self, program: &str) -> bool {
        // A path is not looked for in PATH.
        if program.is_empty() || program.contains(std::path::is_separator) {
            return false;
        }
        self.0.iter().any(|dir| is_program(&dir.join(program)))
    }
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    // The extensions that Windows tries by default; the first is for a name that has its own.
    ["", ".com", ".exe", ".bat", ".cmd"]
        .into_iter()
        .any(|extension| {
            let mut path = path.as_os_str().to_owned();
            path.push(extension);
            Path::new(&path).is_file()
        })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn only_an_executable_file_is_a_program() {
        let dir = tempfile::tempdir().unwrap();
        let path = SearchPath::of([dir.path().join("none"), dir.path().to_owned()]);
        let tool = dir.path().join("tool");
        fs::write(&tool, "").unwrap();
        assert!(!path.has("tool"));
        fs::set_permissions(&tool, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(path.has("tool"));
        fs::create_dir(dir.path().join("directory")).unwrap();
        assert!(!path.has("directory"));
        assert!(!path.has("./tool") && !path.has(""));
    }
}
