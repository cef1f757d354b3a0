//! A host that goes while it is used, and the one that comes after it.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use brummer_core::config::{Access, Allowed, Origin, Resolved};
use brummer_core::{Attempt, Command, Connection, Reconnect, Spec, Supervisor, serve_client};
use brummer_mcp::{Host, Hosted};
use serde_json::{Value, json};
use tokio::io::DuplexStream;
use tokio::task::AbortHandle;

use crate::client::{Client, Era};
use crate::project::Project;

/// Where the host of a project is reached: whoever that is at the moment. Cheap to clone.
#[derive(Clone, Default)]
struct Place {
    at: Arc<Mutex<Option<Supervisor>>>,
    serving: Arc<Mutex<Vec<AbortHandle>>>,
    /// Whether a host was asked for.
    is_asked: Arc<AtomicBool>,
}

impl Place {
    fn open(&self) -> io::Result<DuplexStream> {
        let host = self.at.lock().unwrap().clone();
        let host = host.ok_or_else(|| io::Error::other("nothing hosts it"))?;
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let serving = tokio::spawn(async move { serve_client(&host, theirs).await });
        self.serving.lock().unwrap().push(serving.abort_handle());
        Ok(ours)
    }

    /// Opens it; one that is asked for is there then.
    fn again(&self) -> Reconnect {
        let place = self.clone();
        Reconnect::always(move |attempt| {
            if attempt == Attempt::Asked {
                place.is_asked.store(true, Ordering::Relaxed);
                place.at.lock().unwrap().get_or_insert_with(supervisor);
            }
            let opened = place.open();
            async move { opened }
        })
    }

    /// The host is this one from now on, and whoever was connected to the one before is cut off.
    fn replace(&self, host: Option<Supervisor>) -> Option<Supervisor> {
        let before = std::mem::replace(&mut *self.at.lock().unwrap(), host);
        let serving: Vec<_> = self.serving.lock().unwrap().drain(..).collect();
        serving.iter().for_each(AbortHandle::abort);
        before
    }
}

fn supervisor() -> Supervisor {
    Supervisor::builder().build().unwrap()
}

/// A client of a project whose host may be another one at any time, and runs `sleeps` and `hidden` at first.
struct Fixture {
    client: Client,
    place: Place,
    first: Supervisor,
}

impl Fixture {
    async fn new() -> Self {
        Self::allowed(Access::default()).await
    }

    async fn allowed(access: Access) -> Self {
        let (place, first) = (Place::default(), supervisor());
        for name in ["hidden", "sleeps"] {
            let spec = Spec::new(name, Command::shell("exec sleep 1000"), "/").unwrap();
            first.start(spec).await.unwrap();
        }
        place.replace(Some(first.clone()));
        let connected = Supervisor::connect(place.open().unwrap(), place.again())
            .await
            .unwrap();
        let directory = tempfile::tempdir().unwrap();
        let host = Host::new(Hosted {
            supervisor: connected.clone(),
            scripts: Arc::new(Project {
                scripts: vec![("dev", "true")],
                directory: directory.path().canonicalize().unwrap(),
                access,
            }),
        });
        let mut client = Client::on(host, connected, directory);
        client.begin(Era::Initialize).await;
        Self {
            client,
            place,
            first,
        }
    }

    /// Has the client wait for what never comes, and returns once the host knows of that.
    async fn wait_for_exit(&mut self) -> u64 {
        let activities = self.first.activities();
        let mut changes = activities.changes();
        let before = activities.latest().len();
        let wait = json!({"name": "sleeps", "until": ["exit"], "wait_ms": 50_000});
        let id = self.client.post_call("wait_for", wait).await;
        let begun = async {
            while activities.latest().len() == before {
                changes.wait().await;
            }
        };
        let begun = tokio::time::timeout(Duration::from_secs(20), begun).await;
        begun.expect("the host knows of the call");
        id
    }

    /// Returns once the client knows that its host is gone.
    async fn until_lost(&self) {
        let mut changes = self.client.supervisor.connection_changes();
        while self.client.supervisor.connection() == Connection::Connected {
            changes.wait().await;
        }
    }

    /// The host is killed, and another one takes its place.
    async fn replace(&self) {
        self.place.replace(Some(supervisor()));
        let mut changes = self.client.supervisor.connection_changes();
        while self.client.supervisor.lost_instance().is_none() {
            changes.wait().await;
        }
    }

    /// The host ends as it was told to, and there is no other one.
    async fn end(&self) {
        self.first.shutdown().await;
        self.place.replace(None);
        self.until_lost().await;
    }

    async fn close(self) {
        self.client.close().await;
        self.first.shutdown().await;
    }
}

/// The text of an answer that is an error.
#[track_caller]
fn error_of(answer: &Value) -> &str {
    assert_eq!(answer["isError"], true, "{answer}");
    answer["content"][0]["text"].as_str().unwrap()
}

