//! Many projects over one connection.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use brummer_core::config::{Access, Allowed};
use brummer_core::instance::{Entry, Key, Listing, StartedBy, Stay};
use brummer_core::{Command, Connection, Reconnect, Spec, Supervisor, serve_client};
use brummer_mcp::{Host, Hosted, NotOpened, Opener, Opening, Projects};
use serde_json::json;
use tokio::io::copy_bidirectional;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::client::{Client, Era};
use crate::connected::handle;
use crate::project::Project;

/// How joining a project comes out.
#[derive(Clone)]
enum Way {
    /// It works.
    Joins(Hosted),
    /// Nobody answers, for ever.
    Waits,
    /// It fails.
    Fails,
}

/// The projects of a test; cheap to clone.
#[derive(Clone, Default)]
struct Fake(Arc<Mutex<HashMap<PathBuf, Way>>>, Arc<AtomicU32>);

impl Fake {
    fn host(&self, root: &Path, way: Way) {
        self.0.lock().unwrap().insert(root.to_owned(), way);
    }

    fn forget(&self, root: &Path) {
        self.0.lock().unwrap().remove(root);
    }

    /// How often a project was joined, or that was tried.
    fn tried(&self) -> u32 {
        self.1.load(Ordering::Relaxed)
    }
}

impl Projects for Fake {
    fn list(&self) -> Result<Listing, NotOpened> {
        let mut living: Vec<_> = self
            .0
            .lock()
            .unwrap()
            .keys()
            .map(|root| entry(root))
            .collect();
        living.sort_by(|one, other| one.root.cmp(&other.root));
        Ok(Listing {
            living,
            ..Listing::default()
        })
    }

    fn join(&self, entry: Entry) -> Opening {
        self.1.fetch_add(1, Ordering::Relaxed);
        let way = self.0.lock().unwrap().get(&entry.root).cloned();
        Box::pin(async move {
            match way {
                Some(Way::Joins(hosted)) => Ok(hosted),
                Some(Way::Waits) => std::future::pending().await,
                Some(Way::Fails) | None => Err(NotOpened("it speaks version 7".to_owned())),
            }
        })
    }
}

fn entry(root: &Path) -> Entry {
    Entry {
        id: Key::of(root).to_string(),
        root: root.to_owned(),
        pid: 7,
        began: 1,
        since: "2026-01-01T00:00:00Z".parse().unwrap(),
        socket: "/nowhere".into(),
        http: None,
        version: "1".to_owned(),
        started_by: StartedBy::Serve,
        stay: Stay::Stay,
        is_ending: false,
    }
}

fn supervisor() -> Supervisor {
    Supervisor::builder().build().unwrap()
}

/// A project in this directory, with a script of its own name.
fn project(root: &Path, supervisor: Supervisor, access: Access) -> Hosted {
    Hosted {
        supervisor,
        scripts: Arc::new(Project {
            scripts: vec![("said", "cat .env; pwd")],
            directory: root.to_owned(),
            access,
        }),
    }
}

/// A client in a project of its own, beside `web`, which is hosted, and whatever a test adds.
struct Fixture {
    client: Client,
    fake: Fake,
    root: PathBuf,
    web: Supervisor,
    _temp: tempfile::TempDir,
}

impl Fixture {
    async fn of(host: impl FnOnce(Hosted) -> Host) -> Self {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().canonicalize().unwrap();
        for name in ["mine", "web"] {
            std::fs::create_dir(root.join(name)).unwrap();
            std::fs::write(
                root.join(name).join(".env"),
                format!("API_TOKEN={name}-secret-7731\n"),
            )
            .unwrap();
        }
        let (mine, web) = (handle(supervisor()).await, handle(supervisor()).await);
        let fake = Fake::default();
        let joins = project(&root.join("web"), web.clone(), Access::default());
        fake.host(&root.join("web"), Way::Joins(joins));
        let home = project(&root.join("mine"), mine.clone(), Access::default());
        let host = host(home).with_projects(fake.clone());
        let mut client = Client::on(host, mine, tempfile::tempdir().unwrap());
        client.begin(Era::Initialize).await;
        Self {
            client,
            fake,
            root,
            web,
            _temp: temp,
        }
    }

