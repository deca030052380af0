//! Many digits of the list, small, each with what it is and what the selected lane says.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::picture::{self, Pixels};
use crate::{
    race::{Digit, Guesses},
    tui::{
        app::App,
        view::{digits::below, put},
    },
};

/// Columns between two.
const GAP: u16 = 2;

/// Columns and rows of a digit with the line below it.
fn each(guesses: &Guesses) -> (u16, u16) {
    let (width, height) = guesses.size;
    let blank = vec![0; width * height];
    let (columns, rows) = Pixels { ink: &blank, width }.cells(false);
    (columns + GAP, rows + 1)
}

/// Rows that it takes in `area`, with a title.
pub(super) fn height(guesses: &Guesses, area: Rect) -> u16 {
    let (columns, rows) = each(guesses);
    let across = usize::from((area.width / columns).max(1));
    let wanted = u16::try_from(guesses.page.len().div_ceil(across)).unwrap_or(u16::MAX).max(1);
    let fits = (area.height.saturating_sub(1) / rows).max(1);
    1 + rows.saturating_mul(wanted.min(fits))
}

/// Draws the digits of the chosen one's page; the chosen one stands out. A title says which they are, unless a panel
/// above does.
pub(super) fn render(app: &App, guesses: &Guesses, titled: bool, area: Rect, buffer: &mut Buffer) {
    let (columns, rows) = each(guesses);
    let chosen = app.digits.at.min(guesses.listed.saturating_sub(1)).saturating_sub(guesses.from);
    if titled {
        let digit = guesses.page.get(chosen).map(|digit| (guesses.from + chosen, digit));
        super::title(app, guesses, digit, area, buffer);
    } else {
        put(buffer, area, (0, 0), app.lang().say("more of them", "더 많은 숫자"), app.theme.quiet());
    }
    let place = below(area, 1);
    let across = usize::from((place.width / columns).max(1));
    let room = across * usize::from((place.height / rows).max(1));
    // Pages of as many as there is room for.
    let first = chosen / room * room;
    for (digit, index) in guesses.page.iter().skip(first).take(room).zip(0_usize..) {
        let (x, y) = ((index % across) as u16 * columns, (index / across) as u16 * rows);
        if y >= place.height {
            return;
        }
        let own = Rect {
            x: place.x + x,
            y: place.y + y,
            width: (columns - GAP).min(place.width - x),
            height: rows.min(place.height - y),
        };
        let pixels = Pixels { ink: &digit.pixels, width: guesses.size.0 };
        picture::small(app, pixels, Rect { height: own.height.min(rows - 1), ..own }, Style::new(), buffer);
        caption(
            app,
            digit,
            first + index == chosen,
            Rect {
                y: own.y + (rows - 1).min(own.height),
                height: own.height.saturating_sub(rows - 1),
                ..own
            },
            buffer,
        );
    }
}

/// What it is, and what the selected lane says.
fn caption(app: &App, digit: &Digit, chosen: bool, area: Rect, buffer: &mut Buffer) {
    let x = put(buffer, area, (0, 0), if chosen { "▸ " } else { "  " }, app.theme.strong());
    let x = put(buffer, area, (x, 0), &digit.label.to_string(), app.theme.strong());
    let own = digit.opinions.iter().find(|opinion| Some(opinion.lane) == app.selected());
    let Some((guess, _)) = own.map(crate::race::Opinion::guess) else { return };
    if guess != usize::from(digit.label) {
        put(buffer, area, (x + 1, 0), &format!("{} {guess}", app.lang().say("not", "≠")), app.theme.failed());
    }
}
