//! What others may have put there, and what they must not get.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Command;

use super::{files, host, hosting, listed, pid};
use crate::support::patience::until;
use crate::support::program::Program;
use crate::support::project::Project;
use crate::support::tool;

/// The file with this ending in the directory of instances.
fn file(project: &Project, ending: &str) -> std::path::PathBuf {
    let names = files(project);
    let name = names.iter().find(|name| name.ends_with(ending));
    project
        .runtime_dir()
        .join(name.unwrap_or_else(|| panic!("{names:?}")))
}

#[test]
fn a_planted_file_is_refused_and_the_rest_is_listed() {
    let project = Project::new(&[("other/.brum.toml", "")]);
    host(&project, &[]);
    let run = project.runtime_dir();
    let own = file(&project, ".json");
    symlink("/etc/passwd", run.join("0000000000000001.json")).unwrap();
    fs::write(run.join("0000000000000002.json"), "{}").unwrap();
    fs::copy(own, run.join("0000000000000003.json")).unwrap();
    let ended = project.run(&["instances"]).check(0);
    assert_eq!(ended.text().lines().count(), 1);
    for reason in ["symbolic link", "other users may open it", "which project"] {
        assert!(ended.stderr.contains(reason), "{}", ended.stderr);
    }
    project.run(&["down"]).check(0);
}

#[test]
fn a_file_that_is_planted_for_a_project_is_refused_once_with_a_way_out() {
    let project = Project::new(&[]);
    host(&project, &[]);
    let own = file(&project, ".json");
    project.run(&["down"]).check(0);
    symlink("/etc/passwd", &own).unwrap();
    for command in [&["ps"][..], &["serve", "-d"]] {
        let ended = project.run(command).check(1);
        let times = ended.stderr.matches("symbolic link").count();
        assert_eq!(times, 1, "{}", ended.stderr);
        assert!(ended.stderr.contains("remove it"), "{}", ended.stderr);
    }
    fs::remove_file(own).unwrap();
    host(&project, &[]);
    project.run(&["down"]).check(0);
}

#[test]
fn a_directory_that_is_a_link_is_refused_with_a_way_out() {
    let project = Project::new(&[]);
    symlink(project.path(""), project.runtime_dir()).unwrap();
    for command in ["instances", "down", "serve"] {
        let ended = project.run(&[command]).check(1);
        assert!(ended.stderr.contains("symbolic link"), "{}", ended.stderr);
        assert!(
            ended.stderr.contains("BRUMMER_RUNTIME_DIR"),
            "{}",
            ended.stderr
        );
    }
}

#[test]
fn a_client_that_sends_garbage_is_dropped_with_the_reason_and_harms_nobody() {
    use std::io::{Read, Write};
    let project = Project::new(&[]);
    host(&project, &[]);
    let mut broken = b"brummer\n".to_vec();
    broken.extend(brummer_core::PROTOCOL.to_le_bytes());
    broken.extend(b"\x011\xff\xff\xff\xff");
    for (garbage, reason) in [
        (
            &b"\0\xff\xff\xff\xff\xff\xff\xff"[..],
            "what connected is no brummer",
        ),
        (b"GET / HTTP/1.1\r\n\r\n", "what connected is no brummer"),
        (&[0xff; 10_000], "what connected is no brummer"),
        (&broken, "the client sent what is no message"),
    ] {
        let mut client = UnixStream::connect(file(&project, ".sock")).unwrap();
        // The host may have hung up before all is sent.
        let _ = client.write_all(garbage);
        let _ = client.shutdown(std::net::Shutdown::Write);
        let _ = client.read_to_end(&mut Vec::new());
        until(reason, || {
            let log = logged(&project);
            let dropped = log.lines().filter(|line| line.contains(reason));
            let is_said = dropped
                .clone()
                .all(|line| line.contains("a client was dropped: "));
            (is_said && dropped.count() > 0).then_some(())
        });
    }
    assert_eq!(listed(&project).len(), 1);
    project.run(&["down"]).check(0);
    project.mark.assert_gone();
}

