//! Where each client keeps its servers, on each system.

use std::path::{Path, PathBuf};

use super::client::Client;

/// The system whose customs clients follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named after a system")]
pub enum Platform {
    Linux,
    MacOs,
    Windows,
}

/// For whom a server is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// For all projects of this user.
    User,
    /// For one project, in a file that can be shared with it.
    Project,
}

/// What has to be known of a machine to find the files of clients.
pub struct Machine<'a> {
    /// Its system.
    pub platform: Platform,
    /// The user's home directory.
    pub home: &'a Path,
    /// The project's directory.
    pub project: &'a Path,
    /// The value of an environment variable.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// Whether a file or directory is there.
    pub exists: &'a dyn Fn(&Path) -> bool,
    /// Whether a program can be found in `PATH`, by its plain name.
    pub program: &'a dyn Fn(&str) -> bool,
}

/// A file in which a client looks for servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file; it need not be there.
    pub file: PathBuf,
    /// Whether the client is on this machine or, in a project, the project has files for it.
    pub found: bool,
}

/// The files of a client: usually one; none if it has no files for projects. Those that belong to an installation that is
/// not there are left out, unless none is there.
pub fn places(client: Client, scope: Scope, machine: &Machine<'_>) -> Vec<Place> {
    match scope {
        Scope::User => machine.user(client),
        Scope::Project => machine.in_project(client).into_iter().collect(),
    }
}

