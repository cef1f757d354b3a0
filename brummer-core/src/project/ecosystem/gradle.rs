//! The tasks of Gradle builds: those that plugins bring, and those that a build script registers by name.

mod script;

use std::path::{Path, PathBuf};

use self::script::{included, plugins, tasks};
use crate::config::Origin;
use crate::process::spec::Command;
use crate::project::found::Found;
use crate::project::kind::ScriptKind;
use crate::project::look::Look;
use crate::project::text::Text;

const SCRIPTS: [&str; 2] = ["build.gradle.kts", "build.gradle"];

/// Looks at a directory with a Gradle build.
pub(super) fn look(look: &mut Look<'_>) {
    let settings = look.read_first(&["settings.gradle.kts", "settings.gradle"]);
    let script = look.read_first(&SCRIPTS);
    if settings.is_none() && script.is_none() {
        return;
    }
    let program = if look.has("gradlew") {
        "./gradlew"
    } else {
        look.needs("gradle", "from https://gradle.org/install");
        "gradle"
    };
    let build = Build {
        program,
        root: look.dir().to_owned(),
    };
    if let Some(text) = &script {
        build.add(text, "", look);
    }
    let Some(settings) = settings else {
        return;
    };
    if script.is_none() {
        for (name, kind) in [("build", ScriptKind::Build), ("test", ScriptKind::Test)] {
            build.task(name, Some(kind), "", settings.origin(0), look);
        }
    }
    for project in included(settings.as_str()) {
        let below: PathBuf = project.split(':').collect();
        let dir = build.root.join(below);
        let is_below = dir.components().all(|part| part.as_os_str() != "..");
        if is_below && look.claim(&dir) {
            let mut look = look.at(dir);
            if let Some(text) = look.read_first(&SCRIPTS) {
                build.add(&text, &project, &mut look);
            }
        }
    }
}

/// A build with its projects.
struct Build {
    program: &'static str,
    root: PathBuf,
}

/// Plugins that bring the same tasks, and these.
type Plugin = (
    &'static [&'static str],
    &'static [(&'static str, ScriptKind)],
);

/// The tasks that plugins bring, for people.
const BROUGHT: [Plugin; 9] = [
    (
        &["org.springframework.boot"],
        &[("bootRun", ScriptKind::Dev)],
    ),
    (&["io.quarkus"], &[("quarkusDev", ScriptKind::Dev)]),
    (
        &[
            "application",
            "io.micronaut.application",
            "io.ktor.plugin",
            "org.openjfx.javafxplugin",
        ],
        &[("run", ScriptKind::Dev)],
    ),
    (&["org.jetbrains.compose"], &[("run", ScriptKind::Dev)]),
    (&["org.gretty"], &[("appRun", ScriptKind::Dev)]),
    (
        &["com.android.application"],
        &[
            ("installDebug", ScriptKind::Dev),
            ("assembleDebug", ScriptKind::Build),
            ("testDebugUnitTest", ScriptKind::Test),
            ("lintDebug", ScriptKind::Lint),
        ],
    ),
    (
        &[
            "java",
            "java-library",
            "application",
            "groovy",
            "scala",
            "war",
            "jvm",
            "org.jetbrains.kotlin.jvm",
            "multiplatform",
            "org.springframework.boot",
        ],
        &[
            ("build", ScriptKind::Build),
            ("test", ScriptKind::Test),
            ("check", ScriptKind::Lint),
        ],
    ),
    (
        &["com.diffplug.spotless"],
        &[("spotlessApply", ScriptKind::Lint)],
    ),
    (
        &["io.gitlab.arturbosch.detekt"],
        &[("detekt", ScriptKind::Lint)],
    ),
];

impl Build {
    /// Adds the tasks of a project, which is called `:app` from the root and has no name if it is that.
    fn add(&self, text: &Text, project: &str, look: &mut Look<'_>) {
        let plugins = plugins(text.as_str());
        let mut known: Vec<&str> = Vec::new();
        for (names, tasks) in BROUGHT {
            let Some((at, _)) = plugins.iter().find(|(_, plugin)| names.contains(plugin)) else {
                continue;
            };
            for (task, kind) in tasks {
                if !known.contains(task) {
                    known.push(task);
                    self.task(task, Some(*kind), project, text.origin(*at), look);
                }
            }
        }
        for (at, task) in tasks(text.as_str()) {
            if !known.contains(&task) {
                known.push(task);
                self.task(task, None, project, text.origin(at), look);
            }
        }
    }

    fn task(
        &self,
        name: &str,
        kind: Option<ScriptKind>,
        project: &str,
        origin: Origin,
        look: &mut Look<'_>,
    ) {
        let (path, package) = if project.is_empty() {
            (name.to_owned(), None)
        } else {
            let package = project.trim_start_matches(':').replace(':', "/");
            (format!("{project}:{name}"), Some(package.into()))
        };
        look.add(Found {
            kind,
            package,
            dir: Some(self.root.clone())
                .filter(|root| root != Path::new("") && !project.is_empty()),
            ..Found::new(name, Command::program(self.program, [path]), origin)
        });
    }
}
