//! The view of digits or other images: those of the test set with what lanes take them for, and the pad.
//!
//! ```text
//!  images that lanes disagree on   3 of 41              test image 247 is a 4
//!  picture        lane          says         0  1  2  3  4  5  6  7  8  9
//!                 ● SGD         9   62 %     ▁  ▁  ▁  ▁  ▃  ▁  ▁  ▁  ▁  ▅
//!                 ✕ Momentum    4   99 %     …
//! ```
//! Below it, as far as there is room, more of the same list, and what the selected lane takes for what. `v` puts
//! another of the three first.

pub(crate) use crate::tui::views::digits::{confusion, many, opinions, pad, picture};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::tui::widgets::{below, cut, note, put, put_right};
use crate::{
    history::LaneHistory,
    race::{Digit, Guesses, Which},
    session::State,
    text::thousands,
    tui::{
        Place,
        app::{App, Mode, Panel},
        keys::Mouse,
    },
    words::say,
};
use picture::Pixels;

/// Draws the view.
pub(crate) fn render(app: &App, area: Rect, buffer: &mut Buffer) {
    if app.place == Place::Recording {
        let why = say!(app.lang(), inside::NO_NETWORKS_IN_A_REPLAY);
        return note(buffer, area, why, app.theme.quiet());
    }
    if let Mode::Pad(open) = &app.mode {
        return pad::render(app, open, area, buffer);
    }
    let Some(guesses) = &app.history().watched().guesses else {
        let failed = app.history().state() == State::Failed;
        let text =
            if failed { say!(app.lang(), digits::RACE_HAS_FAILED) } else { say!(app.lang(), digits::ASKING) };
        return note(buffer, area, text, app.theme.quiet());
    };
    let mut rest = area;
    for panel in (0..Panel::ALL.len()).scan(app.digits.panel, |panel, _| {
        let this = *panel;
        *panel = panel.next();
        Some(this)
    }) {
        let first = rest == area;
        let wanted = match panel {
            Panel::One => 15,
            // Where the matrix is still to come and finds room, too, it gets it.
            Panel::Many => {
                let matrix = if app.digits.panel == Panel::One {
                    confusion::height(app, guesses, rest) + 1
                } else {
                    0
                };
                let without = Rect { height: rest.height.saturating_sub(matrix), ..rest };
                let wanted = many::height(app, guesses, without);
                if wanted <= without.height { wanted } else { many::height(app, guesses, rest) }
            }
            Panel::Confusion => confusion::height(app, guesses, rest),
        };
        // What comes first has all the room there is, if that is not enough for it.
        if !first && wanted > rest.height {
            continue;
        }
        let height = wanted.min(rest.height);
        let place = Rect { height, ..rest };
        match panel {
            Panel::One => one(app, guesses, place, buffer),
            Panel::Many => many::render(app, guesses, first, place, buffer),
            Panel::Confusion => confusion::render(app, guesses, place, buffer),
        }
        let used = (height + 1).min(rest.height);
        rest = Rect { y: rest.y + used, height: rest.height - used, ..rest };
    }
}

/// Where on the open pad the mouse is, in pixels from its left and top.
pub(crate) fn on_pad(app: &App, body: Rect, mouse: Mouse) -> Option<(f32, f32)> {
    matches!(app.mode, Mode::Pad(_)).then(|| pad::place(body, mouse)).flatten()
}

/// What classes are called, as many as there are.
pub(crate) struct Names(Vec<String>);

impl Names {
    pub(crate) fn of(app: &App, classes: usize) -> Self {
        let name = |class: usize| {
            app.history().card().map_or_else(|| class.to_string(), |card| card.data.class(class))
        };
        Self((0..classes).map(name).collect())
    }

    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn name(&self, class: usize) -> &str {
        self.0.get(class).map_or("?", String::as_str)
    }

    /// Columns of the longest.
    pub(crate) fn longest(&self) -> usize {
        self.0.iter().map(|name| name.width()).max().unwrap_or(1)
    }
}