    async fn new() -> Self {
        Self::of(Host::new).await
    }

    /// Starts the script `said`, and returns what it printed.
    async fn said(&mut self, project: Option<&str>) -> String {
        let arguments = match project {
            Some(project) => json!({"name": "said", "project": project}),
            None => json!({"name": "said"}),
        };
        let ran = self.client.call("scripts_run", arguments).await;
        ran["output"].as_str().unwrap().to_owned()
    }

    async fn close(self) {
        self.client.close().await;
        self.web.shutdown().await;
    }
}

/// A project whose host is behind a stream that a test can stop or cut.
struct Behind {
    host: Supervisor,
    /// What comes through the stream: nothing any more, once it is stopped.
    stops: watch::Sender<bool>,
    serving: JoinHandle<()>,
    relay: JoinHandle<()>,
}

impl Behind {
    async fn new(root: &Path) -> (Self, Hosted) {
        let host = supervisor();
        let sleeps = Spec::new("sleeps", Command::shell("exec sleep 1000"), "/").unwrap();
        host.start(sleeps).await.unwrap();
        let (ours, mut near) = tokio::io::duplex(64 * 1024);
        let (mut far, theirs) = tokio::io::duplex(64 * 1024);
        let of = host.clone();
        let serving = tokio::spawn(async move {
            // How it ends is not looked at.
            let _ = serve_client(&of, theirs).await;
        });
        let (stops, mut stopped) = watch::channel(false);
        let relay = tokio::spawn(async move {
            tokio::select! {
                _ = copy_bidirectional(&mut near, &mut far) => return,
                _ = stopped.wait_for(|stopped| *stopped) => {}
            }
            // Both ends stay open, and hear nothing.
            std::future::pending::<()>().await;
        });
        let connected = Supervisor::connect(ours, Reconnect::never()).await.unwrap();
        let hosted = project(root, connected, Access::default());
        let behind = Self {
            host,
            stops,
            serving,
            relay,
        };
        (behind, hosted)
    }

    /// Waits until a call is under way.
    async fn called(&self) {
        let activities = self.host.activities();
        let mut changes = activities.changes();
        let called = async {
            while activities.latest().is_empty() {
                changes.wait().await;
            }
        };
        let called = tokio::time::timeout(Duration::from_secs(20), called).await;
        called.expect("the host knows of the call");
    }

    async fn end(self) {
        self.relay.abort();
        self.serving.abort();
        self.host.shutdown().await;
    }
}

#[tokio::test]
async fn a_call_goes_to_the_project_that_it_names_or_to_that_of_the_client() {
    let mut fixture = Fixture::new().await;
    let root = fixture.root.clone();
    for project in [
        "web".to_owned(),
        root.join("web").display().to_string(),
        entry(&root.join("web")).id,
    ] {
        let said = fixture.said(Some(&project)).await;
        assert!(said.contains(root.join("web").to_str().unwrap()), "{said}");
    }
    assert_eq!(fixture.fake.tried(), 1);
    let said = fixture.said(None).await;
    assert!(said.contains(root.join("mine").to_str().unwrap()), "{said}");
    fixture.close().await;
}

#[tokio::test]
async fn what_leaves_a_project_is_masked_with_its_own_secrets() {
    let mut fixture = Fixture::new().await;
    for project in [Some("web"), None] {
        let said = fixture.said(project).await;
        assert!(
            said.contains("[masked: API_TOKEN]") && !said.contains("7731"),
            "{said}"
        );
    }
    fixture.close().await;
}

