//! Finds the project that a client means, and opens it.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use brummer_core::project::Project;
use brummer_mcp::{Hosted, NotOpened, Opener, Opening};

use crate::args::Common;
use crate::discovered::Discovered;
use crate::follow::Followed;
use crate::open;
use crate::report::{self, Failure};

/// The variable in which Claude Code names the project.
const PROJECT_DIR: &str = "CLAUDE_PROJECT_DIR";

/// What is known of the project that a client means.
pub(super) struct Finder {
    common: Common,
    /// What `CLAUDE_PROJECT_DIR` says.
    named: Option<PathBuf>,
    /// The exit code for the first failure, which was said.
    failed: Arc<OnceLock<ExitCode>>,
}

impl Finder {
    pub(super) fn new(common: &Common, failed: Arc<OnceLock<ExitCode>>) -> Self {
        let named = std::env::var_os(PROJECT_DIR).map(PathBuf::from);
        Self {
            common: common.clone(),
            // A variable that names no directory was meant for another machine, or is old.
            named: named.filter(|dir| dir.is_absolute() && dir.is_dir()),
            failed,
        }
    }
}

impl Opener for Finder {
    fn asks_client(&self) -> bool {
        self.common.dir.is_none() && self.named.is_none()
    }

    fn open(&self, roots: Vec<PathBuf>) -> Opening {
        let (common, named) = (self.common.clone(), self.named.clone());
        let failed = Arc::clone(&self.failed);
        Box::pin(async move {
            // Files are read, which must not keep the client waiting for what needs none.
            let opened = tokio::task::spawn_blocking(move || {
                let root = roots.into_iter().find(|root| root.is_dir());
                let dir = match (common.dir.clone(), named.or(root)) {
                    (Some(dir), _) => dir,
                    (None, Some(dir)) => project_at(&dir),
                    (None, None) => project_at(&open::directory(Path::new("."))?),
                };
                host(&common, &dir)
            });
            match opened.await {
                Ok(Ok(hosted)) => Ok(hosted),
                Ok(Err(failure)) => {
                    let code = report::print(&failure);
                    // The first one counts.
                    let _ = failed.set(code);
                    Err(NotOpened(report::text(&failure)))
                }
                Err(panic) => Err(NotOpened(format!("opening the project: {panic}"))),
            }
        })
    }
}

/// Reads the project, and is ready to run it.
fn host(common: &Common, dir: &Path) -> Result<Hosted, Failure> {
    let (project, settings) = open::project_with_settings(dir, common.flags())?;
    report::warn(&project.warnings);
    let supervisor = open::supervisor_with_logs(&settings.logs, &project.dir)?;
    let followed = Followed::start(project, common, |warning| {
        report::say(&format!("warning: {warning}"));
    });
    Ok(Hosted {
        supervisor,
        scripts: Arc::new(Discovered(followed)),
    })
}

/// The project that a directory is in: the nearest one upwards within its repository; else the repository, since there may be projects
/// below it; else the directory itself.
fn project_at(dir: &Path) -> PathBuf {
    let home = std::env::home_dir();
    let mut repository = None;
    for dir in dir.ancestors().take_while(|above| {
        Some(*above) != home.as_deref() && (*above == dir || !is_for_all(above))
    }) {
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

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPTS: &str = r#"{"scripts": {"dev": "vite"}}"#;

    #[track_caller]
    fn check(files: &[(&str, &str)], dir: &str, expected: &str) {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        std::fs::create_dir_all(root.join(dir)).unwrap();
        for (file, text) in files {
            let path = root.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        assert_eq!(project_at(&root.join(dir)), root.join(expected));
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
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(root.path().join("all/package.json"), SCRIPTS).unwrap();
        let all = root.path().join("all");
        std::fs::set_permissions(&all, PermissionsExt::from_mode(0o1777)).unwrap();
        assert_eq!(project_at(&dir), dir);
    }
}
