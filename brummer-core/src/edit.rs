//! The newest change to the sources, and whether what runs has seen it.

mod heard;
mod walk;

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use jiff::Timestamp;
use tokio::io::AsyncReadExt;
use tokio::process::Command;
use tokio::time::timeout;

pub use self::heard::{Heard, Hearing, Judgement, hear, judge};

/// How long git may take. One that waits for a network drive or a lock is done without.
const PATIENCE: Duration = Duration::from_secs(5);

/// The most of git's answer that is read, in bytes: some ten thousand names.
const MAX_NAMES: u64 = 1024 * 1024;

/// A change to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The file, relative to the project where it is in it.
    pub file: String,
    /// When it was changed.
    pub time: Timestamp,
}

/// The newest change, and how it was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Newest {
    /// Of the files named, or of those that git names as changed.
    Edit(Edit),
    /// Git knows of no change: what was edited is committed.
    Committed,
    /// No file was found.
    Nothing,
}

/// A file that was named is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no file `{}` in `{}`", file.chars().take(200).collect::<String>().escape_debug(), dir.display())]
pub struct NoSuchFile {
    /// The name.
    pub file: String,
    /// Where it was looked for.
    pub dir: PathBuf,
}

/// The newest change of these files, or else of those that git names, or else, outside of git, of those found by a walk of bounded length.
///
/// # Errors
/// [`NoSuchFile`] for a file that is named and is not there.
pub async fn newest(project: &Path, files: &[String]) -> Result<Newest, NoSuchFile> {
    if !files.is_empty() {
        return named(project, files).map(Newest::Edit);
    }
    if let Some(names) = changed(project).await {
        let edits = names
            .iter()
            .filter_map(|name| edit(project, &project.join(name)));
        return Ok(edits
            .max_by_key(|edit| edit.time)
            .map_or(Newest::Committed, Newest::Edit));
    }
    let root = project.to_owned();
    let walked = tokio::task::spawn_blocking(move || walk::newest(&root));
    let found = walked.await.ok().flatten();
    let found = found.and_then(|path| edit(project, &path));
    Ok(found.map_or(Newest::Nothing, Newest::Edit))
}

/// The newest of the files that the caller names, of which there is at least one.
fn named(project: &Path, files: &[String]) -> Result<Edit, NoSuchFile> {
    let mut newest: Option<Edit> = None;
    for file in files {
        let path = project.join(file);
        // One that is not there is more likely a wrong name than a file that was deleted.
        let Some(edit) = edit(project, &path).filter(|_| path.exists()) else {
            return Err(no_such(project, file));
        };
        if newest.as_ref().is_none_or(|newest| edit.time > newest.time) {
            newest = Some(edit);
        }
    }
    newest.ok_or_else(|| no_such(project, ""))
}

fn no_such(project: &Path, file: &str) -> NoSuchFile {
    NoSuchFile {
        file: file.to_owned(),
        dir: project.to_owned(),
    }
}

/// The files that git names as changed or new; none outside of git.
async fn changed(project: &Path) -> Option<Vec<PathBuf>> {
    let mut git = Command::new("git");
    git.arg("-C").arg(project);
    git.args(["ls-files", "-m", "-o", "--exclude-standard", "-z"]);
    git.stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let mut child = git.spawn().ok()?;
    let stdout = child.stdout.take()?;
    let look = async {
        let mut names = Vec::new();
        stdout.take(MAX_NAMES).read_to_end(&mut names).await.ok()?;
        let is_all = (names.len() as u64) < MAX_NAMES;
        // One whose answer is cut is still about to write.
        let is_git = !is_all || child.wait().await.ok()?.success();
        is_git.then_some(names)
    };
    let names = timeout(PATIENCE, look).await.ok()??;
    let names = names.split(|&byte| byte == 0);
    let names = names.filter(|name| !name.is_empty());
    Some(names.map(path).collect())
}

#[cfg(unix)]
fn path(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(name).into()
}

#[cfg(not(unix))]
fn path(name: &[u8]) -> PathBuf {
    String::from_utf8_lossy(name).into_owned().into()
}

