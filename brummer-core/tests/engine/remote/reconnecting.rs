//! A connection that is made again: to the same instance, or to another one.

use std::io;
use std::sync::{Arc, Mutex};

use brummer_core::instance::{Clients, Stay};
use brummer_core::{
    Attempt, Connection, Delivery, Error, InstanceId, Reconnect, Supervisor, serve_client,
    serve_counted,
};
use tokio::io::DuplexStream;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use crate::support::{shell, within};

/// Where an instance can be reached, as a socket's path is: by whoever is there at the moment.
#[derive(Clone, Default)]
struct Place(Arc<Mutex<At>>);

#[derive(Default)]
struct At {
    host: Option<Supervisor>,
    serving: Vec<AbortHandle>,
}

impl Place {
    fn move_in(&self, host: &Supervisor) {
        self.0.lock().unwrap().host = Some(host.clone());
    }

    fn move_out(&self) {
        let mut at = self.0.lock().unwrap();
        at.host = None;
        at.serving.drain(..).for_each(|serving| serving.abort());
    }

    fn open(&self) -> io::Result<DuplexStream> {
        let mut at = self.0.lock().unwrap();
        let host = at.host.clone().ok_or(io::ErrorKind::NotFound)?;
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let serving = tokio::spawn(async move { serve_client(&host, theirs).await });
        at.serving.push(serving.abort_handle());
        Ok(ours)
    }

    async fn join(&self) -> Supervisor {
        let place = self.clone();
        let again = Reconnect::by(move || {
            let opened = place.open();
            async move { opened }
        });
        Supervisor::connect(self.open().unwrap(), again)
            .await
            .unwrap()
    }
}

fn host() -> Supervisor {
    Supervisor::builder().build().unwrap()
}

async fn until(client: &Supervisor, wanted: fn(&Connection) -> bool) {
    let mut changes = client.connection_changes();
    within("the connection", async {
        while !wanted(&client.connection()) {
            changes.wait().await;
        }
    })
    .await;
}

fn is_connected(connection: &Connection) -> bool {
    *connection == Connection::Connected
}

fn is_reconnecting(connection: &Connection) -> bool {
    matches!(connection, Connection::Reconnecting { .. })
}

#[tokio::test]
async fn the_same_instance_is_followed_on_and_a_gap_is_told() {
    let (place, host) = (Place::default(), host());
    place.move_in(&host);
    let client = place.join().await;
    client.start(shell("dev", "exec cat")).await.unwrap();
    let mut events = client.events();
    place.move_out();
    until(&client, is_reconnecting).await;
    let refused = client.stop("dev").await.unwrap_err();
    assert!(matches!(refused, Error::Disconnected { .. }));
    host.stop("dev").await.unwrap();
    assert!(client.snapshot().process("dev").unwrap().is_running());
    place.move_in(&host);
    until(&client, is_connected).await;
    assert!(client.snapshot().process("dev").unwrap().is_finished());
    assert!(client.lost_instance().is_none());
    let gap = within("the gap", events.next()).await;
    assert_eq!(gap, Some(Delivery::Gap { missed: 0 }));
    client.start_known("dev").await.unwrap();
}

#[tokio::test]
async fn another_instance_is_followed_and_says_what_was_lost() {
    let (place, first) = (Place::default(), host());
    place.move_in(&first);
    let client = place.join().await;
    client.start(shell("dev", "exec cat")).await.unwrap();
    client.add(shell("idle", "exec cat")).await.unwrap();
    let (before, cursor) = (client.instance(), client.log_end());
    let mut reader = client.reader();
    assert_eq!(reader.load().processes().len(), 2);
    place.move_out();
    until(&client, is_reconnecting).await;
    // The other one comes to the very revision that the first had: its readers must see it all the same.
    let second = host();
    while second.snapshot().revision() < client.snapshot().revision() {
        second.add(shell("new", "exec cat")).await.unwrap();
        second.remove("new").await.unwrap();
    }
    place.move_in(&second);
    until(&client, is_connected).await;
    assert_ne!(client.instance(), before);
    assert!(reader.load().processes().len() < 2);
    check_lost(&client, before, &["dev"]);
    let news = client.news(cursor).await.unwrap();
    assert_eq!(news.gap, brummer_core::LogGap::OtherInstance);
}

#[tokio::test]
async fn an_instance_that_was_shut_down_is_not_looked_for() {
    let (place, host) = (Place::default(), host());
    place.move_in(&host);
    let client = place.join().await;
    host.shutdown().await;
    client.quiet("nobody").await.unwrap_err();
    place.move_out();
    until(&client, |connection| {
        matches!(connection, Connection::Lost { reason, .. } if &**reason == "the instance was shut down")
    })
    .await;
}

/// What ran of the instance that a handle has lost.
#[track_caller]
fn check_lost(client: &Supervisor, instance: InstanceId, ran: &[&str]) {
    let lost = client.lost_instance().expect("it is known to be lost");
    assert_eq!(lost.instance, instance);
    let running: Vec<_> = lost.running().map(|process| process.name()).collect();
    assert_eq!(running, ran);
}

#[tokio::test]
async fn what_ran_of_an_instance_that_ended_is_known_before_there_is_another_one() {
    for again in [false, true] {
        let (place, host) = (Place::default(), host());
        place.move_in(&host);
        let again = if again {
            Reconnect::always(|_| async { Err::<DuplexStream, _>(io::Error::other("no other")) })
        } else {
            Reconnect::never()
        };
        let client = Supervisor::connect(place.open().unwrap(), again)
            .await
            .unwrap();
        client.start(shell("dev", "exec cat")).await.unwrap();
        host.shutdown().await;
        place.move_out();
        until(&client, |connection| !is_connected(connection)).await;
        check_lost(&client, host.instance(), &["dev"]);
    }
}

