//! What each tool prints: one file per tool.
//!
//! To add a tool: a file with a type that implements [`Format`], a `mod` line, and a row in [`FORMATS`]. Its fixtures are in
//! `tests/fixtures/TOOL`.

mod air;
mod angular;
mod astro;
mod bacon;
mod biome;
mod bun;
mod cargo_test;
mod cargo_watch;
mod deno;
mod django;
mod docker;
mod dotnet;
mod elixir;
mod esbuild;
mod eslint;
mod flask;
mod gcc;
mod go;
mod gradle;
mod java;
mod javac;
mod javascript;
mod jest;
mod kotlin;
mod laravel;
mod maven;
mod minitest;
mod mocha;
mod mypy;
mod mysql;
mod next;
mod nginx;
mod node;
mod node_test;
mod nodemon;
mod nuxt;
mod panic;
mod pest;
mod php;
mod phpunit;
mod playwright;
mod postgres;
mod prettier;
mod pyright;
mod pytest;
mod python;
mod rails;
mod rollup;
mod rspec;
mod ruby;
mod ruff;
mod rustc;
#[cfg(test)]
mod said;
mod sanitizer;
mod spring_boot;
mod svelte_check;
mod tap;
mod tsc;
mod tsx;
mod unittest;
mod uvicorn;
mod vite;
mod vitest;
mod webpack;

pub(super) use self::java::trace::frame as java_frame;
pub(super) use self::python::trace::frame as python_frame;
use super::fact::{Cycle, CycleStep, Fact, Finding, TestCounts};

/// All formats, the more specific first: each sees only what those before it did not take.
pub(super) const FORMATS: &[&dyn Format] = &[
    &tsc::Tsc,
    &jest::Jest,
    &vitest::Vitest,
    &mocha::Mocha,
    &tap::Tap,
    &node_test::NodeTest,
    &eslint::Eslint,
    &biome::Biome,
    &prettier::Prettier,
    // Frameworks before the bundlers that they are built on, and both before what throws the same errors.
    &next::Next,
    &nuxt::Nuxt,
    &astro::Astro,
    &svelte_check::SvelteCheck,
    &angular::Angular,
    &vite::Rolldown,
    &vite::Build,
    &vite::Dev,
    &webpack::Webpack,
    &rollup::Rollup,
    &esbuild::Esbuild,
    &tsx::Tsx,
    &nodemon::Nodemon,
    &pytest::Pytest,
    &unittest::Unittest,
    &mypy::Mypy,
    &pyright::Pyright,
    &ruff::Ruff,
    &django::Django,
    &flask::Flask,
    &uvicorn::Uvicorn,
    &python::Python,
    &cargo_watch::CargoWatch,
    &cargo_test::CargoTest,
    &panic::Panics,
    &rustc::Rustc,
    // After rustc, whose last line is above its own.
    &bacon::Bacon,
    // Results before panics, which name the test that they ended by the result above them.
    &go::Tests,
    &go::Panics,
    &go::Races,
    &go::Build,
    &sanitizer::Sanitizer,
    &gcc::Gcc,
    &maven::Maven,
    &gradle::Gradle,
    // Before javac, which says the same at the end of its warnings.
    &kotlin::Kotlin,
    &javac::Javac,
    &spring_boot::SpringBoot,
    &java::Java,
    &dotnet::Build,
    &dotnet::Exception,
    &dotnet::Log,
    &dotnet::Test,
    &dotnet::Watch,
    // Its frames are those of Rails too, which looks for lines above them.
    &ruby::Ruby,
    &rails::Rails,
    &rspec::Rspec,
    &minitest::Minitest,
    &laravel::Laravel,
    &php::Php,
    &phpunit::Phpunit,
    &pest::Pest,
    &elixir::Exunit,
    &elixir::Diagnostic,
    &elixir::Exception,
    &elixir::Log,
    &docker::Docker,
    &postgres::Postgres,
    &mysql::Mysql,
    &nginx::Nginx,
    &air::Air,
    &deno::Deno,
    &bun::Bun,
    // After Bun, whose errors begin alike.
    &playwright::Playwright,
    // After all others that print errors of JavaScript.
    &node::Node,
];

/// What one tool prints.
pub(crate) trait Format: Sync {
    /// Literals of at least three bytes. A line is shown to this format only if it holds one of them, as it is.
    fn triggers(&self) -> &'static [&'static str];

    /// Looks at a line that holds a trigger. `before` has the lines before it.
    fn look(&self, line: &str, before: &Before, out: &mut Out<'_>) -> Look;
}

