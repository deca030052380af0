//! What lanes take one image for: a row or more a lane, with a bar for each class, or for the likeliest where there
//! is no room for all.
//!
//! ```text
//!  lane       says         0  1  2  3        lane       says             the likeliest
//!  ● SGD      3   62 %     ▁  ▁  ▁  ▅        ● SGD      Shirt   62 %     ▅▅ Shirt    ▃▃ Coat    ▁▁ Bag
//! ```

use std::cmp::Reverse;

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::{
    race::{CERTAIN, Prediction},
    tui::{
        context::Context,
        glyphs,
        widgets::bars::{bar, full},
        widgets::{cut, extent, put, put_right},
    },
    words::say,
};

/// Columns of how likely a guess is, with a space on either side.
const PERCENT: u16 = 7;

/// Columns of `right` or `wrong`.
const VERDICT: u16 = 6;

/// Rows of a lane at the most.
const MAX_ROWS: u16 = 5;

/// Columns of a class at the most, unless its name is longer.
const PITCH: u16 = 6;

/// Columns from which on a class's column may hold the beginning of its name only.
const MIN_CUT: u16 = 6;

/// Columns of a name there at the least.
const MIN_NAME: u16 = 4;

/// Columns of a bar with its space, where the likeliest are listed by name.
const BAR: u16 = 3;

/// What classes are called, as many as there are.
pub(crate) struct ClassNames(Vec<String>);

