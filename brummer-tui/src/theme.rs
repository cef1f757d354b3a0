//! Colours and symbols: what each thing looks like, decided in one place.

mod background;
mod color;

use brummer_core::Status;
use brummer_core::config::{Diagnostic, ThemeName, TuiSettings};
use brummer_core::near;
use ratatui::style::{Color, Modifier, Style};

pub use self::background::Background;
pub(crate) use self::color::limited;
use crate::options::ColorDepth;

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// What is active: the focus, keys that can be pressed.
    Accent,
    /// What is there, and not in the foreground.
    Quiet,
    /// What went wrong.
    Error,
    /// What one should know.
    Warning,
    /// What runs, and what went well.
    Good,
    /// Matches of a search.
    Match,
}

impl Role {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Accent, "accent"),
        (Self::Quiet, "quiet"),
        (Self::Error, "error"),
        (Self::Warning, "warning"),
        (Self::Good, "good"),
        (Self::Match, "match"),
    ];
}

/// How things look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Theme {
    name: ThemeName,
    depth: ColorDepth,
    background: Option<Background>,
    /// Whether symbols are ASCII characters.
    pub(crate) ascii: bool,
    /// The colours of the roles, in their order.
    colors: [Color; Role::ALL.len()],
    /// Those of them that the settings name, whatever the theme.
    own: [Option<Color>; Role::ALL.len()],
}

/// A way to colour things, once it is known what is behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Palette {
    Terminal,
    Dark,
    Light,
}

impl Theme {
    /// The theme of these settings on a terminal with so many colours, and this background, as far as it is known. What is
    /// wrong with a colour was said before.
    pub(crate) fn new(
        settings: &TuiSettings,
        depth: ColorDepth,
        background: Option<Background>,
    ) -> Self {
        let own = Role::ALL.map(|(_, name)| {
            let written = settings.colors.get(name)?;
            color::parse(&written.value)
        });
        let theme = Self {
            ascii: settings.ascii.value,
            background,
            own,
            ..Self::named(settings.theme.value, depth)
        };
        theme.colored()
    }

    /// A theme as it comes, on a background that nobody knows.
    pub(crate) fn named(name: ThemeName, depth: ColorDepth) -> Self {
        let theme = Self {
            name,
            depth,
            background: None,
            ascii: false,
            colors: [Color::Reset; Role::ALL.len()],
            own: [None; Role::ALL.len()],
        };
        theme.colored()
    }

    fn palette(self) -> Palette {
        match (self.name, self.background) {
            (ThemeName::Auto, Some(Background::Light)) | (ThemeName::Light, _) => Palette::Light,
            (ThemeName::Auto, None | Some(Background::Dark)) | (ThemeName::Terminal, _) => {
                Palette::Terminal
            }
            (ThemeName::Dark, _) => Palette::Dark,
        }
    }

    /// The same with the colours that follow from everything else.
    fn colored(self) -> Self {
        let rgb = |hex: u32| {
            let [_, r, g, b] = hex.to_be_bytes();
            Color::Rgb(r, g, b)
        };
        let colors = match self.palette() {
            Palette::Terminal => [
                Color::Cyan,
                Color::DarkGray,
                Color::Red,
                Color::Yellow,
                Color::Green,
                Color::Yellow,
            ],
            Palette::Dark => [
                0x7a_a2_f7, 0x7d_86_a8, 0xf7_76_8e, 0xe0_af_68, 0x9e_ce_6a, 0xe0_af_68,
            ]
            .map(rgb),
            Palette::Light => [
                0x2e_5a_a8, 0x6c_6f_85, 0xc0_24_3c, 0x9a_62_00, 0x3a_7a_1e, 0xb5_6a_00,
            ]
            .map(rgb),
        };
        let mut colors = colors.into_iter().zip(self.own);
        let colors = std::array::from_fn(|_| {
            let color = colors.next().and_then(|(color, own)| own.or(Some(color)));
            limited(color.unwrap_or(Color::Reset), self.depth)
        });
        Self { colors, ..self }
    }

    /// The theme of another name on the same terminal.
    pub(crate) fn renamed(self, name: ThemeName) -> Self {
        Self { name, ..self }.colored()
    }

    /// The same theme on this background.
    pub(crate) fn on(self, background: Background) -> Self {
        let background = Some(background);
        Self { background, ..self }.colored()
    }

    /// Whether the look depends on the background.
    pub(crate) fn asks_for_background(self) -> bool {
        self.name == ThemeName::Auto && self.depth != ColorDepth::None
    }

    /// Its name.
    pub(crate) fn name(self) -> ThemeName {
        self.name
    }

    /// How many colours the terminal has.
    pub(crate) fn depth(self) -> ColorDepth {
        self.depth
    }

