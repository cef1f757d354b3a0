//! `brummer run … --no-tui`: the output of all, how it ends, and that nothing is left then.

mod colors;
mod ending;
mod flow;
mod interrupt;
mod refusal;