/// What a format makes of a line.
pub(crate) enum Look {
    /// It is not mine, or others may see it too.
    Pass,
    /// It is mine, and complete.
    Taken,
    /// It is mine, and the next lines may belong to it.
    Open(Box<dyn Block>),
}

impl Look {
    /// A block that begins with this line.
    pub(crate) fn open(block: impl Block + 'static) -> Self {
        Self::Open(Box::new(block))
    }
}

/// Lines that belong together, of which more may come.
pub(crate) trait Block: Send {
    /// Looks at the next line.
    fn line(&mut self, line: &str, out: &mut Out<'_>) -> Flow;

    /// Says what it found, as far as it has not done so before: the block is complete, or nothing more comes.
    fn end(self: Box<Self>, out: &mut Out<'_>);

    /// How many lines it may have; after these it is complete.
    fn most_lines(&self) -> usize {
        BLOCK_LINES
    }
}

/// How many lines a block may have by default.
pub(super) const BLOCK_LINES: usize = 1000;

/// How many lines the report of a test runner may have. Reports keep what they say of a test, not their lines.
const REPORT_LINES: usize = 100_000;

/// What a block makes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    /// It belongs to me, and more may come.
    More,
    /// It belongs to me, and is the last one.
    Last,
    /// It does not belong to me; I am complete.
    Not,
}

/// Where facts go.
pub(crate) struct Out<'a> {
    pub(super) facts: &'a mut Vec<Fact>,
    pub(super) lane: Option<&'a str>,
    /// The number of the first line of the block, or of the line itself.
    pub(super) first: u64,
    /// The number of the latest line that belongs to it.
    pub(super) last: u64,
}

impl Out<'_> {
    /// Something is wrong. The lines behind it are those of the block so far, unless the finding says which.
    pub(crate) fn problem(&mut self, mut finding: Finding) {
        if finding.lines == (0, 0) {
            finding.lines = (self.first, self.last);
        }
        finding.lane = self.lane.map(str::to_owned);
        finding.drop_controls();
        self.facts.push(Fact::Problem(Box::new(finding)));
    }

    /// The number of the line that is being looked at.
    pub(crate) fn number(&self) -> u64 {
        self.last
    }

    /// A watcher began to work on a change.
    pub(crate) fn cycle_began(&mut self, tool: &'static str) {
        self.cycle(tool, CycleStep::Began);
    }

    /// A watcher is done, with this many errors; none if it says only that it failed.
    pub(crate) fn cycle_ended(&mut self, tool: &'static str, errors: Option<u32>) {
        self.cycle(tool, CycleStep::Ended { errors });
    }

    /// A watcher is done; how well is told by what was printed since it began.
    pub(crate) fn cycle_finished(&mut self, tool: &'static str) {
        self.cycle(tool, CycleStep::Finished);
    }

    /// A watcher took notice of a change, and compiles only what is asked for; perhaps it complained at once.
    pub(crate) fn updated(&mut self, tool: &'static str, failed: bool) {
        self.cycle(tool, CycleStep::Updated { failed });
    }

    fn cycle(&mut self, tool: &'static str, step: CycleStep) {
        let lane = self.lane.map(str::to_owned);
        self.facts.push(Fact::Cycle(Cycle { tool, lane, step }));
    }

    /// The program can be used.
    pub(crate) fn ready(&mut self) {
        self.facts.push(Fact::Ready);
    }

    /// The tests of a run are counted.
    pub(crate) fn tests(&mut self, counts: TestCounts) {
        self.facts.push(Fact::Tests(counts));
    }

    /// Tests are run from here on, of which parts will be counted.
    pub(crate) fn tests_began(&mut self) {
        self.facts.push(Fact::TestsBegan);
    }

    /// The tests of a part of a run are counted.
    pub(crate) fn more_tests(&mut self, counts: TestCounts) {
        self.facts.push(Fact::MoreTests(counts));
    }
}

/// The latest lines of a stream, for formats whose first line says nothing by itself.
#[derive(Debug, Default)]
pub(crate) struct Before {
    lines: [String; Self::LINES],
    /// How many lines there were so far.
    count: usize,
}

impl Before {
    const LINES: usize = 8;

    /// The line that many lines before the present one: 1 is the one directly before. Empty where there was none, or it is too long
    /// ago.
    pub(crate) fn back(&self, lines: usize) -> &str {
        if lines == 0 || lines > Self::LINES || lines > self.count {
            return "";
        }
        &self.lines[(self.count - lines) % Self::LINES]
    }

    pub(super) fn push(&mut self, line: &str) {
        let slot = &mut self.lines[self.count % Self::LINES];
        slot.clear();
        slot.push_str(line);
        self.count += 1;
    }
}