impl Machine<'_> {
    fn user(&self, client: Client) -> Vec<Place> {
        let candidates = self.user_files(client);
        let is_installed = programs(client).iter().any(|name| (self.program)(name));
        let found: Vec<_> = candidates
            .iter()
            .filter(|(file, sign)| (self.exists)(sign) || (self.exists)(file))
            .map(|(file, _)| Place {
                file: file.clone(),
                found: true,
            })
            .collect();
        if !found.is_empty() {
            return found;
        }
        let first = candidates.into_iter().take(1);
        first
            .map(|(file, _)| Place {
                file,
                found: is_installed,
            })
            .collect()
    }

    /// The files that a client may have for the user, each with what is there if the client is.
    fn user_files(&self, client: Client) -> Vec<(PathBuf, PathBuf)> {
        let home = self.home;
        let pair = |dir: PathBuf, file: &str| (dir.join(file), dir);
        let one = |dir: PathBuf, file: &str| vec![pair(dir, file)];
        match client {
            Client::ClaudeCode => match self.directory("CLAUDE_CONFIG_DIR") {
                Some(dir) => one(dir, ".claude.json"),
                None => vec![(home.join(".claude.json"), home.join(".claude"))],
            },
            Client::ClaudeDesktop => one(
                self.applications().join("Claude"),
                "claude_desktop_config.json",
            ),
            Client::Cursor => one(home.join(".cursor"), "mcp.json"),
            Client::VsCode => one(self.code_user(), "mcp.json"),
            Client::Windsurf => one(home.join(".codeium/windsurf"), "mcp_config.json"),
            Client::Zed => {
                let dir = match self.platform {
                    Platform::Linux => self.xdg_config().join("zed"),
                    Platform::MacOs => home.join(".config/zed"),
                    Platform::Windows => self.applications().join("Zed"),
                };
                one(dir, "settings.json")
            }
            Client::Codex => {
                let dir = self.directory("CODEX_HOME");
                one(dir.unwrap_or_else(|| home.join(".codex")), "config.toml")
            }
            Client::Gemini => one(home.join(".gemini"), "settings.json"),
            Client::OpenCode => {
                let dir = self.xdg_config().join("opencode");
                let file = self.first_there(&dir, &["opencode.jsonc", "opencode.json"]);
                vec![(file, dir)]
            }
            Client::Cline => {
                let storage = self
                    .code_user()
                    .join("globalStorage/saoudrizwan.claude-dev");
                // Where the extension had it alone, before it shared the file of the program.
                let earlier = storage.join("settings/cline_mcp_settings.json");
                vec![self.cline(), (earlier, storage)]
            }
            Client::Continue => {
                let dir = self.directory("CONTINUE_GLOBAL_DIR");
                let dir = dir.unwrap_or_else(|| home.join(".continue"));
                vec![(dir.join("mcpServers/brummer.yaml"), dir)]
            }
        }
    }

    fn in_project(&self, client: Client) -> Option<Place> {
        let project = self.project;
        let (file, sign) = match client {
            Client::ClaudeCode => (project.join(".mcp.json"), project.join(".claude")),
            Client::Cursor => (project.join(".cursor/mcp.json"), project.join(".cursor")),
            Client::VsCode => (project.join(".vscode/mcp.json"), project.join(".vscode")),
            Client::Zed => (project.join(".zed/settings.json"), project.join(".zed")),
            Client::Codex => (project.join(".codex/config.toml"), project.join(".codex")),
            Client::Gemini => (
                project.join(".gemini/settings.json"),
                project.join(".gemini"),
            ),
            Client::OpenCode => (
                self.first_there(project, &["opencode.jsonc", "opencode.json"]),
                project.join(".opencode"),
            ),
            Client::Continue => (
                project.join(".continue/mcpServers/brummer.yaml"),
                project.join(".continue"),
            ),
            Client::ClaudeDesktop | Client::Windsurf | Client::Cline => return None,
        };
        let is_used_here = (self.exists)(&sign) || (self.exists)(&file);
        let found = is_used_here || self.user(client).iter().any(|place| place.found);
        Some(Place { file, found })
    }

    /// Cline's settings, which its program and its extensions share, with what is there if one of them is.
    fn cline(&self) -> (PathBuf, PathBuf) {
        const FILE: &str = "settings/cline_mcp_settings.json";
        if let Some(file) = self.directory("CLINE_MCP_SETTINGS_PATH") {
            return (file.clone(), file);
        }
        if let Some(data) = self.directory("CLINE_DATA_DIR") {
            return (data.join(FILE), data);
        }
        let dir = self.directory("CLINE_DIR");
        let dir = dir.unwrap_or_else(|| self.home.join(".cline"));
        (dir.join("data").join(FILE), dir)
    }

    /// The first of these files that is there, or the last.
    fn first_there(&self, dir: &Path, names: &[&str]) -> PathBuf {
        let mut files = names.iter().map(|name| dir.join(name));
        let there = files.clone().find(|file| (self.exists)(file));
        there.or_else(|| files.next_back()).unwrap_or_default()
    }

    /// The user's settings of VS Code.
    fn code_user(&self) -> PathBuf {
        self.applications().join("Code/User")
    }

    /// Where applications keep settings of a user.
    fn applications(&self) -> PathBuf {
        match self.platform {
            Platform::Linux => self.xdg_config(),
            Platform::MacOs => self.home.join("Library/Application Support"),
            Platform::Windows => {
                let roaming = self.directory("APPDATA");
                roaming.unwrap_or_else(|| self.home.join("AppData/Roaming"))
            }
        }
    }

    /// `$XDG_CONFIG_HOME`, or what the specification has in its stead.
    fn xdg_config(&self) -> PathBuf {
        let dir = self.directory("XDG_CONFIG_HOME");
        dir.unwrap_or_else(|| self.home.join(".config"))
    }

    /// A path from the environment; a relative one would mean another place in each directory, and is ignored.
    fn directory(&self, variable: &str) -> Option<PathBuf> {
        let path = (self.variable)(variable)?;
        let is_absolute = match self.platform {
            Platform::Linux | Platform::MacOs => path.starts_with('/'),
            Platform::Windows => path
                .get(1..3)
                .is_some_and(|root| root == ":\\" || root == ":/"),
        };
        is_absolute.then(|| PathBuf::from(path))
    }
}

/// The names of a client's programs.
fn programs(client: Client) -> &'static [&'static str] {
    match client {
        Client::ClaudeCode => &["claude"],
        // An application, and on some systems one with the name of the other's program.
        Client::ClaudeDesktop => &["claude-desktop"],
        Client::Cursor => &["cursor"],
        Client::VsCode => &["code"],
        Client::Windsurf => &["windsurf"],
        Client::Zed => &["zed", "zeditor"],
        Client::Codex => &["codex"],
        Client::Gemini => &["gemini"],
        Client::OpenCode => &["opencode"],
        Client::Cline => &["cline"],
        Client::Continue => &["cn"],
    }
}
