//! Colours by role: a lane, a state, an axis. Views name roles, never colours.

mod palettes;

use ratatui::style::{Color, Modifier, Style};

pub(crate) use crate::terminal::ColorDepth;
use crate::{
    history::Look,
    terminal::Background,
    tui::direction::Direction,
    words::{Lang, say},
};
use palettes::{Colours, HUES, SHADES, Sixteen};

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

/// The sets of colours, by the background that they are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Palette {
    Dark,
    Light,
    /// For both, while it is not known which.
    Any,
}

impl Palette {
    /// For a background that may be known.
    pub(crate) const fn on(background: Option<Background>) -> Self {
        match background {
            Some(Background::Dark) => Self::Dark,
            Some(Background::Light) => Self::Light,
            None => Self::Any,
        }
    }

    pub(crate) const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Dark => say!(lang, display::DARK),
            Self::Light => say!(lang, display::LIGHT),
            Self::Any => say!(lang, display::ANY_BACKGROUND),
        }
    }

    const fn colours(self) -> &'static Colours {
        match self {
            Self::Dark => &palettes::ON_DARK,
            Self::Light => &palettes::ON_LIGHT,
            Self::Any => &palettes::ON_ANY,
        }
    }

    const fn sixteen(self) -> &'static Sixteen {
        match self {
            Self::Dark => &palettes::SIXTEEN_ON_DARK,
            Self::Light => &palettes::SIXTEEN_ON_LIGHT,
            Self::Any => &palettes::SIXTEEN_ON_ANY,
        }
    }
}

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

    /// The same with that palette.
    pub(crate) const fn with_palette(self, palette: Palette) -> Self {
        Self { palette, ..self }
    }

    /// The same with the next palette.
    pub(crate) fn with_next_palette(self) -> Self {
        let all = [Palette::Dark, Palette::Light, Palette::Any];
        Self { palette: Direction::More.neighbour(&all, self.palette), ..self }
    }

    /// A lane of that look; never dim, also over a dim line.
    pub(crate) fn lane(self, look: Look) -> Style {
        let bright = Style::new().remove_modifier(Modifier::DIM);
        let (hue, shade) = look.hue_and_shade(HUES, SHADES);
        match self.depth {
            ColorDepth::None => bright,
            ColorDepth::Sixteen => {
                let lanes = self.palette.sixteen().lanes;
                bright.fg(lanes[look.marker(lanes.len())])
            }
            ColorDepth::Indexed | ColorDepth::True => {
                bright.fg(self.rgb(self.palette.colours().lanes[shade][hue].to_be_bytes()))
            }
        }
    }

    /// A lane's raw losses behind its curve: the same hue, closer to the background.
    pub(crate) fn raw(self, look: Look) -> Style {
        if !self.is_light_in_full_colour() {
            return self.lane(look).add_modifier(Modifier::DIM);
        }
        let (hue, shade) = look.hue_and_shade(HUES, SHADES);
        let paler = |part: u8| 255 - (255 - part) / 5 * 2;
        Style::new().fg(self.rgb(self.palette.colours().lanes[shade][hue].to_be_bytes().map(paler)))
    }

    /// Many terminals make dim text darker, which on a light background is the wrong way.
    const fn is_light_in_full_colour(self) -> bool {
        matches!((self.palette, self.depth), (Palette::Light, ColorDepth::Indexed | ColorDepth::True))
    }

    /// What people look for first: the state, the selected lane, its loss.
    pub(crate) const fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Whether an area can be filled with levels from which curves stand out: colours are enough, and what they are to
    /// differ from is known.
    pub(crate) fn has_ground(self) -> bool {
        matches!(self.depth, ColorDepth::Indexed | ColorDepth::True) && self.palette != Palette::Any
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
            // One grey that both black and white differ from, for all that has much ink.
            _ if self.palette == Palette::Any => {
                if ink < 96 {
                    Color::Reset
                } else {
                    Color::DarkGray
                }
            }
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
        self.state(self.palette.colours().running, self.palette.sixteen().running)
    }

    /// A state in which something waits or needs attention.
    pub(crate) fn waiting(self) -> Style {
        self.state(self.palette.colours().waiting, self.palette.sixteen().waiting)
    }

    /// A state in which something diverged or failed.
    pub(crate) fn failed(self) -> Style {
        self.state(self.palette.colours().failed, Some(self.palette.sixteen().failed))
    }

    fn state(self, colour: u32, sixteen: Option<Color>) -> Style {
        match self.depth {
            ColorDepth::None => self.strong(),
            ColorDepth::Sixteen => sixteen.map_or(self.strong(), |color| self.strong().fg(color)),
            ColorDepth::Indexed | ColorDepth::True => self.strong().fg(self.rgb(colour.to_be_bytes())),
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
