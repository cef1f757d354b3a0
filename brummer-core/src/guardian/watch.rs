//! The guardian itself: reads who was started, and ends them when the socket does.

use std::ffi::OsString;
use std::io::{self, Read};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use super::message::{Kind, LENGTH, Message};
use crate::process::mark::MarkPrefix;
use crate::process::stop::stop_blocking;
use crate::process::tree::Tree;

/// Be a guardian: call this first thing in `main` when the arguments of
/// [`GuardianCommand`](crate::GuardianCommand) are there, with those that follow them.
///
/// It reads from stdin, writes nothing, and returns when its supervisor has ended and nothing is left of what
/// that started.
pub fn guard(args: &[OsString]) -> ExitCode {
    match watch(args) {
        Ok(()) => ExitCode::SUCCESS,
        // Nobody reads what a guardian writes: its streams lead nowhere.
        Err(_) => ExitCode::FAILURE,
    }
}

fn watch(args: &[OsString]) -> io::Result<()> {
    let invalid = || io::Error::from(io::ErrorKind::InvalidInput);
    let [mark, grace] = args else {
        return Err(invalid());
    };
    let mark = mark.to_str().ok_or_else(invalid)?;
    let grace = grace
        .to_str()
        .and_then(|grace| grace.parse().ok())
        .ok_or_else(invalid)?;

    // Neither a closing terminal nor a signal to the group of the supervisor ends the guardian. That the
    // session is its own already, or a signal cannot be caught, is no reason not to guard.
    let _ = rustix::process::setsid();
    for signal in [SIGHUP, SIGINT, SIGTERM] {
        let _ = signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false)));
    }

    let mut tree = Tree::new(MarkPrefix::from_argument(mark));
    let mut socket = io::stdin().lock();
    let mut bytes = [0; LENGTH];
    // Any error of the socket is its end.
    while socket.read_exact(&mut bytes).is_ok() {
        let Some(message) = Message::from_bytes(bytes) else {
            continue;
        };
        match message.kind {
            Kind::Began => tree.began(message.pid, message.time),
            Kind::LeaderEnded => tree.leader_ended(message.pid, message.time),
            Kind::SessionEnded => tree.session_ended(message.pid),
        }
    }
    // A child may not have been able to report itself; it still carries the mark.
    tree.look_at_all();
    stop_blocking(&tree, Duration::from_millis(grace))
}
