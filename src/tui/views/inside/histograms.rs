//! How the numbers of a step are spread: a histogram each, one above the other.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::{
    race::{FIRST_POWER, Inside, PARTS, Spread},
    tui::{
        context::Context,
        widgets::{
            bars::{bar, full},
            cut, extent, put, put_right,
        },
    },
    words::say,
};

/// Histograms of every rule, beside those of its moments: gradient, step and activations.
pub(super) const HISTOGRAMS: usize = 3;

/// Columns of a name.
const NAME: u16 = 12;

/// Columns of the share of zeros.
const ZEROS: u16 = 12;

/// The tallest histogram, in rows.
const MAX_ROWS: u16 = 10;

/// The most powers of two that a column of a histogram counts.
const MAX_POWERS: usize = 3;

/// Columns of the longest label of the axis, and of a blank after it.
const LABEL: f64 = 6.0;

/// The columns of histograms.
#[derive(Clone, Copy)]
struct Columns {
    /// How many powers of two each of them counts.
    powers: usize,
    /// How wide each is on the screen.
    wide: u16,
}

impl Columns {
    /// As wide as there is room for; `None` where there is none.
    fn new(room: u16) -> Option<Self> {
        let powers = PARTS.div_ceil(usize::from(room).max(1));
        let wide = room / extent(PARTS.div_ceil(powers));
        (powers <= MAX_POWERS).then_some(Self { powers, wide })
    }

    /// How wide they are together.
    fn width(self) -> u16 {
        extent(PARTS.div_ceil(self.powers)) * self.wide
    }

    /// Where a power of two stands, from the left edge of the first.
    fn place(self, power: f64) -> f64 {
        (power - f64::from(FIRST_POWER)) * f64::from(self.wide) / self.powers as f64
    }
}

/// Draws histograms of how large numbers are, as many as there is room for, one above the other and all on the same axis: a
/// column for each power of two, or for two or three.
pub(super) fn render(context: &Context, inside: &Inside, area: Rect, buffer: &mut Buffer) {
    let lang = context.lang();
    let mut spreads = vec![
        (say!(lang, inside::GRADIENT).to_owned(), &inside.gradient),
        (say!(lang, inside::STEP).to_owned(), &inside.step),
    ];
    let letters = inside.kind.memory().iter();
    spreads.extend(
        letters
            .zip(&inside.memory)
            .map(|(letter, moment)| (say!(lang, inside::moment(letter)), &moment.after)),
    );
    spreads.push((say!(lang, inside::ACTIVATIONS).to_owned(), &inside.activations));
    let axis = 1;
    let Some(columns) = Columns::new(area.width.saturating_sub(NAME + ZEROS)) else { return };
    if area.height < 2 + axis {
        return;
    }
    let count = spreads.len() as u16;
    let tall = ((area.height - axis) / count).clamp(1, MAX_ROWS);
    let shown = ((area.height - axis) / tall).min(count);
    // A blank row between two, where they are tall enough.
    let bars = if tall > 2 { tall - 1 } else { tall };
    let color = context.theme.lane(context.history.look(inside.lane));
    for ((name, spread), row) in spreads.iter().zip((0..shown).map(|index| index * tall)) {
        let base = row + bars - 1;
        put(buffer, area, (0, base), &cut(name, usize::from(NAME) - 1), context.theme.quiet());
        let place = Rect { x: area.x + NAME, y: area.y + row, width: columns.width(), height: bars };
        draw(spread, columns, color, place, buffer);
        let zeros = say!(lang, inside::zeros(spread.zeros * 100.0));
        put_right(buffer, area, (NAME + columns.width() + ZEROS, base), &zeros, Style::new());
    }
    draw_axis(context, columns, Rect { y: area.y + shown * tall, height: axis, ..area }, buffer);
}

/// A bar for each column, the tallest as high as there is room.
fn draw(spread: &Spread, Columns { powers, wide }: Columns, style: Style, area: Rect, buffer: &mut Buffer) {
    let sum = |counts: &[u32]| counts.iter().copied().map(u64::from).sum();
    let counts: Vec<u64> = spread.counts.chunks(powers).map(sum).collect();
    let max = counts.iter().copied().max().unwrap_or(0).max(1);
    for (column, count) in (0..).zip(counts) {
        let eighths = (count * u64::from(full(area.height))).div_ceil(max) as u32;
        bar(eighths, (column * wide, wide), style, area, buffer);
    }
}

/// Powers of ten below the columns, and what is counted.
fn draw_axis(context: &Context, columns: Columns, area: Rect, buffer: &mut Buffer) {
    let lang = context.lang();
    put(buffer, area, (0, 0), say!(lang, inside::HOW_LARGE), context.theme.quiet());
    let place = |exponent: i32| columns.place(f64::from(exponent) * std::f64::consts::LOG2_10);
    let step = [2, 4, 6, 10].into_iter().find(|step| place(0) - place(-step) >= LABEL).unwrap_or(10);
    for exponent in (0..=10).step_by(step as usize).map(|exponent| -exponent) {
        let at = NAME + place(exponent) as u16;
        let label = if exponent == 0 { "1".into() } else { format!("1e{exponent}") };
        put(buffer, area, (at, 0), &label, context.theme.quiet());
    }
    let (how_many, after) = (say!(lang, inside::HOW_MANY), NAME + columns.width() + 2);
    if usize::from(after) + how_many.width() <= usize::from(area.width) {
        put(buffer, area, (after, 0), how_many, context.theme.quiet());
    }
}
