//! How far up the directories of a project go.

use std::path::{Path, PathBuf};

/// The files that make a directory a project.
const FILES: [&str; 2] = [".brum.toml", "package.json"];

/// The project that a directory is in: the nearest one upwards within its repository, below the home directory, or else the directory
/// itself.
pub fn root_of(dir: &Path, home: Option<&Path>) -> PathBuf {
    let mut nearest = dir.ancestors().take_while(|dir| Some(*dir) != home);
    let mut inside = true;
    let found = nearest.find(|dir| {
        let is_project = inside && FILES.iter().any(|file| dir.join(file).is_file());
        inside &= !dir.join(".git").exists();
        is_project
    });
    found.unwrap_or(dir).to_owned()
}

/// The directory and those above it up to the root of its repository, the nearest first.
///
/// The root is the nearest directory with `.git` (a directory, or a file in a worktree). Without one, nothing above
/// the directory belongs to the project.
pub(crate) fn levels(dir: &Path) -> Vec<&Path> {
    let above = dir.ancestors().position(|dir| dir.join(".git").exists());
    dir.ancestors()
        .take(above.map_or(1, |above| above + 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn levels_end_at_the_nearest_repository() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("outer/inner/project");
        fs::create_dir_all(&dir).unwrap();
        assert_eq!(levels(&dir), [dir.as_path()]);
        fs::create_dir(temp.path().join("outer/.git")).unwrap();
        assert_eq!(levels(&dir).len(), 3);
        fs::write(temp.path().join("outer/inner/.git"), "gitdir: …").unwrap();
        assert_eq!(levels(&dir), [dir.as_path(), dir.parent().unwrap()]);
    }

    #[track_caller]
    fn check_root(files: &[&str], dir: &str, expected: &str) {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join(dir)).unwrap();
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = root_of(&root.path().join(dir), None);
        assert_eq!(found, root.path().join(expected));
    }

    #[test]
    fn the_nearest_project_upwards_is_meant() {
        check_root(&["a/package.json"], "a/src/deep", "a");
        check_root(&["a/.brum.toml", "a/b/package.json"], "a/b/src", "a/b");
        check_root(&["a/package.json"], "a", "a");
    }

    #[test]
    fn what_is_above_the_repository_is_another_project() {
        check_root(&["package.json", "a/.git/HEAD"], "a/src", "a/src");
        check_root(&["a/package.json", "a/.git/HEAD"], "a/src", "a");
    }

    #[test]
    fn a_directory_without_a_project_is_one() {
        check_root(&[], "a/b", "a/b");
    }
}