/// One image, and what every lane thinks it is.
fn one(app: &App, guesses: &Guesses, area: Rect, buffer: &mut Buffer) {
    let at = app.digits.at.min(guesses.listed.saturating_sub(1));
    let Some(digit) = at.checked_sub(guesses.from).and_then(|at| guesses.page.get(at)) else {
        title(app, guesses, None, area, buffer);
        let text = match guesses.which {
            Which::All => say!(app.lang(), digits::NO_TEST_IMAGES),
            Which::Disputed if guesses.listed == 0 => {
                say!(app.lang(), digits::ALL_LANES_AGREE)
            }
            Which::Mistakes(_) if guesses.listed == 0 => {
                say!(app.lang(), digits::NO_MISTAKES)
            }
            _ => say!(app.lang(), digits::ASKING),
        };
        return note(buffer, area, text, app.theme.quiet());
    };
    title(app, guesses, Some((at, digit)), area, buffer);
    let pixels = Pixels { ink: &digit.pixels, width: guesses.size.0 };
    let beside = beside(app, pixels, below(area, 1), buffer);
    opinions::render(app, &digit.opinions, Some(usize::from(digit.label)), beside, buffer);
}

/// Draws a picture as large as there is room for, and tells what is left beside it.
fn beside(app: &App, pixels: Pixels<'_>, area: Rect, buffer: &mut Buffer) -> Rect {
    /// Columns that opinions need.
    const OPINIONS: u16 = 24;
    /// Columns of MNIST's images in small signs, which are shown in every window.
    const MAX_SMALL: u16 = 14;
    let room = (area.width.saturating_sub(OPINIONS), area.height);
    let fits = |large| {
        let (columns, rows) = pixels.cells(large);
        columns <= room.0 && rows <= room.1
    };
    let shrunk;
    let mut pixels = pixels;
    // An image that has no room even in small signs is shrunk, in shades.
    let large = fits(true) || !fits(false) && pixels.cells(false).0 > MAX_SMALL;
    if large && !fits(true) {
        shrunk = pixels.shrunk(pixels.excess((room.0.max(OPINIONS / 2), room.1)));
        pixels = Pixels { ink: &shrunk.0, width: shrunk.1 };
    }
    let columns = pixels.cells(large).0.min(area.width);
    if large {
        picture::large(app, pixels, area, buffer);
    } else {
        picture::small(app, pixels, area, Style::new(), buffer);
    }
    let used = (columns + 2).min(area.width);
    Rect { x: area.x + used, width: area.width - used, ..area }
}

/// What is listed and where in it we are; at the right edge which image it is.
pub(crate) fn title(
    app: &App,
    guesses: &Guesses,
    chosen: Option<(usize, &Digit)>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let (quiet, strong) = (app.theme.quiet(), app.theme.strong());
    let lane = |id| {
        let lane = app.history().lane(id);
        lane.map_or(say!(app.lang(), race::A_LANE), |lane: &LaneHistory| lane.card.name.as_str())
    };
    let listed = match guesses.which {
        Which::All => say!(app.lang(), digits::TEST_IMAGES).into(),
        Which::Disputed => say!(app.lang(), digits::DISPUTED_IMAGES).into(),
        Which::Mistakes(id) => say!(app.lang(), digits::mistakes_of(lane(id))),
    };
    let room = usize::from(area.width.saturating_sub(14));
    let after = put(buffer, area, (0, 0), &cut(&listed, room), quiet);
    let place = chosen.map_or(0, |(at, _)| at + 1);
    let lang = app.lang();
    let count = say!(lang, digits::place_of(place as u64, guesses.listed as u64));
    let after = put(buffer, area, (after + 2, 0), &count, strong);
    let Some((_, digit)) = chosen else { return };
    let (index, images) = (thousands(digit.index as u64), thousands(guesses.images as u64));
    let label = app.history().card().map_or_else(String::new, |card| card.data.class(digit.label.into()));
    let digits = app.history().card().is_some_and(|card| card.data.is_digits());
    let (long, short) = if digits {
        (say!(lang, digits::image_is_a_digit(&index, &label)), say!(lang, digits::is_a_digit(&label)))
    } else {
        (say!(lang, digits::image_is(&index, &label)), label)
    };
    let fits = |text: &str| usize::from(after) + 2 + text.width() <= usize::from(area.width);
    let both = format!("{long}   {}", say!(lang, digits::among(&images)));
    let room = usize::from(area.width.saturating_sub(after + 2));
    let text = [both, long].into_iter().find(|text| fits(text)).unwrap_or_else(|| cut(&short, room));
    put_right(buffer, area, (area.width, 0), &text, quiet);
}
