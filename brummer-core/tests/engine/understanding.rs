//! From what a process prints to what readers know of it.

use std::time::Duration;

use brummer_core::detect::{MatcherDefinition, MatcherTable, Severity};
use brummer_core::{
    Delivery, Event, EventKind, ProblemQuery, ProcessSnapshot, ProjectSnapshot, Readiness, Spec,
    Supervisor, WatcherState,
};
use jiff::Timestamp;

use crate::support::{shell, supervisor, within};
use crate::tool::has;

/// Waits until the process `dev` is as wanted.
async fn until(supervisor: &Supervisor, what: &str, is: impl Fn(&ProcessSnapshot) -> bool) {
    let look = supervisor.wait_until(|project| project.process("dev").is_some_and(|dev| is(dev)));
    within(what, look).await;
}

const ERROR: &str = "src/a.ts(3,7): error TS2322: no";

#[tokio::test]
async fn a_problem_is_in_the_snapshot_as_a_count_and_in_the_answer_as_a_whole() {
    let supervisor = supervisor().await;
    let line = format!("echo '{ERROR}'; exec sleep 1000");
    supervisor.start(shell("dev", &line)).await.unwrap();
    until(&supervisor, "the problem", |dev| {
        dev.output().problems.errors == 1
    })
    .await;
    let page = supervisor.problems(&ProblemQuery::default()).await.unwrap();
    let problem = &page.problems[0];
    assert_eq!(problem.finding.severity, Severity::Error);
    assert_eq!(problem.to_string(), "src/a.ts:3:7: error TS2322: no [tsc]");
    supervisor.shutdown().await;
}

#[tokio::test]
async fn what_ends_with_the_output_is_known_when_the_process_is_shown_as_ended() {
    let supervisor = supervisor().await;
    let line = "printf 'Traceback (most recent call last):\\n  File \"a.py\", line 3, in f\\nValueError: x'; exit 1";
    supervisor.start(shell("dev", line)).await.unwrap();
    let ended = within("the end", supervisor.wait_exit("dev"))
        .await
        .unwrap();
    assert_eq!(ended.output().problems.errors, 1);
}

#[tokio::test]
async fn lines_that_wait_for_more_are_understood_when_nothing_comes() {
    let supervisor = supervisor().await;
    let line = "printf 'Traceback (most recent call last):\\n  File \"a.py\", line 3, in f\\nValueError: x\\n'; exec sleep 1000";
    supervisor.start(shell("dev", line)).await.unwrap();
    until(&supervisor, "the problem", |dev| {
        dev.output().problems.errors == 1
    })
    .await;
    supervisor.shutdown().await;
}

#[tokio::test]
async fn a_restart_begins_with_nothing_and_keeps_what_was_known() {
    let supervisor = supervisor().await;
    let line = format!("echo '{ERROR}'; read more; exec sleep 1000");
    supervisor.start(shell("dev", &line)).await.unwrap();
    until(&supervisor, "the problem", |dev| {
        dev.output().problems.errors == 1
    })
    .await;
    within("the restart", supervisor.restart("dev"))
        .await
        .unwrap();
    until(&supervisor, "the problem again", |dev| {
        dev.output().problems.errors == 1
    })
    .await;
    let page = supervisor.problems(&ProblemQuery::default()).await.unwrap();
    let problem = &page.problems[0];
    assert_eq!((problem.count, problem.last_run.number()), (2, 2));
    supervisor.shutdown().await;
}

#[tokio::test]
async fn cycles_resolve_and_are_told_of() {
    let supervisor = supervisor().await;
    let mut events = supervisor.events();
    let line = format!(
        "echo 'Starting compilation in watch mode...'; echo '{ERROR}'; echo 'Found 1 error. Watching for file changes.'; \
         read more; \
         echo 'Starting incremental compilation...'; echo 'Found 0 errors. Watching for file changes.'; exec sleep 1000"
    );
    supervisor.start(shell("dev", &line)).await.unwrap();
    let failed = WatcherState::Failed { errors: Some(1) };
    until(&supervisor, "the failed cycle", |dev| {
        dev.output().cycle() == Some(failed)
    })
    .await;
    supervisor.write_stdin("dev", "\n").await.unwrap();
    until(&supervisor, "the clean cycle", |dev| {
        dev.output().cycle() == Some(WatcherState::Clean) && dev.output().problems.errors == 0
    })
    .await;
    let mut told = Vec::new();
    while told.len() < 3 {
        let Some(Delivery::Event(Event { kind, .. })) = within("an event", events.next()).await
        else {
            panic!("an event was lost")
        };
        match kind {
            EventKind::Problem { problem, .. } => told.push(problem),
            EventKind::Cycle { watcher, .. } => told.push(format!("{:?}", watcher.state)),
            _ => {}
        }
    }
    assert_eq!(
        told,
        [
            "src/a.ts:3:7: error TS2322: no [tsc]",
            "Failed { errors: Some(1) }",
            "Clean"
        ]
    );
    supervisor.shutdown().await;
}

