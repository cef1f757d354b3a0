//! Text that is safe and fit to be drawn: what programs print, and what people read of times.

mod ansi;
mod cells;
mod human;
mod sgr;

pub(crate) use self::ansi::{Colors, styled};
pub(crate) use self::cells::{cut, fit, pan, wrap};
pub(crate) use self::human::{count, human};
