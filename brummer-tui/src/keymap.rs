//! Which key does what. The table below is the only place that knows: keys, help and footer come from it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Something that a key can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Starts the selected process, or goes to its log.
    Open,
    /// Starts the selected process.
    Start,
    /// Stops the selected process with its tree.
    Stop,
    /// Kills the selected process with its tree.
    Kill,
    /// Restarts the selected process.
    Restart,
    /// Restarts all that run.
    RestartAll,
    /// Selects the process above.
    SelectPrevious,
    /// Selects the process below.
    SelectNext,
    /// Moves the focus to the other pane.
    SwitchFocus,
    /// Gives the log the whole screen, or takes it back.
    Zoom,
    /// Scrolls up by a row.
    RowUp,
    /// Scrolls down by a row.
    RowDown,
    /// Scrolls up by half a page.
    HalfPageUp,
    /// Scrolls down by half a page.
    HalfPageDown,
    /// Scrolls up by a page.
    PageUp,
    /// Scrolls down by a page.
    PageDown,
    /// Goes to the oldest line.
    Oldest,
    /// Goes to the end and stays there.
    Follow,
    /// Shows what is left of the pane.
    PanLeft,
    /// Shows what is right of the pane.
    PanRight,
    /// Wraps long lines, or cuts them.
    Wrap,
    /// Shows all keys.
    Help,
    /// Shows all messages.
    Messages,
    /// Closes what is on top, or goes back to the list.
    Back,
    /// Stops everything and leaves; once more: kills.
    Quit,
}

/// Where a binding holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the list and in the log.
    Panes,
    /// In the list of processes.
    List,
    /// In the log.
    Log,
    /// In an overlay, such as the help.
    Overlay,
    /// While everything is being stopped.
    Leaving,
}

/// A row of the table.
#[derive(Debug)]
pub(crate) struct Binding {
    /// The keys, by [name](name_of), the one to show first.
    pub(crate) keys: &'static [&'static str],
    /// What they do.
    pub(crate) action: Action,
    /// Where it holds.
    pub(crate) place: Place,
    /// The same in words, for the help.
    pub(crate) title: &'static str,
    /// The same in a word, where the footer shows it.
    pub(crate) hint: Option<&'static str>,
}

impl Binding {
    const fn new(
        place: Place,
        keys: &'static [&'static str],
        action: Action,
        title: &'static str,
    ) -> Self {
        Self {
            keys,
            action,
            place,
            title,
            hint: None,
        }
    }

    const fn hint(self, hint: &'static str) -> Self {
        Self {
            hint: Some(hint),
            ..self
        }
    }
}

/// All bindings, in the order of the help and, as far as they have a hint, of the footer.
#[rustfmt::skip]
pub(crate) const BINDINGS: &[Binding] = &[
    Binding::new(Place::Panes, &["s"], Action::Start, "start the process").hint("start"),
    Binding::new(Place::Panes, &["x"], Action::Stop, "stop the process and all it started").hint("stop"),
    Binding::new(Place::Panes, &["X"], Action::Kill, "kill the process and all it started"),
    Binding::new(Place::Panes, &["r"], Action::Restart, "restart the process").hint("restart"),
    Binding::new(Place::Panes, &["R"], Action::RestartAll, "restart all that run"),
    Binding::new(Place::Panes, &["tab"], Action::SwitchFocus, "go to the other pane").hint("switch"),
    Binding::new(Place::Panes, &["z"], Action::Zoom, "give the log the whole screen").hint("zoom"),
    Binding::new(Place::Panes, &["w"], Action::Wrap, "wrap or cut long lines").hint("wrap"),
    Binding::new(Place::Panes, &["K"], Action::SelectPrevious, "select the process above"),
    Binding::new(Place::Panes, &["J"], Action::SelectNext, "select the process below"),
    Binding::new(Place::Panes, &["pgup"], Action::PageUp, "scroll the log up by a page"),
    Binding::new(Place::Panes, &["pgdn"], Action::PageDown, "scroll the log down by a page"),
    Binding::new(Place::Panes, &["ctrl-u"], Action::HalfPageUp, "scroll the log up by half a page"),
    Binding::new(Place::Panes, &["ctrl-d"], Action::HalfPageDown, "scroll the log down by half a page"),
    Binding::new(Place::Panes, &["g", "home"], Action::Oldest, "go to the oldest line of the log"),
    Binding::new(Place::Panes, &["G", "end"], Action::Follow, "go to the end of the log and follow it").hint("follow"),
    Binding::new(Place::Panes, &["m"], Action::Messages, "show all messages").hint("messages"),
    Binding::new(Place::Panes, &["?", "f1"], Action::Help, "show all keys").hint("help"),
    Binding::new(Place::Panes, &["q", "ctrl-c"], Action::Quit, "stop everything and leave").hint("quit"),

    Binding::new(Place::List, &["enter"], Action::Open, "start the process, or go to its log"),
    Binding::new(Place::List, &["up", "k"], Action::SelectPrevious, "select the process above"),
    Binding::new(Place::List, &["down", "j"], Action::SelectNext, "select the process below"),

    Binding::new(Place::Log, &["up", "k"], Action::RowUp, "scroll up by a row"),
    Binding::new(Place::Log, &["down", "j"], Action::RowDown, "scroll down by a row"),
    Binding::new(Place::Log, &["left", "h"], Action::PanLeft, "show what is further left"),
    Binding::new(Place::Log, &["right", "l"], Action::PanRight, "show what is further right, if lines are cut"),
    Binding::new(Place::Log, &["esc"], Action::Back, "go back to the list"),

    Binding::new(Place::Overlay, &["esc", "q", "?", "m", "enter"], Action::Back, "close").hint("close"),
    Binding::new(Place::Overlay, &["up", "k"], Action::RowUp, "scroll up"),
    Binding::new(Place::Overlay, &["down", "j"], Action::RowDown, "scroll down").hint("scroll"),
    Binding::new(Place::Overlay, &["pgup", "ctrl-u"], Action::PageUp, "scroll up by a page"),
    Binding::new(Place::Overlay, &["pgdn", "ctrl-d"], Action::PageDown, "scroll down by a page"),
    Binding::new(Place::Overlay, &["ctrl-c"], Action::Quit, "stop everything and leave"),

    Binding::new(Place::Leaving, &["q", "ctrl-c"], Action::Quit, "kill them now").hint("kill now"),
];

