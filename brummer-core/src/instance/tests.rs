//! The directory of instances, as it may be found.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::AsyncReadExt;
use tokio::net::{UnixListener, UnixStream};

use super::*;
use crate::process::known;

#[path = "../../tests/engine/support/tool.rs"]
mod tool;

struct Fixture {
    temp: TempDir,
    instances: Instances,
}

impl Fixture {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let instances = Instances::open(Place(temp.path().join("run"))).unwrap();
        Self { temp, instances }
    }

    fn root(&self) -> PathBuf {
        self.temp.path().join("project")
    }

    fn path(&self, file: &str) -> PathBuf {
        self.temp.path().join("run").join(file)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("")).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    async fn claimed(&self) -> Claim {
        match self.instances.claim(&self.root()).await.unwrap() {
            Claimed::Ours(claim) => claim,
            Claimed::Theirs(entry) => panic!("{entry:?}"),
        }
    }

    async fn hosted(&self) -> (Registration, UnixListener) {
        let claim = self.claimed().await;
        let listener = claim.listen().unwrap();
        (claim.register(Hosting::default()).unwrap(), listener)
    }

    /// Writes the entry of an instance whose process has ended.
    async fn stale(&self) {
        let entry = {
            let (registration, _listener) = self.hosted().await;
            registration.entry().clone()
        };
        let mut child = Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        let entry = Entry {
            pid: child.id(),
            ..entry
        };
        self.plant(&serde_json::to_string(&entry).unwrap());
    }

    fn plant(&self, text: &str) {
        let file = self.path(&Key::of(&self.root()).file());
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
    }

    /// Why the entry is not believed.
    #[track_caller]
    fn refusal(&self) -> Refusal {
        let listing = self.instances.list().unwrap();
        assert!(listing.living.is_empty());
        let [refused] = &listing.refused[..] else {
            panic!("{listing:?}");
        };
        refused.reason.clone()
    }
}

#[tokio::test]
async fn an_instance_is_found_until_it_ends() {
    let fixture = Fixture::new();
    let (registration, listener) = fixture.hosted().await;
    let found = fixture.instances.find(&fixture.root()).unwrap().unwrap();
    assert_eq!(&found, registration.entry());
    assert_eq!(fixture.instances.list().unwrap().living, [found]);
    drop((registration, listener));
    assert_eq!(fixture.instances.find(&fixture.root()).unwrap(), None);
    assert_eq!(fixture.names(), [""; 0]);
}

#[tokio::test]
async fn a_project_that_is_hosted_is_not_claimed_again() {
    let fixture = Fixture::new();
    let hosted = fixture.hosted().await;
    let again = fixture.instances.claim(&fixture.root()).await.unwrap();
    assert!(matches!(again, Claimed::Theirs(entry) if entry == Box::new(hosted.0.entry().clone())));
    drop(hosted);
    fixture.claimed().await;
}

#[tokio::test]
async fn of_many_that_claim_at_once_one_hosts() {
    let fixture = Fixture::new();
    let claims = (0..16).map(|_| {
        let (instances, root) = (fixture.instances.clone(), fixture.root());
        tokio::spawn(async move {
            match instances.claim(&root).await.unwrap() {
                Claimed::Ours(claim) => Some(claim.register(Hosting::default()).unwrap()),
                Claimed::Theirs(_) => None,
            }
        })
    });
    let claims: Vec<_> = claims.collect();
    let mut hosts = Vec::new();
    for claim in claims {
        hosts.extend(claim.await.unwrap());
    }
    assert_eq!(hosts.len(), 1);
}

#[tokio::test]
async fn what_an_instance_left_that_was_killed_is_cleaned_up() {
    let fixture = Fixture::new();
    fixture.stale().await;
    let listing = fixture.instances.list().unwrap();
    assert_eq!((listing.living.len(), listing.cleaned), (0, 1));
    assert_eq!(fixture.names(), [""; 0]);
}

