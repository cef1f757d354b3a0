//! The projects that are read: real supervisors, with few or no children.

use brummer_core::{Command, Spec, Supervisor};
use tokio::runtime::Runtime;

/// A supervisor with a runtime for the tasks of its processes.
pub(crate) struct Published {
    pub(crate) supervisor: Supervisor,
    /// Ends the tasks when it goes.
    runtime: Runtime,
}

impl Published {
    /// One process that ran and ended, so that each of the seven fields has a value.
    pub(crate) fn one() -> Self {
        let runtime = runtime();
        let supervisor = runtime.block_on(async {
            let supervisor = supervisor();
            let started = supervisor.start(spec("web", "true")).await;
            started.expect("a shell can be started");
            let ended = supervisor.wait_exit("web").await;
            ended.expect("a process that was started ends");
            supervisor
        });
        Self {
            supervisor,
            runtime,
        }
    }

    /// So many processes that were added and never started.
    pub(crate) fn many(count: usize) -> Self {
        let runtime = runtime();
        let supervisor = supervisor();
        let published = Self {
            supervisor,
            runtime,
        };
        (0..count).for_each(|n| published.add(&format!("process-{n}")));
        published
    }

    /// Adds one that is not started.
    pub(crate) fn add(&self, name: &str) {
        let added = self.supervisor.add(spec(name, "sleep 1000"));
        let added = self.runtime.block_on(added);
        added.expect("there is room for a thousand processes");
    }
}

pub(crate) fn supervisor() -> Supervisor {
    let built = Supervisor::builder().build();
    built.expect("a supervisor without a guardian needs nothing")
}

pub(crate) fn runtime() -> Runtime {
    let built = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    built.expect("a runtime can be made")
}

pub(crate) fn spec(name: &str, line: &str) -> Spec {
    Spec::new(name, Command::shell(line), "/").expect("the name is a valid one")
}
