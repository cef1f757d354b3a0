//! `kill -9` of each party at any moment: nothing is orphaned, nothing is stuck, nothing is left behind.

use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::process::Signal;
use serde_json::json;

use super::{files, listed};
use crate::support::client::{Client, Era};
use crate::support::mark::signal;
use crate::support::patience::until;
use crate::support::program::Program;
use crate::support::project::Project;
use crate::support::terminal::Terminal;

/// Says something, and has a child.
const DEV: &str = "echo listening; sleep 1000 & wait";

/// How many rounds there are, unless `TEST_KILL_ROUNDS` says more.
const ROUNDS: u32 = 24;

/// How many are under way at once.
const AT_ONCE: u32 = 4;

/// The latest moment of a kill, after the first party was started.
const LATEST: Duration = Duration::from_millis(150);

/// Who is killed.
#[derive(Clone, Copy, Debug)]
enum Party {
    Agent,
    OtherAgent,
    Terminal,
    Host,
    Guardian,
    Process,
}

const PARTIES: [Party; 6] = [
    Party::Agent,
    Party::OtherAgent,
    Party::Terminal,
    Party::Host,
    Party::Guardian,
    Party::Process,
];

/// Numbers that look random, and are the same for a seed (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from(self.0 % u64::from(sides)).unwrap()
    }
}

#[test]
fn whoever_is_killed_at_whatever_moment_nothing_is_orphaned_or_stuck_or_left_behind() {
    let number = |name: &str| std::env::var(name).ok()?.parse::<u32>().ok();
    let rounds = number("TEST_KILL_ROUNDS").unwrap_or(ROUNDS);
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let seed = number("TEST_SEED").unwrap_or_else(|| clock().subsec_nanos());
    thread::scope(|scope| {
        for worker in 0..AT_ONCE {
            scope.spawn(move || {
                for round in (worker..rounds).step_by(AT_ONCE as usize) {
                    let mut dice = Dice(
                        u64::from(seed.wrapping_add(round)).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
                    );
                    let party = PARTIES[round as usize % PARTIES.len()];
                    let moment = LATEST * dice.roll(1000) / 1000;
                    let what =
                        format!("TEST_SEED={seed}, round {round}: {party:?} after {moment:?}");
                    check(party, moment, dice.roll(2) == 0, &what);
                }
            });
        }
    });
}

/// A round: two agents, and perhaps a person, in a project; one party is killed, and the others go on.
#[track_caller]
fn check(party: Party, moment: Duration, with_person: bool, what: &str) {
    let project = Project::with_dev(DEV);
    let mut agents = [Some(begin(&project)), Some(begin(&project))];
    let is_person_needed = with_person || matches!(party, Party::Terminal);
    let mut terminal = is_person_needed
        .then(|| Terminal::start(&project, &[]))
        .flatten();
    // It is the moment that is looked for, not something to come.
    thread::sleep(moment);
    let [first, second] = &mut agents;
    match party {
        Party::Agent => first.take().into_iter().for_each(Program::kill),
        Party::OtherAgent => second.take().into_iter().for_each(Program::kill),
        Party::Terminal => {
            if let Some(terminal) = terminal.take() {
                terminal.program.kill();
            }
        }
        Party::Host => kill(&project, "serve --background"),
        Party::Guardian => kill(&project, "__guardian"),
        Party::Process => kill(&project, "/bin/sh"),
    }
    for agent in agents.into_iter().flatten() {
        go_on(agent, what);
    }
    if let Some(terminal) = terminal {
        terminal.close().end();
    }
    project.mark.wait_until_gone();
    assert!(listed(&project).is_empty(), "{what}");
    let entries = files(&project);
    let left = entries.iter().filter(|name| name.contains(".json"));
    assert_eq!(left.count(), 0, "{what}: {entries:?}");
}

/// An agent that opens a session and runs the process, and does not wait for any of it.
fn begin(project: &Project) -> Program {
    let mut program = project.start_lingering("50ms");
    let params = json!({
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "tester", "version": "1"},
    });
    let run = json!({"name": "scripts_run", "arguments": {"name": "dev", "wait_ms": 0}});
    let lines = [
        json!({"jsonrpc": "2.0", "id": "first", "method": "initialize", "params": params}),
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        json!({"jsonrpc": "2.0", "id": "run", "method": "tools/call", "params": run}),
    ];
    for line in lines {
        program.send_line(&line.to_string());
    }
    program
}

/// Kills all who are called so at this moment, if there are any.
fn kill(project: &Project, name: &str) {
    for pid in project.mark.alive_as(name) {
        signal(pid, Signal::KILL);
    }
}

/// Checks that an agent is answered, and can run the process again.
#[track_caller]
fn go_on(agent: Program, what: &str) {
    let mut agent = Client::of_open(agent, Era::Initialize);
    until(&format!("an answer: {what}"), || {
        let run = json!({"name": "scripts_run", "arguments": {"name": "dev", "wait_ms": 0}});
        let ran = agent.request("tools/call", run);
        (ran["isError"] == false).then_some(())
    });
    agent.close().check(0);
}
