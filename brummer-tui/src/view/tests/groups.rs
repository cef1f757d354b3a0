//! Processes of one directory below a heading.

use std::sync::Arc;

use brummer_core::{Command, ProcessSnapshot, ProjectSnapshot, Spec};
use insta::assert_snapshot;

use super::views::screens;
use crate::model::Model;
use crate::samples::*;
use crate::update::{Effect, Msg, Request, update};

/// Gives the project three processes of a package beside its own.
fn show_package(model: &mut Model) {
    let mut processes = model.project.processes()[..3].to_vec();
    for (name, phase) in [
        ("shop:dev", running(61)),
        ("shop:test", brummer_core::Phase::Pending),
        (
            "shop:lint",
            ended(brummer_core::Outcome::Exited(brummer_core::Exit::Code(1))),
        ),
    ] {
        let spec = Spec::new(name, Command::shell("x"), "/app/packages/shop").unwrap();
        let process = ProcessSnapshot::pending(id(name), &spec).in_phase(phase);
        processes.insert(1, Arc::new(process));
    }
    let project = ProjectSnapshot::from_processes(2, processes);
    update(model, Msg::Project(Arc::new(project)));
}

#[test]
fn a_group_and_its_members() {
    assert_snapshot!(screens(|model| {
        show_package(model);
        press(model, "j");
    }));
}

#[test]
fn a_folded_group() {
    assert_snapshot!(screens(|model| {
        show_package(model);
        press(model, "j enter");
    }));
}

/// What is asked for after these keys.
#[track_caller]
fn check(keys: &str, expected: &[Request]) {
    let mut model = busy_shop(80, 24);
    show_package(&mut model);
    let effects = press(&mut model, keys);
    let asked: Vec<_> = effects
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Ask(request) => Some(request),
            _ => None,
        })
        .collect();
    assert_eq!(asked, expected);
}

#[test]
fn keys_act_on_all_of_a_group_that_they_fit() {
    let (dev, test, lint) = (id("shop:dev"), id("shop:test"), id("shop:lint"));
    check("j s", &[Request::Start(lint.clone()), Request::Start(test)]);
    check("j x", &[Request::Stop(dev.clone())]);
    check("j r", &[Request::Restart(lint), Request::Restart(dev)]);
}

#[test]
fn a_process_of_a_folded_group_is_shown_when_it_is_gone_to() {
    let mut model = busy_shop(80, 24);
    show_package(&mut model);
    press(&mut model, "j h");
    assert_eq!(model.rows.len(), 4);
    press(&mut model, ": l o g space s h o p : t e s t enter");
    assert_eq!(model.rows.len(), 7);
    assert_eq!(model.selected, Some(id("shop:test")));
}