impl ClassNames {
    pub(crate) fn of(context: &Context, classes: usize) -> Self {
        let name = |class: usize| {
            context.history.own().map_or_else(|| class.to_string(), |race| race.data.class(class))
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

/// How a lane's probabilities are drawn: of every class in its column or, where there is no room for that, of the likeliest
/// with their names.
#[derive(Clone, Copy)]
struct Bars {
    named: bool,
    /// Columns from one bar to the next.
    pitch: u16,
    /// Columns of a bar.
    wide: u16,
}

impl Bars {
    /// `None` where there is no room.
    fn new(names: &ClassNames, classes: u16, guess: u16, room: u16) -> Option<Self> {
        let most = PITCH.max(guess.saturating_add(1));
        let pitch = (room / classes.max(1)).min(most);
        if pitch > 1 && (extent(names.longest()) < pitch || pitch >= MIN_CUT) {
            return Some(Self { named: false, pitch, wide: if pitch > 3 { pitch - 2 } else { pitch - 1 } });
        }
        // At least two of them, if their names can be cut so far.
        let name = guess.min((room / 2).saturating_sub(BAR + 2).max(MIN_NAME));
        let pitch = BAR + name + 2;
        (pitch <= room).then_some(Self { named: true, pitch, wide: BAR - 1 })
    }

    /// The classes of so many probabilities that are shown in so many columns, from left to right.
    fn classes(self, probabilities: &[u16], room: u16) -> Vec<usize> {
        let mut classes: Vec<usize> = (0..probabilities.len()).collect();
        if self.named {
            classes.sort_by_key(|&class| Reverse(probabilities[class]));
            classes.truncate(usize::from(room / self.pitch));
        }
        classes
    }
}

/// Draws a heading and the lanes; `label` is what the image is, where that is known.
pub(crate) fn render(
    context: &Context,
    opinions: &[Prediction],
    label: Option<usize>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let lang = context.lang();
    if opinions.is_empty() {
        let nobody = say!(lang, digits::NO_LANE_TO_ASK);
        put(buffer, area, (0, 1), nobody, context.theme.quiet());
        return;
    }
    let classes = opinions.iter().map(|opinion| opinion.probabilities.len()).max().unwrap_or(0);
    let names = ClassNames::of(context, classes);
    let name_of = |opinion: &Prediction| context.history.lane_name(opinion.lane);
    let longest = opinions.iter().map(|opinion| name_of(opinion).width()).max().unwrap_or(0);
    // The sign of selection, the marker, and a space on either side of the name.
    let name = 5 + extent(longest).clamp(4, (area.width / 3).max(4));
    let guess = extent(names.longest()).clamp(1, (area.width / 4).max(3));
    let verdict = if label.is_some() && area.width > 60 { VERDICT } else { 0 };
    let start = name + guess + PERCENT + verdict;
    let (room, least) = (area.width.saturating_sub(start), extent(classes));
    let bars = Bars::new(&names, least, guess, room);
    let heading = u16::from(usize::from(area.height) > opinions.len());
    let lanes = extent(opinions.len());
    let most = if bars.is_some() { MAX_ROWS } else { 1 };
    let each = ((area.height - heading) / lanes).clamp(1, most);
    let quiet = context.theme.quiet();
    if heading > 0 {
        put(buffer, area, (2, 0), say!(lang, race::LANE), quiet);
        put(buffer, area, (name, 0), say!(lang, digits::SAYS), quiet);
        if let Some(Bars { named: false, pitch, .. }) = bars {
            for class in 0..least {
                let own = label == Some(usize::from(class));
                let style = if own { context.theme.strong() } else { quiet };
                let text = cut(names.name(class.into()), usize::from(pitch - 1));
                put(buffer, area, (start + class * pitch, 0), &text, style);
            }
        } else if bars.is_some() {
            put(buffer, area, (start, 0), say!(lang, digits::MOST_LIKELY), quiet);
        }
    }
    for (opinion, row) in opinions.iter().zip((0..).map(|index: u16| heading + index * each)) {
        if row >= area.height {
            return;
        }
        let look = context.history.look(opinion.lane);
        let color = context.theme.lane(look);
        let selected = context.selected == Some(opinion.lane);
        // The last row of a lane stays blank, so that bars of neighbours don't touch.
        let tall = if each > 1 { each - 1 } else { 1 };
        let text = row + tall - 1;
        if selected {
            put(buffer, area, (0, text), "▸", context.theme.strong());
        }
        put(buffer, area, (2, text), glyphs::marker(look), color);
        let strong = if selected { color.patch(context.theme.strong()) } else { color };
        put(buffer, area, (4, text), &cut(name_of(opinion), usize::from(name.saturating_sub(5))), strong);
        let (taken, likely) = opinion.guess();
        let right = label.is_none_or(|label| label == taken);
        let style = if right { context.theme.strong() } else { context.theme.failed() };
        put(buffer, area, (name, text), &cut(names.name(taken), usize::from(guess)), style);
        put_right(buffer, area, (name + guess + PERCENT - 1, text), &percent(likely), Style::new());
        if verdict > 0 && !right {
            let wrong = say!(lang, digits::WRONG);
            put(buffer, area, (name + guess + PERCENT, text), wrong, context.theme.failed());
        }
        let place =
            Rect { x: area.x + start, y: area.y + row, width: room, height: tall.min(area.height - row) };
        let Some(shown @ Bars { named, pitch, wide }) = bars else { continue };
        let classes = shown.classes(&opinion.probabilities, room).into_iter();
        for (class, x) in classes.zip((0..).map(|at| at * pitch)) {
            bar(eighths(opinion.probabilities[class], place.height), (x, wide), color, place, buffer);
            if named {
                let style = if label == Some(class) { context.theme.strong() } else { quiet };
                let text = cut(names.name(class), usize::from(pitch - BAR - 2));
                put(buffer, place, (x + BAR, place.height - 1), &text, style);
            }
        }
    }
}

/// A probability as whole per cent.
fn percent(thousandths: u16) -> String {
    format!("{} %", (thousandths + 5) / 10)
}

/// The eighths of a probability's bar in so many rows. The foot of nothing marks the place.
fn eighths(value: u16, rows: u16) -> u32 {
    (u32::from(value) * full(rows)).div_ceil(u32::from(CERTAIN)).max(1)
}