#[tokio::test]
async fn what_a_project_denies_is_denied_there_alone() {
    let mut fixture = Fixture::new().await;
    let access = Access {
        control: brummer_core::config::Resolved {
            value: Allowed::None,
            origin: brummer_core::config::Origin::Default,
        },
        ..Access::default()
    };
    let shut = fixture.root.join("shut");
    let joins = project(&shut, fixture.web.clone(), access);
    fixture.fake.host(&shut, Way::Joins(joins));
    let arguments = json!({"name": "said", "project": "shut"});
    let error = fixture.client.error("scripts_run", arguments).await;
    assert!(error.starts_with("denied: "), "{error}");
    fixture.said(Some("web")).await;
    fixture.close().await;
}

#[tokio::test]
async fn a_project_that_is_chosen_is_the_one_of_calls_that_name_none_until_that_ends() {
    let mut fixture = Fixture::new().await;
    let connect = json!({"project": "web"});
    fixture.client.text("instances_connect", connect).await;
    let listed = fixture.client.text("instances_list", json!({})).await;
    assert!(
        listed.lines().next().unwrap().ends_with("[default]"),
        "{listed}"
    );
    assert!(fixture.said(None).await.contains("/web\n"));
    assert!(!fixture.said(Some("web")).await.is_empty());
    fixture.client.text("instances_disconnect", json!({})).await;
    assert!(fixture.said(None).await.contains("/mine\n"));
    fixture.close().await;
}

#[tokio::test]
async fn a_chosen_project_that_is_gone_is_not_replaced_by_another_one() {
    let mut fixture = Fixture::new().await;
    let connect = json!({"project": "web"});
    fixture.client.text("instances_connect", connect).await;
    fixture.fake.forget(&fixture.root.join("web"));
    let error = fixture
        .client
        .error("scripts_run", json!({"name": "said"}))
        .await;
    assert!(error.starts_with("project_gone: `web`"), "{error}");
    assert!(error.contains("instances_disconnect"), "{error}");
    fixture.close().await;
}

#[tokio::test]
async fn what_is_no_name_of_a_project_starts_nothing() {
    let mut fixture = Fixture::new().await;
    let run = json!({"name": "said", "project": 5});
    let error = fixture.client.error("scripts_run", run).await;
    assert!(
        error.starts_with("bad_arguments: ") && error.contains("`project` must be"),
        "{error}"
    );
    let home = fixture.client.supervisor.snapshot();
    assert!(home.processes().is_empty());
    fixture.close().await;
}

#[tokio::test]
async fn a_name_that_nobody_has_is_told_those_that_look_like_it() {
    let mut fixture = Fixture::new().await;
    let error = fixture
        .client
        .error("scripts_status", json!({"project": "wbe"}))
        .await;
    let expected = "unknown_project: `wbe` is not hosted\nnear: web\nknown: web\nnext: ";
    assert!(error.starts_with(expected), "{error}");
    assert_eq!(fixture.fake.tried(), 0);
    fixture.close().await;
}

#[tokio::test]
async fn a_directory_that_is_a_link_to_a_project_names_it() {
    let mut fixture = Fixture::new().await;
    let link = fixture.root.join("current");
    std::os::unix::fs::symlink(fixture.root.join("web"), &link).unwrap();
    let said = fixture.said(link.to_str()).await;
    assert!(said.contains("/web\n"), "{said}");
    fixture.close().await;
}

/// The client's project, which cannot be opened.
struct Nowhere;

impl Opener for Nowhere {
    fn asks_client(&self) -> bool {
        false
    }

    fn open(&self, _: Vec<PathBuf>) -> Opening {
        Box::pin(async {
            Err(NotOpened(
                "this client is in `/`, which is no project".to_owned(),
            ))
        })
    }
}

