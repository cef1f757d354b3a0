//! What a script is for, as far as its name and its command tell.

use std::fmt;

use serde::Serialize;

/// What a script is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ScriptKind {
    /// It serves or watches until it is stopped.
    Dev,
    /// It makes something.
    Build,
    /// It tests.
    Test,
    /// It checks or formats source code.
    Lint,
    /// Anything else, or nobody can tell.
    Other,
}

impl ScriptKind {
    /// Its name, as it is shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Build => "build",
            Self::Test => "test",
            Self::Lint => "lint",
            Self::Other => "other",
        }
    }

    /// What a process is for that is kept running with others: to serve or to watch, unless something else is told.
    pub(super) fn of_process(name: &str, command: &str) -> Self {
        match Self::tell(name, command) {
            Self::Other => Self::Dev,
            told @ (Self::Dev | Self::Build | Self::Test | Self::Lint) => told,
        }
    }

    /// Tells it by name (`test:watch`), else by what is executed (`vite --port 3000`).
    pub(super) fn tell(name: &str, command: &str) -> Self {
        by_name(name)
            .or_else(|| by_command(command))
            .unwrap_or(Self::Other)
    }
}

impl fmt::Display for ScriptKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The first word of a name that says something decides: `test:watch` tests, and `watch:test` watches.
fn by_name(name: &str) -> Option<ScriptKind> {
    let words = name.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .find_map(|word| of_word(&word.to_ascii_lowercase()))
}

fn of_word(word: &str) -> Option<ScriptKind> {
    Some(match word {
        "dev" | "watcher" | "worker" | "develop" | "development" | "start" | "serve" | "server"
        | "watch" | "preview" | "storybook" | "up" | "runserver" | "live" | "hot" | "devserver" => {
            ScriptKind::Dev
        }
        "build" | "rebuild" | "compile" | "bundle" | "dist" | "package" | "assemble" | "make"
        | "all" | "release" | "transpile" | "generate" | "codegen" => ScriptKind::Build,
        "test" | "tests" | "spec" | "specs" | "e2e" | "unit" | "integration" | "coverage"
        | "cov" | "bench" | "benchmark" | "cypress" | "playwright" | "jest" | "vitest"
        | "pytest" => ScriptKind::Test,
        "lint" | "linter" | "format" | "fmt" | "check" | "typecheck" | "types" | "prettier"
        | "eslint" | "style" | "clippy" | "tsc" | "stylelint" | "ruff" | "mypy" | "vet"
        | "biome" => ScriptKind::Lint,
        _ => return None,
    })
}

/// The first program of a command line that says something decides.
fn by_command(command: &str) -> Option<ScriptKind> {
    let parts = command.split(['&', '|', ';', '\n']);
    parts.take(MAX_PARTS).find_map(of_part)
}

/// How many commands of one line are looked at.
const MAX_PARTS: usize = 16;

