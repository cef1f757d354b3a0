//! What answers cost.
