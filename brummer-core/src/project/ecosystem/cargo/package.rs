//! What can be run of a cargo package.

use crate::project::look::Look;
use crate::project::survey::Branch;
use crate::project::text::{Node, Value};

/// A package of cargo.
pub(super) struct Package {
    pub(super) name: String,
    pub(super) description: Option<String>,
    /// The offset of `[package]`.
    pub(super) at: usize,
    /// Whether its programs are fuzz targets, which only `cargo fuzz` builds as they must be.
    pub(super) is_fuzz: bool,
    /// Its programs, then its examples.
    pub(super) targets: Vec<Target>,
}

/// Something that `cargo run` runs.
pub(super) struct Target {
    pub(super) kind: Kind,
    pub(super) name: String,
    /// The offset of what says so in the manifest.
    pub(super) at: usize,
    /// The features without which it is not there.
    pub(super) features: Vec<String>,
}

/// What a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A program
    Bin,
    /// An example
    Example,
}

impl Kind {
    /// The key of its table, the switch for finding more by their files, and the directory of these.
    fn keys(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Bin => ("bin", "autobins", "src/bin"),
            Self::Example => ("example", "autoexamples", "examples"),
        }
    }
}

impl Package {
    /// The package of a manifest, if it has one.
    pub(super) fn read(toml: &Node, look: &mut Look<'_>) -> Option<Self> {
        let (key, package) = toml.entry("package")?;
        let name = package.get("name")?.as_str()?.to_owned();
        let mut found = Self {
            at: key.at,
            is_fuzz: package
                .at_path(&["metadata", "cargo-fuzz"])
                .and_then(Node::as_bool)
                == Some(true),
            description: package
                .get("description")
                .and_then(Node::as_str)
                .map(str::to_owned),
            targets: Vec::new(),
            name,
        };
        for kind in [Kind::Bin, Kind::Example] {
            found.declared(kind, toml);
            let (_, switch, _) = kind.keys();
            if package.get(switch).and_then(Node::as_bool) != Some(false) {
                found.by_files(kind, look);
            }
        }
        Some(found)
    }

    fn declared(&mut self, kind: Kind, toml: &Node) {
        let (table, _, _) = kind.keys();
        let tables = toml.get(table).map(Node::items).unwrap_or_default();
        for table in tables {
            let is_run = match table.get("crate-type").map(|kind| &kind.value) {
                Some(Value::List(kinds)) => kinds.iter().all(|kind| kind.as_str() == Some("bin")),
                Some(_) | None => true,
            };
            let Some(name) = table.get("name").and_then(Node::as_str).filter(|_| is_run) else {
                continue;
            };
            let features = table.get("required-features").map(Node::items);
            let features = features.unwrap_or_default().iter();
            self.targets.push(Target {
                kind,
                name: name.to_owned(),
                at: table.at,
                features: features
                    .filter_map(Node::as_str)
                    .map(str::to_owned)
                    .collect(),
            });
        }
    }

    /// Adds those that cargo finds by their files.
    fn by_files(&mut self, kind: Kind, look: &mut Look<'_>) {
        let dir = look.dir().to_owned();
        let (_, _, below) = kind.keys();
        let mut names = Vec::new();
        if kind == Kind::Bin && look.at(dir.join("src")).has("main.rs") {
            names.push(self.name.clone());
        }
        if dir.join(below).is_dir() {
            let mut look = look.at(dir.join(below));
            let files = look.names_ending(".rs");
            names.extend(
                files
                    .iter()
                    .filter_map(|file| Some(file.strip_suffix(".rs")?.to_owned())),
            );
            let dir = look.dir().to_owned();
            for branch in look.branches(&dir) {
                let (Branch::Dir(name) | Branch::Link(name)) = branch;
                if look.at(dir.join(&name)).has("main.rs") {
                    names.push(name);
                }
            }
        }
        for name in names {
            let is_known = |target: &Target| target.kind == kind && target.name == name;
            if !self.targets.iter().any(is_known) {
                self.targets.push(Target {
                    kind,
                    name,
                    at: self.at,
                    features: Vec::new(),
                });
            }
        }
    }
}
