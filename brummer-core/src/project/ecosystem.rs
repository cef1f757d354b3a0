//! Every way to have something to run, a file for each.
//!
//! To add one: a file here with a function that takes a [`Look`] at a directory, reads the files that it knows and
//! adds what it finds, and a row in [`ALL`]. It is called for the project's directory first and then for those below
//! it. It runs nothing, writes nothing, and takes nothing for granted: what is broken is a warning with its place, and
//! whatever else is there still shows.

mod cargo;
mod cmake;
mod compose;
mod dart;
mod deno;
mod dotnet;
mod elixir;
mod go;
mod gradle;
mod javascript;
mod just;
mod make;
mod maven;
mod mise;
mod moon;
mod nx;
mod php;
mod procfile;
mod python;
mod ruby;
mod runner;
mod swift;
mod task;
mod turbo;
mod vscode;
mod zig;

pub(super) use self::javascript::Told;
pub use self::javascript::{ChosenManager, PackageManager, Reason, UnknownPackageManager};
use super::look::Look;

/// A way to have something to run.
pub(super) struct Ecosystem {
    /// What its scripts are marked with, and what tells two of one name apart, as in `make:build`.
    pub(super) name: &'static str,
    /// Looks at a directory.
    pub(super) look: fn(&mut Look<'_>),
}

/// All of them. Of two scripts of one name in one directory, that of the earlier row has the name.
pub(super) const ALL: &[Ecosystem] = &[
    Ecosystem {
        name: "javascript",
        look: javascript::look,
    },
    Ecosystem {
        name: "deno",
        look: deno::look,
    },
    Ecosystem {
        name: "turbo",
        look: turbo::look,
    },
    Ecosystem {
        name: "nx",
        look: nx::look,
    },
    Ecosystem {
        name: "moon",
        look: moon::look,
    },
    Ecosystem {
        name: "procfile",
        look: procfile::look,
    },
    Ecosystem {
        name: "make",
        look: make::look,
    },
    Ecosystem {
        name: "just",
        look: just::look,
    },
    Ecosystem {
        name: "task",
        look: task::look,
    },
    Ecosystem {
        name: "mise",
        look: mise::look,
    },
    Ecosystem {
        name: "cargo",
        look: cargo::look,
    },
    Ecosystem {
        name: "go",
        look: go::look,
    },
    Ecosystem {
        name: "python",
        look: python::look,
    },
    Ecosystem {
        name: "ruby",
        look: ruby::look,
    },
    Ecosystem {
        name: "php",
        look: php::look,
    },
    Ecosystem {
        name: "maven",
        look: maven::look,
    },
    Ecosystem {
        name: "gradle",
        look: gradle::look,
    },
    Ecosystem {
        name: "dotnet",
        look: dotnet::look,
    },
    Ecosystem {
        name: "elixir",
        look: elixir::look,
    },
    Ecosystem {
        name: "dart",
        look: dart::look,
    },
    Ecosystem {
        name: "swift",
        look: swift::look,
    },
    Ecosystem {
        name: "zig",
        look: zig::look,
    },
    Ecosystem {
        name: "cmake",
        look: cmake::look,
    },
    Ecosystem {
        name: "compose",
        look: compose::look,
    },
    Ecosystem {
        name: "vscode",
        look: vscode::look,
    },
    Ecosystem {
        name: "mprocs",
        look: runner::mprocs,
    },
    Ecosystem {
        name: "process-compose",
        look: runner::process_compose,
    },
    Ecosystem {
        name: "pm2",
        look: runner::pm2,
    },
];
