//! One line per rule: what was told before, what is told now, what has to be done.

use super::Answer::{Already, Failed, New, Superseded};
use super::Effect::*;
use super::Input::*;
use super::*;

#[track_caller]
fn check(before: &[Input], input: Input, expected: &[Effect]) {
    let mut life = Lifecycle::default();
    for &input in before {
        life.step(input);
    }
    assert_eq!(life.step(input), expected, "in {life:?}");
}

const RUNNING: [Input; 2] = [Start, Spawned];

fn running_and(more: &[Input]) -> Vec<Input> {
    [&RUNNING, more].concat()
}

#[test]
fn a_start_spawns_and_answers_when_it_runs() {
    check(&[], Start, &[Spawn]);
    check(&[Start], Spawned, &[ShowRunning, AnswerStarts(New)]);
}

#[test]
fn a_start_that_fails_is_shown_as_ended_and_answered() {
    check(
        &[Start],
        SpawnFailed,
        &[ShowEnded { asked: false }, AnswerStarts(Failed)],
    );
    check(&[Start, SpawnFailed], Start, &[Spawn]);
}

#[test]
fn a_second_start_finds_the_first() {
    check(&RUNNING, Start, &[AnswerStarts(Already)]);
}

#[test]
fn an_end_is_shown_when_the_leader_is_gone_and_the_log_complete() {
    check(&RUNNING, LeaderExited, &[BoundLog]);
    check(
        &running_and(&[LeaderExited]),
        LogComplete,
        &[ShowEnded { asked: false }],
    );
    check(&RUNNING, LogComplete, &[]);
    check(
        &running_and(&[LogComplete]),
        LeaderExited,
        &[ShowEnded { asked: false }],
    );
}

#[test]
fn a_start_between_the_end_of_the_leader_and_of_the_log_runs_again() {
    let ending = running_and(&[LeaderExited]);
    check(&ending, Start, &[]);
    let again = [ShowRestarting { asked: false }, Spawn];
    check(&[&ending[..], &[Start]].concat(), LogComplete, &again);
    let stop = [
        AnswerStarts(Superseded),
        ShowStopping,
        StopTree(Pace::Graceful),
    ];
    check(&[&ending[..], &[Start]].concat(), Stop, &stop);
}

#[test]
fn a_stop_is_over_when_tree_leader_and_log_are() {
    check(&RUNNING, Stop, &[ShowStopping, StopTree(Pace::Graceful)]);
    let over = [ShowEnded { asked: true }, AnswerStops];
    check(
        &running_and(&[Stop, LeaderExited, LogComplete]),
        TreeGone,
        &over,
    );
    check(
        &running_and(&[Stop, TreeGone, LogComplete]),
        LeaderExited,
        &over,
    );
    check(
        &running_and(&[Stop, LeaderExited, TreeGone]),
        LogComplete,
        &over,
    );
}

#[test]
fn a_leader_that_ends_at_once_does_not_end_the_stop() {
    check(&running_and(&[Stop, LeaderExited]), LogComplete, &[]);
}

#[test]
fn a_kill_hurries_a_stop_that_is_under_way() {
    check(&RUNNING, Kill, &[ShowStopping, StopTree(Pace::AtOnce)]);
    check(&running_and(&[Stop]), Kill, &[Hurry]);
    check(&running_and(&[Stop]), Stop, &[]);
}

#[test]
fn a_start_while_stopping_runs_again_after_the_end() {
    check(&running_and(&[Stop]), Start, &[]);
    let again = [ShowRestarting { asked: true }, AnswerStops, Spawn];
    check(
        &running_and(&[Stop, Start, LeaderExited, TreeGone]),
        LogComplete,
        &again,
    );
}

#[test]
fn a_restart_stops_and_spawns_and_a_second_one_joins_it() {
    check(&RUNNING, Restart, &[ShowStopping, StopTree(Pace::Graceful)]);
    check(&running_and(&[Restart]), Restart, &[]);
    let again = [ShowRestarting { asked: true }, AnswerStops, Spawn];
    check(
        &running_and(&[Restart, Restart, TreeGone, LeaderExited]),
        LogComplete,
        &again,
    );
    check(
        &running_and(&[Restart, TreeGone, LeaderExited, LogComplete]),
        Spawned,
        &[ShowRunning, AnswerStarts(New)],
    );
}

