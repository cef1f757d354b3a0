//! `brummer check [FILE…]`: whether an edit is good, as what watches the project says: for hooks of editors.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use brummer_core::edit::{Edit, Heard, Hearing, Judgement, Newest, hear, judge, newest};
use brummer_core::words::{self, span};
use brummer_core::{LogQuery, NewSince, ProblemQuery};
use jiff::Timestamp;
use tokio::time::{Instant, sleep, sleep_until};

use super::problems::shown;
use super::wait::TIMED_OUT;
use crate::args::{Check, Common};
use crate::client::Client;
use crate::report::{self, Failure};
use crate::{open, runtime};

/// The least time between two looks, however much is printed.
const PAUSE: Duration = Duration::from_millis(25);

/// How long a watcher may take to notice a change. One that says nothing for longer does not watch that file.
const NOTICE: Duration = Duration::from_secs(5);

pub(crate) fn run(common: &Common, args: &Check) -> Result<ExitCode, Failure> {
    runtime::single()?.block_on(async {
        let client = Client::connect(common).await?;
        let files = files(common, args)?;
        let found = newest(&client.entry.root, &files).await;
        let edit = match found.map_err(|error| Failure::Usage(error.to_string()))? {
            Newest::Edit(edit) => edit,
            Newest::Committed => return Ok(nothing("git names no changed file")),
            Newest::Nothing => return Ok(nothing("no file was found")),
        };
        let outcome = tokio::select! {
            outcome = outcome(&client, &edit, args.timeout.0) => outcome?,
            gone = client.gone() => return Err(gone),
        };
        let problems = new_problems(&client, &edit, args.json).await?;
        report::say(&format!("brummer: {}", outcome.text()));
        report::answer_bytes(problems.as_bytes())?;
        Ok(match (problems.is_empty(), &outcome) {
            (false, _) => ExitCode::FAILURE,
            (true, Outcome::TimedOut(_)) => ExitCode::from(TIMED_OUT),
            (true, Outcome::Told(_) | Outcome::Unknown(_)) => ExitCode::SUCCESS,
        })
    })
}

/// The files that are named, from the working directory on.
fn files(common: &Common, args: &Check) -> Result<Vec<String>, Failure> {
    let dir = open::directory(common.dir())?;
    let absolute = args.files.iter().map(|file| dir.join(file));
    Ok(absolute
        .map(|file| file.to_string_lossy().into_owned())
        .collect())
}

fn nothing(why: &str) -> ExitCode {
    report::say(&format!(
        "brummer: {why}, so there is nothing to check; name the files that were edited"
    ));
    ExitCode::SUCCESS
}

/// What is known of the edit.
enum Outcome {
    /// Those who could tell did, in words.
    Told(String),
    /// Nobody tells; what there is to know, in words.
    Unknown(String),
    /// It was not told in time; what was known then, in words.
    TimedOut(String),
}

impl Outcome {
    fn text(&self) -> String {
        match self {
            Self::Told(text) => text.clone(),
            Self::Unknown(text) => format!("unknown: {text}"),
            Self::TimedOut(text) => format!("not told in time: {text}"),
        }
    }
}

/// Waits until what watches the project has seen the edit, as far as it tells.
async fn outcome(client: &Client, edit: &Edit, limit: Duration) -> Result<Outcome, Failure> {
    let began = Instant::now();
    let deadline = began + limit;
    // Made before anything is looked at, so that nothing is missed.
    let mut changes = client.supervisor.changes();
    let mut printed = client.supervisor.log_changes();
    loop {
        let last = last_printed(client).await?;
        let project = client.supervisor.snapshot();
        let heard = hear(project.processes().iter().map(|process| &**process), edit);
        let now = Timestamp::now();
        let text = || told(&heard, edit, now);
        let look_again = match judge(&heard, edit, last, now) {
            Judgement::Fresh => return Ok(Outcome::Told(text())),
            Judgement::Gone => {
                return Ok(Outcome::Unknown(
                    "nothing runs that could see it".to_owned(),
                ));
            }
            Judgement::Silent { quiet, left: None } => {
                return Ok(Outcome::Unknown(format!(
                    "quiet for {}; {}",
                    span(quiet),
                    text()
                )));
            }
            Judgement::Silent {
                left: Some(left), ..
            } => Instant::now() + left,
            Judgement::Earlier if began.elapsed() >= NOTICE => {
                return Ok(Outcome::Unknown(format!(
                    "no watcher took notice; {}",
                    text()
                )));
            }
            Judgement::Earlier => began + NOTICE,
            Judgement::Working => deadline,
        };
        if Instant::now() >= deadline {
            return Ok(Outcome::TimedOut(text()));
        }
        tokio::select! {
            _ = changes.wait() => sleep(PAUSE).await,
            _ = printed.wait() => sleep(PAUSE).await,
            () = sleep_until(look_again.min(deadline)) => {}
        }
    }
}

/// When anything was printed last.
async fn last_printed(client: &Client) -> Result<Option<Timestamp>, Failure> {
    let query = LogQuery {
        limit: 1,
        ..LogQuery::default()
    };
    let page = client.supervisor.logs(query).await?;
    Ok(page.lines.last().map(|line| line.time))
}

/// Who said what, and of which change.
fn told(heard: &[Hearing<'_>], edit: &Edit, now: Timestamp) -> String {
    let said = heard.iter().filter(|hearing| hearing.heard != Heard::Gone);
    let said: Vec<_> = said.map(|hearing| said_by(hearing, now)).collect();
    let changed = words::ago(edit.time, now);
    format!("{}; {} changed {changed}", said.join(", "), edit.file)
}

fn said_by(hearing: &Hearing<'_>, now: Timestamp) -> String {
    let id = hearing.process.id();
    let who = match hearing.watcher {
        Some(watcher) => format!("{id}: {}", words::watcher(watcher, now)),
        None => id.to_string(),
    };
    match (hearing.heard, hearing.watcher) {
        (Heard::Earlier, _) => format!("{who}, began before the change"),
        (Heard::Close, _) => format!("{who}, began with the change"),
        (Heard::Silent, Some(watcher)) if watcher.on_request => {
            format!("{who}, compiles only what is asked for")
        }
        (Heard::Silent, Some(_)) => format!("{who}, does not say when it begins"),
        (Heard::Silent, None) => format!("{who} has no watcher that is known"),
        (Heard::Fresh, None) => format!("{who} was started after the change"),
        (Heard::Fresh | Heard::Working | Heard::Gone, _) => who,
    }
}

/// The problems that appeared since the edit, a line each.
async fn new_problems(client: &Client, edit: &Edit, json: bool) -> Result<String, Failure> {
    let query = ProblemQuery {
        new_since: Some(NewSince::Time(edit.time)),
        ..ProblemQuery::default()
    };
    let page = client.supervisor.problems(&query).await?;
    let lines = page
        .problems
        .iter()
        .map(|problem| shown(problem, json) + "\n");
    let mut text: String = lines.collect();
    if page.more > 0 && !json {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "… and {} more; `brummer problems` lists them",
            page.more
        );
    }
    Ok(text)
}