/// A single command: its program, and what that is told to do.
fn of_part(part: &str) -> Option<ScriptKind> {
    let mut words = part.split_whitespace().take(MAX_WORDS).peekable();
    let is_before = |word: &&str| word.contains('=') || BEFORE.contains(word);
    while words.next_if(is_before).is_some() {}
    let program = words.next()?;
    let program = program.rsplit(['/', '\\']).next().unwrap_or(program);
    let told = words.clone().find(|word| !word.starts_with('-'));
    let task = words
        .clone()
        .find(|word| !word.starts_with('-') && *word != "run");
    let has = |flags: &[&str]| words.clone().any(|word| flags.contains(&word));
    Some(match program {
        "vite" | "next" | "nuxt" | "nuxi" | "astro" | "gatsby" | "remix" | "ng" | "parcel"
        | "vinxi" | "expo" | "vue-cli-service" | "react-scripts" | "wrangler" | "docusaurus"
        | "vitepress" | "eleventy" | "hugo" | "jekyll" | "zola" | "trunk" | "storybook"
        | "svelte-kit" | "rsbuild" | "react-router" => match told {
            Some("build" | "export" | "generate" | "compile" | "prebuild") => ScriptKind::Build,
            Some("test") => ScriptKind::Test,
            Some("lint" | "check" | "sync" | "typegen") => ScriptKind::Lint,
            Some("deploy" | "info" | "new" | "add" | "eject" | "inspect") => ScriptKind::Other,
            Some(_) | None => ScriptKind::Dev,
        },
        "nodemon" | "ts-node-dev" | "webpack-dev-server" | "http-server" | "live-server"
        | "browser-sync" | "serve" | "uvicorn" | "gunicorn" | "hypercorn" | "puma" | "unicorn"
        | "air" | "watchexec" | "cargo-watch" | "entr" | "json-server" | "foreman" | "sirv"
        | "hivemind" | "overmind" => ScriptKind::Dev,
        "vitest" | "jest" | "mocha" | "ava" | "tap" | "pytest" | "tox" | "rspec" | "phpunit"
        | "karma" | "nyc" | "c8" | "cypress" | "playwright" | "jasmine" | "nox" => ScriptKind::Test,
        "eslint" | "prettier" | "biome" | "stylelint" | "oxlint" | "ruff" | "mypy" | "pyright"
        | "black" | "flake8" | "rubocop" | "golangci-lint" | "standard" | "xo" | "tslint"
        | "svelte-check" | "vue-tsc" | "dprint" | "pylint" | "isort" | "knip" => ScriptKind::Lint,
        "tsc" if has(&["--noEmit"]) => ScriptKind::Lint,
        "tsc" | "webpack" | "rollup" | "esbuild" | "swc" | "tsup" | "babel" | "tsdown"
        | "unbuild" | "microbundle" | "rslib" | "rspack" => {
            if has(&["-w", "--watch", "serve", "-ws"]) {
                ScriptKind::Dev
            } else {
                ScriptKind::Build
            }
        }
        "node" | "tsx" | "bun" | "deno" | "ts-node" => {
            if told == Some("test") || has(&["--test"]) {
                ScriptKind::Test
            } else if has(&["--watch", "--hot"]) || told == Some("watch") {
                ScriptKind::Dev
            } else {
                return None;
            }
        }
        "cargo" | "go" | "dotnet" | "mix" | "swift" | "zig" | "flutter" | "dart" | "gradle"
        | "gradlew" | "mvn" | "mvnw" | "make" | "just" | "task" | "rake" | "composer" | "php"
        | "rails" | "npm" | "pnpm" | "yarn" => by_name(task?)?,
        "flask" | "manage.py" | "fastapi" => match told? {
            "run" => ScriptKind::Dev,
            told => by_name(told)?,
        },
        _ => return None,
    })
}

/// How many words of one command are looked at.
const MAX_WORDS: usize = 32;

/// What stands before the program that counts.
const BEFORE: [&str; 20] = [
    "cross-env",
    "npx",
    "exec",
    "env",
    "time",
    "sudo",
    "bunx",
    "pnpx",
    "dotenv",
    "--",
    "python",
    "python3",
    "bundle",
    "uv",
    "poetry",
    "pdm",
    "hatch",
    "pipenv",
    "run",
    "-m",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, command: &str, expected: &str) {
        assert_eq!(ScriptKind::tell(name, command).name(), expected);
    }

    #[test]
    fn the_first_telling_word_of_a_name_decides() {
        check("dev", "", "dev");
        check("test:watch", "", "test");
        check("watch:test", "", "dev");
        check("web_build", "", "build");
        check("Lint-Fix", "", "lint");
        check("db:seed", "", "other");
        check("testify", "", "other");
    }

    #[test]
    fn else_the_program_decides() {
        check("app", "vite --port 3000", "dev");
        check("app", "vite build", "build");
        check("eject", "react-scripts eject", "other");
        check("app", "cross-env A=1 npx jest", "test");
        check("app", "tsc --noEmit -p .", "lint");
        check("app", "tsc -p .", "build");
        check("app", "tsc -w", "dev");
        check("app", "rm -rf x && ./node_modules/.bin/webpack", "build");
        check("app", "node server.js", "other");
        check("app", "node --watch server.js", "dev");
        check("app", "npm run lint", "lint");
        check("app", "python manage.py runserver", "dev");
        check("app", "flask run", "dev");
    }
}
