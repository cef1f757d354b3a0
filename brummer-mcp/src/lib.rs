//! The Model Context Protocol server of brummer.
