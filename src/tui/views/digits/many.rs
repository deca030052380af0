//! Many images of the list, small, each with what it is and what the selected lane says; and the title above images:
//! which are listed, and which of them is chosen.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::{
    opinions::ClassNames,
    picture::{self, Pixels},
};
use crate::{
    history::LaneHistory,
    race::{ImageFilter, TestImage, TestPredictions},
    text::thousands,
    tui::{
        context::Context,
        widgets::{below, cut, extent, put, put_right},
    },
    words::say,
};

const GAP: u16 = 2;

/// Pixels across and down that an image is shrunk to: as small signs have room for in a tile.
const MAX_PIXELS: usize = 32;

/// Columns that names may make a tile wide.
const MAX_CAPTION: u16 = 22;

/// A tile: an image with the line below it.
struct Tile {
    /// How many pixels become one.
    shrink: usize,
    columns: u16,
    rows: u16,
}

impl Tile {
    fn new(context: &Context, guesses: &TestPredictions) -> Self {
        let (width, height) = guesses.size;
        let shrink = width.max(height).div_ceil(MAX_PIXELS).max(1);
        let (columns, rows) = picture::cells((width.div_ceil(shrink), height.div_ceil(shrink)), false);
        let longest = ClassNames::of(context, guesses.classes).longest();
        let caption = extent(caption_width(longest, longest)).min(MAX_CAPTION);
        Self { shrink, columns: columns.max(caption) + GAP, rows: rows + 1 }
    }
}

/// Columns of a sign, what it is, `≠`, and what it is taken for.
const fn caption_width(label: usize, guess: usize) -> usize {
    2 + label + 3 + guess
}

/// Rows that it takes in `area`, with a title.
pub(crate) fn height(context: &Context, guesses: &TestPredictions, area: Rect) -> u16 {
    let Tile { columns, rows, .. } = Tile::new(context, guesses);
    let across = usize::from((area.width / columns).max(1));
    let wanted = extent(guesses.page.len().div_ceil(across)).max(1);
    let fits = (area.height.saturating_sub(1) / rows).max(1);
    1 + rows.saturating_mul(wanted.min(fits))
}

/// Draws the images of the page of the chosen one, which is at that place of the list; the chosen one stands out. A title
/// says which they are, unless a panel above does.
pub(super) fn render(
    at: usize,
    context: &Context,
    guesses: &TestPredictions,
    titled: bool,
    area: Rect,
    buffer: &mut Buffer,
) {
    let Tile { shrink, columns, rows } = Tile::new(context, guesses);
    let chosen = at.saturating_sub(guesses.from);
    if titled {
        let digit = guesses.page.get(chosen).map(|digit| (guesses.from + chosen, digit));
        title(context, guesses, digit, area, buffer);
    } else {
        put(buffer, area, (0, 0), say!(context.lang(), digits::MORE_IMAGES), context.theme.quiet());
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
        let place = Rect { x: place.x + x, width: (columns - GAP).min(place.width - x), ..below(place, y) };
        let pixels = Pixels::new(&digit.pixels, guesses.size.0).shrunk(shrink);
        let picture = Rect { height: place.height.min(rows - 1), ..place };
        picture::small(context, &pixels, picture, Style::new(), buffer);
        let line = below(Rect { height: place.height.min(rows), ..place }, rows - 1);
        caption(context, digit, first + index == chosen, line, buffer);
    }
}

/// What it is, and what the selected lane says; names are cut where there is no room for both.
fn caption(context: &Context, digit: &TestImage, chosen: bool, area: Rect, buffer: &mut Buffer) {
    let own = digit.opinions.iter().find(|opinion| Some(opinion.lane) == context.selected);
    let classes = own.map_or(0, |own| own.probabilities.len());
    let names = ClassNames::of(context, classes.max(usize::from(digit.label) + 1));
    let (mut label, strong) = (names.name(digit.label.into()).to_owned(), context.theme.strong());
    let x = put(buffer, area, (0, 0), if chosen { "▸ " } else { "  " }, strong);
    let room = usize::from(area.width.saturating_sub(x));
    let guess = own.map(|own| own.guess().0).filter(|guess| *guess != usize::from(digit.label));
    let Some(guess) = guess.map(|guess| names.name(guess)) else {
        put(buffer, area, (x, 0), &cut(&label, room), strong);
        return;
    };
    let read_as = say!(context.lang(), digits::READ_AS);
    let whole = label.width() + read_as.width() + guess.width() + 2 <= room;
    let (sign, each) =
        if whole { (format!(" {read_as} "), room) } else { ("≠".to_owned(), room.saturating_sub(1) / 2) };
    label = cut(&label, each);
    let x = put(buffer, area, (x, 0), &label, strong);
    let left = if whole { room } else { room.saturating_sub(label.width() + 1) };
    put(buffer, area, (x, 0), &format!("{sign}{}", cut(guess, left)), context.theme.failed());
}

/// What is listed and where in it we are; at the right edge which image it is.
pub(super) fn title(
    context: &Context,
    guesses: &TestPredictions,
    chosen: Option<(usize, &TestImage)>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let (quiet, strong) = (context.theme.quiet(), context.theme.strong());
    let lane = |id| {
        let lane = context.history.lane(id);
        lane.map_or(say!(context.lang(), race::A_LANE), |lane: &LaneHistory| lane.info.name.as_str())
    };
    let listed = match guesses.which {
        ImageFilter::All => say!(context.lang(), digits::TEST_IMAGES).into(),
        ImageFilter::Disputed => say!(context.lang(), digits::DISPUTED_IMAGES).into(),
        ImageFilter::Mistakes(id) => say!(context.lang(), digits::mistakes_of(lane(id))),
    };
    let room = usize::from(area.width.saturating_sub(14));
    let after = put(buffer, area, (0, 0), &cut(&listed, room), quiet);
    let place = chosen.map_or(0, |(at, _)| at + 1);
    let lang = context.lang();
    let count = say!(lang, digits::place_of(place as u64, guesses.listed as u64));
    let after = put(buffer, area, (after + 2, 0), &count, strong);
    let Some((_, digit)) = chosen else { return };
    let (index, images) = (thousands(digit.index as u64), thousands(guesses.images as u64));
    let label = context.history.own().map_or_else(String::new, |race| race.data.class(digit.label.into()));
    let digits = context.history.own().is_some_and(|race| race.data.is_digits());
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
