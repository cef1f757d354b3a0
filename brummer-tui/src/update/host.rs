//! The host of the processes: who it is, that it has gone, and that there is another one.

use std::sync::Arc;

use brummer_core::{Company, Connection, LostInstance, ProcessSnapshot};

use super::Effect;
use crate::keymap::Action;
use crate::model::{Host, Kind, Model};

/// How many processes are named.
const NAMED: usize = 8;

/// Where the connection to the host stands.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) connection: Connection,
    pub(crate) company: Company,
    /// The instance that was there before.
    pub(crate) lost: Option<Arc<LostInstance>>,
}

/// Tells what has changed between us and the host.
pub(super) fn take(model: &mut Model, link: &Link) -> Vec<Effect> {
    let next = Host::of(&link.connection, link.company);
    let before = std::mem::replace(&mut model.host, next);
    let lost = link.lost.as_ref();
    let lost = lost.filter(|lost| model.told_lost != Some(lost.instance));
    match (&before, &model.host, lost) {
        (_, Host::Ours | Host::GoesOn(_), Some(lost)) => {
            model.told_lost = Some(lost.instance);
            let ran = names(lost.running());
            let text = format!("another host now; before, {ran}");
            model.messages.add(Kind::Warning, text);
        }
        (Host::Gone(_), Host::Ours | Host::GoesOn(_), None) => {
            model.messages.add(Kind::Warning, "the host answers");
        }
        (before, Host::Gone(reason), _) if !matches!(before, Host::Gone(_)) => {
            // One that said that it ends has stopped them before.
            let before = lost.map_or(&model.project, |lost| &lost.project);
            let all = before.processes().iter();
            let ran = names(all.filter(|process| process.is_running()));
            let start = model.keymap.key_for(Action::Start);
            let text = format!("no host: {reason}; {ran}; {start} starts with a new one");
            model.messages.add(Kind::Error, text);
        }
        _ if before == model.host => return Vec::new(),
        _ => {}
    }
    vec![Effect::Draw]
}

/// What ran, in words.
fn names<'a>(running: impl Iterator<Item = &'a Arc<ProcessSnapshot>>) -> String {
    let all: Vec<_> = running.map(|process| process.id().as_str()).collect();
    let shown = all[..all.len().min(NAMED)].join(", ");
    match all.len() {
        0 => "nothing ran".to_owned(),
        count if count > NAMED => format!("{shown} and {} more ran", count - NAMED),
        _ => format!("{shown} ran"),
    }
}
