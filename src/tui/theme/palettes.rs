//! The colours of lanes and states, for dark backgrounds, for light ones, and for any.
//!
//! Hues follow Okabe & Ito, "Color Universal Design", 2008, which eyes of any kind tell apart. Every colour is one of the
//! 6×6×6 cube that terminals with 256 colours share, so that these look as those with all colours do. A test computes
//! the contrasts (WCAG 2.1, "contrast ratio"): on dark and light backgrounds at least 4.5:1, as text needs; where the
//! background is not known, at least 3:1, as curves need, on black and on white.

use ratatui::style::Color;

/// Hues of lanes, in the order of optimizers.
pub(super) const HUES: usize = 8;

/// Shades of a hue, for several lanes of one optimizer.
pub(super) const SHADES: usize = 3;

/// Colours for one kind of background.
pub(super) struct Colours {
    /// By red, green and blue.
    pub(super) lanes: [[u32; HUES]; SHADES],
    pub(super) running: u32,
    pub(super) waiting: u32,
    pub(super) failed: u32,
}

/// Blue, yellow, green, purple, orange, vermilion, grey and violet, as are those below.
pub(super) const ON_DARK: Colours = Colours {
    lanes: [
        [0x5f_afff, 0xff_ff5f, 0x00_d787, 0xd7_87af, 0xff_af00, 0xff_5f00, 0xd7_d7d7, 0x5f_87ff],
        [0xaf_d7ff, 0xd7_d787, 0xaf_ffd7, 0xff_afd7, 0xff_d7af, 0xff_af87, 0xaf_afaf, 0xaf_afff],
        [0x00_afd7, 0xaf_af00, 0x00_af5f, 0xd7_5faf, 0xd7_8700, 0xff_5f5f, 0x87_8787, 0x87_87ff],
    ],
    running: 0x00_d787,
    waiting: 0xff_af00,
    failed: 0xff_5f00,
};

/// Yellow can't be read on white: a dark amber stands for it.
pub(super) const ON_LIGHT: Colours = Colours {
    lanes: [
        [0x00_5faf, 0xaf_5f00, 0x00_875f, 0xaf_0087, 0xd7_0000, 0x5f_5f00, 0x5f_5f5f, 0x5f_5fd7],
        [0x00_00d7, 0x5f_0000, 0x00_5f00, 0x5f_005f, 0x87_0000, 0x87_5f00, 0x00_0000, 0x5f_00d7],
        [0x00_5fff, 0x87_5f5f, 0x00_5f5f, 0x87_5faf, 0xd7_005f, 0x00_8700, 0x5f_5f87, 0x87_00ff],
    ],
    running: 0x00_875f,
    waiting: 0xaf_5f00,
    failed: 0xd7_0000,
};

/// From the middle between black and white.
pub(super) const ON_ANY: Colours = Colours {
    lanes: [
        [0x00_87d7, 0x87_8700, 0x00_875f, 0xaf_5faf, 0xd7_5f00, 0xd7_005f, 0x87_8787, 0x87_5fff],
        [0x00_5fff, 0x87_5f00, 0x5f_8700, 0xaf_00d7, 0xaf_875f, 0xff_0087, 0x5f_5f5f, 0x5f_5faf],
        [0x5f_87af, 0xaf_8700, 0x5f_875f, 0xd7_5f87, 0xaf_5f00, 0xd7_5f5f, 0x87_875f, 0x87_00ff],
    ],
    running: 0x00_875f,
    waiting: 0xd7_5f00,
    failed: 0xd7_005f,
};

/// The same where a terminal has only its own sixteen, in the order of optimizers, the second half for second lanes.
pub(super) struct Sixteen {
    pub(super) lanes: &'static [Color],
    /// `None` where no such colour can be read: the word is there in any case.
    pub(super) running: Option<Color>,
    pub(super) waiting: Option<Color>,
    pub(super) failed: Color,
}

/// Blue is too dark on black for any terminal's taste.
pub(super) const SIXTEEN_ON_DARK: Sixteen = Sixteen {
    lanes: &[
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
        Color::Gray,
    ],
    running: Some(Color::Green),
    waiting: Some(Color::Yellow),
    failed: Color::LightRed,
};

