//! What a program prints, gathered by a thread, so that a test can wait for a part of it.

use std::io::Read;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};

use super::patience::PATIENCE;

/// The output of a program so far, and to come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Output(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    gathered: Mutex<Gathered>,
    grown: Condvar,
}

#[derive(Debug, Default)]
struct Gathered {
    bytes: Vec<u8>,
    /// Whether nothing follows.
    ended: bool,
}

impl Output {
    /// Gathers all that comes, until the end of it.
    pub(crate) fn gather(mut from: impl Read + Send + 'static) -> (Self, JoinHandle<()>) {
        let output = Self::default();
        let shared = output.clone();
        let thread = thread::spawn(move || {
            let mut bytes = vec![0; 64 * 1024];
            loop {
                // An error is the end: a terminal without a program on the other side gives EIO.
                let count = from.read(&mut bytes).unwrap_or(0);
                let mut gathered = shared.lock();
                gathered.bytes.extend_from_slice(&bytes[..count]);
                gathered.ended = count == 0;
                shared.0.grown.notify_all();
                if count == 0 {
                    return;
                }
            }
        });
        (output, thread)
    }

    /// Waits until the text is there.
    #[track_caller]
    pub(crate) fn wait_for(&self, text: &str) {
        self.wait(text, |bytes, _| {
            String::from_utf8_lossy(bytes).contains(text).then_some(())
        });
    }

    /// Waits for the line with this number, from 0.
    #[track_caller]
    pub(crate) fn line(&self, number: usize) -> String {
        self.wait(&format!("line {number}"), |bytes, _| {
            let mut lines = bytes.split_inclusive(|&byte| byte == b'\n');
            let line = lines.nth(number)?.strip_suffix(b"\n")?;
            Some(String::from_utf8_lossy(line).into_owned())
        })
    }

    /// Waits for the end, and returns all of it.
    #[track_caller]
    pub(crate) fn to_end(&self) -> Vec<u8> {
        self.wait("the end of the output", |bytes, ended| {
            ended.then(|| bytes.to_owned())
        })
    }

    /// Looks at what there is, and whether it is all, until something is found.
    #[track_caller]
    pub(crate) fn wait<T>(&self, what: &str, look: impl Fn(&[u8], bool) -> Option<T>) -> T {
        let mut found = None;
        let gathered = self.lock();
        let (gathered, _) = self
            .0
            .grown
            .wait_timeout_while(gathered, PATIENCE, |gathered| {
                found = look(&gathered.bytes, gathered.ended);
                found.is_none() && !gathered.ended
            })
            .unwrap();
        let printed = String::from_utf8_lossy(&gathered.bytes).into_owned();
        // The thread that gathers goes on, whatever becomes of the test.
        drop(gathered);
        found.unwrap_or_else(|| panic!("waited in vain for {what} in:\n{printed}"))
    }

    fn lock(&self) -> MutexGuard<'_, Gathered> {
        self.0.gathered.lock().unwrap()
    }
}
