//! The first row: how many trials are in which state, each count in its place, and how trials are drawn and stopped.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::{names, state::SweepView};
use crate::{
    sweep::{Pruner, TrialState},
    text::thousands,
    tui::{
        context::Context,
        widgets::{extent, put, put_right},
    },
};

/// The states that are told even where no trial is in them: the first ones, so that nothing moves when one gets there.
const ALWAYS: usize = 5;

/// Blank columns between two counts.
const GAP: u16 = 2;

/// The fewest rows of a body that has a second row for counts.
const MIN_WITH_SECOND: u16 = 14;

/// One count with its word.
struct Count {
    /// Row and column.
    at: (u16, u16),
    number: String,
    state: TrialState,
    is_any: bool,
}

/// How many rows the heading has.
pub(super) fn rows(context: &Context, view: &SweepView, area: Rect) -> u16 {
    counts(context, view, area).last().map_or(1, |last| last.at.0 + 1)
}

/// The counts that have room, each as wide as it may become.
fn counts(context: &Context, view: &SweepView, area: Rect) -> Vec<Count> {
    let lang = context.lang();
    let digits = thousands(view.sheet.order.len() as u64).width();
    let most = u16::from(area.height >= MIN_WITH_SECOND) + 1;
    let (mut row, mut column) = (0, 0);
    let mut counts = Vec::new();
    for (place, (state, count)) in TrialState::ALL.into_iter().zip(view.sheet.counts).enumerate() {
        if place >= ALWAYS && count == 0 {
            continue;
        }
        let width = extent(digits + 1 + names::state(state).get(lang).width());
        if column > 0 && column + width > area.width {
            (row, column) = (row + 1, 0);
        }
        if row >= most {
            break;
        }
        let number = format!("{:>digits$}", thousands(count as u64));
        counts.push(Count { at: (row, column), number, state, is_any: count > 0 });
        column += width + GAP;
    }
    counts
}

/// Draws it.
pub(super) fn render(context: &Context, view: &SweepView, area: Rect, buffer: &mut Buffer) {
    let (lang, theme) = (context.lang(), context.theme);
    let mut end = 0;
    // It is laid out for the body, of which it has as many rows as it needs.
    let body = Rect { height: if area.height > 1 { MIN_WITH_SECOND } else { 1 }, ..area };
    for Count { at: (row, column), number, state, is_any } in counts(context, view, body) {
        let (word, style) = (names::state(state).get(lang), names::state_style(theme, state));
        let (number_style, word_style) = match state {
            _ if !is_any => (theme.quiet(), theme.quiet()),
            TrialState::Finished | TrialState::Pruned | TrialState::Waiting => (Style::new(), theme.quiet()),
            _ => (style, style),
        };
        let after = put(buffer, area, (column, row), &number, number_style);
        let after = put(buffer, area, (after + 1, row), word, word_style);
        if row == 0 {
            end = after;
        }
    }
    let how = how(view);
    if area.height > 0 && usize::from(end) + how.width() + 3 <= usize::from(area.width) {
        put_right(buffer, area, (area.width, 0), &how, theme.quiet());
    }
}

/// How trials are drawn, and how they are stopped if they are.
fn how(view: &SweepView) -> String {
    let Some(sweep) = &view.sweep else { return String::new() };
    let (sampler, pruner) = (sweep.plan.sampler.name(), sweep.plan.rungs.pruner);
    if pruner == Pruner::None { sampler.to_owned() } else { format!("{sampler}, {}", pruner.name()) }
}
