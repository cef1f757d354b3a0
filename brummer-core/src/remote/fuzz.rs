//! Doors for the fuzz target: messages of either side, and a replica that follows any host.

use borsh::{BorshDeserialize, BorshSerialize};

use super::frame::parse;
use super::message::{FromClient, FromHost};
use super::replica::Replica;
use crate::activity::Activities;
use crate::id::InstanceId;

/// The messages that these bytes are, of a client, of a host or of both, as they are written.
pub fn messages(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    fn written<T: BorshDeserialize + BorshSerialize>(bytes: &[u8]) -> Option<Vec<u8>> {
        let message: T = parse(bytes).ok()?;
        Some(borsh::to_vec(&message).expect("what was read can be written"))
    }
    [written::<FromClient>(bytes), written::<FromHost>(bytes)]
        .into_iter()
        .flatten()
}

/// Takes in what any host says: each part of the bytes is a message, where it is one.
pub fn follow(bytes: &[u8]) {
    let replica = Replica::new(Activities::elsewhere(|_| {}));
    let mut has_begun = false;
    for part in bytes.split(|&byte| byte == 0xff) {
        let Ok(FromHost::Update(update)) = parse(part) else {
            continue;
        };
        let before = replica.publisher.load().revision();
        let taken = if has_begun {
            replica.apply(*update)
        } else {
            replica.begin(InstanceId::from_number(1), *update)
        };
        let after = replica.publisher.load().revision();
        assert!(after >= before, "a revision went back");
        has_begun |= taken.is_ok();
    }
}
