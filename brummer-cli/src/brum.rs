//! The `brummer` program under its short name.

fn main() {}
