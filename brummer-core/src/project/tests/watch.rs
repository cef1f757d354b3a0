//! Changes of files are noticed.

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::*;

/// Longer than any change takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// Makes a change in a world that is followed, and gives what is said of it.
#[track_caller]
fn check(files: &[(&str, &str)], change: impl FnOnce(&World), expected: &str) {
    check_after(files, |world, _| change(world), expected);
}

/// The same; the change is told when the project was looked at.
#[track_caller]
fn check_after(files: &[(&str, &str)], change: impl FnOnce(&World, &Receiver<()>), expected: &str) {
    let world = Arc::new(World::new(files).with_programs(&["npm"]));
    let again = Arc::clone(&world);
    let (look, looked) = channel();
    let discover = move || {
        let project = again.load("repo");
        // Nobody waits for the later ones.
        let _ = look.send(());
        project
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let said = runtime.block_on(async {
        let watch = ProjectWatch::start(world.discover_in("repo"), discover).unwrap();
        let mut changes = watch.changes();
        // After the first look of the thread all directories are watched.
        looked.recv_timeout(PATIENCE).unwrap();
        change(&world, &looked);
        let change = tokio::time::timeout(PATIENCE, changes.next())
            .await
            .unwrap();
        change.unwrap().to_string()
    });
    assert_eq!(world.filtered(&said), expected);
}

const WORKSPACE: [(&str, &str); 2] = [
    (
        "repo/package.json",
        "{\"workspaces\": [\"packages/*\"], \"scripts\": {\"dev\": \"vite\", \"old\": \"x\"}}",
    ),
    (
        "repo/packages/a/package.json",
        "{\"name\": \"a\", \"scripts\": {\"dev\": \"vite\"}}",
    ),
];

#[test]
fn what_has_changed_in_a_file_is_said() {
    check(
        &WORKSPACE,
        |world| {
            world.write(
                "repo/package.json",
                "{\"workspaces\": [\"packages/*\"],\n\"scripts\": {\"dev\": \"vite --host\", \"new\": \"x\"}}",
            );
        },
        "new: new; gone: old; changed: dev",
    );
}

#[test]
fn a_package_that_is_new_or_gone_is_noticed() {
    check(
        &WORKSPACE,
        |world| {
            world.write(
                "repo/packages/b/package.json",
                "{\"name\": \"b\", \"scripts\": {\"test\": \"x\"}}",
            );
        },
        "new: b:test",
    );
    check(
        &WORKSPACE,
        |world| fs::remove_dir_all(world.path("repo/packages/a")).unwrap(),
        "gone: a:dev",
    );
}

#[test]
fn a_file_that_is_replaced_is_noticed() {
    check(
        &WORKSPACE,
        |world| {
            world.write("repo/packages/a/.new", "{\"name\": \"a\", \"scripts\": {}}");
            fs::rename(
                world.path("repo/packages/a/.new"),
                world.path("repo/packages/a/package.json"),
            )
            .unwrap();
        },
        "gone: a:dev",
    );
}

#[test]
fn a_file_that_breaks_is_a_warning() {
    check(
        &WORKSPACE,
        |world| world.write("repo/packages/a/package.json", "{"),
        "gone: a:dev; /repo/packages/a/package.json:1:1: not valid JSON: unterminated object",
    );
}

#[test]
fn a_configuration_that_is_new_or_broken_is_noticed() {
    check(
        &WORKSPACE,
        |world| world.write("repo/.brum.toml", "[processes.db]\ncommand = \"db\""),
        "new: db",
    );
    check(
        &WORKSPACE,
        |world| world.write("repo/.brum.toml", "x ="),
        "broken",
    );
}

#[test]
fn a_package_whose_directory_comes_first_is_noticed() {
    check_after(
        &WORKSPACE,
        |world, looked| {
            fs::create_dir(world.path("repo/packages/b")).unwrap();
            looked.recv_timeout(PATIENCE).unwrap();
            // At the very moment in which the new directory was seen empty, and may not be watched yet.
            world.write(
                "repo/packages/b/package.json",
                "{\"name\": \"b\", \"scripts\": {\"test\": \"x\"}}",
            );
        },
        "new: b:test",
    );
}

#[test]
fn the_first_package_of_a_directory_is_noticed() {
    check_after(
        &[("repo/package.json", "{\"workspaces\": [\"libs/*\"]}")],
        |world, looked| {
            fs::create_dir_all(world.path("repo/libs/b")).unwrap();
            looked.recv_timeout(PATIENCE).unwrap();
            world.write(
                "repo/libs/b/package.json",
                "{\"name\": \"b\", \"scripts\": {\"test\": \"x\"}}",
            );
        },
        "new: b:test",
    );
}

#[test]
fn the_first_configuration_of_the_user_is_noticed() {
    let configuration = "[processes.db]\ncommand = \"db\"";
    check(
        &[("home/dev/other", "")],
        |world| world.write("home/dev/.brum.toml", configuration),
        "new: db",
    );
    // Directories that are not there yet come with it.
    for before in ["home/dev/other", "home/dev/.config/other", "other"] {
        check(
            &[(before, "")],
            |world| world.write("home/dev/.config/brummer/config.toml", configuration),
            "new: db",
        );
    }
}
