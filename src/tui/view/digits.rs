//! The digits view: test digits with what lanes take them for, and the pad.
//!
//! ```text
//!  digits that lanes disagree on   3 of 41              test image 247 is a 4
//!  picture        lane          says         0  1  2  3  4  5  6  7  8  9
//!                 ● SGD         9   62 %     ▁  ▁  ▁  ▁  ▃  ▁  ▁  ▁  ▁  ▅
//!                 ✕ Momentum    4   99 %     …
//! ```
//! Below it, as far as there is room, more of the same list, and what the selected lane takes for what. `v` puts
//! another of the three first.

mod confusion;
mod many;
mod opinions;
mod pad;
mod picture;

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::{cut, put, put_right};
use crate::{
    history::LaneHistory,
    race::{Digit, Guesses, Which},
    session::State,
    text::thousands,
    tui::{
        Place,
        app::{App, Mode, Panel},
        explain::asking,
        keys::Mouse,
    },
    words::Lang,
};
use picture::Pixels;

/// Draws the view.
pub(super) fn render(app: &App, area: Rect, buffer: &mut Buffer) {
    if app.place == Place::Recording {
        let why = app.lang().say(
            "a recording holds losses, no networks: nothing to see here in a replay",
            "기록에는 손실만 있고 신경망은 없어서, 재생에서는 볼 것이 없습니다",
        );
        return note(app, area, why, buffer);
    }
    if let Mode::Pad(open) = &app.mode {
        return pad::render(app, open, area, buffer);
    }
    let Some(guesses) = &app.history().watched().guesses else {
        let failed = app.history().state() == State::Failed;
        let text = if failed {
            app.lang()
                .say("the race has failed; nobody guesses any more", "경주가 실패하여 아무도 맞히지 않습니다")
        } else {
            asking(app.lang())
        };
        return note(app, area, text, buffer);
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
                let matrix = if app.digits.panel == Panel::One { confusion::height(guesses) + 1 } else { 0 };
                let without = Rect { height: rest.height.saturating_sub(matrix), ..rest };
                let wanted = many::height(guesses, without);
                if wanted <= without.height { wanted } else { many::height(guesses, rest) }
            }
            Panel::Confusion => confusion::height(guesses),
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
pub(super) fn on_pad(app: &App, body: Rect, mouse: Mouse) -> Option<(f32, f32)> {
    matches!(app.mode, Mode::Pad(_)).then(|| pad::place(body, mouse)).flatten()
}

fn note(app: &App, area: Rect, text: &str, buffer: &mut Buffer) {
    let text = cut(text, usize::from(area.width.saturating_sub(2)));
    put(buffer, area, (2, area.height / 3), &text, app.theme.quiet());
}

/// One digit, and what every lane thinks it is.
fn one(app: &App, guesses: &Guesses, area: Rect, buffer: &mut Buffer) {
    let at = app.digits.at.min(guesses.listed.saturating_sub(1));
    let Some(digit) = at.checked_sub(guesses.from).and_then(|at| guesses.page.get(at)) else {
        title(app, guesses, None, area, buffer);
        let text = match guesses.which {
            Which::All => app.lang().say("there are no test images", "시험 이미지가 없습니다"),
            Which::Disputed if guesses.listed == 0 => {
                app.lang().say("all lanes agree on every one", "모든 레인이 모두 같게 봅니다")
            }
            Which::Mistakes(_) if guesses.listed == 0 => {
                app.lang().say("no mistake among them", "그 가운데 틀린 것이 없습니다")
            }
            _ => asking(app.lang()),
        };
        return note(app, area, text, buffer);
    };
    title(app, guesses, Some((at, digit)), area, buffer);
    let below = below(area, 1);
    let pixels = Pixels { ink: &digit.pixels, width: guesses.size.0 };
    let beside = beside(app, pixels, below, buffer);
    opinions::render(app, &digit.opinions, Some(usize::from(digit.label)), beside, buffer);
}

/// The same without its first rows.
fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// Draws a picture as large as there is room for, and tells what is left beside it.
fn beside(app: &App, pixels: Pixels<'_>, area: Rect, buffer: &mut Buffer) -> Rect {
    /// Columns that opinions need.
    const OPINIONS: u16 = 24;
    let (columns, rows) = pixels.cells(true);
    let large = rows <= area.height && columns + OPINIONS <= area.width;
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
fn title(app: &App, guesses: &Guesses, chosen: Option<(usize, &Digit)>, area: Rect, buffer: &mut Buffer) {
    let (quiet, strong) = (app.theme.quiet(), app.theme.strong());
    let lane = |id| app.history().lane(id).map_or("a lane", |lane: &LaneHistory| &lane.card.name);
    let listed = match guesses.which {
        Which::All => app.lang().say("test digits", "시험 숫자").into(),
        Which::Disputed => app.lang().say("digits that lanes disagree on", "레인들이 갈리는 숫자").into(),
        Which::Mistakes(id) => match app.lang() {
            Lang::En => format!("{}'s mistakes, worst first", lane(id)),
            Lang::Ko => format!("{}: 틀린 숫자, 심한 것부터", lane(id)),
        },
    };
    let room = usize::from(area.width.saturating_sub(14));
    let after = put(buffer, area, (0, 0), &cut(&listed, room), quiet);
    let place = chosen.map_or(0, |(at, _)| at + 1);
    let lang = app.lang();
    let of = lang.say("of", "/");
    let count = format!("{} {of} {}", thousands(place as u64), thousands(guesses.listed as u64));
    let after = put(buffer, area, (after + 2, 0), &count, strong);
    let Some((_, digit)) = chosen else { return };
    let (index, label, images) =
        (thousands(digit.index as u64), digit.label, thousands(guesses.images as u64));
    let (long, looked, short) = match lang {
        Lang::En => (
            format!("test image {index} is a {label}"),
            format!("   among {images} looked at"),
            format!("is a {label}"),
        ),
        Lang::Ko => (
            format!("시험 이미지 {index}: 숫자 {label}"),
            format!("   {images}개를 본 가운데"),
            format!("숫자 {label}"),
        ),
    };
    let fits = |text: &str| usize::from(after) + 2 + text.width() <= usize::from(area.width);
    let both = format!("{long}{looked}");
    let text = [both, long, short].into_iter().find(|text| fits(text));
    if let Some(text) = text {
        put_right(buffer, area, (area.width, 0), &text, quiet);
    }
}
