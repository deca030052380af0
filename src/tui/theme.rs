//! Colours by role: a lane, a state, an axis. Views name roles, never colours.

use ratatui::style::{Color, Modifier, Style};

pub(crate) use crate::terminal::ColorDepth;
use crate::{
    tui::direction::Direction,
    words::{Lang, say},
};

impl ColorDepth {
    pub(crate) const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::None => say!(lang, display::NO_COLOURS),
            Self::Sixteen => "16",
            Self::Indexed => "256",
            Self::True => say!(lang, display::ALL_COLOURS),
        }
    }
}

/// The sets of colours that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Palette {
    /// For dark backgrounds, in the terminal's own colours.
    Dark,
    /// For light backgrounds: Okabe–Ito, darkened.
    Light,
    /// Okabe–Ito for dark backgrounds: distinct with any kind of colour vision.
    Safe,
}

impl Palette {
    pub(crate) const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Dark => say!(lang, display::DARK),
            Self::Light => say!(lang, display::LIGHT),
            Self::Safe => say!(lang, display::COLOUR_BLIND_SAFE),
        }
    }
}

/// The colours of lanes in their order: of the terminal's sixteen on a dark background …
const DARK: [Color; 14] = [
    Color::LightBlue,
    Color::LightYellow,
    Color::LightCyan,
    Color::LightMagenta,
    Color::LightGreen,
    Color::LightRed,
    Color::White,
    Color::Yellow,
    Color::Cyan,
    Color::Magenta,
    Color::Green,
    Color::Red,
    Color::Gray,
    // Hard to read on black, and so the last.
    Color::Blue,
];

/// … and on a light one …
const LIGHT_SIXTEEN: [Color; 7] =
    [Color::Blue, Color::Red, Color::Cyan, Color::Magenta, Color::Green, Color::Yellow, Color::Black];

/// … and by red, green and blue: Okabe & Ito, "Color Universal Design", 2008; orange first of the warm ones.
const SAFE: [u32; 8] =
    [0x56_b4e9, 0xf0_e442, 0x00_be8c, 0xd6_82b4, 0xe6_9f00, 0xe1_6914, 0xeb_ebeb, 0x3c_8cd2];

/// Okabe–Ito, darkened until each has a contrast of 4.5:1 or more against white.
const LIGHT: [u32; 8] =
    [0x00_64a5, 0x96_5a00, 0x00_7355, 0x9b_4178, 0xbe_4600, 0x5a_5a00, 0x1e_1e1e, 0x14_5ac8];

/// The styles of everything on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Theme {
    pub(crate) palette: Palette,
    pub(crate) depth: ColorDepth,
    /// Whether labels are as bright as the rest, to be read from far away.
    contrast: bool,
}

#[expect(clippy::unused_self, reason = "roles are asked of the theme, whatever they depend on")]
impl Theme {
    /// A palette on a terminal that can show that many colours.
    pub(crate) const fn new(palette: Palette, depth: ColorDepth) -> Self {
        Self { palette, depth, contrast: false }
    }

    /// The same with labels as bright as the rest, or dim again.
    pub(crate) const fn with_contrast(self, contrast: bool) -> Self {
        Self { contrast, ..self }
    }

    /// The same with the next larger number of colours, or after the largest with none.
    pub(crate) fn with_next_depth(self) -> Self {
        let all = [ColorDepth::None, ColorDepth::Sixteen, ColorDepth::Indexed, ColorDepth::True];
        Self { depth: Direction::More.neighbour(&all, self.depth), ..self }
    }

    /// The same with the next palette.
    pub(crate) fn with_next_palette(self) -> Self {
        let all = [Palette::Dark, Palette::Light, Palette::Safe];
        Self { palette: Direction::More.neighbour(&all, self.palette), ..self }
    }

    /// The lane that joined as number `index`; never dim, also over a dim line.
    pub(crate) fn lane(self, index: usize) -> Style {
        let bright = Style::new().remove_modifier(Modifier::DIM);
        let pick = |colors: &[u32]| self.rgb(colors[index % colors.len()].to_be_bytes());
        let color = match (self.depth, self.palette) {
            (ColorDepth::None, _) => return bright,
            (ColorDepth::Sixteen, Palette::Light) => LIGHT_SIXTEEN[index % LIGHT_SIXTEEN.len()],
            (ColorDepth::Sixteen, _) | (_, Palette::Dark) => DARK[index % DARK.len()],
            (_, Palette::Light) => pick(&LIGHT),
            (_, Palette::Safe) => pick(&SAFE),
        };
        bright.fg(color)
    }

