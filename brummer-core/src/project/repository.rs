//! How far up the directories of a project go.

use std::path::Path;

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
}
