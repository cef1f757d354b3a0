//! Changes of files, on a thread where blocking is fine.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use crate::editing::{Editing, FileEdit};
use crate::update::Reply;

/// Something to do with files of the user.
pub(super) enum Task {
    /// Find out what editors have.
    Look,
    /// Find out what would change.
    Plan(FileEdit),
    /// Do it, if it still is this.
    Write(FileEdit, String),
}

/// Does it; where nobody can, says so.
pub(super) async fn perform(editing: Option<Arc<dyn Editing>>, task: Task) -> Reply {
    let Some(editing) = editing else {
        return Reply::Said(Err("nothing can be written from here".to_owned()));
    };
    let done = spawn_blocking(move || match task {
        Task::Look => Reply::Editors(editing.editors()),
        Task::Plan(edit) => {
            let shown = editing.difference(&edit);
            Reply::Planned(edit, shown)
        }
        Task::Write(edit, shown) => Reply::Written(editing.write(&edit, &shown)),
    });
    match done.await {
        Ok(reply) => reply,
        // Nobody aborts it, so that it can only have panicked.
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
