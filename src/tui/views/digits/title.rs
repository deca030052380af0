//! The title above images: which are listed, and which of them is chosen.

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use crate::{
    history::LaneHistory,
    race::{ImageFilter, TestImage, TestPredictions},
    text::thousands,
    tui::{
        context::Context,
        widgets::{cut, put, put_right},
    },
    words::say,
};

/// What is listed and where in it we are; at the right edge which image it is.
pub(super) fn render(
    context: &Context,
    guesses: &TestPredictions,
    chosen: Option<(usize, &TestImage)>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let (quiet, strong) = (context.theme.quiet(), context.theme.strong());
    let lane = |id| {
        let lane = context.history().lane(id);
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
    let label = context.history().info().map_or_else(String::new, |info| info.data.class(digit.label.into()));
    let digits = context.history().info().is_some_and(|info| info.data.is_digits());
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
