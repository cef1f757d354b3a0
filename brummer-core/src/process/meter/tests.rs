use super::*;
use crate::id::InstanceId;

fn id(name: &str) -> ProcessId {
    ProcessId::new(name).unwrap()
}

fn target(name: &str, leader: u32) -> Target {
    Target {
        id: id(name),
        leader,
        mark: MarkPrefix::instance(InstanceId::from_number(1)),
    }
}

fn sample(pid: u32, parent: u32, group: u32) -> Sample {
    Sample {
        pid,
        parent,
        group,
        began: Moment(u64::from(pid)),
        cpu: Duration::from_secs(1),
        memory: 1000,
        name: "p".to_owned(),
    }
}

/// Who of these belongs to the targets `web` (leader 100) and `api` (leader 200), when 400 carries the mark of `api`.
#[track_caller]
fn check(samples: &[Sample], before: &Members, expected: &[(u32, &str)]) {
    let targets = [target("web", 100), target("api", 200)];
    let carries = |sample: &Sample| (sample.pid == 400).then(|| id("api"));
    let members = assign(samples, before, &targets, carries);
    let mut members: Vec<_> = members
        .iter()
        .map(|(pid, (_, id))| (*pid, id.as_str()))
        .collect();
    members.sort_unstable();
    assert_eq!(members, expected);
}

#[test]
fn the_session_and_its_descendants_belong_to_the_leader() {
    check(
        &[
            sample(102, 101, 102),
            sample(100, 1, 100),
            sample(101, 100, 100),
            sample(200, 1, 200),
            sample(50, 1, 50),
        ],
        &Members::new(),
        &[(100, "web"), (101, "web"), (102, "web"), (200, "api")],
    );
}

#[test]
fn who_carries_the_mark_belongs_with_its_children() {
    check(
        &[
            sample(401, 400, 300),
            sample(400, 1, 300),
            sample(402, 1, 402),
        ],
        &Members::new(),
        &[(400, "api"), (401, "api")],
    );
}

#[test]
fn a_member_stays_one_when_its_parent_is_gone() {
    let before = Members::from([(102, (Moment(102), id("web")))]);
    check(&[sample(102, 1, 102)], &before, &[(102, "web")]);
}

#[test]
fn a_pid_that_was_given_away_is_no_member() {
    let before = Members::from([(102, (Moment(7), id("web")))]);
    check(&[sample(102, 1, 102)], &before, &[]);
}

#[test]
fn the_members_are_added_up_with_the_eldest_first() {
    let targets = [target("web", 100), target("api", 200)];
    let samples = [sample(101, 100, 100), sample(100, 1, 100)];
    let members = assign(&samples, &Members::new(), &targets, |_| None);
    let sums = sums(&samples, &members, &targets);
    assert_eq!(sums.len(), 1);
    let pids: Vec<_> = sums[0].members.iter().map(|member| member.pid).collect();
    assert_eq!(pids, [100, 101]);
    assert_eq!(
        (sums[0].cpu, sums[0].memory, sums[0].count),
        (Duration::from_secs(2), 2000, 2)
    );
}