#[tokio::test]
async fn a_call_under_way_is_told_what_went_with_the_host() {
    let mut fixture = Fixture::new().await;
    let waiting = fixture.wait_for_exit().await;
    fixture.replace().await;
    let answer = fixture.client.response(waiting).await;
    let text = error_of(&answer);
    assert!(text.starts_with("host_lost: "), "{text}");
    for part in [
        "\nran: hidden, sleeps\n",
        "may have been done",
        "there is a new host",
    ] {
        assert!(text.contains(part), "{text}");
    }
    // The next one need not be told again.
    let status = fixture.client.call("scripts_status", json!({})).await;
    assert_eq!(status["processes"], json!([]));
    fixture.close().await;
}

#[tokio::test]
async fn all_calls_under_way_are_told() {
    let mut fixture = Fixture::new().await;
    let waiting = [fixture.wait_for_exit().await, fixture.wait_for_exit().await];
    fixture.replace().await;
    for id in waiting {
        let answer = fixture.client.response(id).await;
        assert!(error_of(&answer).contains("\nran: hidden, sleeps\n"));
    }
    fixture.close().await;
}

#[tokio::test]
async fn a_call_under_way_whose_host_does_not_come_back_is_told_what_ran() {
    let mut fixture = Fixture::new().await;
    let waiting = fixture.wait_for_exit().await;
    fixture.place.replace(None);
    fixture.until_lost().await;
    // It is not known to have ended.
    let answer = fixture.client.response(waiting).await;
    let text = error_of(&answer);
    assert!(text.starts_with("disconnected: "), "{text}");
    assert!(
        text.contains("\nran when it was heard of last: hidden, sleeps\n"),
        "{text}"
    );
    assert!(!fixture.place.is_asked.load(Ordering::Relaxed));
    fixture.close().await;
}

#[tokio::test]
async fn a_host_that_said_that_it_ends_is_told_with_what_ran_and_not_replaced_for_that() {
    let mut fixture = Fixture::new().await;
    let read = json!({"uri": "brummer://processes"});
    fixture.end().await;
    let error = fixture.client.refusal("resources/read", read).await;
    let text = error["message"].as_str().unwrap();
    assert!(text.starts_with("host_lost: "), "{text}");
    assert!(text.contains("\nran: hidden, sleeps\n"), "{text}");
    assert!(text.contains("nothing is hosted now"), "{text}");
    let listed = fixture.client.request("resources/list", json!({})).await;
    assert!(!listed.to_string().contains("sleeps"), "{listed}");
    assert!(!fixture.place.is_asked.load(Ordering::Relaxed));
    fixture.close().await;
}

#[tokio::test]
async fn a_call_has_a_host_started_that_was_ended_and_is_told_of_it() {
    let mut fixture = Fixture::new().await;
    fixture.end().await;
    let text = fixture.client.error("scripts_status", json!({})).await;
    assert!(text.contains("\nran: hidden, sleeps\n"), "{text}");
    assert!(text.contains("there is a new host"), "{text}");
    fixture.client.call("scripts_status", json!({})).await;
    fixture.close().await;
}

#[tokio::test]
async fn a_resource_tells_of_the_loss_and_a_model_is_told_all_the_same() {
    let mut fixture = Fixture::new().await;
    fixture.replace().await;
    let read = json!({"uri": "brummer://processes"});
    let error = fixture.client.refusal("resources/read", read.clone()).await;
    let text = error["message"].as_str().unwrap();
    assert!(
        text.starts_with("host_lost: ") && text.contains("sleeps"),
        "{text}"
    );
    let said = fixture.client.request("resources/read", read).await;
    assert!(!said.to_string().contains("sleeps"), "{said}");
    let text = fixture.client.error("scripts_status", json!({})).await;
    assert!(text.contains("\nran: hidden, sleeps\n"), "{text}");
    fixture.close().await;
}

#[tokio::test]
async fn a_prompt_begins_with_the_loss_and_goes_on_with_what_is_so_now() {
    let mut fixture = Fixture::new().await;
    fixture.replace().await;
    let get = json!({"name": "fix_problems", "arguments": {}});
    let prompt = fixture.client.request("prompts/get", get.clone()).await;
    let text = prompt["messages"][0]["content"]["text"].as_str().unwrap();
    assert!(text.starts_with("warning: host_lost: "), "{text}");
    assert!(text.contains("\nran: hidden, sleeps\n"), "{text}");
    assert!(text.contains("no problems"), "{text}");
    let again = fixture.client.request("prompts/get", get).await;
    assert!(!again.to_string().contains("host_lost"), "{again}");
    fixture.close().await;
}

#[tokio::test]
async fn what_a_client_may_not_read_is_not_named_when_it_is_lost() {
    let access = Access {
        read: Resolved {
            value: Allowed::Only(vec!["sl*".to_owned()]),
            origin: Origin::Default,
        },
        ..Access::default()
    };
    let mut fixture = Fixture::allowed(access).await;
    fixture.replace().await;
    let text = fixture.client.error("scripts_status", json!({})).await;
    assert!(text.contains("\nran: sleeps\n"), "{text}");
    fixture.close().await;
}
