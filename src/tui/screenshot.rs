//! The screen as a picture that knows no terminal: every colour as what it looks like.

use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
    style::{Color, Modifier},
    widgets::Widget,
};
use unicode_width::UnicodeWidthStr;

use super::{
    app::App,
    theme::{ColorDepth, Palette},
};
use crate::{
    export::{self, Colour, Grid},
    terminal::PALETTE,
};

/// The sixteen colours of a terminal's palette, as xterm has them: red, green and blue.
pub(super) const SIXTEEN: [u32; 16] = [
    0x00_0000, 0xcd_0000, 0x00_cd00, 0xcd_cd00, 0x00_00ee, 0xcd_00cd, 0x00_cdcd, 0xe5_e5e5, 0x7f_7f7f,
    0xff_0000, 0x00_ff00, 0xff_ff00, 0x5c_5cff, 0xff_00ff, 0x00_ffff, 0xff_ffff,
];

/// What the front end shows in a window of that size.
pub(super) fn screenshot(app: &App, (width, height): (u16, u16)) -> Grid {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    app.render(area, &mut buffer);
    let light = app.context.theme.palette == Palette::Light && app.context.theme.depth != ColorDepth::None;
    // Not quite white and black: so it is in most terminals, and bold letters stand out.
    let (ink, paper) = if light { ((32, 32, 32), (255, 255, 255)) } else { ((216, 216, 216), (0, 0, 0)) };
    let mut cells: Vec<export::Cell> = buffer.content.iter().map(|own| cell(own, ink, paper)).collect();
    for row in cells.chunks_mut(usize::from(width.max(1))) {
        // The place behind a wide sign is part of it.
        for at in 1..row.len() {
            if row[at - 1].text.width() > 1 {
                row[at].text.clear();
            }
        }
    }
    Grid { columns: width, paper, cells }
}

fn cell(own: &Cell, ink: Colour, paper: Colour) -> export::Cell {
    let has = |modifier| own.modifier.contains(modifier);
    let (mut front, mut back) = (colour(own.fg, ink), colour(own.bg, paper));
    if has(Modifier::REVERSED) {
        std::mem::swap(&mut front, &mut back);
    }
    if has(Modifier::DIM) {
        let halfway = |front: u8, back: u8| front / 2 + back / 2;
        front = (halfway(front.0, back.0), halfway(front.1, back.1), halfway(front.2, back.2));
    }
    export::Cell {
        text: own.symbol().to_owned(),
        ink: front,
        paper: back,
        bold: has(Modifier::BOLD),
        underlined: has(Modifier::UNDERLINED),
    }
}

fn colour(color: Color, usual: Colour) -> Colour {
    match color {
        Color::Reset => usual,
        Color::Rgb(red, green, blue) => (red, green, blue),
        Color::Indexed(index) => indexed(index),
        named => PALETTE.iter().position(|own| *own == named).map_or(usual, of_palette),
    }
}

const fn of_palette(number: usize) -> Colour {
    let [_, red, green, blue] = SIXTEEN[number].to_be_bytes();
    (red, green, blue)
}

/// A colour of the fixed palette: the sixteen, a cube of six levels each way, and greys.
fn indexed(index: u8) -> Colour {
    match index {
        0..=15 => of_palette(index.into()),
        16..=231 => {
            let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
            let place = index - 16;
            (level(place / 36), level(place / 6 % 6), level(place % 6))
        }
        grey => {
            let level = 8 + 10 * (grey - 232);
            (level, level, level)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::{
        testing::{racing, screen, type_in},
        theme::Theme,
    };

    #[test]
    fn the_text_of_a_picture_is_that_of_the_screen() {
        let app = racing(300);
        assert_eq!(screenshot(&app, (80, 24)).text(), screen(&app, 80, 24) + "\n");
    }

    #[test]
    fn a_picture_has_the_colours_of_the_theme_and_none_without() {
        let mut app = racing(300);
        let inks = |app: &App| {
            let mut inks: Vec<Colour> = screenshot(app, (80, 24)).cells.iter().map(|cell| cell.ink).collect();
            inks.sort_unstable();
            inks.dedup();
            inks
        };
        assert!(inks(&app).contains(&(92, 92, 255)) && screenshot(&app, (80, 24)).paper == (0, 0, 0));
        app.context.theme = Theme::new(Palette::Light, ColorDepth::Indexed);
        assert!(inks(&app).len() > 4 && screenshot(&app, (80, 24)).paper == (255, 255, 255));
        app.context.theme = Theme::new(Palette::Light, ColorDepth::None);
        assert!(inks(&app).iter().all(|(red, green, blue)| red == green && green == blue));
        type_in(&mut app, "?");
        assert!(screenshot(&app, (80, 24)).text().contains("help"));
    }

    #[test]
    fn the_fixed_palette_is_as_terminals_have_it() {
        assert_eq!((indexed(16), indexed(231)), ((0, 0, 0), (255, 255, 255)));
        assert_eq!((indexed(196), indexed(67)), ((255, 0, 0), (95, 135, 175)));
        assert_eq!((indexed(232), indexed(255)), ((8, 8, 8), (238, 238, 238)));
    }
}
