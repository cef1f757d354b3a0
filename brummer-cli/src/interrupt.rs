//! The signals that ask this program to end.

use std::process::ExitCode;

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::report::Failure;

/// A request to end, from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Interrupt {
    /// Ctrl-C.
    Interrupted,
    /// A polite `kill`.
    Terminated,
    /// The terminal was closed.
    HungUp,
}

impl Interrupt {
    /// 128 and the number of the signal, as shells count.
    pub(crate) fn code(self) -> ExitCode {
        match self {
            Self::Interrupted => ExitCode::from(130),
            Self::Terminated => ExitCode::from(143),
            Self::HungUp => ExitCode::from(129),
        }
    }
}

/// The requests to end that reach this program. From now on, none of them ends it by itself.
pub(crate) struct Interrupts {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
}

impl Interrupts {
    pub(crate) fn listen() -> Result<Self, Failure> {
        let listen = |kind| {
            signal(kind).map_err(|source| Failure::System {
                what: "cannot listen for signals",
                source,
            })
        };
        Ok(Self {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
            hang_up: listen(SignalKind::hangup())?,
        })
    }

    /// Waits for a second request by somebody who does not want to wait: a terminal that closes may hang up twice.
    pub(crate) async fn insistent(&mut self) -> Interrupt {
        loop {
            match self.next().await {
                Interrupt::HungUp => {}
                insistent @ (Interrupt::Interrupted | Interrupt::Terminated) => return insistent,
            }
        }
    }

    /// Waits for the next one.
    pub(crate) async fn next(&mut self) -> Interrupt {
        tokio::select! {
            _ = self.interrupt.recv() => Interrupt::Interrupted,
            _ = self.terminate.recv() => Interrupt::Terminated,
            _ = self.hang_up.recv() => Interrupt::HungUp,
        }
    }
}
