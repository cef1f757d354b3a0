//! `brummer instances`: which projects are hosted now.

use std::process::ExitCode;

use brummer_core::instance::{self, Checkout, Entry, Place, Stay};
use brummer_core::words;
use jiff::Timestamp;
use serde::Serialize;

use crate::args::Instances;
use crate::report::{self, Failure};
use crate::table::table;

pub(crate) fn run(args: &Instances) -> Result<ExitCode, Failure> {
    let listing = instance::Instances::open(Place::of_process())?.list()?;
    for refused in &listing.refused {
        report::say(&format!("warning: {refused}"));
    }
    if listing.left_out > 0 {
        let number = listing.left_out;
        report::say(&format!("warning: {number} more files were not looked at"));
    }
    for ending in &listing.ending {
        let (root, pid) = (ending.root.display(), ending.pid);
        report::say(&format!(
            "note: the host of {root} (pid {pid}) is ending; `brummer down` there kills what it waits for"
        ));
    }
    let shown: Vec<_> = listing.living.iter().map(Shown::of).collect();
    if args.json {
        let json = serde_json::to_string_pretty(&shown).expect("it is made of strings and numbers");
        return report::answer(&json);
    }
    if shown.is_empty() {
        report::say("no project is hosted; `brummer serve -d` hosts the one in this directory");
        return Ok(ExitCode::SUCCESS);
    }
    let now = Timestamp::now();
    let rows = shown.iter().map(|shown| shown.row(now));
    report::answer(&table(rows.collect()))
}

/// An instance, with what is known of it beside what it says.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    entry: &'a Entry,
    /// Where its project is checked out, if it is.
    git: Option<Checkout>,
}

impl<'a> Shown<'a> {
    fn of(entry: &'a Entry) -> Self {
        Self {
            entry,
            git: Checkout::of(&entry.root),
        }
    }

    fn row(&self, now: Timestamp) -> Vec<String> {
        let Entry {
            root,
            pid,
            since,
            http,
            version,
            started_by,
            stay,
            ..
        } = self.entry;
        let branch = self.git.as_ref().and_then(|git| git.branch.as_deref());
        let ends = match stay {
            Stay::Stay => "stays",
            Stay::Linger => "ends with its last client",
            Stay::Program => "ends with it",
        };
        vec![
            root.display().to_string(),
            branch.unwrap_or("-").to_owned(),
            format!("pid {pid}"),
            words::ago(*since, now),
            format!("by {started_by}, {ends}"),
            http.clone().unwrap_or_else(|| "-".to_owned()),
            version.clone(),
        ]
    }
}