    /// A lane's raw losses behind its curve: the same hue, closer to the background.
    pub(crate) fn raw(self, index: usize) -> Style {
        if !self.is_light_in_full_colour() {
            return self.lane(index).add_modifier(Modifier::DIM);
        }
        let paler = |part: u8| 255 - (255 - part) / 5 * 2;
        Style::new().fg(self.rgb(LIGHT[index % LIGHT.len()].to_be_bytes().map(paler)))
    }

    /// Many terminals make dim text darker, which on a light background is the wrong way.
    const fn is_light_in_full_colour(self) -> bool {
        matches!((self.palette, self.depth), (Palette::Light, ColorDepth::Indexed | ColorDepth::True))
    }

    /// What people look for first: the state, the selected lane, its loss.
    pub(crate) const fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Whether there are enough colours to fill an area with levels from which curves stand out.
    pub(crate) const fn has_ground(self) -> bool {
        matches!(self.depth, ColorDepth::Indexed | ColorDepth::True)
    }

    /// The ground of a surface, from its lowest places, 0, where the background stays, to its highest, 1.
    ///
    /// Grey, for colour means a lane; never so far from the background that lanes don't stand out.
    pub(crate) fn ground(self, height: f64) -> Color {
        let light = self.palette == Palette::Light;
        let step = |steps: f64| (height.clamp(0.0, 1.0) * steps).round() as u8;
        match (self.depth, light) {
            _ if height <= 0.0 => Color::Reset,
            (ColorDepth::True, _) => {
                let grey = if light { 250 - step(45.0) } else { 20 + step(48.0) };
                Color::Rgb(grey, grey, grey)
            }
            // The palette's greys: 232 is almost black, 255 almost white.
            (_, false) => Color::Indexed(232 + step(6.0)),
            (_, true) => Color::Indexed(255 - step(4.0)),
        }
    }

    /// Labels, units, axes, hints.
    pub(crate) fn quiet(self) -> Style {
        if self.contrast {
            return Style::new();
        }
        if self.is_light_in_full_colour() {
            return Style::new().fg(self.rgb([0, 112, 112, 112]));
        }
        Style::new().add_modifier(Modifier::DIM)
    }

    /// The selected row of a popup.
    pub(crate) const fn chosen(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The colour of a pixel with so much ink, of 255; without ink it is the terminal's own background.
    pub(crate) fn ink(self, ink: u8) -> Color {
        let light = self.palette == Palette::Light;
        let grey = if light { 255 - ink } else { ink };
        match self.depth {
            ColorDepth::None => Color::Reset,
            _ if ink < 16 => Color::Reset,
            ColorDepth::Sixteen => match (ink, light) {
                (0..=50, _) => Color::Reset,
                (51..=120, false) | (121..=200, true) => Color::DarkGray,
                (121..=200, false) | (51..=120, true) => Color::Gray,
                (_, false) => Color::White,
                (_, true) => Color::Black,
            },
            // The palette of 256 has 24 greys, from 8 in steps of 10.
            ColorDepth::Indexed => Color::Indexed(232 + (grey.saturating_sub(3) / 10).min(23)),
            ColorDepth::True => Color::Rgb(grey, grey, grey),
        }
    }

    /// A state in which something runs, or has succeeded.
    pub(crate) fn running(self) -> Style {
        self.state(0x00_be8c, Color::Green)
    }

    /// A state in which something waits or needs attention.
    pub(crate) fn waiting(self) -> Style {
        self.state(0xe6_9f00, Color::Yellow)
    }

    /// A state in which something diverged or failed.
    pub(crate) fn failed(self) -> Style {
        self.state(0xe1_6914, Color::Red)
    }

    fn state(self, safe: u32, sixteen: Color) -> Style {
        match (self.depth, self.palette) {
            (ColorDepth::None, _) => self.strong(),
            (ColorDepth::Sixteen, _) | (_, Palette::Dark) => self.strong().fg(sixteen),
            (_, Palette::Safe) => self.strong().fg(self.rgb(safe.to_be_bytes())),
            (_, Palette::Light) => {
                // Two thirds of the brightness: enough contrast on white.
                let darker = |part: u8| part / 3 * 2;
                self.strong().fg(self.rgb(safe.to_be_bytes().map(darker)))
            }
        }
    }

    /// A colour by red, green and blue, which stand behind a byte that means nothing.
    fn rgb(self, [_, r, g, b]: [u8; 4]) -> Color {
        if self.depth == ColorDepth::True {
            return Color::Rgb(r, g, b);
        }
        // The nearest step of the 6×6×6 cube, whose levels are 0, 95, 135, 175, 215, 255.
        let level = |part: u8| if part < 48 { 0 } else { (part.max(95) - 75 + 20) / 40 };
        Color::Indexed(16 + 36 * level(r) + 6 * level(g) + level(b))
    }
}
