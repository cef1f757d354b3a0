//! One connection for all projects, whatever becomes of their hosts.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use brummer_core::PROTOCOL;
use brummer_core::instance::Key;
use rustix::process::Signal;
use serde_json::{Value, json};

use super::wait_for_process;
use crate::support::client::{Client, Era};
use crate::support::mark::signal;
use crate::support::patience::until;
use crate::support::program::Program;
use crate::support::project::{Project, process};

/// A user with three projects: his client is in one, and the others have a process that tells where it is.
fn projects() -> Project {
    let dev = process("dev", "pwd; sleep 1000 & wait");
    let files = [".brum.toml", "shop/.brum.toml", "web/.brum.toml"];
    Project::new(&files.map(|file| (file, &*dev)))
}

/// Hosts a project of this user in the background, with its process.
fn host(project: &Project, dir: &str) -> u32 {
    let dir = project.path(dir);
    let mut brummer = project.brummer(&["serve", "-d", "dev", "--dir", dir.to_str().unwrap()]);
    Program::start(brummer.env("BRUMMER_MCP_PORT", "0"))
        .end()
        .check(0);
    pid(project, &dir)
}

/// The pid of the host of this directory, as `brummer instances` lists it.
fn pid(project: &Project, dir: &Path) -> u32 {
    let listed = super::listed(project);
    let is_it = |entry: &&Value| entry["directory"] == *dir.to_str().unwrap();
    let entry = listed
        .iter()
        .find(is_it)
        .unwrap_or_else(|| panic!("{listed:?}"));
    u32::try_from(entry["pid"].as_u64().unwrap()).unwrap()
}

fn down(project: &Project, dir: &str) {
    let dir = project.path(dir);
    project
        .run(&["down", "--dir", dir.to_str().unwrap()])
        .check(0);
}

fn hub(project: &Project) -> Client {
    Client::of(project.start(&["--mcp"]), Era::Initialize)
}

/// The text of an answer, and whether it is an error.
fn said(hub: &mut Client, tool: &str, arguments: &Value) -> (bool, String) {
    let result = hub.request("tools/call", json!({"name": tool, "arguments": arguments}));
    let text = result["content"][0]["text"].as_str().unwrap_or_default();
    (result["isError"] == true, text.to_owned())
}

