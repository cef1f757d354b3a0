//! The whole program.
