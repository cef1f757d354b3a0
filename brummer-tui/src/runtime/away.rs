//! The terminal in other hands: those of an editor, or of the shell.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use futures_util::{Stream, StreamExt};
use ratatui::backend::Backend;
use tokio::process::Command;

use super::{Host, Runtime};
use crate::error::Error;
use crate::terminal::JobSignal;
use crate::update::{Msg, Reply};

/// What is done meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Away {
    /// Nothing: this program is stopped until the shell continues it.
    Suspended,
    /// Nothing any more: somebody else had stopped it, and who knows what became of the terminal.
    Back,
    /// A file is edited, from this line on.
    Editing(PathBuf, u32),
}

impl<B: Backend, H: Host> Runtime<B, H>
where
    B::Error: Send + Sync + 'static,
{
    /// Whether somebody else reads what is typed meanwhile, who could not if this program went on reading. While it is stopped it does not
    /// read; and input that is opened right after it was closed may hang (crossterm's thread of the one closed can miss that, and
    /// keep its lock).
    pub(super) fn lends_input(&self, away: &Away) -> bool {
        match away {
            Away::Suspended | Away::Back => false,
            Away::Editing(..) => self.editor.needs_terminal(),
        }
    }

    /// Gives the terminal away, and takes it back. Processes run on meanwhile, and their output is kept.
    pub(super) async fn go_away(
        &mut self,
        away: Away,
        jobs: &mut (impl Stream<Item = JobSignal> + Unpin),
    ) -> Result<(), Error> {
        let needs_terminal = match &away {
            Away::Suspended | Away::Back => true,
            Away::Editing(..) => self.editor.needs_terminal(),
        };
        if needs_terminal {
            self.host.leave().map_err(Error::terminal("give back"))?;
        }
        let said = match &away {
            Away::Suspended => self.stop(),
            Away::Back => Ok(()),
            Away::Editing(path, line) => self.edit(path, *line, jobs).await,
        };
        if needs_terminal {
            self.host
                .enter(self.model.wants.mouse)
                .map_err(Error::terminal("draw on"))?;
            // It may have another size, and shows something else.
            let size = self.terminal.size().map_err(Error::terminal("measure"))?;
            self.clear().map_err(Error::terminal("draw on"))?;
            self.happened(Msg::Resize(size));
        }
        if let Err(text) = said {
            self.happened(Msg::Reply(Reply::Said(Err(text))));
        }
        Ok(())
    }

    fn stop(&mut self) -> Result<(), String> {
        self.host
            .stop()
            .map_err(|error| format!("cannot suspend: {error}"))
    }

    /// Opens the file in the editor; waits for it, if it has the terminal.
    async fn edit(
        &mut self,
        path: &Path,
        line: u32,
        jobs: &mut (impl Stream<Item = JobSignal> + Unpin),
    ) -> Result<(), String> {
        let words = self.editor.command(path, line);
        let (program, arguments) = words.split_first().expect("an editor is a program");
        let mut command = Command::new(program);
        command.args(arguments);
        let failed = |error| format!("cannot open the editor `{program}`: {error}");
        if self.editor.needs_terminal() {
            let mut child = command.spawn().map_err(failed)?;
            let status = loop {
                tokio::select! {
                    status = child.wait() => break status.map_err(failed)?,
                    // The editor has stopped itself, and the shell waits for all of this job.
                    Some(signal) = jobs.next() => if signal == JobSignal::Stop {
                        // Where nobody could continue it, the editor has not stopped either.
                        let _ = self.stop();
                    },
                }
            };
            return match status.code() {
                Some(0) => Ok(()),
                _ => Err(format!("the editor `{program}` ended with {status}")),
            };
        }
        let (stdin, stdout, stderr) = (Stdio::null(), Stdio::null(), Stdio::null());
        command.stdin(stdin).stdout(stdout).stderr(stderr);
        let mut child = command.spawn().map_err(failed)?;
        // Somebody has to take its exit status.
        tokio::spawn(async move { child.wait().await });
        Ok(())
    }
}
