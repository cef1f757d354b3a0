//! All matchers of a project by name, and how they build on each other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::definition::{FileLocation, Level, MatcherDefinition, VARIABLES, WrittenPattern};
use super::name::lasting;
use super::pattern::{LinePattern, Pattern};
use super::predefined::{self, Predefined};
use super::{Finds, Location, Matcher, Parts};
use crate::near::near;

/// How many matchers may stand on each other.
const DEPTH: usize = 16;

/// The matchers that a project names, above those that VS Code has by itself (`$tsc`, `$gcc` …).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatcherTable {
    /// What `${workspaceFolder}` stands for.
    dir: PathBuf,
    definitions: BTreeMap<String, MatcherDefinition>,
}

/// Why there is no matcher of a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MatcherError {
    /// Nobody defined it.
    #[error("there is no problem matcher `{name}`{}", meant(.near, .known))]
    Unknown {
        /// The name that was looked for.
        name: String,
        /// The names that were probably meant, the nearest first.
        near: Vec<String>,
        /// Every name there is.
        known: Vec<String>,
    },
    /// Nobody defined a pattern of that name.
    #[error("there is no predefined pattern `{name}`{}", meant(.near, .known))]
    UnknownPattern {
        /// The name that was looked for.
        name: String,
        /// The names that were probably meant, the nearest first.
        near: Vec<String>,
        /// Every name there is.
        known: Vec<String>,
    },
    /// It is its own base, or the base of its base is.
    #[error("the problem matcher `{name}` is its own base")]
    Circle {
        /// Its name.
        name: String,
    },
    /// Neither it nor its base says what a problem looks like.
    #[error("the problem matcher `{name}` has no `pattern` and no `base` that has one")]
    NoPattern {
        /// Its name.
        name: String,
    },
    /// All that it could find are infos.
    #[error(
        "the problem matcher `{name}` finds only infos, which are no problems; give it a group for the `severity`"
    )]
    OnlyInfos {
        /// Its name.
        name: String,
    },
}

fn meant(near: &[String], known: &[String]) -> String {
    match near {
        [] => format!(" (known: {})", known.join(", ")),
        near => format!("; did you mean `{}`?", near.join("` or `")),
    }
}

/// A definition with all that it takes over from its bases.
#[derive(Clone, Default)]
struct Resolved {
    written: MatcherDefinition,
    pattern: Option<Pattern>,
    /// The tool whose format finds the same problems.
    format: Option<&'static str>,
}

