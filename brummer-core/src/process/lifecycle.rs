//! What happens next in the life of a process: rules only, no effects.
//!
//! ```text
//!            Start                Spawned              Stop, Kill, Restart
//!   Idle ──────────▶ Spawning ──────────────▶ Live ─────────────────────▶ Live (stopping)
//!    ▲ ▲                │ SpawnFailed           │ leader gone, log complete      │ … and tree gone
//!    │ └────────────────┘                       ▼                                ▼
//!    └───────────────────────────────────────  end  ◀────────────────────────────┘
//!                                               │ a start or restart is due
//!                                               └──────▶ Spawning
//! ```
//!
//! A stop of a process that is idle sweeps up what its earlier runs may have left behind.

/// What the task of a process is told, or finds out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// It shall run.
    Start,
    /// It shall end, gracefully.
    Stop,
    /// It shall end now.
    Kill,
    /// It shall end if it runs, and run again.
    Restart,
    /// The command was started.
    Spawned,
    /// The command could not be started.
    SpawnFailed,
    /// The leader has ended.
    LeaderExited,
    /// Nothing more comes through the pipes, or it has been waited for long enough.
    LogComplete,
    /// The stop is over, and nothing is left of the tree, or at least not the leader.
    TreeGone,
    /// The stop is over, and the leader still lives: it could not be signalled.
    LeaderSurvived,
}

/// What the task has to do, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Start the command, and report `Spawned` or `SpawnFailed`.
    Spawn,
    /// Begin to stop the tree, and report `TreeGone` or `LeaderSurvived`.
    StopTree(Pace),
    /// Cut the grace period of the stop short.
    Hurry,
    /// Report `LogComplete` after a bound, even if the pipes stay open.
    BoundLog,
    /// Show the run as stopping.
    ShowStopping,
    /// Show the run as running (again).
    ShowRunning,
    /// Show the run as ended; `asked` if it was told to.
    ShowEnded {
        /// Whether the end was asked for.
        asked: bool,
    },
    /// Show that the ended run is followed by another one.
    ShowRestarting {
        /// Whether the end was asked for.
        asked: bool,
    },
    /// Answer those that asked for a stop: it is over.
    AnswerStops,
    /// Answer those that asked for a start or restart.
    AnswerStarts(Answer),
}

/// How fast to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    Graceful,
    AtOnce,
}

/// What became of a start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It runs now.
    New,
    /// It ran already.
    Already,
    /// It could not be started.
    Failed,
    /// A stop came in between.
    Superseded,
}

/// The state of a process, as far as rules depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Lifecycle {
    /// Nothing runs.
    #[default]
    Idle,
    /// Nothing runs, and what earlier runs left is being stopped.
    Sweeping {
        then: Then,
    },
    Spawning,
    Live {
        leader: Leader,
        log: Log,
        stop: Stop,
    },
}