/// When a file was changed. One that was deleted was changed when its directory was.
fn edit(project: &Path, file: &Path) -> Option<Edit> {
    let time = |path: &Path| Timestamp::try_from(path.metadata().ok()?.modified().ok()?).ok();
    let is_gone = std::fs::symlink_metadata(file).is_err();
    let changed = if is_gone {
        file.parent().filter(|dir| dir.starts_with(project))
    } else {
        Some(file)
    };
    let shown = file.strip_prefix(project).unwrap_or(file);
    Some(Edit {
        time: time(changed?)?,
        file: shown.to_string_lossy().into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::SystemTime;

    use super::*;

    /// A project in which these files were changed so many seconds ago.
    fn project(files: &[(&str, u64)]) -> tempfile::TempDir {
        let project = tempfile::tempdir().unwrap();
        for (name, ago) in files {
            let path = project.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "x").unwrap();
            let time = SystemTime::now() - Duration::from_secs(*ago);
            fs::File::options()
                .write(true)
                .open(&path)
                .unwrap()
                .set_modified(time)
                .unwrap();
        }
        project
    }

    fn git(project: &tempfile::TempDir, args: &[&str]) {
        let mut git = std::process::Command::new("git");
        git.current_dir(project.path())
            .args(["-c", "user.name=x", "-c", "user.email=x@x"])
            .args(args);
        assert!(git.output().unwrap().status.success(), "{args:?}");
    }

    async fn file(project: &tempfile::TempDir, files: &[&str]) -> Option<String> {
        let files: Vec<_> = files.iter().map(|file| (*file).to_owned()).collect();
        match newest(project.path(), &files).await.unwrap() {
            Newest::Edit(edit) => Some(edit.file),
            Newest::Committed | Newest::Nothing => None,
        }
    }

    #[tokio::test]
    async fn outside_of_git_the_sources_are_walked() {
        let project = project(&[
            ("src/old.ts", 60),
            ("src/new.ts", 30),
            ("node_modules/x.js", 1),
            (".cache/x", 1),
        ]);
        assert_eq!(file(&project, &[]).await.as_deref(), Some("src/new.ts"));
    }

    #[tokio::test]
    async fn git_names_what_is_changed_and_not_ignored() {
        let project = project(&[
            ("a.ts", 60),
            ("b.ts", 30),
            ("out.js", 1),
            (".gitignore", 99),
        ]);
        fs::write(project.path().join(".gitignore"), "out.js\n").unwrap();
        git(&project, &["init", "-q"]);
        git(&project, &["add", ".gitignore", "b.ts"]);
        git(&project, &["commit", "-qm", "x"]);
        // `b.ts` is committed, `out.js` ignored, `a.ts` new.
        assert_eq!(file(&project, &[]).await.as_deref(), Some("a.ts"));
        git(&project, &["add", "a.ts"]);
        git(&project, &["commit", "-qm", "y"]);
        let committed = newest(project.path(), &[]).await.unwrap();
        assert_eq!(committed, Newest::Committed);
    }

    #[tokio::test]
    async fn files_that_are_named_count_alone() {
        let project = project(&[("a.ts", 60), ("b.ts", 30), ("c.ts", 1)]);
        let named = file(&project, &["a.ts", "b.ts"]).await;
        assert_eq!(named.as_deref(), Some("b.ts"));
    }

    #[tokio::test]
    async fn a_file_that_was_deleted_was_changed_when_its_directory_was() {
        let project = project(&[("src/a.ts", 60), ("b.ts", 60)]);
        git(&project, &["init", "-q"]);
        git(&project, &["add", "."]);
        git(&project, &["commit", "-qm", "x"]);
        fs::remove_file(project.path().join("src/a.ts")).unwrap();
        assert_eq!(file(&project, &[]).await.as_deref(), Some("src/a.ts"));
    }

    #[tokio::test]
    async fn a_file_that_is_named_has_to_be_there() {
        let project = project(&[("a.ts", 60)]);
        let error = newest(project.path(), &["b.ts".to_owned()]).await;
        assert_eq!(error.unwrap_err().file, "b.ts");
    }
}
