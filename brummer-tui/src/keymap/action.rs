//! What there is to do: one table, of which keys, palette, help, footer and configuration are views.

/// What an action takes, if it is called by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Argument {
    /// Nothing.
    None,
    /// A process; without one, the selected one.
    Process,
    /// A script, and arguments for it.
    ScriptWithArguments,
    /// A command line.
    Command,
    /// A text to find.
    Text,
    /// A level, or `all`.
    Level,
    /// A time: `14:30`, `5m` ago.
    Time,
    /// A file to write.
    File,
    /// A theme.
    Theme,
    /// A package manager.
    PackageManager,
    /// An AI editor.
    Editor,
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ActionInfo {
    /// What it does.
    pub(crate) action: Action,
    /// Its name in palette and configuration.
    pub(crate) name: &'static str,
    /// The same in words.
    pub(crate) title: &'static str,
    /// The same in a word, where the footer shows it.
    pub(crate) hint: Option<&'static str>,
    /// What it takes.
    pub(crate) argument: Argument,
    /// Whether the palette offers it: moving about is for keys.
    pub(crate) is_command: bool,
}

impl Action {
    /// Its row.
    pub(crate) fn info(self) -> &'static ActionInfo {
        // Invariant of the macro: the rows are in the order of the variants.
        &ACTIONS[self as usize]
    }

    /// The action of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let row = ACTIONS.iter().find(|row| row.name == name)?;
        Some(row.action)
    }
}

/// Makes the enumeration and the table of the same rows: variant, name, title; for commands their argument; a hint.
macro_rules! actions {
    ($($action:ident $name:literal $title:literal $(($argument:ident))? $([$hint:literal])?;)*) => {
        /// Something that a key or a command can do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Action {
            $(#[doc = $title] $action,)*
        }

        /// All that there is to do.
        pub(crate) const ACTIONS: &[ActionInfo] = &[
            $(ActionInfo {
                action: Action::$action,
                name: $name,
                title: $title,
                hint: actions!(@hint $($hint)?),
                argument: actions!(@argument $($argument)?),
                is_command: actions!(@is_command $($argument)?),
            },)*
        ];
    };
    (@hint) => { None };
    (@hint $hint:literal) => { Some($hint) };
    (@argument) => { Argument::None };
    (@argument $argument:ident) => { Argument::$argument };
    (@is_command) => { false };
    (@is_command $argument:ident) => { true };
}