/// What follows the end of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    Rest,
    Start,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leader {
    Alive,
    Exited,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Log {
    Open,
    Complete,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// A start may come when the leader has ended and the log is not complete.
    NotAsked {
        then: Then,
    },
    UnderWay {
        then: Then,
    },
    Over {
        then: Then,
    },
}

impl Lifecycle {
    /// Whether nothing runs and nothing is under way.
    pub(crate) fn is_idle(self) -> bool {
        self == Self::Idle
    }

    /// Whether a run is being stopped.
    pub(crate) fn is_stopping(self) -> bool {
        match self {
            Self::Live {
                stop: Stop::UnderWay { .. } | Stop::Over { .. },
                ..
            } => true,
            Self::Live {
                stop: Stop::NotAsked { .. },
                ..
            }
            | Self::Idle
            | Self::Sweeping { .. }
            | Self::Spawning => false,
        }
    }

    /// The next state, and what has to be done.
    pub(crate) fn step(&mut self, input: Input) -> Vec<Effect> {
        match *self {
            Self::Idle => self.idle(input),
            Self::Sweeping { then } => self.sweeping(then, input),
            Self::Spawning => self.spawning(input),
            Self::Live { leader, log, stop } => self.live(leader, log, stop, input),
        }
    }

    fn idle(&mut self, input: Input) -> Vec<Effect> {
        match input {
            Input::Start => self.spawn(),
            Input::Stop => self.sweep(Pace::Graceful, Then::Rest),
            Input::Kill => self.sweep(Pace::AtOnce, Then::Rest),
            Input::Restart => self.sweep(Pace::Graceful, Then::Start),
            // Late news of a run that has ended.
            Input::Spawned
            | Input::SpawnFailed
            | Input::LeaderExited
            | Input::LogComplete
            | Input::TreeGone
            | Input::LeaderSurvived => Vec::new(),
        }
    }

    fn sweeping(&mut self, then: Then, input: Input) -> Vec<Effect> {
        match input {
            Input::Start | Input::Restart => {
                *self = Self::Sweeping { then: Then::Start };
                Vec::new()
            }
            Input::Stop => {
                *self = Self::Sweeping { then: Then::Rest };
                superseded(then)
            }
            Input::Kill => {
                *self = Self::Sweeping { then: Then::Rest };
                [superseded(then), vec![Effect::Hurry]].concat()
            }
            Input::TreeGone | Input::LeaderSurvived => {
                let next = match then {
                    Then::Rest => {
                        *self = Self::Idle;
                        Vec::new()
                    }
                    Then::Start => self.spawn(),
                };
                [vec![Effect::AnswerStops], next].concat()
            }
            Input::Spawned | Input::SpawnFailed | Input::LeaderExited | Input::LogComplete => {
                Vec::new()
            }
        }
    }

    fn spawning(&mut self, input: Input) -> Vec<Effect> {
        match input {
            Input::Spawned => {
                *self = Self::Live {
                    leader: Leader::Alive,
                    log: Log::Open,
                    stop: Stop::NotAsked { then: Then::Rest },
                };
                vec![Effect::ShowRunning, Effect::AnswerStarts(Answer::New)]
            }
            Input::SpawnFailed => {
                *self = Self::Idle;
                vec![
                    Effect::ShowEnded { asked: false },
                    Effect::AnswerStarts(Answer::Failed),
                ]
            }
            // The task spawns in one step, and takes no request in between.
            Input::Start
            | Input::Stop
            | Input::Kill
            | Input::Restart
            | Input::LeaderExited
            | Input::LogComplete
            | Input::TreeGone
            | Input::LeaderSurvived => Vec::new(),
        }
    }

    fn live(&mut self, leader: Leader, log: Log, stop: Stop, input: Input) -> Vec<Effect> {
        match (input, stop) {
            (Input::Start, Stop::NotAsked { .. }) => match leader {
                Leader::Alive => vec![Effect::AnswerStarts(Answer::Already)],
                // The run is as good as over.
                Leader::Exited => {
                    self.become_live(leader, log, Stop::NotAsked { then: Then::Start })
                }
            },
            (Input::Stop, Stop::NotAsked { then }) => [
                superseded(then),
                self.stop(leader, log, Pace::Graceful, Then::Rest),
            ]
            .concat(),
            (Input::Kill, Stop::NotAsked { then }) => [
                superseded(then),
                self.stop(leader, log, Pace::AtOnce, Then::Rest),
            ]
            .concat(),
            (Input::Restart, Stop::NotAsked { .. }) => {
                self.stop(leader, log, Pace::Graceful, Then::Start)
            }
            (Input::Start | Input::Restart, Stop::UnderWay { .. }) => {
                self.become_live(leader, log, Stop::UnderWay { then: Then::Start })
            }
            (Input::Start | Input::Restart, Stop::Over { .. }) => {
                self.become_live(leader, log, Stop::Over { then: Then::Start })
            }
            (Input::Stop, Stop::UnderWay { then }) => {
                self.become_live(leader, log, Stop::UnderWay { then: Then::Rest });
                superseded(then)
            }
            (Input::Kill, Stop::UnderWay { then }) => {
                self.become_live(leader, log, Stop::UnderWay { then: Then::Rest });
                [superseded(then), vec![Effect::Hurry]].concat()
            }
            (Input::Stop | Input::Kill, Stop::Over { then }) => {
                self.become_live(leader, log, Stop::Over { then: Then::Rest });
                superseded(then)
            }
            (Input::LeaderExited, _) => {
                let bound = match log {
                    Log::Open => vec![Effect::BoundLog],
                    Log::Complete => Vec::new(),
                };
                [bound, self.settle(Leader::Exited, log, stop)].concat()
            }
            (Input::LogComplete, _) => self.settle(leader, Log::Complete, stop),
            (Input::TreeGone, Stop::UnderWay { then } | Stop::Over { then }) => {
                self.settle(leader, log, Stop::Over { then })
            }
            (Input::LeaderSurvived, Stop::UnderWay { then } | Stop::Over { then }) => {
                self.become_live(leader, log, Stop::NotAsked { then: Then::Rest });
                let starts = match then {
                    Then::Rest => Vec::new(),
                    Then::Start => vec![Effect::AnswerStarts(Answer::Already)],
                };
                [vec![Effect::ShowRunning, Effect::AnswerStops], starts].concat()
            }
            (Input::TreeGone | Input::LeaderSurvived, Stop::NotAsked { .. })
            | (Input::Spawned | Input::SpawnFailed, _) => Vec::new(),
        }
    }

    fn spawn(&mut self) -> Vec<Effect> {
        *self = Self::Spawning;
        vec![Effect::Spawn]
    }

    fn sweep(&mut self, pace: Pace, then: Then) -> Vec<Effect> {
        *self = Self::Sweeping { then };
        vec![Effect::StopTree(pace)]
    }

    fn stop(&mut self, leader: Leader, log: Log, pace: Pace, then: Then) -> Vec<Effect> {
        *self = Self::Live {
            leader,
            log,
            stop: Stop::UnderWay { then },
        };
        vec![Effect::ShowStopping, Effect::StopTree(pace)]
    }

    fn become_live(&mut self, leader: Leader, log: Log, stop: Stop) -> Vec<Effect> {
        *self = Self::Live { leader, log, stop };
        Vec::new()
    }

    /// Ends the run if everything that belongs to its end is there.
    fn settle(&mut self, leader: Leader, log: Log, stop: Stop) -> Vec<Effect> {
        match (leader, log, stop) {
            (Leader::Exited, Log::Complete, Stop::NotAsked { then: Then::Rest }) => {
                *self = Self::Idle;
                vec![Effect::ShowEnded { asked: false }]
            }
            (Leader::Exited, Log::Complete, Stop::NotAsked { then: Then::Start }) => {
                *self = Self::Spawning;
                vec![Effect::ShowRestarting { asked: false }, Effect::Spawn]
            }
            (Leader::Exited, Log::Complete, Stop::Over { then: Then::Rest }) => {
                *self = Self::Idle;
                vec![Effect::ShowEnded { asked: true }, Effect::AnswerStops]
            }
            (Leader::Exited, Log::Complete, Stop::Over { then: Then::Start }) => {
                *self = Self::Spawning;
                vec![
                    Effect::ShowRestarting { asked: true },
                    Effect::AnswerStops,
                    Effect::Spawn,
                ]
            }
            (Leader::Alive, _, _) | (_, Log::Open, _) | (_, _, Stop::UnderWay { .. }) => {
                self.become_live(leader, log, stop)
            }
        }
    }
}

/// Starts that a stop overtook are told so.
fn superseded(then: Then) -> Vec<Effect> {
    match then {
        Then::Rest => Vec::new(),
        Then::Start => vec![Effect::AnswerStarts(Answer::Superseded)],
    }
}

#[cfg(test)]
mod tests;
