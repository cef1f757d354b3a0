//! The ways to take in what children print.

use std::error::Error;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Command as Program, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use brummer_core::{Command, Detection, LogQuery, Spec, Supervisor};
use nix::sys::resource::UsageWho;

use crate::cpu;
use crate::generator;

/// Who prints how much.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    /// Lines per child.
    pub(crate) lines: usize,
    pub(crate) children: usize,
    /// Lines per write.
    pub(crate) at_once: usize,
}

/// What a load took, from the start of the children to the last line.
pub(crate) struct Took {
    pub(crate) wall: Duration,
    /// Without that of the generators.
    pub(crate) cpu: Duration,
}

/// A way to take in what children print.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    /// Blocking reads, lines found and counted, nothing kept.
    Floor,
    /// `cat >/dev/null`, which does not look at lines.
    Cat,
    /// A supervisor that only keeps lines.
    Stored,
    /// A supervisor as it is by default, which understands each line.
    Understood,
}

impl Way {
    /// The floor is the first.
    pub(crate) const ALL: [Self; 4] = [Self::Floor, Self::Cat, Self::Stored, Self::Understood];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Floor => "read, split and count",
            Self::Cat => "`cat >/dev/null`",
            Self::Stored => "brummer-core, stored",
            Self::Understood => "brummer-core, understood",
        }
    }

    pub(crate) fn run(self, load: Load) -> Result<Took, Box<dyn Error>> {
        let dir = tempfile::tempdir()?;
        let report = dir.path().join("report");
        let line = generator::command(load.lines, load.at_once, &report)?;
        let who = match self {
            Self::Floor | Self::Stored | Self::Understood => UsageWho::RUSAGE_SELF,
            Self::Cat => UsageWho::RUSAGE_CHILDREN,
        };
        let before = cpu::used(who)?;
        let began = Instant::now();
        match self {
            Self::Floor => count(load, &line)?,
            Self::Cat => discard(load, &line)?,
            Self::Stored => store(load, &line, dir.path(), Detection::Off)?,
            Self::Understood => store(load, &line, dir.path(), Detection::On)?,
        }
        let wall = began.elapsed();
        let mut cpu = cpu::used(who)?.saturating_sub(before);
        if let Self::Cat = self {
            cpu = cpu.saturating_sub(generator::reported(&report).1);
        }
        Ok(Took { wall, cpu })
    }
}

/// Reads each child on a thread of its own.
fn count(load: Load, line: &str) -> Result<(), Box<dyn Error>> {
    let read = || -> io::Result<usize> {
        let mut child = shell(line).stdout(Stdio::piped()).spawn()?;
        let mut lines = 0;
        if let Some(mut stdout) = child.stdout.take() {
            let mut buf = vec![0; 64 * 1024];
            loop {
                let read = stdout.read(&mut buf)?;
                if read == 0 {
                    break;
                }
                lines += memchr::memchr_iter(b'\n', &buf[..read]).count();
            }
        }
        child.wait()?;
        Ok(lines)
    };
    let counted = thread::scope(|scope| {
        let readers: Vec<_> = (0..load.children).map(|_| scope.spawn(read)).collect();
        let join = |reader: thread::ScopedJoinHandle<'_, io::Result<usize>>| {
            reader.join().expect("a reader does not panic")
        };
        readers.into_iter().map(join).sum::<io::Result<usize>>()
    })?;
    complete(load, counted)
}

fn discard(load: Load, line: &str) -> Result<(), Box<dyn Error>> {
    let line = format!("({line}) | cat >/dev/null");
    let children: io::Result<Vec<_>> = (0..load.children).map(|_| shell(&line).spawn()).collect();
    for mut child in children? {
        child.wait()?;
    }
    Ok(())
}

fn store(load: Load, line: &str, dir: &Path, detection: Detection) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let stored = runtime.block_on(async {
        let supervisor = Supervisor::builder().detection(detection).build()?;
        let names: Vec<_> = (0..load.children).map(|n| format!("child-{n}")).collect();
        for name in &names {
            let spec = Spec::new(name, Command::shell(line), dir)?;
            supervisor.start(spec).await?;
        }
        for name in &names {
            supervisor.wait_exit(name).await?;
        }
        let query = LogQuery {
            limit: 1,
            ..LogQuery::default()
        };
        let page = supervisor.logs(query).await?;
        // Lines are numbered from 0, over all processes.
        Ok::<_, brummer_core::Error>(page.lines.last().map_or(0, |line| line.sequence + 1))
    })?;
    complete(load, usize::try_from(stored)?)
}

/// A way that loses lines is not a way.
fn complete(load: Load, lines: usize) -> Result<(), Box<dyn Error>> {
    let expected = load.lines * load.children;
    if lines == expected {
        return Ok(());
    }
    Err(format!("{lines} of {expected} lines arrived").into())
}

fn shell(line: &str) -> Program {
    let mut shell = Program::new("/bin/sh");
    shell.arg("-c").arg(line).stdin(Stdio::null());
    shell
}
