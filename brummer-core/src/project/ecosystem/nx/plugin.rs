//! The targets that Nx's own plugins make up from the files of a project, as far as these tell without being run.

use std::path::{Path, PathBuf};

use ignore::overrides::{Override, OverrideBuilder};

use super::table::{ESLINT, Ends, ROWS, Row, STORYBOOK, Target, When};
use crate::config::Origin;
use crate::project::kind::ScriptKind;
use crate::project::look::Look;
use crate::project::text::{Node, Value};

/// The most globs of a plugin that count.
const MAX_GLOBS: usize = 100;

/// The plugin that makes a target for every project with a configuration, its own or that of the workspace.
const ESLINT_PLUGIN: &str = "@nx/eslint/plugin";

/// The plugins of an `nx.json`; the last first, since what it makes up holds.
pub(super) struct Plugins {
    listed: Vec<Plugin>,
    root: PathBuf,
    /// The configuration of `ESLint` for all projects.
    eslint: Option<Origin>,
}

struct Plugin {
    name: String,
    options: Option<Node>,
    /// Which files it is for; none for all.
    include: Option<Override>,
    exclude: Option<Override>,
}

/// A target that is not written anywhere.
pub(super) struct Made {
    pub(super) name: String,
    pub(super) body: String,
    /// What it is for, if its plugin knows that it serves.
    pub(super) kind: Option<ScriptKind>,
    /// The file that makes it be there.
    pub(super) origin: Origin,
}

impl Plugins {
    /// Those of the workspace in this directory.
    pub(super) fn read(json: Option<&Node>, look: &mut Look<'_>) -> Self {
        let root = look.dir().to_owned();
        let listed = json.and_then(|json| json.get("plugins"));
        let listed = listed.map(Node::items).unwrap_or_default();
        let plugins: Vec<_> = listed
            .iter()
            .rev()
            .filter_map(|node| Plugin::read(node, &root))
            .collect();
        let has_eslint = plugins.iter().any(|plugin| plugin.name == ESLINT_PLUGIN);
        let eslint = if has_eslint {
            look.read_first(ESLINT)
        } else {
            None
        };
        Self {
            listed: plugins,
            root,
            eslint: eslint.map(|text| text.origin(0)),
        }
    }

    /// What they make up for the project in a directory.
    pub(super) fn made(&self, package: Option<&Node>, look: &mut Look<'_>) -> Vec<Made> {
        let mut all: Vec<Made> = Vec::new();
        for plugin in &self.listed {
            let made = match plugin.name.as_str() {
                ESLINT_PLUGIN => self.linted(plugin, look),
                "@nx/js/typescript" => typescript(plugin, package, look),
                name if name == STORYBOOK.plugin => {
                    let dir = look.dir().join(".storybook");
                    if look.has(".storybook") {
                        plugin.row(&STORYBOOK, &mut look.at(dir))
                    } else {
                        Vec::new()
                    }
                }
                name => {
                    let row = ROWS.iter().find(|row| row.plugin == name);
                    row.map_or_else(Vec::new, |row| plugin.row(row, look))
                }
            };
            for made in made {
                let is_known = all.iter().any(|known| known.name == made.name);
                if !is_known && plugin.is_for(&made.origin) {
                    all.push(made);
                }
            }
        }
        all
    }

    fn linted(&self, plugin: &Plugin, look: &mut Look<'_>) -> Vec<Made> {
        let is_root = look.dir() == self.root;
        let own = look.read_first(ESLINT).map(|text| text.origin(0));
        let origin = own.or_else(|| self.eslint.clone().filter(|_| !is_root));
        let name = plugin.named("targetName", Some("lint"));
        let made = name.zip(origin).map(|(name, origin)| Made {
            name,
            body: "eslint .".to_owned(),
            kind: Some(ScriptKind::Lint),
            origin,
        });
        made.into_iter().collect()
    }
}

impl Plugin {
    fn read(node: &Node, root: &Path) -> Option<Self> {
        let name = node.as_str().or_else(|| node.get("plugin")?.as_str())?;
        let globs = |key| {
            let globs = node.get(key).map(Node::items).unwrap_or_default();
            globs_of(globs.iter().filter_map(Node::as_str), root)
        };
        Some(Self {
            name: name.to_owned(),
            include: globs("include"),
            exclude: globs("exclude"),
            options: node.get("options").cloned(),
        })
    }

    /// Whether it is for a file, as its `include` and `exclude` say.
    fn is_for(&self, origin: &Origin) -> bool {
        let Origin::File { path, .. } = origin else {
            return true;
        };
        let is_in = |globs: &Override| globs.matched(path, false).is_whitelist();
        self.include.as_ref().is_none_or(is_in) && !self.exclude.as_ref().is_some_and(is_in)
    }

    fn option(&self, name: &str) -> Option<&Node> {
        self.options.as_ref()?.get(name)
    }

