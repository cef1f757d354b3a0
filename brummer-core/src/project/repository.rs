//! How far up the directories of a project go.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::Project;

/// The project that a directory is in: the nearest one upwards within its repository; else the repository, since there may be projects
/// below it; else the directory itself.
pub fn root_of(dir: &Path, home: Option<&Path>) -> PathBuf {
    let mut repository = None;
    for dir in dir
        .ancestors()
        .take_while(|above| Some(*above) != home && (*above == dir || !is_for_all(above)))
    {
        if Project::is_at(dir) {
            return dir.to_owned();
        }
        if dir.join(".git").exists() {
            repository = Some(dir);
            break;
        }
    }
    repository.unwrap_or(dir).to_owned()
}

/// Whether anybody may put files into a directory, as into `/tmp`: what is there is nobody's project.
fn is_for_all(dir: &Path) -> bool {
    let metadata = dir.metadata();
    metadata.is_ok_and(|metadata| metadata.permissions().mode() & 0o002 != 0)
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

    const SCRIPTS: &str = r#"{"scripts": {"dev": "vite"}}"#;

    #[track_caller]
    fn check(files: &[(&str, &str)], dir: &str, expected: &str) {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        fs::create_dir_all(root.join(dir)).unwrap();
        for (file, text) in files {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        assert_eq!(root_of(&root.join(dir), None), root.join(expected));
    }

    #[test]
    fn the_nearest_project_upwards_is_meant() {
        check(&[("a/package.json", SCRIPTS)], "a/src/deep", "a");
        check(
            &[("a/.brum.toml", ""), ("a/b/package.json", SCRIPTS)],
            "a/b/src",
            "a/b",
        );
        check(&[("a/package.json", SCRIPTS)], "a", "a");
    }

    #[test]
    fn whatever_can_be_run_makes_a_project() {
        check(&[("a/Makefile", "run:\n\techo\n")], "a/src", "a");
        check(
            &[("a/Cargo.toml", "[package]\nname = \"a\"\n")],
            "a/src",
            "a",
        );
        check(&[("a/Procfile", "web: serve\n")], "a/src", "a");
    }

    #[test]
    fn what_has_nothing_to_run_is_passed_over() {
        check(
            &[("a/package.json", SCRIPTS), ("a/types/package.json", "{}")],
            "a/types",
            "a",
        );
    }

    #[test]
    fn what_is_above_the_repository_is_another_project() {
        check(
            &[("package.json", SCRIPTS), ("a/.git/HEAD", "")],
            "a/src",
            "a",
        );
        check(
            &[("a/package.json", SCRIPTS), ("a/.git/HEAD", "")],
            "a/src",
            "a",
        );
    }

    #[test]
    fn a_directory_without_a_project_is_one() {
        check(&[], "a/b", "a/b");
    }

    #[test]
    fn what_anybody_may_have_put_above_is_no_project() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("all/mine");
        fs::create_dir_all(&dir).unwrap();
        fs::write(root.path().join("all/package.json"), SCRIPTS).unwrap();
        let all = root.path().join("all");
        fs::set_permissions(&all, PermissionsExt::from_mode(0o1777)).unwrap();
        assert_eq!(root_of(&dir, None), dir);
    }
}