    /// What is active: the focus, keys that can be pressed.
    pub(crate) fn accent(self) -> Style {
        self.role(Role::Accent).bold()
    }

    /// What is there, and not in the foreground: rules, hints, scripts that do not run.
    pub(crate) fn quiet(self) -> Style {
        match self.depth {
            ColorDepth::None => Style::new().add_modifier(Modifier::DIM),
            _ => self.role(Role::Quiet),
        }
    }

    /// What went wrong.
    pub(crate) fn error(self) -> Style {
        self.role(Role::Error)
    }

    /// What one should know.
    pub(crate) fn warning(self) -> Style {
        self.role(Role::Warning)
    }

    /// What runs, and what went well.
    pub(crate) fn good(self) -> Style {
        self.role(Role::Good)
    }

    /// What a search found.
    pub(crate) fn found(self) -> Style {
        self.role(Role::Match).add_modifier(Modifier::REVERSED)
    }

    /// The row that the keys act on. With colours, the bar beside it says so too.
    pub(crate) fn selected(self) -> Style {
        match self.depth {
            ColorDepth::None => Style::new()
                .add_modifier(Modifier::REVERSED)
                .remove_modifier(Modifier::DIM),
            _ => Style::new().add_modifier(Modifier::BOLD),
        }
    }

    /// Text that is about to be copied.
    pub(crate) fn marked(self) -> Style {
        self.selected().add_modifier(Modifier::REVERSED)
    }

    /// The name of one of several processes, by its place among them.
    pub(crate) fn name_of(self, place: usize) -> Style {
        const COLORS: [Color; 8] = [
            Color::Cyan,
            Color::Magenta,
            Color::Green,
            Color::Blue,
            Color::Yellow,
            Color::LightCyan,
            Color::LightMagenta,
            Color::LightBlue,
        ];
        // Those that can be read on white.
        const ON_LIGHT: [Color; 4] = [Color::Blue, Color::Magenta, Color::Green, Color::Red];
        match (self.depth, self.palette()) {
            (ColorDepth::None, _) => Style::new(),
            (_, Palette::Light) => Style::new().fg(ON_LIGHT[place % ON_LIGHT.len()]),
            (_, Palette::Terminal | Palette::Dark) => Style::new().fg(COLORS[place % COLORS.len()]),
        }
    }

    /// The symbol and the word of a status.
    pub(crate) fn status(self, status: Status) -> Style {
        match status {
            Status::Running | Status::Success => self.good(),
            Status::Starting | Status::Restarting | Status::Stopping => self.warning(),
            Status::Failed => self.error(),
            Status::Pending | Status::Stopped => self.quiet(),
        }
    }

    /// The status as a symbol of one column, different for each, so that colour is not needed to tell them apart.
    pub(crate) fn symbol(self, status: Status) -> &'static str {
        let (symbol, ascii) = match status {
            Status::Pending => ("○", "."),
            Status::Starting => ("◔", "^"),
            Status::Running => ("●", "*"),
            Status::Stopping => ("◑", "v"),
            Status::Restarting => ("↻", "@"),
            Status::Stopped => ("■", "#"),
            Status::Failed => ("✗", "x"),
            Status::Success => ("✓", "+"),
        };
        self.either(symbol, ascii)
    }

    /// The one, or the other where only ASCII is drawn.
    pub(crate) fn either(self, symbol: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { symbol }
    }

    fn role(self, role: Role) -> Style {
        match self.depth {
            ColorDepth::None => Style::new(),
            _ => Style::new().fg(self.colors[role as usize]),
        }
    }
}

/// What is wrong with the colours of these settings: roles and colours that there are not, each with its place in the file.
pub(crate) fn wrong_colors(settings: &TuiSettings) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    for (name, written) in &settings.colors {
        if !Role::ALL.iter().any(|(_, known)| known == name) {
            let shown: String = name.escape_debug().take(60).collect();
            let names = Role::ALL.map(|(_, name)| name);
            errors.push(Diagnostic {
                title: format!("there is no colour `{shown}` in [tui.colors]"),
                place: written.name_place.clone(),
                label: near(name, names)
                    .first()
                    .map_or_else(String::new, |near| format!("did you mean `{near}`?")),
                notes: vec![format!("there are: {}", names.join(", "))],
            });
        } else if color::parse(&written.value).is_none() {
            let shown: String = written.value.escape_debug().take(60).collect();
            errors.push(Diagnostic {
                title: format!("`{shown}` is not a colour"),
                place: written.place.clone(),
                label: r##"expected "#rrggbb", 0 to 255, or a name such as "light-blue""##
                    .to_owned(),
                notes: Vec::new(),
            });
        }
    }
    errors
}