#[tokio::test]
async fn a_pid_that_was_given_to_another_process_is_not_the_instance() {
    let fixture = Fixture::new();
    let (registration, listener) = fixture.hosted().await;
    let entry = registration.entry().clone();
    drop((registration, listener));
    let other = Entry {
        began: entry.began + 1,
        ..entry
    };
    fixture.plant(&serde_json::to_string(&other).unwrap());
    assert_eq!(fixture.instances.find(&fixture.root()).unwrap(), None);
    assert_eq!(fixture.names(), [""; 0]);
}

#[tokio::test]
async fn what_is_planted_is_refused_and_hurts_nobody() {
    let fixture = Fixture::new();
    let file = fixture.path(&Key::of(&fixture.root()).file());
    let remove = || {
        let _ = fs::remove_file(&file);
        let _ = fs::remove_dir(&file);
    };

    symlink("/etc/passwd", &file).unwrap();
    assert_eq!(fixture.refusal(), Refusal::Link);
    remove();
    fs::create_dir(&file).unwrap();
    assert_eq!(fixture.refusal(), Refusal::NoFile);
    remove();
    // A pipe is not waited for.
    let made = Command::new("mkfifo").arg(&file).status().unwrap();
    assert!(made.success());
    assert_eq!(fixture.refusal(), Refusal::NoFile);
    remove();
    let _socket = std::os::unix::net::UnixListener::bind(&file).unwrap();
    assert_eq!(fixture.refusal(), Refusal::NoFile);
    remove();
    fixture.plant(&" ".repeat(100_000));
    assert_eq!(fixture.refusal(), Refusal::TooLong);
    fixture.plant("{");
    assert!(matches!(fixture.refusal(), Refusal::Broken(_)));
    fs::set_permissions(&file, PermissionsExt::from_mode(0o644)).unwrap();
    assert_eq!(fixture.refusal(), Refusal::Open(0o644));

    // Whoever hosts the project puts the truth in its place.
    let hosted = fixture.hosted().await;
    assert_eq!(
        fixture.instances.find(&fixture.root()).unwrap().as_ref(),
        Some(hosted.0.entry())
    );
}

#[tokio::test]
async fn what_is_in_the_directory_belongs_to_this_user_alone() {
    let fixture = Fixture::new();
    let _hosted = fixture.hosted().await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&fixture.path("")), 0o700);
    for name in fixture.names() {
        assert_eq!(mode(&fixture.path(&name)), 0o600, "{name}");
    }
}

#[test]
fn a_directory_that_is_a_link_or_somebody_elses_is_refused() {
    let temp = tempfile::tempdir().unwrap();
    let link = temp.path().join("link");
    symlink(temp.path(), &link).unwrap();
    let error = Instances::open(Place(link)).unwrap_err();
    assert!(format!("{error:?}").contains("symbolic link"), "{error:?}");
    if !rustix::process::geteuid().is_root() {
        let error = Instances::open(Place("/".into())).unwrap_err();
        assert!(format!("{error:?}").contains("somebody else"), "{error:?}");
    }
}

