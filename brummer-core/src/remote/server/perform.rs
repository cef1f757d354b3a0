//! What each request does.

use borsh::BorshSerialize;
use bytes::Bytes;

use crate::error::Error;
use crate::remote::MAX_ANSWER;
use crate::remote::message::Ask;
use crate::supervisor::Supervisor;

/// Does what is asked, and returns the answer as it goes over the wire.
pub(super) async fn perform(supervisor: &Supervisor, ask: Ask) -> Bytes {
    match ask {
        Ask::Add(spec) => encoded(&supervisor.add(spec).await),
        Ask::Start(spec) => encoded(&supervisor.start(spec).await),
        Ask::StartKnown(id) => encoded(&supervisor.start_known(&id).await),
        Ask::StartAnother(spec) => encoded(&supervisor.start_another(spec).await),
        Ask::Stop(id) => encoded(&supervisor.stop(&id).await),
        Ask::Kill(id) => encoded(&supervisor.kill(&id).await),
        Ask::Restart(id) => encoded(&supervisor.restart(&id).await),
        Ask::Describe(spec) => encoded(&supervisor.describe(spec).await),
        Ask::Remove(id) => encoded(&supervisor.remove(&id).await),
        Ask::Write(id, bytes) => encoded(&supervisor.write_stdin(&id, bytes).await),
        Ask::WaitExit(id) => encoded(&supervisor.wait_exit(&id).await),
        Ask::Shutdown => encoded(&Ok(supervisor.shutdown().await)),
        Ask::Logs(query) => encoded(&supervisor.logs(query).await),
        Ask::CountLogs(query) => encoded(&supervisor.count_logs(query).await),
        Ask::LogHistogram { processes, buckets } => {
            encoded(&supervisor.log_histogram(&processes, buckets).await)
        }
        Ask::LogStart(processes) => encoded(&supervisor.log_start(&processes).await),
        Ask::Problems(query) => encoded(&supervisor.problems(&query).await),
        Ask::News(after) => encoded(&supervisor.news(after).await),
        Ask::Quiet(id) => encoded(&supervisor.quiet(&id).await),
        Ask::WaitQuiet {
            id,
            change,
            lasting,
        } => encoded(&supervisor.wait_quiet(&id, change, lasting).await),
        Ask::PortOwner(port) => encoded(&supervisor.port_owner(port).await),
        Ask::Usage => encoded(&supervisor.usage().await),
    }
}

/// An answer as it goes over the wire. An error has the same form whatever was asked for.
pub(super) fn encoded<T: BorshSerialize>(answer: &Result<T, Error>) -> Bytes {
    let written = borsh::to_vec(answer).ok();
    let written = written.filter(|bytes| bytes.len() <= MAX_ANSWER);
    written.map_or_else(|| too_long().into(), Bytes::from)
}

fn too_long() -> Vec<u8> {
    let error = Error::TooLong { limit: MAX_ANSWER };
    borsh::to_vec(&Err::<(), _>(error)).unwrap_or_default()
}
