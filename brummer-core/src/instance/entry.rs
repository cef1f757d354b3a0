//! What an instance tells of itself.

use std::fmt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::key::Key;
use super::refusal::Refusal;
use crate::process::known;

/// What an instance tells of itself, in a file that only this user can read. There is no secret in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The [`Key`] of the project as text.
    pub id: String,
    /// The directory of the project.
    #[serde(rename = "directory")]
    pub root: PathBuf,
    /// The process that hosts it.
    pub pid: u32,
    /// When that process began, in the unit of the system: together with the pid, its identity.
    pub began: u64,
    /// Since when it hosts.
    pub since: Timestamp,
    /// Where clients connect.
    pub socket: PathBuf,
    /// Where MCP is served over HTTP, if it is.
    pub http: Option<String>,
    /// The version of the program.
    pub version: String,
    /// Who had it started.
    pub started_by: StartedBy,
    /// When it ends by itself.
    pub stay: Stay,
    /// Whether it is just ending: it stops its processes, and lets nobody in.
    #[serde(rename = "ending", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_ending: bool,
}

/// Who had an instance started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StartedBy {
    /// A person, with `brummer serve`.
    #[default]
    Serve,
    /// The terminal UI.
    Tui,
    /// `brummer mcp`, for an AI editor.
    Mcp,
    /// A command that needed one.
    Command,
    /// Another program, or a later version of this one.
    #[serde(other)]
    Other,
}

/// When an instance ends by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Stay {
    /// Not at all.
    #[default]
    Stay,
    /// A moment after its last client has left.
    Linger,
    /// With the program that hosts it beside something else, as a terminal UI.
    Program,
}

impl Entry {
    /// The longest entry that is read, in bytes.
    pub(super) const MAX_BYTES: usize = 16 * 1024;

    /// The longest text in it that is shown as it is, in bytes.
    const MAX_TEXT: usize = 4096;

    /// An entry from a file with this name in this directory.
    pub(super) fn parse(text: &[u8], dir: &Path, file: &str) -> Result<Self, Refusal> {
        if text.len() > Self::MAX_BYTES {
            return Err(Refusal::TooLong);
        }
        let entry: Self =
            serde_json::from_slice(text).map_err(|error| Refusal::Broken(error.to_string()))?;
        let key = Key::of(&entry.root);
        if !entry.root.is_absolute() || entry.id != key.as_str() || file != key.file() {
            return Err(Refusal::Lies("which project it is for"));
        }
        // A file must not lead clients to a socket elsewhere.
        if entry.socket != dir.join(key.socket()) {
            return Err(Refusal::Lies("where its socket is"));
        }
        let is_http = |url: &String| url.starts_with("http://");
        if entry.pid == 0 || !entry.http.iter().all(is_http) {
            return Err(Refusal::Lies("who it is"));
        }
        let root = entry.root.to_string_lossy();
        let texts = [Some(&*root), Some(&entry.version), entry.http.as_deref()];
        let is_plain =
            |text: &str| text.len() <= Self::MAX_TEXT && !text.chars().any(char::is_control);
        if !texts.into_iter().flatten().all(is_plain) {
            return Err(Refusal::Lies("what it is called"));
        }
        Ok(entry)
    }

    /// Whether its process is the one that wrote it, and lives.
    pub fn is_alive(&self) -> bool {
        // One that cannot be looked at must not pass for one that is gone.
        known::began(self.pid).map_or(true, |began| began == Some(self.began))
    }

    /// The key of its project.
    pub fn key(&self) -> Key {
        Key::of(&self.root)
    }
}

impl fmt::Display for StartedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Serve => "serve",
            Self::Tui => "tui",
            Self::Mcp => "mcp",
            Self::Command => "command",
            Self::Other => "other",
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn written() -> Value {
        let key = Key::of(Path::new("/a/shop"));
        json!({
            "id": key.as_str(), "directory": "/a/shop", "pid": 7, "began": 8, "since": "2026-01-31T14:30:00Z",
            "socket": format!("/run/b/{}", key.socket()), "http": "http://127.0.0.1:7777/mcp", "version": "0.1.0",
            "startedBy": "serve", "stay": "linger",
        })
    }

    fn parse(written: &Value) -> Result<Entry, Refusal> {
        let file = Key::of(Path::new("/a/shop")).file();
        Entry::parse(written.to_string().as_bytes(), Path::new("/run/b"), &file)
    }

    #[track_caller]
    fn check_refused(name: &str, value: Value, reason: &str) {
        let mut entry = written();
        entry[name] = value;
        let refusal = parse(&entry).unwrap_err().to_string();
        assert!(refusal.contains(reason), "{refusal}");
    }

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        let entry = parse(&written()).unwrap();
        assert_eq!(serde_json::to_value(&entry).unwrap(), written());
    }

    #[test]
    fn what_a_later_version_says_beside_it_is_passed_over() {
        let mut entry = written();
        entry["more"] = json!({"x": 1});
        entry["startedBy"] = json!("somethingNew");
        assert_eq!(parse(&entry).unwrap().started_by, StartedBy::Other);
    }

    #[test]
    fn an_entry_that_lies_is_refused_with_the_reason() {
        check_refused("directory", json!("/a/other"), "which project");
        check_refused("directory", json!("a/shop"), "which project");
        check_refused("id", json!("shop"), "which project");
        check_refused("socket", json!("/tmp/x.sock"), "socket");
        check_refused("http", json!("file:///etc/passwd"), "who it is");
        check_refused("pid", json!(0), "who it is");
        check_refused("pid", json!(-1), "not an entry");
        check_refused("version", json!("1\u{1b}[31m"), "called");
        check_refused("version", json!("1".repeat(5000)), "called");
        check_refused("stay", json!("forever"), "not an entry");
    }

    #[test]
    fn what_is_too_long_or_no_entry_is_refused() {
        let parse = |text: &[u8]| Entry::parse(text, Path::new("/"), "x").unwrap_err();
        assert_eq!(parse(&vec![b' '; 20_000]), Refusal::TooLong);
        for text in [&b""[..], b"{", b"[]", b"\xff\xfe"] {
            assert!(matches!(parse(text), Refusal::Broken(_)));
        }
    }
}
