//! The view of learning rates: a chart of the cross-entropy over the rate, and the trials in a table.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    sweep::Method,
    tui::{
        context::Context,
        views::rates::{
            chart,
            state::{RatesView, TriedLanes},
            table,
        },
        widgets::{cut, put},
    },
    words::{Lang, say},
};

/// Draws the chart above and the table of trials below.
pub(super) fn render(view: &RatesView, context: &Context, area: Rect, buffer: &mut Buffer) {
    let rows = area.height.saturating_sub(8).min(area.height / 2).min(14);
    let above = Rect { height: area.height - rows - u16::from(rows > 0), ..area };
    let below = Rect { y: area.bottom() - rows, height: rows, ..area };
    if let Some(frame) = chart::frame(above) {
        let heading = cut(&heading(view, context.lang()), usize::from(above.width));
        put(buffer, above, (0, 0), &heading, context.theme.quiet());
        chart::render(context, view, frame, buffer);
    }
    table::render(context, view, below, buffer);
}

fn heading(view: &RatesView, lang: Lang) -> String {
    let optimizers = match view.tried {
        TriedLanes::All => say!(lang, rates::OPTIMIZERS_OF_ALL),
        TriedLanes::Selected => say!(lang, rates::OPTIMIZER_OF_SELECTED),
    };
    let method = match view.plan().map_or(view.method, |plan| plan.method) {
        Method::Grid => say!(lang, rates::GRID),
        Method::Random => say!(lang, rates::RANDOM_SEARCH),
        Method::Halving => say!(lang, rates::SUCCESSIVE_HALVING),
    };
    match view.plan() {
        Some(plan) if view.runs() => {
            say!(lang, rates::loss_so_far(view.iteration(), plan.iterations, method))
        }
        Some(plan) => say!(lang, rates::loss_after(plan.iterations, method)),
        None => say!(lang, rates::next_trials(method, optimizers, view.iterations)),
    }
}
