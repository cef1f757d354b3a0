//! The bytes of paths, which need not be UTF-8 on Unix.

use std::io;
use std::path::{Path, PathBuf};

#[cfg(unix)]
pub(super) fn bytes(path: &Path) -> &[u8] {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes()
}

#[cfg(unix)]
#[expect(
    clippy::unnecessary_wraps,
    reason = "elsewhere not every text is a path"
)]
pub(super) fn path(bytes: Vec<u8>) -> io::Result<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Ok(std::ffi::OsString::from_vec(bytes).into())
}

#[cfg(not(unix))]
pub(super) fn bytes(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}

#[cfg(not(unix))]
pub(super) fn path(bytes: Vec<u8>) -> io::Result<PathBuf> {
    let text = String::from_utf8(bytes).map_err(|_| super::invalid("no path"))?;
    Ok(text.into())
}