#[tokio::test]
async fn a_client_that_is_in_no_project_reaches_the_others() {
    let mut fixture = Fixture::of(|_| Host::later(Nowhere)).await;
    let error = fixture.client.error("scripts_status", json!({})).await;
    let expected =
        "no_project: this client is in `/`, which is no project\nknown: web\nnext: pass project=";
    assert!(error.starts_with(expected), "{error}");
    assert!(fixture.said(Some("web")).await.contains("/web\n"));
    fixture.client.text("instances_list", json!({})).await;
    fixture.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_project_that_cannot_be_joined_is_named_and_not_tried_again_at_once() {
    let mut fixture = Fixture::new().await;
    let old = fixture.root.join("old");
    fixture.fake.host(&old, Way::Fails);
    let arguments = json!({"project": "old"});
    let first = fixture
        .client
        .error("scripts_status", arguments.clone())
        .await;
    let expected = format!(
        "not_joined: `old` ({}, pid 7) could not be joined: it speaks version 7\nnext: ",
        old.display()
    );
    assert!(first.starts_with(&expected), "{first}");
    let second = fixture
        .client
        .error("scripts_status", arguments.clone())
        .await;
    assert!(second.contains("it is tried again in 1 s"), "{second}");
    assert_eq!(fixture.fake.tried(), 1);
    let listed = fixture.client.text("instances_list", json!({})).await;
    assert!(
        listed.contains("; not connected: it speaks version 7\n"),
        "{listed}"
    );
    tokio::time::advance(Duration::from_secs(1)).await;
    // What is hosted there now is another one, which answers.
    let joins = project(&old, fixture.web.clone(), Access::default());
    fixture.fake.host(&old, Way::Joins(joins));
    fixture.client.call("scripts_status", arguments).await;
    assert_eq!(fixture.fake.tried(), 2);
    fixture.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_host_that_never_answers_is_given_up_and_holds_up_nobody() {
    let mut fixture = Fixture::new().await;
    fixture.fake.host(&fixture.root.join("deaf"), Way::Waits);
    let waiting = fixture
        .client
        .post_call("scripts_status", json!({"project": "deaf"}))
        .await;
    fixture
        .client
        .call("scripts_status", json!({"project": "web"}))
        .await;
    let answer = fixture.client.response(waiting).await;
    let text = answer["content"][0]["text"].as_str().unwrap();
    assert!(
        text.starts_with("not_joined: `deaf`") && text.contains("longer than 15 s"),
        "{text}"
    );
    fixture.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_host_that_hangs_is_named_before_a_call_and_during_one() {
    let mut fixture = Fixture::new().await;
    let root = fixture.root.join("hung");
    let (behind, hosted) = Behind::new(&root).await;
    fixture.fake.host(&root, Way::Joins(hosted));
    let wait = json!({"project": "hung", "name": "sleeps", "until": ["exit"], "wait_ms": 50_000});
    let waiting = fixture.client.post_call("wait_for", wait).await;
    behind.called().await;
    behind.stops.send_replace(true);
    let answer = fixture.client.response(waiting).await;
    let during = answer["content"][0]["text"].as_str().unwrap().to_owned();
    let before = fixture
        .client
        .error("scripts_status", json!({"project": "hung"}))
        .await;
    for text in [during, before] {
        // The hub asks for itself, and so does the connection: whichever notices first.
        let is_told = text.starts_with("hangs: ") || text.contains("does not answer");
        assert!(is_told && text.contains("`hung`"), "{text}");
        assert!(
            text.contains("pid 7") && text.contains("\nnext: "),
            "{text}"
        );
    }
    behind.end().await;
    fixture.close().await;
}

#[tokio::test]
async fn a_host_that_ends_is_told_to_calls_under_way_and_joined_anew_by_the_next() {
    let mut fixture = Fixture::new().await;
    let root = fixture.root.join("brief");
    let (behind, hosted) = Behind::new(&root).await;
    fixture.fake.host(&root, Way::Joins(hosted));
    let wait = json!({"project": "brief", "name": "sleeps", "until": ["exit"], "wait_ms": 50_000});
    let waiting = fixture.client.post_call("wait_for", wait).await;
    behind.called().await;
    behind.end().await;
    let answer = fixture.client.response(waiting).await;
    let text = answer["content"][0]["text"].as_str().unwrap();
    assert!(text.starts_with("host_lost: the host of `brief`"), "{text}");
    assert!(text.contains("\nran: sleeps\n"), "{text}");
    let joins = project(&root, fixture.web.clone(), Access::default());
    fixture.fake.host(&root, Way::Joins(joins));
    fixture
        .client
        .call("scripts_status", json!({"project": "brief"}))
        .await;
    assert_eq!(fixture.fake.tried(), 2);
    fixture.close().await;
}

#[tokio::test]
async fn a_host_that_ended_between_two_calls_is_told_by_the_next_with_what_ran() {
    for (is_hosted_anew, chosen) in [(true, false), (false, false), (true, true), (false, true)] {
        let mut fixture = Fixture::new().await;
        let root = fixture.root.join("brief");
        let (behind, hosted) = Behind::new(&root).await;
        let connected = hosted.supervisor.clone();
        fixture.fake.host(&root, Way::Joins(hosted));
        let named = json!({"project": "brief"});
        let arguments = if chosen { json!({}) } else { named.clone() };
        if chosen {
            fixture.client.text("instances_connect", named).await;
        }
        fixture
            .client
            .call("scripts_status", arguments.clone())
            .await;
        behind.end().await;
        let mut changes = connected.connection_changes();
        while connected.connection() == Connection::Connected {
            changes.wait().await;
        }
        if is_hosted_anew {
            let joins = project(&root, fixture.web.clone(), Access::default());
            fixture.fake.host(&root, Way::Joins(joins));
        } else {
            fixture.fake.forget(&root);
        }
        let error = fixture
            .client
            .error("scripts_status", arguments.clone())
            .await;
        assert!(
            error.starts_with("host_lost: the host of `brief`"),
            "{error}"
        );
        assert!(error.contains("\nran: sleeps\n"), "{error}");
        // It is told once.
        if is_hosted_anew {
            fixture.client.call("scripts_status", arguments).await;
        } else {
            let error = fixture.client.error("scripts_status", arguments).await;
            assert!(
                error.starts_with("unknown_project") || error.starts_with("project_gone"),
                "{error}"
            );
        }
        fixture.close().await;
    }
}

#[tokio::test]
async fn no_more_projects_are_joined_than_there_may_be() {
    let mut fixture = Fixture::new().await;
    for n in 0..65 {
        let root = fixture.root.join(format!("p{n}"));
        let joins = project(&root, fixture.web.clone(), Access::default());
        fixture.fake.host(&root, Way::Joins(joins));
    }
    for n in 0..64 {
        let arguments = json!({"project": format!("p{n}")});
        fixture.client.call("scripts_status", arguments).await;
    }
    let error = fixture
        .client
        .error("scripts_status", json!({"project": "p64"}))
        .await;
    assert!(error.starts_with("busy: 64 projects"), "{error}");
    fixture
        .client
        .call("scripts_status", json!({"project": "p0"}))
        .await;
    fixture.close().await;
}

#[tokio::test]
async fn a_server_for_one_project_says_that_it_knows_no_others_and_what_does() {
    let mut client = Client::open(&[("dev", "true")]).await;
    let error = client
        .error("scripts_list", json!({"project": "web"}))
        .await;
    assert!(
        error.contains("no argument `project`: this server is for one project"),
        "{error}"
    );
    assert!(error.contains("`brummer --mcp`"), "{error}");
    for tool in [
        "instances_list",
        "instances_connect",
        "instances_disconnect",
    ] {
        let error = client.error(tool, json!({"project": "web"})).await;
        let expected =
            format!("unknown_tool: there is no tool `{tool}`: this server is for one project");
        assert!(error.starts_with(&expected), "{error}");
        assert!(error.contains("`brummer --mcp`"), "{error}");
    }
    client.close().await;
}
