//! Which branch of which checkout a project is in.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Serialize;

/// The most that is read of a file of git, in bytes.
const MAX_BYTES: u64 = 4096;

/// The checkout of a repository that a project is in. It is looked for when it is wanted, since a branch changes while an instance runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checkout {
    /// Its root.
    #[serde(rename = "directory")]
    pub root: PathBuf,
    /// Whether it is one beside the repository's own (`git worktree`).
    pub is_linked: bool,
    /// The branch, or the beginning of the commit that is checked out.
    pub branch: Option<String>,
}

impl Checkout {
    /// The checkout that a directory is in; none outside of git. Nothing is run for that.
    pub fn of(dir: &Path) -> Option<Self> {
        let root = dir.ancestors().find(|dir| dir.join(".git").exists())?;
        let git = root.join(".git");
        let is_linked = git.is_file();
        let git = if is_linked {
            root.join(linked(&read(&git)?)?)
        } else {
            git
        };
        Some(Self {
            root: root.to_owned(),
            is_linked,
            branch: read(&git.join("HEAD")).and_then(|head| branch(&head)),
        })
    }
}

/// Where the file `.git` of a worktree leads (`gitrepository-layout(5)`).
fn linked(text: &str) -> Option<&str> {
    text.strip_prefix("gitdir:").map(str::trim)
}

/// What `HEAD` means: a branch, or a commit.
fn branch(head: &str) -> Option<String> {
    let head = head.trim();
    let name = match head.strip_prefix("ref:") {
        Some(name) => {
            let name = name.trim();
            name.strip_prefix("refs/heads/").unwrap_or(name)
        }
        None => head.get(..12)?,
    };
    let is_name = !name.is_empty() && !name.chars().any(char::is_control);
    is_name.then(|| name.to_owned())
}

fn read(path: &Path) -> Option<String> {
    // A pipe in the place of a file must not be waited for.
    if !path.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(MAX_BYTES).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_head_is_a_branch_or_a_commit() {
        let check = |head, expected: Option<&str>| assert_eq!(branch(head).as_deref(), expected);
        check("ref: refs/heads/main\n", Some("main"));
        check("ref: refs/heads/feature/a b", Some("feature/a b"));
        check("0123456789abcdef0123\n", Some("0123456789ab"));
        check("", None);
        check("ref: refs/heads/a\u{1b}[2J", None);
    }

    #[test]
    fn a_worktree_is_told_from_the_repository_it_belongs_to() {
        let temp = tempfile::tempdir().unwrap();
        let path = |name: &str| temp.path().join(name);
        for (file, text) in [
            ("repo/.git/HEAD", "ref: refs/heads/main"),
            ("repo/.git/worktrees/w/HEAD", "ref: refs/heads/topic"),
            ("w/.git", "gitdir: ../repo/.git/worktrees/w\n"),
        ] {
            fs::create_dir_all(path(file).parent().unwrap()).unwrap();
            fs::write(path(file), text).unwrap();
        }
        fs::create_dir_all(path("w/app")).unwrap();
        let checkout = Checkout::of(&path("w/app")).unwrap();
        assert_eq!(
            (
                checkout.root,
                checkout.is_linked,
                checkout.branch.as_deref()
            ),
            (path("w"), true, Some("topic"))
        );
        let checkout = Checkout::of(&path("repo")).unwrap();
        assert_eq!(
            (checkout.is_linked, checkout.branch.as_deref()),
            (false, Some("main"))
        );
        assert_eq!(Checkout::of(&path("nowhere")), None);
    }
}
