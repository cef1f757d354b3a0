//! Which projects are hosted now: each host is an *instance*, with a small file and a socket in a directory of this user.
//!
//! The directory is this user's alone, and what lies in it is believed only as far as it can be checked: a file that is a link, belongs to
//! somebody else, can be read by others, is too long or makes no sense is a [`Refusal`], which hurts nobody. An instance lives as long as
//! its process, known by pid and beginning, so that a pid that was given away means nothing.
//!
//! A host holds the [`Claim`] on its project from before it opens anything until it ends: a locked file, which the system unlocks however
//! the host ends. So of two that start at once one becomes the host, and the other one is told of it.

mod checkout;
mod claim;
mod directory;
mod door;
mod ending;
mod entry;
mod fault;
mod key;
mod linger;
mod place;
mod refusal;
mod socket;

#[cfg(test)]
mod tests;

pub use self::checkout::Checkout;
pub use self::claim::{Claim, Claimed, Hosting, Registration};
pub use self::directory::{Instances, Listing};
pub(crate) use self::door::Presence;
pub use self::door::{Clients, Present, welcome};
pub use self::ending::{Ending, Patience};
pub use self::entry::{Entry, StartedBy, Stay};
pub use self::fault::InstanceError;
pub use self::key::Key;
pub use self::linger::deserted;
pub use self::place::{Place, VARIABLE};
pub use self::refusal::{Refusal, Refused};