    /// The name of a target, if it is there.
    fn named(&self, option: &str, name: Option<&str>) -> Option<String> {
        let named = self.option(option).and_then(Node::as_str);
        named.or(name).map(str::to_owned)
    }

    fn row(&self, row: &Row, look: &mut Look<'_>) -> Vec<Made> {
        let Some(text) = look.read_first(row.files) else {
            return Vec::new();
        };
        let is_vitest = text
            .path()
            .file_stem()
            .is_some_and(|stem| stem == "vitest.config");
        let page = look.has("index.html");
        let has = |key| has_key(text.as_str(), key);
        let is_there = |target: &&Target| match target.when {
            When::Always => true,
            When::Builds => page || has("lib"),
            When::Serves => has("server") || page && !has("lib"),
            When::Tests => is_vitest || has("test"),
        };
        let made = row.targets.iter().filter(is_there).filter_map(|target| {
            Some(Made {
                name: self.named(target.option, target.name)?,
                body: target.body.to_owned(),
                kind: (target.ends == Ends::Never).then_some(ScriptKind::Dev),
                origin: text.origin(0),
            })
        });
        made.collect()
    }
}

/// Whether a line of a program begins with this key of an object.
fn has_key(text: &str, key: &str) -> bool {
    let mut lines = text.lines().map(str::trim_start);
    lines.any(|line| {
        line.strip_prefix(key)
            .is_some_and(|rest| rest.trim_start().starts_with(':'))
    })
}

/// Globs, seen from the workspace; none if there are none, or one that is broken.
fn globs_of<'a>(globs: impl Iterator<Item = &'a str>, root: &Path) -> Option<Override> {
    let mut builder = OverrideBuilder::new(root);
    for glob in globs.take(MAX_GLOBS) {
        builder.add(glob).ok()?;
    }
    let globs = builder.build().ok()?;
    (!globs.is_empty()).then_some(globs)
}

/// What `@nx/js/typescript` makes up.
fn typescript(plugin: &Plugin, package: Option<&Node>, look: &mut Look<'_>) -> Vec<Made> {
    let Some(text) = look.read("tsconfig.json") else {
        return Vec::new();
    };
    let is_off = |option: &str| plugin.option(option).and_then(Node::as_bool) == Some(false);
    let name = |option: &str, default: &str| {
        let options = plugin.option(option);
        let name = options.and_then(|options| options.get("targetName")?.as_str());
        name.unwrap_or(default).to_owned()
    };
    let mut made = Vec::new();
    if !is_off("typecheck") {
        made.push(Made {
            name: name("typecheck", "typecheck"),
            body: "tsc --build --emitDeclarationOnly".to_owned(),
            kind: Some(ScriptKind::Lint),
            origin: text.origin(0),
        });
    }
    let build = plugin.option("build").filter(|_| !is_off("build"));
    if let Some(build) = build
        && package.is_none_or(is_built)
    {
        let config = build.get("configName").and_then(Node::as_str);
        let config = config.unwrap_or("tsconfig.lib.json");
        if let Some(text) = look.read(config) {
            made.push(Made {
                name: name("build", "build"),
                body: format!("tsc --build {config}"),
                kind: Some(ScriptKind::Build),
                origin: text.origin(0),
            });
        }
    }
    made
}

/// Whether others use what is built of a package: something that it exports is no source.
fn is_built(package: &Node) -> bool {
    let exports = package.get("exports");
    let exports = exports.map(|exports| exports.get(".").unwrap_or(exports));
    let Some(exports) = exports.or_else(|| package.get("main")) else {
        return true;
    };
    let is_source = |path: &str| {
        let is_typescript = Path::new(path)
            .extension()
            .is_some_and(|end| end == "ts" || end == "tsx");
        is_typescript && !path.ends_with(".d.ts")
    };
    match &exports.value {
        Value::String(path) => !is_source(path),
        _ => exports
            .entries()
            .iter()
            .filter_map(|(_, path)| path.as_str())
            .any(|path| !is_source(path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::text::Text;

    #[track_caller]
    fn check(package: &str, expected: bool) {
        let text = Text::new(Path::new("f"), package.to_owned());
        assert_eq!(is_built(&text.json().unwrap()), expected);
    }

    #[test]
    fn a_package_that_exports_its_source_is_not_built() {
        check("{}", true);
        check(r#"{"main": "./dist/index.js"}"#, true);
        check(r#"{"main": "./src/index.ts"}"#, false);
        check(
            r#"{"exports": {".": {"types": "./src/index.ts", "default": "./src/index.ts"}}}"#,
            false,
        );
        check(
            r#"{"exports": {".": {"types": "./dist/index.d.ts", "x": "./src/index.ts"}}}"#,
            true,
        );
    }

    #[test]
    fn a_key_that_is_commented_out_is_none() {
        assert!(has_key("build: {\n  lib: {", "lib"));
        assert!(!has_key("// lib: {", "lib"));
        assert!(!has_key("library: 1", "lib"));
    }
}