#[test]
fn a_stop_overtakes_the_start_that_waits() {
    check(&running_and(&[Restart]), Stop, &[AnswerStarts(Superseded)]);
    check(
        &running_and(&[Restart]),
        Kill,
        &[AnswerStarts(Superseded), Hurry],
    );
    let over = [ShowEnded { asked: true }, AnswerStops];
    check(
        &running_and(&[Restart, Stop, LeaderExited, LogComplete]),
        TreeGone,
        &over,
    );
    check(
        &running_and(&[Restart, TreeGone]),
        Stop,
        &[AnswerStarts(Superseded)],
    );
}

#[test]
fn a_stop_of_a_finished_process_sweeps_up_what_it_left() {
    check(&[], Stop, &[StopTree(Pace::Graceful)]);
    check(&[Stop], TreeGone, &[AnswerStops]);
    check(&[Stop, TreeGone], Start, &[Spawn]);
    check(&[Stop], Kill, &[Hurry]);
}

#[test]
fn a_restart_of_a_finished_process_sweeps_first() {
    let finished = running_and(&[LeaderExited, LogComplete]);
    check(&finished, Restart, &[StopTree(Pace::Graceful)]);
    check(
        &[&finished[..], &[Restart]].concat(),
        TreeGone,
        &[AnswerStops, Spawn],
    );
    check(
        &[&finished[..], &[Restart]].concat(),
        Stop,
        &[AnswerStarts(Superseded)],
    );
}

#[test]
fn a_leader_that_cannot_be_signalled_runs_on() {
    check(
        &running_and(&[Stop]),
        LeaderSurvived,
        &[ShowRunning, AnswerStops],
    );
    check(
        &running_and(&[Restart]),
        LeaderSurvived,
        &[ShowRunning, AnswerStops, AnswerStarts(Already)],
    );
    check(
        &running_and(&[Stop, LeaderSurvived]),
        Stop,
        &[ShowStopping, StopTree(Pace::Graceful)],
    );
}

#[test]
fn a_restart_whose_command_is_gone_ends_as_failed() {
    let again = running_and(&[Restart, TreeGone, LeaderExited, LogComplete]);
    check(
        &again,
        SpawnFailed,
        &[ShowEnded { asked: false }, AnswerStarts(Failed)],
    );
}

const EACH: [Input; 7] = [
    Start,
    Stop,
    Kill,
    Restart,
    LeaderExited,
    LogComplete,
    TreeGone,
];

/// Whatever comes in whatever order, each request that asks for something is answered in the end.
#[test]
fn no_order_of_inputs_leaves_a_request_unanswered() {
    let orders = EACH.iter().flat_map(|&a| {
        EACH.iter().flat_map(move |&b| {
            EACH.iter()
                .flat_map(move |&c| EACH.iter().map(move |&d| [a, b, c, d]))
        })
    });
    for order in orders {
        let mut waiting = Waiting::default();
        for input in order
            .into_iter()
            .chain([TreeGone, LeaderExited, LogComplete])
        {
            waiting.tell(input);
        }
        // Ends the run that a late start or restart began.
        for input in [Stop, TreeGone, LeaderExited, LogComplete] {
            waiting.tell(input);
        }
        assert_eq!((waiting.starts, waiting.stops), (false, false), "{order:?}");
    }
}

/// A task that spawns at once and only keeps account of who waits.
#[derive(Default)]
struct Waiting {
    life: Lifecycle,
    starts: bool,
    stops: bool,
}

impl Waiting {
    fn tell(&mut self, input: Input) {
        match input {
            Start | Restart => self.starts = true,
            Stop | Kill => self.stops = true,
            Spawned | SpawnFailed | LeaderExited | LogComplete | TreeGone | LeaderSurvived => {}
        }
        let effects = self.life.step(input);
        for effect in effects {
            match effect {
                Spawn => self.tell(Spawned),
                AnswerStops => self.stops = false,
                AnswerStarts(_) => self.starts = false,
                StopTree(_)
                | Hurry
                | BoundLog
                | ShowStopping
                | ShowRunning
                | ShowEnded { .. }
                | ShowRestarting { .. } => {}
            }
        }
    }
}