/// Cyan, green and yellow are too bright on white.
pub(super) const SIXTEEN_ON_LIGHT: Sixteen = Sixteen {
    lanes: &[
        Color::Blue,
        Color::Black,
        Color::Red,
        Color::Magenta,
        Color::LightBlue,
        Color::DarkGray,
        Color::LightRed,
        Color::LightMagenta,
    ],
    running: None,
    waiting: None,
    failed: Color::Red,
};

pub(super) const SIXTEEN_ON_ANY: Sixteen = Sixteen {
    lanes: &[
        Color::LightBlue,
        Color::DarkGray,
        Color::Red,
        Color::LightMagenta,
        Color::LightRed,
        Color::Magenta,
    ],
    running: None,
    waiting: None,
    failed: Color::LightRed,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::screenshot::SIXTEEN;

    /// The relative luminance of a colour, 0 to 1.
    fn luminance(colour: u32) -> f64 {
        let [_, red, green, blue] = colour.to_be_bytes().map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn contrast(colour: u32, ground: u32) -> f64 {
        let (one, other) = (luminance(colour) + 0.05, luminance(ground) + 0.05);
        one.max(other) / one.min(other)
    }

    fn all(colours: &Colours) -> impl Iterator<Item = u32> {
        let states = [colours.running, colours.waiting, colours.failed];
        colours.lanes.into_iter().flatten().chain(states)
    }

    fn sixteen(colours: &Sixteen) -> Vec<u32> {
        let states = [colours.running, colours.waiting, Some(colours.failed)].into_iter().flatten();
        let number = |color: Color| match color {
            Color::Black => 0,
            Color::Red => 1,
            Color::Green => 2,
            Color::Yellow => 3,
            Color::Blue => 4,
            Color::Magenta => 5,
            Color::Cyan => 6,
            Color::Gray => 7,
            Color::DarkGray => 8,
            Color::LightRed => 9,
            Color::LightGreen => 10,
            Color::LightYellow => 11,
            Color::LightBlue => 12,
            Color::LightMagenta => 13,
            Color::LightCyan => 14,
            _ => 15,
        };
        colours.lanes.iter().copied().chain(states).map(|color| SIXTEEN[number(color)]).collect()
    }

    #[track_caller]
    fn assert_contrast(colours: impl IntoIterator<Item = u32>, ground: u32, least: f64) {
        for colour in colours {
            let contrast = contrast(colour, ground);
            assert!(contrast >= least, "{colour:06x} on {ground:06x}: {contrast:.2}, at least {least}");
        }
    }

    #[test]
    fn the_contrast_of_black_and_white_is_21() {
        assert!((contrast(0, 0xff_ffff) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn names_can_be_read_and_curves_seen_on_the_backgrounds_that_colours_are_for() {
        for black in [0x00_0000, 0x1e_1e1e] {
            assert_contrast(all(&ON_DARK), black, 4.5);
        }
        // Dracula, Solarized dark.
        for dark in [0x28_2a36, 0x00_2b36] {
            assert_contrast(all(&ON_DARK), dark, 3.0);
        }
        assert_contrast(all(&ON_LIGHT), 0xff_ffff, 4.5);
        // Atom One Light, Solarized light.
        for light in [0xfa_fafa, 0xfd_f6e3] {
            assert_contrast(all(&ON_LIGHT), light, 4.0);
        }
    }

    #[test]
    fn until_the_background_is_known_everything_can_be_seen_on_black_and_on_white() {
        for ground in [0x00_0000, 0xff_ffff] {
            assert_contrast(all(&ON_ANY), ground, 3.0);
            assert_contrast(sixteen(&SIXTEEN_ON_ANY), ground, 3.0);
        }
    }

    #[test]
    fn with_sixteen_colours_xterm_shows_all_of_them_well() {
        // Its light blue has 4.43.
        assert_contrast(sixteen(&SIXTEEN_ON_DARK), 0x00_0000, 4.4);
        assert_contrast(sixteen(&SIXTEEN_ON_LIGHT), 0xff_ffff, 3.0);
    }

    #[test]
    fn every_colour_is_in_the_cube_and_stands_for_one_thing() {
        for colours in [ON_DARK, ON_LIGHT, ON_ANY] {
            let mut lanes: Vec<u32> = colours.lanes.into_iter().flatten().collect();
            let levels = [0, 95, 135, 175, 215, 255];
            assert!(lanes.iter().all(|own| own.to_be_bytes().iter().all(|part| levels.contains(part))));
            lanes.sort_unstable();
            lanes.dedup();
            assert_eq!(lanes.len(), HUES * SHADES);
        }
    }
}
