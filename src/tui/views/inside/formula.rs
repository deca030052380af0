//! The rule of the lane with its settings, and what each of its lines comes to.

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use super::{
    histograms::HISTOGRAMS,
    sizes::{length, percent},
};
use crate::{
    optim::{FormulaLine, Worked},
    race::Inside,
    tui::{
        context::Context,
        widgets::{extent, put, put_right, wrap},
    },
    words::{Lang, say},
};

/// The rule line by line, each with what it comes to below where there is room; returns the rows it took.
pub(super) fn render(context: &Context, inside: &Inside, area: Rect, buffer: &mut Buffer) -> u16 {
    let (lines, lang) = (inside.worked(), context.lang());
    let worked: Vec<String> = lines.iter().map(|line| worked(lang, inside, line)).collect();
    let count = lines.len() + worked.iter().filter(|text| !text.is_empty()).count();
    // What must stay for the rest: facts, three rows of histograms, and the conclusion.
    let sized = usize::from(area.height) >= count + 8;
    let room = usize::from(area.width);
    let left = |line: &FormulaLine| line.formula.split_once("← ").map_or(0, |(left, _)| left.width() + 2);
    let widest_left = lines.iter().map(left).max().unwrap_or(0);
    let (mut widest, mut row) = (0, 0);
    for (line, worked) in lines.iter().zip(&worked).take(usize::from(area.height)) {
        // The arrows stand below one another.
        let indent = extent(widest_left - left(line)) * u16::from(left(line) > 0);
        let formula = context.plot.spell(&line.formula);
        widest = widest.max(put(buffer, area, (indent, row), &formula, context.theme.strong()));
        row += 1;
        if sized && !worked.is_empty() {
            let (at, worked) = ((extent(widest_left), row), context.plot.spell(worked));
            widest = widest.max(put(buffer, area, at, &worked, context.theme.quiet()));
            row += 1;
        }
    }
    let symbols = context.plot.spell(&say!(lang, symbols::key_of(inside.kind)));
    let legend = [symbols, say!(lang, inside::NORMS_BELOW).to_owned()];
    if !sized {
        return row;
    }
    // Beside the whole formula, or else below it.
    if legend.iter().all(|text| usize::from(widest) + 3 + text.width() <= room) {
        for (text, row) in legend.iter().zip(0..) {
            put_right(buffer, area, (area.width, row), text, context.theme.quiet());
        }
        return row;
    }
    // Facts with blank rows around them, every histogram, their axis and the conclusion come first.
    let spare = usize::from(area.height).saturating_sub(count + 6 + HISTOGRAMS + inside.memory.len());
    for text in legend.iter().flat_map(|text| wrap(text, room)).take(spare) {
        put(buffer, area, (0, row), &text, context.theme.quiet());
        row += 1;
    }
    row
}

/// What a line of the formula comes to.
fn worked(lang: Lang, inside: &Inside, line: &FormulaLine) -> String {
    let product = match &line.worked {
        Worked::Norms(norms) => return norms.clone(),
        Worked::Step(product) => product,
    };
    let size = length(inside.step.size);
    let (share, weights) = (percent(inside.step_to_weight()), length(inside.weights.0));
    match product {
        Some(product) => say!(lang, inside::step_is_product(product, &size, &share, &weights)),
        None => say!(lang, inside::step_is(&size, &share, &weights)),
    }
}
