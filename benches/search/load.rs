//! A log full of lines, and the same text in a file.

use std::error::Error;
use std::io::{self, Write};

use brummer_core::{Command, LogQuery, Spec, Supervisor};
use tempfile::NamedTempFile;
use tokio::runtime::Runtime;

/// About as much as the default budget holds.
const LINES: usize = 500_000;

/// What makes the benchmark print a text: it, and the file.
const FLAG: &str = "--print";

/// What the lines look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Text {
    /// Without escape sequences.
    Plain,
    /// With three colours in each line, as development servers print.
    Colored,
}

impl Text {
    pub(crate) const ALL: [Self; 2] = [Self::Plain, Self::Colored];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Colored => "colours",
        }
    }

    fn line(self, number: usize) -> String {
        let needle = if number % 1000 == 500 {
            "connection refused by 10"
        } else {
            "GET /api/items?page=1234"
        };
        match self {
            Self::Plain => format!(
                "{number:08} INFO  server {needle} 200 in 12 ms, 4 queries, cache hit, user-agent=curl/8\n"
            ),
            Self::Colored => format!(
                "{number:08} \x1b[32mINFO\x1b[0m  server \x1b[1m{needle}\x1b[22m 200 in \x1b[33m12 ms\x1b[0m, 4 queries, cache hit\n"
            ),
        }
    }
}

/// A log full of lines, and the same text in a file.
pub(crate) struct Load {
    pub(crate) text: Text,
    pub(crate) bytes: Vec<u8>,
    pub(crate) file: NamedTempFile,
    runtime: Runtime,
    supervisor: Supervisor,
}

impl Load {
    /// Has a child print the text into the log of a supervisor.
    pub(crate) fn store(text: Text) -> Result<Self, Box<dyn Error>> {
        let mut bytes = Vec::new();
        for number in 0..LINES {
            bytes.extend_from_slice(text.line(number).as_bytes());
        }
        let mut file = NamedTempFile::new()?;
        file.write_all(&bytes)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let program = std::env::current_exe()?;
        let line = format!(
            "exec '{}' {FLAG} '{}'",
            program.display(),
            file.path().display()
        );
        let supervisor = runtime.block_on(async {
            let supervisor = Supervisor::builder().log_bytes(256 << 20).build()?;
            supervisor
                .start(Spec::new("load", Command::shell(line), "/")?)
                .await?;
            supervisor.wait_exit("load").await?;
            Ok::<_, brummer_core::Error>(supervisor)
        })?;
        let load = Self {
            text,
            bytes,
            file,
            runtime,
            supervisor,
        };
        match load
            .runtime
            .block_on(load.supervisor.count_logs(LogQuery::default()))?
        {
            count if count == LINES as u64 => Ok(load),
            count => Err(format!("{count} of {LINES} lines arrived").into()),
        }
    }

    /// How many lines a query finds.
    pub(crate) fn search(&self, query: &LogQuery) -> Result<usize, brummer_core::Error> {
        let page = self.runtime.block_on(self.supervisor.logs(query.clone()))?;
        Ok(page.lines.len())
    }
}

/// Prints and ends, if this program was executed as the child.
pub(crate) fn printed() -> io::Result<bool> {
    let args: Vec<_> = std::env::args().collect();
    let [_, flag, file] = args.as_slice() else {
        return Ok(false);
    };
    if flag != FLAG {
        return Ok(false);
    }
    io::copy(&mut std::fs::File::open(file)?, &mut io::stdout())?;
    Ok(true)
}
