//! `brummer problems`: what is broken in this project; `brummer problems -`: what any output complains of, one problem a line.

mod here;

use std::collections::HashSet;
use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use brummer_core::detect::{
    CycleStep, Fact, Finding, Matcher, Output, ServerUrl, Severity, TestCounts,
};
use serde::Serialize;

pub(crate) use self::here::shown;
use crate::args::{Common, Problems};
use crate::open;
use crate::report::{self, Failure};

/// How long lines that may belong together wait for more of them.
const COMPLETE: Duration = Duration::from_millis(250);

/// How many pieces of input may wait to be understood.
const WAITING: usize = 4;

pub(crate) fn run(common: &Common, args: &Problems) -> Result<ExitCode, Failure> {
    let Some(source) = &args.source else {
        return here::run(common, args);
    };
    if source.as_os_str() != "-" {
        return Err(Failure::Usage(format!(
            "`{}` cannot be read; pass `-` to read from stdin, as in `npm test 2>&1 | brummer problems -`",
            source.display()
        )));
    }
    let output = Output::with_matchers(&matchers(common, args)?);
    let mut printer = Printer::new(args, output);
    match printer.print_all(&read_stdin()) {
        Ok(()) => Ok(printer.code()),
        // Whoever reads the answer has what it wanted.
        Err(Failure::System { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => {
            Ok(printer.code())
        }
        Err(failure) => Err(failure),
    }
}

/// The matchers that the arguments name. The configuration is read only if they name some: any output is understood anywhere.
fn matchers(common: &Common, args: &Problems) -> Result<Vec<Matcher>, Failure> {
    if args.matcher.is_empty() {
        return Ok(Vec::new());
    }
    let config = open::config(common)?;
    report::warn(&config.warnings);
    let matchers = args.matcher.iter().map(|name| config.matcher(name));
    matchers
        .collect::<Result<_, _>>()
        .map_err(|error| Failure::Usage(error.to_string()))
}

/// The pieces of stdin as they come. They are read on a thread of their own, so that a pause in them is noticed.
fn read_stdin() -> Receiver<io::Result<Vec<u8>>> {
    let (sender, pieces) = sync_channel(WAITING);
    thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        loop {
            let mut piece = vec![0; 64 * 1024];
            let read = match stdin.read(&mut piece) {
                Ok(0) => return,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    // Nobody waits for it if the program is about to end.
                    let _ = sender.send(Err(error));
                    return;
                }
            };
            piece.truncate(read);
            if sender.send(Ok(piece)).is_err() {
                return;
            }
        }
    });
    pieces
}

/// Prints what is found.
struct Printer<'a> {
    args: &'a Problems,
    output: Output,
    facts: Vec<Fact>,
    /// What was printed in this cycle: many tools print a problem where it occurs and again at the end.
    printed: HashSet<String>,
    urls: HashSet<String>,
    tests: Option<TestCounts>,
    failing: Vec<String>,
    has_errors: bool,
}

/// The tests of all of the output.
#[derive(Serialize)]
struct Tests<'a> {
    #[serde(flatten)]
    counts: TestCounts,
    failing: &'a [String],
}

impl<'a> Printer<'a> {
    fn new(args: &'a Problems, output: Output) -> Self {
        Self {
            args,
            output,
            facts: Vec::new(),
            printed: HashSet::new(),
            urls: HashSet::new(),
            tests: None,
            failing: Vec::new(),
            has_errors: false,
        }
    }

    fn print_all(&mut self, pieces: &Receiver<io::Result<Vec<u8>>>) -> Result<(), Failure> {
        loop {
            let piece = if self.output.is_open() {
                pieces.recv_timeout(COMPLETE)
            } else {
                pieces.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match piece {
                Ok(piece) => {
                    let piece = piece.map_err(|source| Failure::System {
                        what: "cannot read stdin",
                        source,
                    })?;
                    self.output.feed(&piece, &mut self.facts);
                }
                Err(RecvTimeoutError::Timeout) => self.output.settle(&mut self.facts),
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.print_facts()?;
        }
        std::mem::take(&mut self.output).finish(&mut self.facts);
        self.print_facts()?;
        self.print_tests()
    }

    fn print_facts(&mut self) -> Result<(), Failure> {
        for fact in std::mem::take(&mut self.facts) {
            match fact {
                Fact::Problem(finding) => self.print_problem(&finding)?,
                Fact::Cycle(cycle) => match cycle.step {
                    CycleStep::Began => {}
                    // What is still there in the next cycle is said again.
                    CycleStep::Ended { .. } | CycleStep::Finished | CycleStep::Updated { .. } => {
                        self.printed.clear();
                    }
                },
                Fact::Url(url) => self.print_url(&url)?,
                Fact::Tests(counts) => self.tests = Some(counts),
                Fact::TestsBegan => self.tests = None,
                Fact::MoreTests(counts) => {
                    self.tests = Some(self.tests.unwrap_or_default() + counts);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn print_problem(&mut self, finding: &Finding) -> Result<(), Failure> {
        self.has_errors |= finding.severity == Severity::Error;
        if let Some(test) = &finding.test
            && !self.failing.contains(test)
        {
            self.failing.push(test.clone());
        }
        let line = self.line(finding, &finding.to_string());
        if self.printed.insert(line.clone()) {
            print(&line)?;
        }
        Ok(())
    }

    fn print_url(&mut self, url: &ServerUrl) -> Result<(), Failure> {
        if self.args.urls && self.urls.insert(url.url.clone()) {
            print(&self.line(url, &url.url))?;
        }
        Ok(())
    }

    fn print_tests(&self) -> Result<(), Failure> {
        let Some(counts) = self.tests.filter(|_| self.args.tests) else {
            return Ok(());
        };
        let TestCounts {
            passed,
            failed,
            skipped,
        } = counts;
        let failing = &self.failing;
        let mut text = format!("tests: {passed} passed, {failed} failed, {skipped} skipped");
        for test in failing {
            text += "\n  failed: ";
            text += test;
        }
        print(&self.line(&Tests { counts, failing }, &text))
    }

    fn line(&self, value: &impl Serialize, text: &str) -> String {
        if self.args.json {
            serde_json::to_string(value).expect("it is made of strings and numbers")
        } else {
            text.to_owned()
        }
    }

    fn code(&self) -> ExitCode {
        if self.has_errors {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        }
    }
}

fn print(line: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")
        .and_then(|()| stdout.flush())
        .map_err(|source| Failure::System {
            what: "cannot write to stdout",
            source,
        })
}