#[tokio::test]
async fn a_watcher_that_says_nothing_of_cycles_is_quiet_and_never_clean() {
    let supervisor = supervisor().await;
    let line =
        format!("echo '{ERROR}'; printf 'changing '; read more; printf '.'; exec sleep 1000");
    supervisor.start(shell("dev", &line)).await.unwrap();
    let is_broken = |project: &ProjectSnapshot| {
        let dev = project.process("dev");
        dev.is_some_and(|dev| dev.output().problems.errors == 1)
    };
    within("the problem", supervisor.wait_until(is_broken)).await;
    let change = Timestamp::now();
    let lasting = Duration::from_millis(300);
    let quiet = within("silence", supervisor.wait_quiet("dev", change, lasting))
        .await
        .unwrap();
    assert!(quiet.lasted(change, Timestamp::now()) >= lasting);
    let later = Timestamp::now();
    assert!(!quiet.is_heard_since(later));
    // What comes without the end of a line counts too.
    supervisor.write_stdin("dev", "\n").await.unwrap();
    while !supervisor.quiet("dev").await.unwrap().is_heard_since(later) {
        tokio::task::yield_now().await;
    }
    let dev = supervisor.snapshot();
    let output = dev.process("dev").unwrap().output();
    assert_eq!((output.cycle(), output.problems.errors), (None, 1));
    supervisor.shutdown().await;
}

#[tokio::test]
async fn waiting_for_silence_ends_with_the_process() {
    let supervisor = supervisor().await;
    supervisor
        .start(shell("dev", "read more; echo done"))
        .await
        .unwrap();
    let long = Duration::from_secs(1000);
    let (quiet, written) = tokio::join!(
        within(
            "the end",
            supervisor.wait_quiet("dev", Timestamp::now(), long)
        ),
        supervisor.write_stdin("dev", "\n"),
    );
    written.unwrap();
    assert!(quiet.unwrap().last_output.is_some());
}

#[tokio::test]
async fn a_problem_matcher_of_a_process_is_shown_its_lines() {
    let supervisor = supervisor().await;
    let written = serde_json::json!({
        "pattern": { "regexp": r"^(\S+) at (\d+): (.+)$", "message": 3 },
        "background": { "beginsPattern": "^begin", "endsPattern": "^end" },
    });
    let definition = MatcherDefinition::from_json(&written).unwrap();
    let matcher = MatcherTable::new("/").unnamed("mine", &definition).unwrap();
    let spec = Spec {
        matchers: vec![matcher],
        ..shell(
            "dev",
            "echo begin; echo 'a.x at 3: no'; read more; echo end; exec sleep 1000",
        )
    };
    supervisor.start(spec).await.unwrap();
    until(&supervisor, "the problem", |dev| {
        let output = dev.output();
        output.problems.errors == 1 && output.cycle() == Some(WatcherState::Busy)
    })
    .await;
    supervisor.write_stdin("dev", "\n").await.unwrap();
    let failed = WatcherState::Failed { errors: Some(1) };
    until(&supervisor, "the failed cycle", |dev| {
        dev.output().cycle() == Some(failed)
    })
    .await;
    supervisor.shutdown().await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_server_may_call_its_machine_by_its_name() {
    if !has("uname") {
        return;
    }
    let supervisor = supervisor().await;
    let line = "echo \"ready at http://$(uname -n):4000/\"; exec sleep 1000";
    supervisor.start(shell("dev", line)).await.unwrap();
    until(&supervisor, "the address", |dev| dev.urls().len() == 1).await;
    supervisor.shutdown().await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_process_is_ready_when_its_tree_listens_and_unready_after_a_restart() {
    if !has("python3") {
        return;
    }
    let supervisor = supervisor().await;
    // The port is one that servers are given: the first free one of them.
    let server = "import socket,time
s = socket.socket()
for port in range(20000, 30000):
    try: s.bind((\"127.0.0.1\", port)); break
    except OSError: pass
input()
s.listen()
time.sleep(1000)";
    let line = format!("python3 -c '{server}' & wait");
    supervisor
        .start(shell(
            "dev",
            &format!("exec 3<&0; {}", line.replace(" &", " <&3 &")),
        ))
        .await
        .unwrap();
    until(&supervisor, "the start", ProcessSnapshot::is_running).await;
    let ready = |dev: &ProcessSnapshot| match dev.readiness() {
        Readiness::Ready { reason, .. } => reason.starts_with("port 2"),
        _ => false,
    };
    let dev = supervisor.snapshot();
    assert!(
        !ready(dev.process("dev").unwrap()),
        "it does not listen yet"
    );
    supervisor.write_stdin("dev", "\n").await.unwrap();
    until(&supervisor, "the port", ready).await;
    let restarted = within("the restart", supervisor.restart("dev"))
        .await
        .unwrap();
    assert_eq!(*restarted.readiness(), Readiness::Unknown);
    supervisor.shutdown().await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_process_that_is_ready_has_its_url() {
    if !has("python3") {
        return;
    }
    let supervisor = supervisor().await;
    // The port is open before the URL is printed: one that looks at the port must not be ahead of the URL, whenever it looks.
    let server = |delay: u32| {
        format!(
            "import socket,time
s = socket.socket()
s.bind((\"127.0.0.1\", 0))
s.listen()
time.sleep(0.{delay:03})
print(f\"http://127.0.0.1:{{s.getsockname()[1]}}/\", flush=True)
time.sleep(1000)"
        )
    };
    let delays: Vec<u32> = (50..350).step_by(15).collect();
    for delay in &delays {
        let line = format!("exec python3 -c '{}'", server(*delay));
        supervisor
            .start(shell(&format!("dev-{delay}"), &line))
            .await
            .unwrap();
    }
    let mut late = Vec::new();
    let all_ready = supervisor.wait_until(|project| {
        let is_ready = |process: &&std::sync::Arc<ProcessSnapshot>| {
            matches!(process.readiness(), Readiness::Ready { .. })
        };
        let ready: Vec<_> = project.processes().iter().filter(is_ready).collect();
        let without = ready.iter().filter(|process| process.urls().is_empty());
        late.extend(without.map(|process| process.id().to_string()));
        ready.len() == delays.len()
    });
    within("readiness", all_ready).await;
    assert_eq!(late, [""; 0]);
    supervisor.shutdown().await;
}