#[test]
fn a_directory_that_others_could_open_is_closed_to_them() {
    let temp = tempfile::tempdir().unwrap();
    fs::set_permissions(temp.path(), PermissionsExt::from_mode(0o777)).unwrap();
    Instances::open(Place(temp.path().to_owned())).unwrap();
    let mode = fs::metadata(temp.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[tokio::test]
async fn the_instance_of_a_directory_is_that_of_the_nearest_one_above_it() {
    let fixture = Fixture::new();
    let hosted = fixture.hosted().await;
    let deep = fixture.root().join("packages/web/src");
    fs::create_dir_all(&deep).unwrap();
    assert_eq!(fixture.instances.nearest(&deep).unwrap(), None);
    fs::create_dir(fixture.root().join(".git")).unwrap();
    let found = fixture.instances.nearest(&deep).unwrap();
    assert_eq!(found.as_ref(), Some(hosted.0.entry()));
    fs::create_dir(fixture.root().join("packages/.git")).unwrap();
    assert_eq!(fixture.instances.nearest(&deep).unwrap(), None);
}

#[tokio::test]
async fn a_socket_whose_path_is_too_long_is_an_error_with_a_way_out() {
    let temp = tempfile::tempdir().unwrap();
    let place = Place(temp.path().join("x".repeat(100)));
    let instances = Instances::open(place).unwrap();
    let Claimed::Ours(claim) = instances.claim(Path::new("/p")).await.unwrap() else {
        panic!("nobody else knows the directory");
    };
    let error = claim.listen().unwrap_err().to_string();
    assert!(error.contains(VARIABLE), "{error}");
}

#[tokio::test]
async fn a_socket_at_which_another_process_listens_is_not_trusted() {
    let fixture = Fixture::new();
    let (registration, _listener) = fixture.hosted().await;
    let entry = registration.entry().clone();
    entry.connect().await.unwrap();
    let foreign = Entry { pid: 1, ..entry };
    let error = foreign.connect().await.unwrap_err();
    assert!(
        format!("{error:?}").contains("another process"),
        "{error:?}"
    );
}

/// Another process, which is killed when this is dropped.
struct Other(std::process::Child);

impl Drop for Other {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Another user than whoever runs tests.
const NOBODY: u32 = 65534;

/// Whether the tests may give things to another user; says so if not, or fails where everything is required.
#[expect(
    clippy::print_stderr,
    reason = "whoever runs the tests must see what was not run"
)]
fn is_root() -> bool {
    let is_root = rustix::process::geteuid().is_root();
    if !is_root {
        assert!(
            std::env::var_os("TEST_REQUIRE_ALL").is_none(),
            "root is required here"
        );
        eprintln!("not run: needs root, to become another user");
    }
    is_root
}

/// A process that listens as the host of an instance, and ends only when it is killed; it says this to whoever connects, or nothing.
///
/// It begins to listen as this user.
fn stubborn(fixture: &Fixture, entry: &Entry, says: &str, user: u32) -> Option<(Other, Entry)> {
    const LISTEN: &str = "
import os, signal, socket, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
if os.geteuid() != int(sys.argv[3]):
    os.setuid(int(sys.argv[3]))
listener.listen()
print('listening', flush=True)
streams = []
while sys.argv[2]:
    streams.append(listener.accept()[0])
    streams[-1].sendall(sys.argv[2].encode())
time.sleep(1000)
";
    if !tool::has("python3") {
        return None;
    }
    let socket = fixture.path(&entry.key().socket());
    let child = Command::new("python3")
        .args(["-c", LISTEN])
        .arg(&socket)
        .args([says, &user.to_string()])
        .stdout(std::process::Stdio::piped())
        .spawn();
    let mut child = Other(child.unwrap());
    let mut said = [0; "listening\n".len()];
    child
        .0
        .stdout
        .take()
        .unwrap()
        .read_exact(&mut said)
        .unwrap();
    let entry = Entry {
        pid: child.0.id(),
        began: known::began(child.0.id()).unwrap().unwrap(),
        ..entry.clone()
    };
    Some((child, entry))
}

/// An instance whose host is a process that ends only when it is killed, and how it comes out that it is told to end.
async fn ended(says: &str) -> Option<(Ending, bool, Other)> {
    const SHORT: Duration = Duration::from_millis(100);
    let fixture = Fixture::new();
    let entry = {
        let (registration, _listener) = fixture.hosted().await;
        registration.entry().clone()
    };
    let user = rustix::process::geteuid().as_raw();
    let (child, entry) = stubborn(&fixture, &entry, says, user)?;
    let patience = Patience {
        answer: if says.is_empty() {
            SHORT
        } else {
            Duration::from_mins(1)
        },
        hanging: SHORT,
        end: SHORT,
    };
    let mut has_hung = false;
    let ending = entry.end(patience, || has_hung = true).await.unwrap();
    Some((ending, has_hung, child))
}

#[tokio::test]
async fn a_host_that_gives_no_sign_of_life_is_killed() {
    let Some((ending, has_hung, mut child)) = ended("").await else {
        return;
    };
    assert_eq!((ending, has_hung), (Ending::Killed, true));
    let status = child.0.wait().unwrap();
    assert_eq!(
        std::os::unix::process::ExitStatusExt::signal(&status),
        Some(9)
    );
}

#[tokio::test]
async fn a_host_that_answers_is_not_killed() {
    let Some((ending, has_hung, mut child)) = ended("brummer").await else {
        return;
    };
    assert_eq!((ending, has_hung), (Ending::StillThere, false));
    assert!(child.0.try_wait().unwrap().is_none());
}

#[tokio::test]
async fn a_socket_at_which_another_user_listens_is_not_trusted() {
    if !is_root() {
        return;
    }
    let fixture = Fixture::new();
    let entry = {
        let (registration, _listener) = fixture.hosted().await;
        registration.entry().clone()
    };
    let Some((_child, entry)) = stubborn(&fixture, &entry, "", NOBODY) else {
        return;
    };
    let error = entry.connect().await.unwrap_err();
    assert!(
        format!("{error:?}").contains("another process"),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_file_of_another_user_is_refused() {
    let fixture = Fixture::new();
    fixture.plant("{");
    if !is_root() {
        return;
    }
    let file = fixture.path(&Key::of(&fixture.root()).file());
    std::os::unix::fs::chown(file, Some(NOBODY), None).unwrap();
    assert_eq!(fixture.refusal(), Refusal::Foreign);
}

#[tokio::test]
async fn a_process_that_took_the_pid_of_a_host_is_not_signalled() {
    let fixture = Fixture::new();
    let (registration, _listener) = fixture.hosted().await;
    let child = Command::new("sleep").arg("1000").spawn();
    let mut child = Other(child.unwrap());
    let began = known::began(child.0.id()).unwrap().unwrap();
    let entry = registration.entry();
    let patience = Patience {
        answer: Duration::ZERO,
        hanging: Duration::ZERO,
        end: Duration::ZERO,
    };
    // It began at another moment; and where it did not, another process listens.
    for (began, is_ended) in [(began + 1, true), (began, false)] {
        let entry = Entry {
            pid: child.0.id(),
            began,
            ..entry.clone()
        };
        let ended = entry.end(patience, || {}).await;
        assert_eq!(ended.is_ok_and(|ended| ended == Ending::Ended), is_ended);
        assert!(child.0.try_wait().unwrap().is_none());
    }
}

/// The streams of clients, each of which is served until it closes.
async fn connected(entry: &Entry, number: usize) -> Vec<UnixStream> {
    let mut streams = Vec::new();
    for _ in 0..number {
        streams.push(entry.connect().await.unwrap());
    }
    streams
}

async fn serve(mut stream: UnixStream) {
    let _ = stream.read(&mut [0]).await;
}

#[tokio::test]
async fn no_more_clients_are_let_in_than_there_may_be() {
    let fixture = Fixture::new();
    let (registration, listener) = fixture.hosted().await;
    let clients = Clients::default();
    tokio::spawn(welcome(listener, clients.clone(), serve));
    let mut streams = connected(registration.entry(), Clients::MAX + 1).await;
    let mut last = streams.pop().unwrap();
    let closed = tokio::time::timeout(Duration::from_secs(20), last.read(&mut [0])).await;
    assert_eq!(closed.expect("it is turned away").unwrap(), 0);
    assert_eq!(
        (clients.present(), clients.turned_away()),
        (Clients::MAX, 1)
    );
    // A place that became free is given away.
    drop(streams);
    let mut present = clients.watch();
    present
        .wait_for(|present| present.all() == 0)
        .await
        .unwrap();
    let _again = connected(registration.entry(), 1).await;
    present
        .wait_for(|present| present.all() == 1)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_instance_is_deserted_a_moment_after_its_last_client_left() {
    const MOMENT: Duration = Duration::from_millis(20);
    let clients = Clients::default();
    let (one, other) = (clients.enter(), clients.enter());
    let deserted = deserted(&clients, MOMENT, MOMENT);
    tokio::pin!(deserted);
    for client in [one, other] {
        let early = tokio::time::timeout(3 * MOMENT, &mut deserted).await;
        assert!(early.is_err());
        drop(client);
    }
    deserted.await;
}

#[tokio::test]
async fn an_instance_to_which_nobody_comes_is_deserted() {
    let clients = Clients::default();
    deserted(&clients, Duration::from_millis(1), Duration::MAX).await;
}
