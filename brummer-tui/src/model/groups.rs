//! The rows of the list of processes: those of one group, or of one directory below the project's, stand together below a heading.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use brummer_core::{ProcessId, ProcessSnapshot, Status};

use super::Model;

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ListRow {
    /// A process, and whether it stands below a heading.
    Process(Arc<ProcessSnapshot>, bool),
    /// The heading of a group.
    Group(Group),
}

/// The processes of a directory, or those that the configuration puts together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// What the configuration calls it, or the directory as seen from the project's.
    pub(crate) name: Arc<str>,
    /// At least one, in the order of the project.
    pub(crate) members: Vec<Arc<ProcessSnapshot>>,
    /// Whether only the heading is shown.
    pub(crate) is_folded: bool,
}

impl Group {
    /// How many members have a status like this.
    pub(crate) fn count(&self, is_counted: impl Fn(Status) -> bool) -> usize {
        let members = self.members.iter();
        members
            .filter(|process| is_counted(process.status()))
            .count()
    }

    /// The names of the members.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &ProcessId> {
        self.members.iter().map(|process| process.id())
    }
}

/// The rows for these processes of the project in `dir`. A directory with only one process has no heading, nor has the project's own;
/// a group that the configuration names has one in any case.
pub(crate) fn list_rows(
    processes: &[Arc<ProcessSnapshot>],
    dir: &Path,
    folded: &BTreeSet<Arc<str>>,
) -> Vec<ListRow> {
    let groups: Vec<_> = processes.iter().map(|it| group_of(it, dir)).collect();
    let mut rows = Vec::with_capacity(processes.len());
    for (place, process) in processes.iter().enumerate() {
        let group = groups[place].as_deref();
        let same = |other: &Option<String>| other.is_some() && other.as_deref() == group;
        let is_wanted = || {
            let is_named = process.group().is_some();
            is_named || groups.iter().filter(|other| same(other)).count() > 1
        };
        let Some(name) = group.filter(|_| is_wanted()) else {
            rows.push(ListRow::Process(Arc::clone(process), false));
            continue;
        };
        if groups[..place].iter().any(same) {
            continue;
        }
        let all = processes.iter().zip(&groups);
        let members: Vec<_> = all
            .filter(|(_, group)| same(group))
            .map(|(process, _)| Arc::clone(process))
            .collect();
        let is_folded = folded.contains(name);
        let below = members.clone();
        rows.push(ListRow::Group(Group {
            name: name.into(),
            members,
            is_folded,
        }));
        if !is_folded {
            rows.extend(below.into_iter().map(|it| ListRow::Process(it, true)));
        }
    }
    rows
}

/// The group that the configuration names, or the directory of a process as seen from the project's; none for that itself, and
/// for what is elsewhere.
fn group_of(process: &ProcessSnapshot, dir: &Path) -> Option<String> {
    if let Some(name) = process.group() {
        return Some(name.as_str().to_owned());
    }
    let below = process.dir().strip_prefix(dir).ok()?;
    let name = below.to_string_lossy();
    (!name.is_empty() && !dir.as_os_str().is_empty()).then(|| name.into_owned())
}

impl Model {
    /// Computes the rows of the list of processes anew.
    pub(crate) fn arrange(&mut self) {
        self.rows = list_rows(self.project.processes(), &self.dir, &self.folded);
        if self.group().is_none() {
            self.selected_group = None;
        }
    }

    /// The group whose heading is selected.
    pub(crate) fn group(&self) -> Option<&Group> {
        let name = self.selected_group.as_ref()?;
        self.groups().find(|group| group.name == *name)
    }

    /// The group that a process stands in.
    pub(crate) fn group_of(&self, id: &ProcessId) -> Option<&Group> {
        self.groups()
            .find(|group| group.ids().any(|member| member == id))
    }

    fn groups(&self) -> impl Iterator<Item = &Group> {
        self.rows.iter().filter_map(|row| match row {
            ListRow::Group(group) => Some(group),
            ListRow::Process(..) => None,
        })
    }

    /// The row that is selected; none if its group is folded, or if there is nothing.
    pub(crate) fn selected_index(&self) -> Option<usize> {
        self.rows
            .iter()
            .position(|row| match (row, &self.selected_group) {
                (ListRow::Group(group), Some(name)) => group.name == *name,
                (ListRow::Process(process, _), None) => {
                    Some(process.id()) == self.selected.as_ref()
                }
                (ListRow::Group(_), None) | (ListRow::Process(..), Some(_)) => false,
            })
    }

    /// The rows that the list shows on so many of the screen.
    pub(crate) fn listed(&self, rows: u16) -> &[ListRow] {
        let from = self.list_offset.min(self.rows.len());
        let to = self.rows.len().min(from + usize::from(rows));
        &self.rows[from..to]
    }
}

#[cfg(test)]
mod tests {
    use brummer_core::{Command, GroupName, Spec};

    use super::*;

    /// The rows for processes in these directories, or in `in GROUP`, the headings in brackets and their members with a dash.
    #[track_caller]
    fn check(dirs: &[(&str, &str)], folded: &[&str], expected: &str) {
        let processes: Vec<_> = dirs
            .iter()
            .map(|(name, dir)| {
                let (group, dir) = match dir.strip_prefix("in ") {
                    Some(group) => (GroupName::new(group), "/app/web"),
                    None => (None, *dir),
                };
                let spec = Spec::new(name, Command::shell("x"), dir).unwrap();
                let spec = Spec { group, ..spec };
                let id = ProcessId::new(name).unwrap();
                Arc::new(ProcessSnapshot::pending(id, &spec))
            })
            .collect();
        let folded = folded.iter().map(|name| Arc::from(*name)).collect();
        let rows = list_rows(&processes, Path::new("/app"), &folded);
        let rows = rows.iter().map(|row| match row {
            ListRow::Process(process, false) => process.id().to_string(),
            ListRow::Process(process, true) => format!("-{}", process.id()),
            ListRow::Group(group) => format!("[{} {}]", group.name, group.members.len()),
        });
        assert_eq!(rows.collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn a_directory_with_several_processes_is_a_group_where_its_first_one_stands() {
        check(
            &[
                ("dev", "/app"),
                ("a", "/app/web"),
                ("b", "/app/api"),
                ("c", "/app/web"),
            ],
            &[],
            "dev [web 2] -a -c b",
        );
    }

    #[test]
    fn a_name_of_the_configuration_goes_before_the_directory() {
        check(
            &[
                ("a", "/app/web"),
                ("b", "in back"),
                ("c", "/app/web"),
                ("d", "/app/api"),
                ("e", "in back"),
            ],
            &[],
            "[web 2] -a -c [back 2] -b -e d",
        );
    }

    #[test]
    fn a_group_that_has_a_name_has_a_heading_with_one_process() {
        check(&[("a", "/app"), ("b", "in back")], &[], "a [back 1] -b");
    }

    #[test]
    fn a_group_can_have_the_name_of_a_directory() {
        check(&[("a", "/app/api"), ("b", "in api")], &[], "[api 2] -a -b");
    }

    #[test]
    fn a_folded_group_is_its_heading() {
        check(
            &[("a", "/app/web"), ("c", "/app/web"), ("d", "/app")],
            &["web"],
            "[web 2] d",
        );
    }

    #[test]
    fn without_directories_below_the_project_there_are_no_groups() {
        check(
            &[("a", "/app"), ("b", "/app"), ("c", "/x"), ("d", "/x")],
            &[],
            "a b c d",
        );
    }
}