impl MatcherTable {
    /// Nothing but what is predefined, for a project in this directory.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        let definitions = BTreeMap::new();
        Self {
            dir: dir.into(),
            definitions,
        }
    }

    /// Adds a matcher, or replaces the one of that name.
    pub fn insert(&mut self, name: impl Into<String>, definition: MatcherDefinition) {
        self.definitions.insert(name.into(), definition);
    }

    /// The matcher of a name: `$tsc` for a predefined one, `mine` or `$mine` for one of the project.
    ///
    /// # Errors
    /// [`MatcherError`].
    pub fn matcher(&self, name: &str) -> Result<Matcher, MatcherError> {
        self.built(name, self.find(name, DEPTH)?)
    }

    /// A matcher that has no name of its own, as they stand in `tasks.json`.
    ///
    /// # Errors
    /// [`MatcherError`], which calls it `name`.
    pub fn unnamed(
        &self,
        name: &str,
        definition: &MatcherDefinition,
    ) -> Result<Matcher, MatcherError> {
        self.built(name, self.resolve(name, definition, DEPTH)?)
    }

    /// Every name there is, those of the project first.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let predefined = predefined::NAMES.iter().map(|name| format!("${name}"));
        self.definitions.keys().cloned().chain(predefined)
    }

    fn find(&self, name: &str, depth: usize) -> Result<Resolved, MatcherError> {
        let bare = name.strip_prefix('$').unwrap_or(name);
        if let Some(definition) = self.definitions.get(bare) {
            return self.resolve(bare, definition, depth);
        }
        let predefined = name.strip_prefix('$').and_then(predefined::matcher);
        let Some(predefined) = predefined else {
            let known: Vec<String> = self.names().collect();
            return Err(MatcherError::Unknown {
                name: name.to_owned(),
                near: nearest(name, &known),
                known,
            });
        };
        let Predefined {
            definition,
            pattern,
            format,
        } = predefined;
        Ok(Resolved {
            written: definition,
            pattern: Some(pattern),
            format,
        })
    }

    fn resolve(
        &self,
        name: &str,
        definition: &MatcherDefinition,
        depth: usize,
    ) -> Result<Resolved, MatcherError> {
        let Some(depth) = depth.checked_sub(1) else {
            let name = name.to_owned();
            return Err(MatcherError::Circle { name });
        };
        let mut resolved = match &definition.base {
            Some(base) => self.find(base, depth)?,
            None => Resolved::default(),
        };
        match &definition.pattern {
            Some(WrittenPattern::Lines(pattern)) => resolved.pattern = Some(pattern.clone()),
            Some(WrittenPattern::Named(name)) => resolved.pattern = Some(named(name)?),
            None => {}
        }
        let is_as_base = definition.owner.is_none()
            && definition.source.is_none()
            && definition.severity.is_none()
            && definition.file_location.is_none()
            && definition.pattern.is_none();
        if !is_as_base {
            // The format would say something else.
            resolved.format = None;
        }
        resolved.written.overlay(definition.clone());
        Ok(resolved)
    }

    fn built(&self, name: &str, resolved: Resolved) -> Result<Matcher, MatcherError> {
        let Resolved {
            written,
            pattern,
            format,
        } = resolved;
        let name = name.to_owned();
        let (finds, tool) = match (format, pattern) {
            (Some(tool), _) => (Finds::Format, tool),
            (None, None) => return Err(MatcherError::NoPattern { name }),
            (None, Some(pattern)) => {
                let severity = written.severity.unwrap_or(Level::Error);
                if severity == Level::Info && !pattern.lines.iter().any(LinePattern::has_severity) {
                    return Err(MatcherError::OnlyInfos { name });
                }
                let location = self.location(written.file_location);
                let bare = name.strip_prefix('$').unwrap_or(&name);
                let tool = written.source.as_deref().or(written.owner.as_deref());
                let finds = Finds::Pattern {
                    pattern,
                    severity,
                    location,
                };
                (finds, lasting(tool.unwrap_or(bare)))
            }
        };
        Ok(Matcher(Arc::new(Parts {
            name,
            tool,
            finds,
            background: written.background,
        })))
    }

    fn location(&self, written: Option<FileLocation>) -> Location {
        let dir = |text: &str| {
            let workspace = self.dir.to_string_lossy();
            let replaced = VARIABLES.iter().fold(text.to_owned(), |text, variable| {
                text.replace(variable, &workspace)
            });
            self.dir.join(Path::new(&replaced))
        };
        match written {
            None | Some(FileLocation::AsPrinted) => Location::AsPrinted,
            Some(FileLocation::Relative(text)) => Location::Below(dir(&text)),
            Some(FileLocation::Detected(text)) => Location::BelowUnlessAbsolute(dir(&text)),
        }
    }
}

/// The predefined pattern of a name.
fn named(name: &str) -> Result<Pattern, MatcherError> {
    let pattern = name.strip_prefix('$').and_then(predefined::pattern);
    pattern.ok_or_else(|| {
        let known: Vec<String> = predefined::patterns()
            .map(|name| format!("${name}"))
            .collect();
        MatcherError::UnknownPattern {
            name: name.to_owned(),
            near: nearest(name, &known),
            known,
        }
    })
}

fn nearest(name: &str, known: &[String]) -> Vec<String> {
    // A predefined one is easily named without its sign.
    let signed = format!("${}", name.trim_start_matches('$'));
    if known.contains(&signed) {
        return vec![signed];
    }
    let near = near(name, known.iter().map(String::as_str));
    near.into_iter().map(str::to_owned).collect()
}
