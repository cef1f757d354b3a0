//! Every request, over a stream.

use std::time::Duration;

use brummer_core::detect::{MatcherDefinition, MatcherTable};
use brummer_core::{
    Command, Error, FieldQuery, GroupName, Level, LogPattern, LogQuery, ProblemQuery, Spec,
    Started, Stdin, Supervisor,
};

use super::pair;
use crate::connected::connect;
use crate::log::{line_with, lines};
use crate::support::{shell, within};

#[tokio::test]
async fn a_process_goes_through_its_life() {
    let (host, client) = pair().await;
    let added = client.add(shell("dev", "exec cat")).await.unwrap();
    assert_eq!(added.script(), "exec cat");
    let started = client.start_known("dev").await.unwrap();
    assert!(matches!(started, Started::New(_)));
    let again = client.start(shell("dev", "exec cat")).await.unwrap();
    assert!(matches!(again, Started::Already(_)));
    let another = client
        .start_another(shell("dev", "exec cat"))
        .await
        .unwrap();
    assert_eq!(another.id().as_str(), "dev-2");
    client.write_stdin("dev", "hello\n").await.unwrap();
    line_with(&client, "dev", "hello").await;
    assert_eq!(client.restart("dev").await.unwrap().restarts(), 1);
    client
        .describe(shell("dev", "echo described"))
        .await
        .unwrap();
    assert!(client.stop("dev").await.unwrap().is_clean());
    assert!(client.kill("dev-2").await.unwrap().is_clean());
    client.start_known("dev").await.unwrap();
    let ended = within("the end", client.wait_exit("dev")).await.unwrap();
    assert_eq!(ended.exit_code(), Some(0));
    client.remove("dev-2").await.unwrap();
    assert_eq!(host.snapshot().processes().len(), 1);
}

#[tokio::test]
async fn all_are_asked_at_once() {
    let (_host, client) = pair().await;
    for name in ["a", "b"] {
        client.start(shell(name, "exec cat")).await.unwrap();
    }
    assert_eq!(client.restart_all().await.len(), 2);
    let stopped = client.stop_all().await;
    assert!(
        stopped
            .iter()
            .all(|(_, report)| report.as_ref().unwrap().is_clean())
    );
    assert_eq!(client.kill_all().await.len(), 2);
}

#[tokio::test]
async fn errors_are_the_same_values() {
    let (_host, client) = pair().await;
    let unknown = client.stop("nobody").await.unwrap_err();
    assert!(matches!(unknown, Error::UnknownProcess { id } if id == "nobody"));
    let missing = Spec::new("dev", Command::program("/nowhere/x", [""; 0]), "/").unwrap();
    let missing = client.start(missing).await.unwrap_err();
    assert!(matches!(missing, Error::ProgramNotFound { program, .. } if program == "/nowhere/x"));
    let nowhere = Spec::new("dir", Command::shell("true"), "/nowhere").unwrap();
    let nowhere = client.start(nowhere).await.unwrap_err();
    assert_eq!(
        nowhere.to_string(),
        "the directory `/nowhere` of `dir` does not exist"
    );
    let null = Spec {
        stdin: Stdin::Null,
        ..shell("null", "exec sleep 1000")
    };
    client.start(null).await.unwrap();
    let refused = client.write_stdin("null", "x").await.unwrap_err();
    assert!(matches!(refused, Error::StdinIsNull { .. }));
    let running = client.remove("null").await.unwrap_err();
    assert!(matches!(running, Error::StillRunning { .. }));
    client.shutdown().await;
    let closing = client.start_known("null").await.unwrap_err();
    assert!(matches!(closing, Error::ShuttingDown));
}

#[tokio::test]
async fn a_spec_arrives_with_all_that_it_says() {
    let (_host, client) = pair().await;
    let mut table = MatcherTable::new("/app");
    let json = serde_json::json!({
        "owner": "lint",
        "pattern": { "regexp": "^LINT (.+):(\\d+): (.+)$", "file": 1, "line": 2, "message": 3 },
        "background": { "beginsPattern": "^begin$", "endsPattern": "^end$" },
    });
    table.insert("lint", MatcherDefinition::from_json(&json).unwrap());
    let mut spec = shell("dev", "echo $WORD; echo 'LINT a.x:7: bad'; exec cat");
    spec.env.insert("WORD".to_owned(), "environment".to_owned());
    spec.group = GroupName::new("back");
    spec.matchers = vec![table.matcher("lint").unwrap()];
    client.start(spec).await.unwrap();
    line_with(&client, "dev", "environment").await;
    line_with(&client, "dev", "LINT").await;
    let page = client.problems(&ProblemQuery::default()).await.unwrap();
    assert_eq!(page.problems[0].finding.tool, "lint");
    let project = client.snapshot();
    let group = project.process("dev").unwrap().group();
    assert_eq!(group.map(GroupName::as_str), Some("back"));
    assert_eq!(page.problems[0].to_string(), "a.x:7: error: bad [lint]");
}

