//! The `brummer` program.

fn main() {}
