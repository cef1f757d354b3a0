//! What Python projects run: scripts of their tools, test environments, and the servers of web frameworks.

mod ini;
mod pyproject;
mod sessions;
mod web;

use crate::process::spec::Command;
use crate::project::look::Look;
use crate::project::text::{Node, Text};

/// Looks at a directory with Python in it.
pub(super) fn look(look: &mut Look<'_>) {
    let pyproject = look.read("pyproject.toml");
    let pyproject = pyproject.and_then(|text| {
        let toml = look.or_warn(text.toml())?;
        Some((text, toml))
    });
    let toml = pyproject.as_ref().map(|(_, toml)| toml);
    let manager = Manager::of(toml, look);
    let python = Python {
        manager,
        pyproject: pyproject.as_ref(),
    };
    web::look(&python, look);
    pyproject::look(&python, look);
    sessions::look(&python, look);
}

/// What runs programs in the environment of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manager {
    Uv,
    Poetry,
    Pdm,
    Hatch,
    Pipenv,
    /// Nothing: an environment is active, or there is none
    None,
}

impl Manager {
    /// The manager by its lock file, else by its table.
    fn of(toml: Option<&Node>, look: &mut Look<'_>) -> Self {
        let locks = [
            ("uv.lock", Self::Uv),
            ("poetry.lock", Self::Poetry),
            ("pdm.lock", Self::Pdm),
            ("Pipfile", Self::Pipenv),
            ("hatch.toml", Self::Hatch),
        ];
        let locked = locks.into_iter().find(|(file, _)| look.has(file));
        if let Some((_, manager)) = locked {
            return manager;
        }
        let tables = [
            ("uv", Self::Uv),
            ("poetry", Self::Poetry),
            ("pdm", Self::Pdm),
        ];
        let tools = toml.and_then(|toml| toml.get("tool"));
        let named = |(name, _): &(&str, Self)| tools.is_some_and(|tools| tools.get(name).is_some());
        let table = tables.into_iter().find(named);
        let has_environments =
            tools.is_some_and(|tools| tools.at_path(&["hatch", "envs"]).is_some());
        match table {
            Some((_, manager)) => manager,
            None if has_environments => Self::Hatch,
            None => Self::by_backend(toml),
        }
    }

    /// The manager whose own backend builds the package.
    fn by_backend(toml: Option<&Node>) -> Self {
        let backend =
            toml.and_then(|toml| toml.at_path(&["build-system", "build-backend"])?.as_str());
        match backend {
            Some("uv_build") => Self::Uv,
            Some(backend) if backend.starts_with("poetry.") => Self::Poetry,
            Some("pdm.backend") => Self::Pdm,
            Some(_) | None => Self::None,
        }
    }

    fn program(self) -> Option<&'static str> {
        match self {
            Self::Uv => Some("uv"),
            Self::Poetry => Some("poetry"),
            Self::Pdm => Some("pdm"),
            Self::Hatch => Some("hatch"),
            Self::Pipenv => Some("pipenv"),
            Self::None => None,
        }
    }
}

/// A Python project.
struct Python<'a> {
    manager: Manager,
    pyproject: Option<&'a (Text, Node)>,
}

impl Python<'_> {
    /// A program of the project's environment, as a person runs it.
    fn command(&self, words: &[&str], look: &mut Look<'_>) -> Command {
        match self.manager.program() {
            Some(program) => {
                look.needs(program, &format!("with `pipx install {program}`"));
                let args = std::iter::once("run").chain(words.iter().copied());
                Command::program(program, args)
            }
            None => Command::program(words[0], words[1..].iter().copied()),
        }
    }

    /// The interpreter: some systems have it as `python3` only.
    fn interpreter(&self, look: &Look<'_>) -> &'static str {
        let has = |name| look.search_path().has(name);
        if self.manager == Manager::None && !has("python") && has("python3") {
            "python3"
        } else {
            "python"
        }
    }
}