/// What the host in the background has said.
fn logged(project: &Project) -> String {
    let state = project.path("~/.local/state/brummer");
    let mut said = String::new();
    let mut dirs = vec![state];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
            match entry.path() {
                path if path.is_dir() => dirs.push(path),
                path => said += &fs::read_to_string(path).unwrap_or_default(),
            }
        }
    }
    said
}

#[test]
fn the_token_of_a_host_is_in_none_of_its_files() {
    let project = Project::new(&[]);
    let token = "a-secret-of-24-letters-x";
    let mut brummer = project.brummer(&["serve", "-d"]);
    brummer
        .env("BRUMMER_MCP_PORT", "0")
        .env("BRUMMER_MCP_TOKEN", token);
    Program::start(&mut brummer).end().check(0);
    for name in files(&project) {
        let file = project.runtime_dir().join(name);
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", file.display());
        if file.is_file() {
            let text = fs::read_to_string(&file).unwrap();
            assert!(!text.contains(token), "{text}");
        }
    }
    project.run(&["down"]).check(0);
}

/// A command as a user who is not the one of the tests; none if this one may not become another.
fn as_nobody(project: &Project, program: &Path, args: &[&str]) -> Option<Command> {
    if !rustix::process::geteuid().is_root() || !tool::has("setpriv") {
        tool::not_run("root and setpriv, to become another user");
        return None;
    }
    let mut command = project.command("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]);
    command.arg(program).args(args);
    Some(command)
}

#[test]
fn another_user_can_neither_read_nor_connect() {
    let project = Project::new(&[]);
    host(&project, &[]);
    // The directories above are open, so that it is ours that keeps others out.
    let root = project.runtime_dir().parent().unwrap().to_owned();
    fs::set_permissions(&root, PermissionsExt::from_mode(0o755)).unwrap();
    let entry = file(&project, ".json");
    let socket = file(&project, ".sock");
    let connect = format!(
        "import socket; socket.socket(socket.AF_UNIX).connect({:?})",
        socket.to_str().unwrap()
    );
    let check = |program: &str, args: &[&str]| {
        let Some(mut command) = as_nobody(&project, Path::new(program), args) else {
            return;
        };
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !output.status.success() && said.contains("ermission denied"),
            "{said}"
        );
    };
    check("cat", &[entry.to_str().unwrap()]);
    check("ls", &[project.runtime_dir().to_str().unwrap()]);
    // That of the system: another one may lie where another user cannot go.
    let python = "/usr/bin/python3";
    if Path::new(python).exists() {
        check(python, &["-c", &connect]);
        // Where the directory and the socket let everybody in, the host does not.
        fs::set_permissions(project.runtime_dir(), PermissionsExt::from_mode(0o755)).unwrap();
        fs::set_permissions(&socket, PermissionsExt::from_mode(0o666)).unwrap();
        // It says what clients say, to which a host answers at once.
        let read = format!(
            "import socket; s = socket.socket(socket.AF_UNIX); s.connect({:?}); s.settimeout(30)\ntry:\n  \
             s.sendall(b'brummer\\n' + ({}).to_bytes(4, 'little') + b'\\x011')\n  print(s.recv(1))\nexcept OSError: print(b'')",
            socket.to_str().unwrap(),
            brummer_core::PROTOCOL
        );
        if let Some(mut command) = as_nobody(&project, Path::new(python), &["-c", &read]) {
            let output = command.output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert_eq!(said, "b''\n", "{output:?}");
        }
    } else {
        tool::not_run(python);
    }
    assert!(pid(&project) > 0);
    project.run(&["down"]).check(0);
}

#[test]
fn a_directory_of_another_user_is_refused() {
    let project = Project::new(&[]);
    fs::create_dir(project.runtime_dir()).unwrap();
    if !rustix::process::geteuid().is_root() {
        tool::not_run("root, to give a directory away");
        return;
    }
    std::os::unix::fs::chown(project.runtime_dir(), Some(65534), Some(65534)).unwrap();
    let ended = hosting(&project, &[]).end().check(1);
    assert!(ended.stderr.contains("somebody else"), "{}", ended.stderr);
}
