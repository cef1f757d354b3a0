//! Where a binding holds.

/// A place that keys go to. What holds in a place holds in those that it is around as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In every view.
    Everywhere,
    /// In the list of processes and in the log.
    Panes,
    /// In the list of processes.
    List,
    /// In the log.
    Log,
    /// In the log, while lines are being selected.
    Selection,
    /// In every view that is a list of something else than processes.
    Rows,
    /// In the problems.
    Problems,
    /// In the URLs.
    Urls,
    /// In the scripts.
    Scripts,
    /// In the activity of clients.
    Activity,
    /// In the settings.
    Settings,
    /// In the help.
    Help,
    /// In an overlay, such as the messages.
    Overlay,
    /// Where a difference is shown that is to be written, or not.
    Confirm,
    /// Where text is typed.
    Input,
    /// Where a question is to be answered.
    Question,
    /// On the ordinary screen, while output is printed there.
    Stream,
    /// While everything is being stopped.
    Leaving,
}

impl Place {
    /// All of them, in the order of the help.
    pub(crate) const ALL: [Self; 18] = [
        Self::Everywhere,
        Self::Panes,
        Self::List,
        Self::Log,
        Self::Selection,
        Self::Rows,
        Self::Problems,
        Self::Urls,
        Self::Scripts,
        Self::Activity,
        Self::Settings,
        Self::Help,
        Self::Overlay,
        Self::Confirm,
        Self::Input,
        Self::Question,
        Self::Stream,
        Self::Leaving,
    ];

    /// The place, and those around it, from the inside out.
    pub(crate) fn and_around(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |place| place.around())
    }

    fn around(self) -> Option<Self> {
        match self {
            Self::List | Self::Log => Some(Self::Panes),
            Self::Problems
            | Self::Urls
            | Self::Scripts
            | Self::Activity
            | Self::Settings
            | Self::Help => Some(Self::Rows),
            Self::Panes | Self::Rows => Some(Self::Everywhere),
            Self::Everywhere
            | Self::Selection
            | Self::Overlay
            | Self::Confirm
            | Self::Input
            | Self::Question
            | Self::Stream
            | Self::Leaving => None,
        }
    }

    /// The heading in the help.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Panes => "Processes and log",
            Self::List => "In the list of processes",
            Self::Log => "In the log",
            Self::Selection => "While lines are selected",
            Self::Rows => "In every other list",
            Self::Problems => "In the problems",
            Self::Urls => "In the URLs",
            Self::Scripts => "In the scripts",
            Self::Activity => "In the activity",
            Self::Settings => "In the settings",
            Self::Help => "In the help",
            Self::Overlay => "In a box on top",
            Self::Confirm => "When something is to be written",
            Self::Input => "While text is typed",
            Self::Question => "When asked",
            Self::Stream => "In plain output",
            Self::Leaving => "While leaving",
        }
    }
}
