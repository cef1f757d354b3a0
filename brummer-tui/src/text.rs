//! Text that is safe and fit to be drawn: what programs print, and what people read of times.

mod ansi;
mod cells;
mod highlight;
mod human;
mod json;
mod qr;
mod sgr;

#[cfg(test)]
pub(crate) use self::ansi::reorders;
pub(crate) use self::ansi::styled;
pub(crate) use self::cells::{cut, fit, pan, wrap};
pub(crate) use self::highlight::highlight;
pub(crate) use self::human::{bytes, count, human};
pub(crate) use self::json::spread;
pub(crate) use self::qr::qr_rows;
