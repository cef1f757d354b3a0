//! Sessions of clients that open one, which the protocol had until 2025-11-25.
//!
//! They do not end by themselves: a client that is idle for an hour must find its session again, since many do not open
//! another. Instead there is a number of them, and of too many the one goes that was not used for longest.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::{Stream, StreamExt};
use rmcp::model::{ClientJsonRpcMessage, ServerJsonRpcMessage};
use rmcp::transport::streamable_http_server::session::local::{LocalSessionManager, SessionConfig};
use rmcp::transport::streamable_http_server::session::{
    ServerSseMessage, SessionId, SessionManager,
};

/// The sessions, with who used them when.
#[derive(Debug)]
pub(super) struct Sessions {
    local: LocalSessionManager,
    uses: Arc<Mutex<Uses>>,
    max: usize,
}

impl Sessions {
    /// No session yet, and at most `max` of them.
    pub(super) fn new(max: usize) -> Self {
        let mut config = SessionConfig::default();
        config.keep_alive = None;
        config.sse_retry = None;
        let mut local = LocalSessionManager::default();
        local.session_config = config;
        Self {
            local,
            uses: Arc::default(),
            max,
        }
    }

    fn uses(&self) -> MutexGuard<'_, Uses> {
        lock(&self.uses)
    }

    /// The stream, during which the session is in use.
    fn counted<S: Stream<Item = ServerSseMessage> + Send + Sync + 'static>(
        &self,
        id: &SessionId,
        stream: S,
    ) -> impl Stream<Item = ServerSseMessage> + Send + Sync + 'static + use<S> {
        self.uses().open(id);
        let open = Open {
            uses: Arc::clone(&self.uses),
            id: Arc::clone(id),
        };
        stream.inspect(move |_| {
            // The closure, and with it what counts, lives as long as the stream.
            let _ = &open;
        })
    }
}

type Error = <LocalSessionManager as SessionManager>::Error;

impl SessionManager for Sessions {
    type Error = Error;
    type Transport = <LocalSessionManager as SessionManager>::Transport;

    async fn create_session(&self) -> Result<(SessionId, Self::Transport), Error> {
        let (id, transport) = self.local.create_session().await?;
        let surplus = self.uses().begin(&id, self.max);
        for old in surplus {
            // One that has ended by itself in this moment is none.
            let _ = self.local.close_session(&old).await;
        }
        Ok((id, transport))
    }

    async fn initialize_session(
        &self,
        id: &SessionId,
        message: ClientJsonRpcMessage,
    ) -> Result<ServerJsonRpcMessage, Error> {
        self.local.initialize_session(id, message).await
    }

    async fn has_session(&self, id: &SessionId) -> Result<bool, Error> {
        // The library asks this of every request that names a session.
        self.uses().touch(id);
        self.local.has_session(id).await
    }

    async fn close_session(&self, id: &SessionId) -> Result<(), Error> {
        self.uses().end(id);
        self.local.close_session(id).await
    }

    async fn create_stream(
        &self,
        id: &SessionId,
        message: ClientJsonRpcMessage,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, Error> {
        let stream = self.local.create_stream(id, message).await?;
        Ok(self.counted(id, stream))
    }

    async fn accept_message(
        &self,
        id: &SessionId,
        message: ClientJsonRpcMessage,
    ) -> Result<(), Error> {
        self.local.accept_message(id, message).await
    }

    async fn create_standalone_stream(
        &self,
        id: &SessionId,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, Error> {
        let stream = self.local.create_standalone_stream(id).await?;
        Ok(self.counted(id, stream))
    }

    async fn resume(
        &self,
        id: &SessionId,
        last_event_id: String,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, Error> {
        let stream = self.local.resume(id, last_event_id).await?;
        Ok(self.counted(id, stream))
    }
}

/// An open stream of a session, until it is dropped.
struct Open {
    uses: Arc<Mutex<Uses>>,
    id: SessionId,
}

impl Drop for Open {
    fn drop(&mut self) {
        lock(&self.uses).close(&self.id);
    }
}

/// Who used which session when. Invariant: each session that there is has an entry.
#[derive(Debug, Default)]
struct Uses {
    /// Counts uses, as a clock without time.
    now: u64,
    of: HashMap<SessionId, Use>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Use {
    /// Streams that are open. Who listens is there.
    streams: usize,
    last: u64,
}

impl Uses {
    /// A session begins; returns those that have to go for it, so that there are at most `max`.
    fn begin(&mut self, id: &SessionId, max: usize) -> Vec<SessionId> {
        let mut surplus = Vec::new();
        while self.of.len() >= max.max(1) {
            let idlest = self.of.iter().min_by_key(|(_, used)| **used);
            let Some(old) = idlest.map(|(id, _)| Arc::clone(id)) else {
                break;
            };
            self.of.remove(&old);
            surplus.push(old);
        }
        self.of.insert(Arc::clone(id), Use::default());
        self.touch(id);
        surplus
    }

    fn touch(&mut self, id: &SessionId) {
        self.now += 1;
        let now = self.now;
        self.with(id, |used| used.last = now);
    }

    fn open(&mut self, id: &SessionId) {
        self.with(id, |used| used.streams += 1);
    }

    fn close(&mut self, id: &SessionId) {
        self.with(id, |used| used.streams = used.streams.saturating_sub(1));
    }

    fn end(&mut self, id: &SessionId) {
        self.of.remove(id);
    }

    /// One that is gone is not used any more.
    fn with(&mut self, id: &SessionId, change: impl FnOnce(&mut Use)) {
        if let Some(used) = self.of.get_mut(id) {
            change(used);
        }
    }
}

/// Nothing that is done under the lock can leave it half done.
fn lock(uses: &Mutex<Uses>) -> MutexGuard<'_, Uses> {
    uses.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(uses: &mut Uses, id: &str, max: usize) -> Vec<String> {
        let gone = uses.begin(&id.into(), max);
        gone.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn of_too_many_the_one_goes_that_was_not_used_for_longest() {
        let mut uses = Uses::default();
        assert!(begin(&mut uses, "a", 2).is_empty());
        assert!(begin(&mut uses, "b", 2).is_empty());
        uses.touch(&"a".into());
        assert_eq!(begin(&mut uses, "c", 2), ["b"]);
        assert_eq!(begin(&mut uses, "d", 2), ["a"]);
    }

    #[test]
    fn one_that_listens_stays_while_there_is_another() {
        let mut uses = Uses::default();
        begin(&mut uses, "listens", 2);
        uses.open(&"listens".into());
        begin(&mut uses, "idle", 2);
        assert_eq!(begin(&mut uses, "new", 2), ["idle"]);
        uses.close(&"listens".into());
        assert_eq!(begin(&mut uses, "newer", 2), ["listens"]);
    }

    #[test]
    fn one_that_ended_makes_room() {
        let mut uses = Uses::default();
        begin(&mut uses, "a", 1);
        uses.end(&"a".into());
        uses.touch(&"a".into());
        assert!(begin(&mut uses, "b", 1).is_empty());
    }
}