#[tokio::test]
async fn what_ran_when_a_connection_broke_for_good_is_known() {
    let (place, host) = (Place::default(), host());
    place.move_in(&host);
    let client = Supervisor::connect(place.open().unwrap(), Reconnect::never())
        .await
        .unwrap();
    client.start(shell("dev", "exec cat")).await.unwrap();
    place.move_out();
    until(&client, |connection| !is_connected(connection)).await;
    check_lost(&client, host.instance(), &["dev"]);
}

#[tokio::test]
async fn an_instance_that_may_come_back_is_not_lost() {
    let (place, host) = (Place::default(), host());
    place.move_in(&host);
    let client = place.join().await;
    place.move_out();
    until(&client, is_reconnecting).await;
    assert!(client.lost_instance().is_none());
}

#[tokio::test(start_paused = true)]
async fn it_is_tried_for_as_long_as_there_is_a_handle() {
    let (place, host) = (Place::default(), host());
    place.move_in(&host);
    let client = place.join().await;
    place.move_out();
    until(&client, is_reconnecting).await;
    tokio::time::sleep(std::time::Duration::from_hours(1)).await;
    assert!(is_reconnecting(&client.connection()));
    let tasks = || {
        tokio::runtime::Handle::current()
            .metrics()
            .num_alive_tasks()
    };
    assert_eq!(tasks(), 1);
    drop(client);
    within("its end", async {
        while tasks() > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_handle_is_there_before_its_host_and_joins_it_when_there_is_one() {
    let (place, host) = (Place::default(), host());
    host.add(shell("dev", "exec cat")).await.unwrap();
    let again = place.clone();
    let client = Supervisor::joining(Reconnect::always(move |_| {
        let opened = again.open();
        async move { opened }
    }));
    assert!(is_reconnecting(&client.connection()));
    let refused = client.start_known("dev").await.unwrap_err();
    assert!(matches!(refused, Error::Disconnected { .. }));
    place.move_in(&host);
    until(&client, is_connected).await;
    assert!(client.lost_instance().is_none());
    client.start_known("dev").await.unwrap();
}

#[tokio::test]
async fn an_instance_that_ended_is_followed_by_another_one_when_somebody_asks_for_it() {
    let (place, first, second) = (Place::default(), host(), host());
    place.move_in(&first);
    let (again, next) = (place.clone(), second.clone());
    let client = Supervisor::joining(Reconnect::always(move |attempt| {
        if attempt == Attempt::Asked {
            again.move_in(&next);
        }
        let opened = again.open();
        async move { opened }
    }));
    client.reconnected().await.unwrap();
    client.start(shell("dev", "exec cat")).await.unwrap();
    first.shutdown().await;
    place.move_out();
    until(&client, is_reconnecting).await;
    client.reconnected().await.unwrap();
    assert_eq!(client.instance(), second.instance());
    check_lost(&client, first.instance(), &["dev"]);
}

#[tokio::test]
async fn whoever_asks_for_a_host_that_cannot_be_had_is_told() {
    let client = Supervisor::joining(Reconnect::always(|_| async {
        Err::<DuplexStream, _>(io::Error::other("there is none"))
    }));
    let error = within("the answer", client.reconnected())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("there is none"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_host_that_owes_an_answer_and_says_nothing_counts_as_lost() {
    let host = host();
    host.start(shell("dev", "exec cat")).await.unwrap();
    let (ours, mut near) = tokio::io::duplex(64 * 1024);
    let (mut far, theirs) = tokio::io::duplex(64 * 1024);
    let stopped = Arc::new(Notify::new());
    let stop = Arc::clone(&stopped);
    tokio::spawn(async move {
        tokio::select! {
            _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
            () = stop.notified() => {}
        }
        // Neither end is closed.
        let _ends = (near, far);
        std::future::pending::<()>().await;
    });
    tokio::spawn(async move { serve_client(&host, theirs).await });
    let client = Supervisor::connect(ours, Reconnect::never()).await.unwrap();
    // It owes this answer for long, and says that it is there.
    let waiting = client.clone();
    let exit = tokio::spawn(async move { waiting.wait_exit("dev").await });
    tokio::time::sleep(std::time::Duration::from_mins(1)).await;
    assert!(is_connected(&client.connection()));
    stopped.notify_one();
    let error = exit.await.unwrap().unwrap_err().to_string();
    assert!(error.contains("does not answer for 6 s"), "{error}");
}

#[tokio::test]
async fn a_client_knows_how_many_others_there_are() {
    let (host, clients) = (host(), Clients::default());
    let join = || async {
        let (host, clients) = (host.clone(), clients.clone());
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        tokio::spawn(async move {
            let _visit = clients.visit();
            serve_counted(&host, theirs, &clients, Stay::Linger).await
        });
        Supervisor::connect(ours, Reconnect::never()).await.unwrap()
    };
    let is = |client: Supervisor, others| async move {
        let mut changes = client.connection_changes();
        within("the others", async {
            while client.company().others != others {
                changes.wait().await;
            }
        })
        .await;
        client
    };
    let one = is(join().await, 0).await;
    assert!(!one.company().goes_on());
    let other = is(join().await, 1).await;
    let one = is(one, 1).await;
    assert!(one.company().goes_on());
    drop(other);
    is(one, 0).await;
}
