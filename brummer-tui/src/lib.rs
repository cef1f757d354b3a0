//! The terminal user interface of brummer.