actions! {
    Start "start" "start the process" (Process) ["start"];
    Stop "stop" "stop the process and all it started" (Process) ["stop"];
    Kill "kill" "kill the process and all it started" (Process);
    Restart "restart" "restart the process" (Process) ["restart"];
    RestartAll "restart-all" "restart all that run" (None);
    StopAll "stop-all" "stop all that run" (None);
    Run "run" "run a script, with arguments if you like" (ScriptWithArguments) ["run"];
    RunCommand "exec" "run any command line" (Command);
    Open "open" "start it, or go to its log";
    Choose "choose" "show the log of this process together with those chosen before";
    Fold "fold" "show only the heading of the group" (None) ["fold"];
    Unfold "unfold" "show the processes of the group" (None) ["unfold"];
    ShowOne "log" "show the log of one process" (Process);
    ShowAll "log-all" "show the logs of all processes, merged" (None);
    SwitchFocus "switch-pane" "go to the other pane" ["switch"];
    Zoom "zoom" "give the log the whole screen" (None) ["zoom"];
    Wider "wider" "make the list larger" (None);
    Narrower "narrower" "make the list smaller" (None);

    Find "find" "find a text in the log" (Text) ["find"];
    FindRegex "find-regex" "find a regular expression in the log" (Text);
    FindNext "find-next" "go to the next match" (None);
    FindPrevious "find-previous" "go to the match before" (None);
    Filter "filter" "show only lines in which a regular expression is found" (Text);
    FilterOut "filter-out" "show only lines in which it is not found" (Text);
    FilterOff "filter-off" "show all lines again" (None);
    Level "level" "show only lines of a level or above" (Level);
    StreamNext "stream" "show both streams, stdout, or stderr" (None);
    NextError "next-error" "go to the next error" (None);
    PreviousError "previous-error" "go to the error before" (None);
    NextRun "next-run" "go to the next run" (None);
    PreviousRun "previous-run" "go to the run before" (None);
    GoToTime "time" "go to a time" (Time);
    Stamps "timestamps" "timestamps: off, time, relative, delta" (None);
    Wrap "wrap" "wrap or cut long lines" (None) ["wrap"];
    Structured "json" "JSON and logfmt: as printed, in short, or spread out" (None);
    Mark "mark" "draw a line across the log; nothing is deleted" (None);
    NextMark "next-mark" "go to the next mark" (None);
    PreviousMark "previous-mark" "go to the mark before" (None);
    Histogram "histogram" "bars above the log: how many lines came when, red with errors" (None);
    NextBar "next-bar" "go to where the next bar begins" (None);
    PreviousBar "previous-bar" "go to where the bar before begins" (None);
    Follow "follow" "go to the end of the log and follow it" (None) ["follow"];
    Select "select" "select lines, to copy them";
    Copy "copy" "copy: the lines that are selected, or the line in focus" ["copy"];
    CopyProblem "copy-problem" "copy the problem, made to be pasted to an agent" ["copy"];
    CopyUrl "copy-url" "copy the address" ["copy"];
    CopyCommand "copy-command" "copy the command line" ["copy"];
    Save "save" "save the log, as it is filtered, to a file" (File);
    Edit "edit" "open the file of the error in the editor" ["editor"];

    ToLog "to-log" "show the lines of the log around it" ["to log"];
    ShowResolved "resolved" "problems: the current ones, or also the resolved ones" (None);
    OpenUrl "open-url" "open the address in the browser" ["open"];
    QrCode "qr" "show the address as a QR code" ["qr code"];
    RunSelected "run-selected" "run it" ["run"];
    RunWithArguments "run-with" "run it with arguments" ["with arguments"];
    SearchRows "search" "show only rows with a text" ["search"];

    Change "change" "change what is selected" ["change"];
    PackageManager "package-manager" "choose the package manager, in .brum.toml" (PackageManager);
    Install "install" "have an AI editor start brummer; the difference is shown first" (Editor);

    ViewProcesses "processes" "processes and logs" (None);
    ViewProblems "problems" "what is broken" (None);
    ViewUrls "urls" "where servers can be reached" (None);
    ViewScripts "scripts" "what can be run" (None);
    ViewActivity "activity" "what you and AI editors did" (None);
    ViewSettings "settings" "settings, and where they come from" (None);
    Help "help" "keys and commands" (None) ["help"];
    NextView "next-view" "the next view";
    PreviousView "previous-view" "the view before";
    Palette "palette" "do anything by its name" ["commands"];
    Messages "messages" "show all messages" (None) ["messages"];
    Theme "theme" "use other colours" (Theme);
    Ascii "ascii" "draw with ASCII characters only, or not" (None);
    Mouse "mouse" "leave the mouse to the terminal, for its own selection, or take it" (None);
    Stream "plain" "plain output on the ordinary screen, for its own scrollback and selection; or back" (None);
    Suspend "suspend" "suspend brummer; `fg` brings it back" (None);
    Redraw "redraw" "draw the screen anew" (None);
    Quit "quit" "stop everything and leave; asks if something runs" (None) ["quit"];
    QuitNow "quit-now" "stop everything and leave, unasked; once more kills" (None);

    Previous "up" "one up";
    Next "down" "one down";
    SelectPrevious "select-previous" "select the process above";
    SelectNext "select-next" "select the process below";
    RowUp "row-up" "scroll up by a row";
    RowDown "row-down" "scroll down by a row";
    HalfPageUp "half-page-up" "scroll up by half a page";
    HalfPageDown "half-page-down" "scroll down by half a page";
    PageUp "page-up" "scroll up by a page";
    PageDown "page-down" "scroll down by a page";
    Oldest "oldest" "go to the oldest line, or the first row" (None);
    Last "last" "go to the last row";
    PanLeft "pan-left" "show what is further left";
    PanRight "pan-right" "show what is further right, if lines are cut";

    Back "back" "close, or go back";
    Accept "accept" "accept";
    Complete "complete" "complete the name";
    EraseBack "erase" "erase the character before";
    EraseForward "erase-forward" "erase the character behind";
    EraseWord "erase-word" "erase the word before";
    EraseLine "erase-line" "erase all before";
    CursorLeft "cursor-left" "one character to the left";
    CursorRight "cursor-right" "one character to the right";
    CursorStart "cursor-start" "to the beginning";
    CursorEnd "cursor-end" "to the end";
    ToggleRegex "toggle-regex" "text or regular expression" ["regex"];
    Yes "yes" "yes" ["yes"];
    No "no" "no" ["no"];
    KillNow "kill-now" "kill them now" ["kill now"];
}
