//! `brummer logs`: what processes have printed, as the host of the project has it, or as it is kept on disk.

mod live;

use std::error::Error;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use brummer_core::config::Config;
use brummer_core::{
    LogArchive, LogContext, LogLine, LogOrder, LogPage, LogPoint, LogQuery, LogRange, ProcessId,
};
use serde::Serialize;

use crate::args::{ColorChoice, Common, Logs};
use crate::report::{self, Failure};
use crate::stream::{Listing, Shape, Style};
use crate::{here, open, state};

pub(crate) fn run(common: &Common, args: &Logs) -> Result<ExitCode, Failure> {
    // What is wrong with the arguments is said whether there are logs or not.
    let query = query(args)?;
    let looks = Looks::of(args);
    if args.follow {
        return live::follow(common, args, &looks);
    }
    let config = open::config(common)?;
    report::warn(&config.warnings);
    // What is kept on disk has the present, too.
    if !config.settings.logs.persist.value
        && let Some(entry) = here::find(common)?
    {
        return live::print(entry, args, &looks);
    }
    let project = open::directory(common.dir())?;
    let archive = archive(&config, &project)?;
    for problem in archive.problems() {
        report::say(&format!("warning: {problem}"));
    }
    let processes = processes(&archive, &args.names)?;
    let page = archive.read(&LogQuery { processes, ..query })?;
    say_rest(&page, args);
    report::answer_bytes(&looks.page(&page))
}

/// Says how many lines there are beside those of the page, and that a run which was asked for has none.
fn say_rest(page: &LogPage, args: &Logs) {
    if page.more {
        let number = match page.left_out {
            LogQuery::MAX_COUNTED => format!("at least {}", LogQuery::MAX_COUNTED),
            fewer => fewer.to_string(),
        };
        report::say(&format!(
            "brummer: {number} more lines match; -n takes a larger number"
        ));
    }
    if let Some(run) = args.run
        && page.lines.is_empty()
    {
        report::say(&format!("brummer: no line of run {run} matches"));
    }
}

/// How lines look.
enum Looks {
    Json,
    Text(Style, Shape),
}

impl Looks {
    fn of(args: &Logs) -> Self {
        if args.json {
            return Self::Json;
        }
        let color = if args.no_color {
            ColorChoice::Never
        } else {
            ColorChoice::Auto
        };
        let shape = if args.raw { Shape::Raw } else { Shape::Compact };
        Self::Text(Style::of_stdout(color), shape)
    }

    fn page(&self, page: &LogPage) -> Vec<u8> {
        match self {
            Self::Json => json(page).into_bytes(),
            Self::Text(style, shape) => Listing::new(*style, *shape).page(page),
        }
    }
}

/// How many lines are printed where nobody says: before following, only as many as one reads.
fn lines(args: &Logs) -> usize {
    args.lines.unwrap_or(if args.follow { 10 } else { 1000 })
}

fn query(args: &Logs) -> Result<LogQuery, Failure> {
    let range = match args.around {
        None => LogRange::Tail,
        Some(moment) => LogRange::Around(LogPoint::Time(moment.0), args.within.0),
    };
    Ok(LogQuery {
        range,
        limit: lines(args),
        run: args.run,
        since: args.since.map(|moment| moment.0),
        until: args.until.map(|moment| moment.0),
        context: LogContext {
            before: args.context,
            after: args.context,
        },
        order: if args.newest_first {
            LogOrder::NewestFirst
        } else {
            LogOrder::OldestFirst
        },
        ..args.filters.query()?
    })
}

/// The logs of the project, or what to do to have some.
fn archive(config: &Config, project: &Path) -> Result<LogArchive, Failure> {
    let dir = state::logs_dir(project)
        .ok_or_else(|| Failure::Usage("there is no home directory to keep logs in".to_owned()))?;
    match LogArchive::open(&dir) {
        Ok(archive) => Ok(archive),
        Err(error) if is_missing(&error) => Err(Failure::Usage(
            if config.settings.logs.persist.value {
                "nothing has been kept yet: no process has run here since `persist = true`"
            } else {
                "nothing hosts this project, and its logs are kept in memory only; `persist = true` under [logs] in \
                 .brum.toml keeps them on disk from then on"
            }
            .to_owned(),
        )),
        Err(error) => Err(error.into()),
    }
}

fn is_missing(error: &brummer_core::Error) -> bool {
    let cause = error
        .source()
        .and_then(|cause| cause.downcast_ref::<io::Error>());
    cause.is_some_and(|cause| cause.kind() == io::ErrorKind::NotFound)
}

/// The processes named, all of which must have left something.
fn processes(archive: &LogArchive, names: &[String]) -> Result<Vec<ProcessId>, Failure> {
    let find = |name: &String| {
        let found = archive.processes().find(|id| id.as_str() == name);
        found.cloned().ok_or_else(|| {
            let known: Vec<_> = archive.processes().map(ProcessId::as_str).collect();
            Failure::Usage(match &*known.join(", ") {
                "" => format!("there are no logs of `{name}`, nor of any other process"),
                known => format!("there are no logs of `{name}`; there are of {known}"),
            })
        })
    };
    names.iter().map(find).collect()
}

/// A line as data.
#[derive(Serialize)]
struct JsonLine<'a> {
    time: jiff::Timestamp,
    process: &'a ProcessId,
    run: brummer_core::Run,
    stream: brummer_core::Stream,
    level: Option<brummer_core::Level>,
    /// Without escape sequences.
    text: &'a str,
    /// Whether it is there only because a line near it was asked for.
    context: bool,
}

fn json(page: &LogPage) -> String {
    let mut text = String::new();
    for line in &page.lines {
        text.push_str(&json_line(line, page.is_context(line)));
        text.push('\n');
    }
    text
}

fn json_line(line: &LogLine, context: bool) -> String {
    let line = JsonLine {
        time: line.time,
        process: &line.process,
        run: line.run,
        stream: line.stream,
        level: line.level,
        text: &line.text(),
        context,
    };
    serde_json::to_string(&line).expect("a line is made of strings and numbers")
}
