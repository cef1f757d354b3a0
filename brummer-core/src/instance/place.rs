//! Where the directory of instances is.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

/// The variable that names the directory of instances, where the usual one is not wanted.
pub const VARIABLE: &str = "BRUMMER_RUNTIME_DIR";

/// Where the directory of instances is, as the environment says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(pub PathBuf);

impl Place {
    /// The place for this program.
    pub fn of_process() -> Self {
        let user = rustix::process::geteuid().as_raw();
        Self::of(|name| env::var_os(name), &env::temp_dir(), user)
    }

    /// `$BRUMMER_RUNTIME_DIR`, else `$XDG_RUNTIME_DIR/brummer`, else a directory for this user among the temporary files. Relative paths are
    /// ignored, as the XDG base directory specification has it.
    fn of(variable: impl Fn(&str) -> Option<OsString>, temp: &std::path::Path, user: u32) -> Self {
        let absolute = |name| {
            variable(name)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
        };
        let own = || Some(absolute("XDG_RUNTIME_DIR")?.join("brummer"));
        Self(
            absolute(VARIABLE)
                .or_else(own)
                .unwrap_or_else(|| temp.join(format!("brummer-{user}"))),
        )
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[track_caller]
    fn check(variables: &[(&str, &str)], expected: &str) {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        };
        let Place(place) = Place::of(variable, Path::new("/tmp"), 7);
        assert_eq!(place, Path::new(expected));
    }

    #[test]
    fn the_place_is_that_of_the_environment_or_one_with_the_number_of_the_user() {
        check(&[], "/tmp/brummer-7");
        check(&[("XDG_RUNTIME_DIR", "/run/user/7")], "/run/user/7/brummer");
        check(&[("XDG_RUNTIME_DIR", "run")], "/tmp/brummer-7");
        let both = [("XDG_RUNTIME_DIR", "/run/user/7"), (VARIABLE, "/x")];
        check(&both, "/x");
        check(&[(VARIABLE, "x")], "/tmp/brummer-7");
    }
}