async fn check_query(client: &Supervisor, query: LogQuery, expected: &[&str]) {
    let page = client.logs(query).await.unwrap();
    let found: Vec<_> = page.lines.iter().map(|line| line.text()).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_query_arrives_with_all_that_it_asks() {
    let (_host, client) = pair().await;
    let line = r#"echo '{"level":"warn","msg":"slow","status":503}'; echo "Error: x"; echo ping; echo PING"#;
    client.start(shell("dev", line)).await.unwrap();
    client.wait_exit("dev").await.unwrap();
    let slow = r#"{"level":"warn","msg":"slow","status":503}"#;
    let query = LogQuery::default;
    let with = |pattern| LogQuery {
        pattern: Some(pattern),
        ..query()
    };
    check_query(
        &client,
        with(LogPattern::literal("ping").unwrap()),
        &["ping", "PING"],
    )
    .await;
    check_query(
        &client,
        with(LogPattern::literal("PING").unwrap()),
        &["PING"],
    )
    .await;
    check_query(
        &client,
        with(LogPattern::regex("^p.n").unwrap()),
        &["ping", "PING"],
    )
    .await;
    let others = LogPattern::regex("ping|error").unwrap().inverted();
    check_query(&client, with(others), &[slow]).await;
    let fields = LogQuery {
        fields: vec![FieldQuery::parse("status>=500").unwrap()],
        ..query()
    };
    check_query(&client, fields, &[slow]).await;
    let level = LogQuery {
        level: Some(Level::Error),
        ..query()
    };
    check_query(&client, level, &["Error: x"]).await;
    let context = LogQuery {
        context: brummer_core::LogContext {
            before: 1,
            after: 0,
        },
        order: brummer_core::LogOrder::NewestFirst,
        ..with(LogPattern::literal("PING").unwrap())
    };
    check_query(&client, context, &["PING", "ping"]).await;
}

#[tokio::test]
async fn what_is_known_of_silence_and_news_is_told() {
    let (_host, client) = pair().await;
    let start = client.log_end();
    client
        .start(shell("dev", "echo x; exec cat"))
        .await
        .unwrap();
    line_with(&client, "dev", "x").await;
    let change = client.quiet("dev").await.unwrap().began;
    let quiet = client.wait_quiet("dev", change, Duration::from_millis(50));
    let quiet = within("silence", quiet).await.unwrap();
    assert!(quiet.last_output.is_some());
    let news = client.news(start).await.unwrap();
    assert_eq!(news.lines[0].lines, 1);
    assert_eq!(news.events.len(), 2);
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let owner = client.port_owner(port).await.unwrap().unwrap();
    assert_eq!(owner.port, port);
}

#[tokio::test]
async fn requests_do_not_wait_for_one_another() {
    let (_host, client) = pair().await;
    client.start(shell("dev", "exec cat")).await.unwrap();
    let waits: Vec<_> = (0..200)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.wait_exit("dev").await })
        })
        .collect();
    client.write_stdin("dev", "hello\n").await.unwrap();
    line_with(&client, "dev", "hello").await;
    client.stop("dev").await.unwrap();
    for wait in waits {
        assert!(
            within("the end", wait)
                .await
                .unwrap()
                .unwrap()
                .is_finished()
        );
    }
}

#[tokio::test]
async fn a_wait_that_is_given_up_makes_room_for_another() {
    let (_host, client) = pair().await;
    client.start(shell("dev", "exec cat")).await.unwrap();
    // More than may wait at once, one after another.
    for _ in 0..2000 {
        let wait = client.wait_exit("dev");
        tokio::select! {
            biased;
            ended = wait => panic!("it runs: {ended:?}"),
            // So that it is sent.
            () = tokio::task::yield_now() => {}
        }
    }
    let stop = client.stop("dev");
    assert!(within("the stop", stop).await.unwrap().is_clean());
}

#[tokio::test]
async fn more_waits_than_there_may_be_are_refused() {
    let (_host, client) = pair().await;
    client.start(shell("dev", "exec cat")).await.unwrap();
    let waits = (0..1000).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.wait_exit("dev").await })
    });
    let waits: Vec<_> = waits.collect();
    client.stop("dev").await.unwrap();
    let mut refused = 0;
    for wait in waits {
        match within("an answer", wait).await.unwrap() {
            Ok(_) => {}
            Err(Error::Overloaded { .. }) => refused += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(refused > 0);
}

#[tokio::test]
async fn a_page_of_many_pieces_arrives_whole() {
    let host = Supervisor::builder().build().unwrap();
    let client = connect(host.clone()).await;
    client
        .start(shell(
            "dev",
            "seq -f '%.0f and more and more and more and more' 60000",
        ))
        .await
        .unwrap();
    client.wait_exit("dev").await.unwrap();
    let (ours, theirs) = (lines(&host, "dev").await, lines(&client, "dev").await);
    assert_eq!(ours.len(), 60_000);
    assert_eq!(ours, theirs);
}

#[tokio::test]
async fn what_is_too_long_is_refused_and_nothing_else_suffers() {
    let (_host, client) = pair().await;
    client.start(shell("dev", "exec cat")).await.unwrap();
    let long = vec![b'x'; 9 * 1024 * 1024];
    let refused = client.write_stdin("dev", long).await.unwrap_err();
    assert!(matches!(refused, Error::TooLong { .. }));
    client.write_stdin("dev", "hello\n").await.unwrap();
    line_with(&client, "dev", "hello").await;
}