#[track_caller]
fn check_refusal(hub: &mut Client, project: &str, parts: &[&str]) {
    let (is_error, text) = said(hub, "scripts_status", &json!({"project": project}));
    assert!(is_error, "{text}");
    for part in parts.iter().chain(&["\nnext: "]) {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

/// The project answers.
#[track_caller]
fn check_works(hub: &mut Client, project: &str) {
    let status = hub.call("scripts_status", &json!({"project": project}));
    assert_eq!(status["processes"][0]["processId"], "dev", "{status}");
}

#[test]
fn an_agent_reaches_all_projects_that_are_hosted() {
    let project = projects();
    host(&project, "shop");
    for args in [&["--mcp"][..], &["mcp", "--hub"]] {
        let mut hub = Client::of(project.start(args), Era::Initialize);
        let listed = hub.text("instances_list", &json!({}));
        assert!(listed.contains("shop (id shop-"), "{listed}");
        check_works(&mut hub, "shop");
        // Without a name it is the project of the client.
        let status = hub.call("scripts_status", &json!({}));
        assert_eq!(status["processes"], json!([]));
        // What is hosted after that is there as well.
        host(&project, "web");
        check_works(&mut hub, "web");
        hub.text("instances_connect", &json!({"project": "web"}));
        until("what its process prints", || {
            let lines = hub.text("logs_stream", &json!({}));
            lines.contains("/web\n").then_some(())
        });
        hub.close().check(0);
        down(&project, "web");
    }
    down(&project, "shop");
    project.mark.wait_until_gone();
}

#[test]
fn a_host_that_is_killed_or_suspended_is_told_and_the_others_answer() {
    let project = projects();
    let shop = host(&project, "shop");
    host(&project, "web");
    wait_for_process(&project, "sleep 1000");
    let mut hub = hub(&project);
    check_works(&mut hub, "shop");
    signal(shop, Signal::STOP);
    let named = format!(
        "hangs: `shop` ({}, pid {shop})",
        project.path("shop").display()
    );
    check_refusal(&mut hub, "shop", &[&named]);
    check_works(&mut hub, "web");
    let silent = "; did not answer ";
    let (_, listed) = said(&mut hub, "instances_list", &json!({}));
    assert_eq!(listed.matches(silent).count(), 1, "{listed}");
    signal(shop, Signal::CONT);
    check_works(&mut hub, "shop");
    let (_, listed) = said(&mut hub, "instances_list", &json!({}));
    assert!(!listed.contains(silent), "{listed}");
    signal(shop, Signal::KILL);
    until("the host to be gone", || {
        let (_, text) = said(&mut hub, "scripts_status", &json!({"project": "shop"}));
        text.starts_with("unknown_project: `shop`").then_some(())
    });
    check_works(&mut hub, "web");
    host(&project, "shop");
    check_works(&mut hub, "shop");
    hub.close().check(0);
    down(&project, "shop");
    down(&project, "web");
    project.mark.wait_until_gone();
}

#[test]
fn files_that_lie_are_told_and_not_believed() {
    let project = projects();
    host(&project, "web");
    let run = project.runtime_dir();
    symlink("/etc/passwd", run.join("0000000000000001.json")).unwrap();
    fs::write(run.join("0000000000000002.json"), "{}").unwrap();
    plant(&run.join("0000000000000003.json"), "\0garbage");
    fs::create_dir(run.join("0000000000000004.json")).unwrap();
    let mut hub = hub(&project);
    let listed = hub.text("instances_list", &json!({}));
    for reason in [
        "symbolic link",
        "other users may open it",
        "not an entry",
        "no regular file",
    ] {
        assert!(listed.contains(reason), "{listed}");
    }
    check_works(&mut hub, "web");
    hub.close().check(0);
    down(&project, "web");
}

/// Writes a file as a host does.
fn plant(file: &Path, text: &str) {
    fs::write(file, text).unwrap();
    fs::set_permissions(file, PermissionsExt::from_mode(0o600)).unwrap();
}

/// An instance of the directory `shop` whose host is this test, with the socket at which it listens.
fn pretend(project: &Project, pid: u32) -> UnixListener {
    let root = project.path("shop");
    let hash = Key::of(&root).to_string();
    let hash = &hash[hash.len() - 16..];
    let file = |ending: &str| -> PathBuf { project.runtime_dir().join(format!("{hash}.{ending}")) };
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    // The second field is a name in parentheses; the beginning is the 22nd.
    let began = stat.rsplit(')').next().unwrap().split_whitespace().nth(19);
    let entry = json!({
        "id": Key::of(&root).to_string(), "directory": root, "pid": pid,
        "began": began.unwrap().parse::<u64>().unwrap(), "since": "2026-01-01T00:00:00Z",
        "socket": file("sock"), "http": null, "version": "9.9.9", "startedBy": "serve", "stay": "stay",
    });
    // One that a test has listened on before.
    let _ = fs::remove_file(file("sock"));
    let listener = UnixListener::bind(file("sock")).unwrap();
    plant(&file("json"), &entry.to_string());
    listener
}

/// What a host that is none says to whoever connects.
fn says(listener: UnixListener, bytes: &[u8]) {
    let bytes = bytes.to_vec();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            // It may be gone before it was answered.
            let _ = stream.write_all(&bytes);
            let _ = stream.read_to_end(&mut Vec::new());
        }
    });
}

#[test]
fn a_socket_that_lies_is_told_and_hurts_nobody() {
    let project = projects();
    host(&project, "web");
    let own = std::process::id();
    let mut opening = b"brummer\n".to_vec();
    opening.extend((PROTOCOL + 1).to_le_bytes());
    opening.extend(b"\x059.9.9");
    let mut rubbish = b"brummer\n".to_vec();
    rubbish.extend(PROTOCOL.to_le_bytes());
    rubbish.extend(b"\x059.9.9\x08\0\0\0garbage!");
    for (bytes, reason) in [
        (&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], "no brummer"),
        (&rubbish, "no message"),
        (&opening, "9.9.9"),
        // It says nothing at all.
        (b"", "does not answer within 5 s"),
    ] {
        says(pretend(&project, own), bytes);
        // Another connection, which has not tried in vain before.
        let mut hub = hub(&project);
        check_refusal(&mut hub, "shop", &["not_joined: `shop`", reason]);
        check_works(&mut hub, "web");
        hub.close().check(0);
    }
    // Here another process listens than the one that the file names.
    let mut sleeper = project.command("sleep").arg("1000").spawn().unwrap();
    let _listener = pretend(&project, sleeper.id());
    let mut hub = hub(&project);
    check_refusal(&mut hub, "shop", &["another process listens there"]);
    check_works(&mut hub, "web");
    hub.close().check(0);
    sleeper.kill().unwrap();
    sleeper.wait().unwrap();
    down(&project, "web");
}

#[test]
fn a_client_in_the_home_directory_hosts_nothing_and_reaches_the_others() {
    let project = projects();
    host(&project, "web");
    let mut brummer = project.brummer(&["--mcp"]);
    let mut hub = Client::of(
        Program::start(brummer.current_dir(project.path("~/"))),
        Era::Initialize,
    );
    let (is_error, text) = said(&mut hub, "scripts_list", &json!({}));
    assert!(
        is_error && text.contains("which is no project\nknown: web\n"),
        "{text}"
    );
    check_works(&mut hub, "web");
    assert_eq!(super::listed(&project).len(), 1);
    hub.close().check(0);
    down(&project, "web");
}