/// What this key does here.
pub(crate) fn action(key: &KeyEvent, place: Place) -> Option<Action> {
    let name = name_of(key)?;
    bindings(place)
        .find(|binding| binding.keys.contains(&&*name))
        .map(|binding| binding.action)
}

/// All bindings that hold here.
pub(crate) fn bindings(place: Place) -> impl Iterator<Item = &'static Binding> {
    let shared = match place {
        Place::List | Place::Log => Some(Place::Panes),
        Place::Panes | Place::Overlay | Place::Leaving => None,
    };
    BINDINGS
        .iter()
        .filter(move |binding| binding.place == place || Some(binding.place) == shared)
}

/// The key to press for this action, wherever it is bound first.
pub(crate) fn key_for(action: Action) -> &'static str {
    BINDINGS
        .iter()
        .find(|binding| binding.action == action)
        .and_then(|binding| binding.keys.first())
        .copied()
        .unwrap_or_default()
}

/// The key as the table and the help write it: `s`, `R`, `ctrl-c`, `pgup`. None for keys that cannot be bound.
fn name_of(key: &KeyEvent) -> Option<String> {
    let name = match key.code {
        KeyCode::Char(' ') => "space".to_owned(),
        KeyCode::Char(c) => c.to_string(),
        KeyCode::F(n) => format!("f{n}"),
        KeyCode::Enter => "enter".to_owned(),
        KeyCode::Esc => "esc".to_owned(),
        KeyCode::Tab => "tab".to_owned(),
        KeyCode::BackTab => "shift-tab".to_owned(),
        KeyCode::Backspace => "backspace".to_owned(),
        KeyCode::Delete => "del".to_owned(),
        KeyCode::Insert => "ins".to_owned(),
        KeyCode::Up => "up".to_owned(),
        KeyCode::Down => "down".to_owned(),
        KeyCode::Left => "left".to_owned(),
        KeyCode::Right => "right".to_owned(),
        KeyCode::Home => "home".to_owned(),
        KeyCode::End => "end".to_owned(),
        KeyCode::PageUp => "pgup".to_owned(),
        KeyCode::PageDown => "pgdn".to_owned(),
        _ => return None,
    };
    // Shift is in the character itself already.
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    Some(match (control, alt) {
        (false, false) => name,
        (true, false) => format!("ctrl-{name}"),
        (false, true) => format!("alt-{name}"),
        (true, true) => format!("ctrl-alt-{name}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: KeyCode, modifiers: KeyModifiers, place: Place, expected: Option<Action>) {
        assert_eq!(action(&KeyEvent::new(code, modifiers), place), expected);
    }

    #[test]
    fn a_key_does_what_its_row_says_where_the_row_holds() {
        let none = KeyModifiers::NONE;
        check(
            KeyCode::Char('j'),
            none,
            Place::List,
            Some(Action::SelectNext),
        );
        check(KeyCode::Char('j'), none, Place::Log, Some(Action::RowDown));
        check(KeyCode::Char('s'), none, Place::Log, Some(Action::Start));
        check(KeyCode::Char('s'), none, Place::Overlay, None);
    }

    #[test]
    fn modifiers_are_part_of_the_key() {
        let (shift, control) = (KeyModifiers::SHIFT, KeyModifiers::CONTROL);
        check(
            KeyCode::Char('R'),
            shift,
            Place::List,
            Some(Action::RestartAll),
        );
        check(KeyCode::Char('c'), control, Place::List, Some(Action::Quit));
        check(KeyCode::Char('c'), KeyModifiers::ALT, Place::List, None);
    }

    #[test]
    fn one_can_quit_from_everywhere_with_ctrl_c() {
        for place in [Place::List, Place::Log, Place::Overlay, Place::Leaving] {
            check(
                KeyCode::Char('c'),
                KeyModifiers::CONTROL,
                place,
                Some(Action::Quit),
            );
        }
    }

    #[test]
    fn no_key_is_bound_twice_in_one_place() {
        for place in [Place::List, Place::Log, Place::Overlay, Place::Leaving] {
            let mut keys: Vec<_> = bindings(place).flat_map(|binding| binding.keys).collect();
            keys.sort_unstable();
            let count = keys.len();
            keys.dedup();
            assert_eq!(keys.len(), count, "{place:?}");
        }
    }
}
