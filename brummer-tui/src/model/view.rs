//! The views: one table of what there is to look at.

use crate::keymap::{Action, Place};

/// Something to look at that takes the whole screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// The processes beside a log.
    Processes,
    /// What is broken.
    Problems,
    /// Where servers can be reached.
    Urls,
    /// What can be run.
    Scripts,
    /// What clients did.
    Activity,
    /// Settings with their origins.
    Settings,
    /// Keys and commands.
    Help,
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ViewInfo {
    /// Which view.
    pub(crate) view: View,
    /// Its name on the tab.
    pub(crate) title: &'static str,
    /// What shows it.
    pub(crate) action: Action,
    /// Where its keys hold.
    pub(crate) place: Place,
    /// What to say when it has no rows.
    pub(crate) empty: &'static str,
}

/// All views, in the order of the tabs.
#[rustfmt::skip]
pub(crate) const VIEWS: [ViewInfo; 7] = [
    ViewInfo { view: View::Processes, title: "Processes", action: Action::ViewProcesses, place: Place::List, empty: "" },
    ViewInfo { view: View::Problems, title: "Problems", action: Action::ViewProblems, place: Place::Problems, empty: "Nothing is broken, as far as the output says." },
    ViewInfo { view: View::Urls, title: "URLs", action: Action::ViewUrls, place: Place::Urls, empty: "No process has printed an address so far." },
    ViewInfo { view: View::Scripts, title: "Scripts", action: Action::ViewScripts, place: Place::Scripts, empty: "There is nothing to run here; `!` runs any command line." },
    ViewInfo { view: View::Activity, title: "Activity", action: Action::ViewActivity, place: Place::Activity, empty: "Nobody has done anything so far." },
    ViewInfo { view: View::Settings, title: "Settings", action: Action::ViewSettings, place: Place::Settings, empty: "There are no settings." },
    ViewInfo { view: View::Help, title: "Help", action: Action::Help, place: Place::Help, empty: "" },
];

impl View {
    /// Its row.
    pub(crate) fn info(self) -> &'static ViewInfo {
        &VIEWS[self as usize]
    }

    /// The view so many tabs further, around the ends.
    pub(crate) fn step(self, by: usize) -> Self {
        VIEWS[(self as usize + by) % VIEWS.len()].view
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_view_has_its_row() {
        for (row, info) in VIEWS.iter().enumerate() {
            assert_eq!(info.view as usize, row);
            assert_eq!(info.view.info().title, info.title);
        }
    }
}
