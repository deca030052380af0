//! Histograms of how large numbers are, all on the same axis: a column for each power of two.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::{
    race::{FIRST_POWER, Inside, PARTS, Spread},
    tui::{
        context::Context,
        widgets::{
            bars::{bar, full},
            cut, put, put_right,
        },
    },
    words::say,
};

/// Columns of a name.
const NAME: u16 = 12;

/// Columns of the share of zeros.
const ZEROS: u16 = 12;

/// The tallest histogram, in rows.
const MAX_ROWS: u16 = 6;

/// Draws as many as there is room for, one above the other, and an axis.
pub(crate) fn render(context: &Context, inside: &Inside, area: Rect, buffer: &mut Buffer) {
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
    let parts = PARTS as u16;
    let wide = area.width.saturating_sub(NAME + ZEROS) / parts;
    let axis = 1;
    if wide == 0 || area.height < 2 + axis {
        return;
    }
    let count = spreads.len() as u16;
    let tall = ((area.height - axis) / count).clamp(1, MAX_ROWS);
    let shown = ((area.height - axis) / tall).min(count);
    // A blank row between two, where they are tall enough.
    let bars = if tall > 2 { tall - 1 } else { tall };
    let color = context.theme.lane(inside.lane.0 as usize);
    for ((name, spread), row) in spreads.iter().zip((0..shown).map(|index| index * tall)) {
        let base = row + bars - 1;
        put(buffer, area, (0, base), &cut(name, usize::from(NAME) - 1), context.theme.quiet());
        let place = Rect { x: area.x + NAME, y: area.y + row, width: parts * wide, height: bars };
        draw(spread, wide, color, place, buffer);
        let zeros = say!(lang, inside::zeros(spread.zeros * 100.0));
        put_right(buffer, area, (NAME + parts * wide + ZEROS, base), &zeros, Style::new());
    }
    draw_axis(context, wide, Rect { y: area.y + shown * tall, height: axis, ..area }, buffer);
}

/// A bar for each power of two, the tallest as high as there is room.
fn draw(spread: &Spread, wide: u16, style: Style, area: Rect, buffer: &mut Buffer) {
    let max = spread.counts.iter().copied().max().unwrap_or(0).max(1);
    for (part, &count) in (0..).zip(&spread.counts) {
        let eighths = (u64::from(count) * u64::from(full(area.height))).div_ceil(u64::from(max)) as u32;
        bar(eighths, (part * wide, wide), style, area, buffer);
    }
}

/// Powers of ten below the columns.
fn draw_axis(context: &Context, wide: u16, area: Rect, buffer: &mut Buffer) {
    put(buffer, area, (0, 0), say!(context.lang(), inside::SIZE), context.theme.quiet());
    for exponent in (-10..=0).step_by(2) {
        let power = f64::from(exponent) * std::f64::consts::LOG2_10 - f64::from(FIRST_POWER);
        let at = NAME + (power * f64::from(wide)) as u16;
        put(
            buffer,
            area,
            (at, 0),
            &if exponent == 0 { "1".into() } else { format!("1e{exponent}") },
            context.theme.quiet(),
        );
    }
}
