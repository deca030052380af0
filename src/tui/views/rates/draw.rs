//! The view of learning rates: the cross-entropy after so many iterations over the rate, a curve an optimizer, and the trials.
//!
//! ```text
//!  cross-entropy after 200 iterations over the learning rate    grid of rates
//!  1.0 ┤↑              ↑
//!      │  ●───●         ╲                               ● SGD
//!  0.0 ┼───────┬────────┬────────┬────────┬─────
//!      1e-5  1e-4    0.001     0.01      0.1      1
//! ```

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::tui::widgets::{cut, put, put_right};
use crate::{
    optim::{OptimizerKind, Setting},
    race::LaneState,
    sweep::Method,
    tui::{
        app::{App, Trial, Who},
        glyphs, number,
        widgets::axis::{Scale, YAxis},
        widgets::plot::{Canvas, Ink, Layer},
    },
    words::say,
};

/// The ends of the axis of rates, as powers of ten.
const DECADES: (f64, f64) = (-5.0, 1.0);

/// Columns left of the plot, and right of it for names.
const LABELS: u16 = 6;
const NAMES: u16 = 13;

/// Draws the chart above and the table of trials below.
pub(crate) fn render(app: &App, area: Rect, buffer: &mut Buffer) {
    let rows = area.height.saturating_sub(8).min(area.height / 2).min(14);
    let chart = Rect { height: area.height - rows - u16::from(rows > 0), ..area };
    let table = Rect { y: area.bottom() - rows, height: rows, ..area };
    let trials = app.rates.trials();
    render_chart(app, &trials, chart, buffer);
    render_table(app, table, buffer);
}

/// The rules of the trials in order; each has the colour and marker of the race's first lane with that rule.
fn kinds(trials: &[Trial<'_>]) -> Vec<OptimizerKind> {
    let mut kinds = Vec::new();
    for trial in trials {
        if !kinds.contains(&trial.lane.card.kind) {
            kinds.push(trial.lane.card.kind);
        }
    }
    kinds
}

fn number_of(app: &App, kind: OptimizerKind) -> usize {
    let lane = app.shown().lanes().iter().find(|lane| lane.card.kind == kind);
    lane.map_or(0, |lane| lane.card.id.0 as usize)
}

fn heading(app: &App) -> String {
    let view = &app.rates;
    let who = match view.who {
        Who::Lanes => say!(app.lang(), rates::OPTIMIZERS_OF_ALL),
        Who::Selected => say!(app.lang(), rates::OPTIMIZER_OF_SELECTED),
    };
    let lang = app.lang();
    let method = match view.plan().map_or(view.method, |plan| plan.method) {
        Method::Grid => say!(lang, rates::GRID),
        Method::Random => say!(lang, rates::RANDOM_SEARCH),
        Method::Halving => say!(lang, rates::SUCCESSIVE_HALVING),
    };
    let (now, all) = (view.iteration(), view.plan().map_or(view.iterations, |plan| plan.iterations));
    match view.plan() {
        Some(_) if view.runs() => say!(lang, rates::loss_so_far(now, all, method)),
        Some(_) => say!(lang, rates::loss_after(all, method)),
        None => say!(lang, rates::next_trials(method, who, all)),
    }
}

fn render_chart(app: &App, trials: &[Trial<'_>], area: Rect, buffer: &mut Buffer) {
    let names = if area.width >= 60 { NAMES } else { 2 };
    if area.height < 5 || area.width < LABELS + names + 8 {
        return;
    }
    put(buffer, area, (0, 0), &cut(&heading(app), usize::from(area.width)), app.theme.quiet());
    let plot = Rect {
        x: area.x + LABELS,
        y: area.y + 1,
        width: area.width - LABELS - names,
        height: area.height - 3,
    };
    let losses = || trials.iter().filter_map(|trial| trial.loss).map(f64::from).filter(|loss| *loss < 10.0);
    let (low, high) =
        losses().fold((f64::INFINITY, 0.0_f64), |(low, high), loss| (low.min(loss), high.max(loss)));
    let axis = if app.chart.y_axis == YAxis::Unit { YAxis::Fitted } else { app.chart.y_axis };
    // A loss far above that of guessing says no more than that it is far above.
    let scale = Scale::new(axis, (low <= high).then_some((low.min(0.1), high.min(2.6))));
    axes(app, scale, plot, area, buffer);
    if trials.is_empty() {
        let room = usize::from(plot.width.saturating_sub(1));
        let hints = [say!(app.lang(), rates::HOW_TO_TRY), say!(app.lang(), rates::HOW_TO_TRY_SHORT)];
        let hint = hints.into_iter().find(|hint| hint.width() <= room).unwrap_or("Enter");
        let text = cut(app.rates.failure().unwrap_or(hint), room);
        put(buffer, plot, (1, plot.height / 2), &text, app.theme.quiet());
        return;
    }
    curves(app, trials, scale, plot, names, buffer);
}

fn axes(app: &App, scale: Scale, plot: Rect, area: Rect, buffer: &mut Buffer) {
    let quiet = app.theme.quiet();
    let left = plot.x - area.x;
    for y in 0..plot.height {
        put(buffer, area, (left - 1, y + 1), "│", quiet);
    }
    for tick in scale.ticks(usize::from(plot.height / 2).clamp(3, 6)) {
        let up = (scale.place(tick) * f64::from(plot.height)).round() as u16;
        let y = plot.bottom().saturating_sub(up.min(plot.height)) - area.y;
        put_right(buffer, area, (left - 2, y), &scale.label(tick), quiet);
        put(buffer, area, (left - 1, y), "┤", quiet);
    }
    let bottom = plot.bottom() - area.y;
    put(buffer, area, (left - 1, bottom), "┼", quiet);
    for x in 0..plot.width {
        put(buffer, area, (left + x, bottom), "─", quiet);
    }
    let mut free_from = 0;
    for power in DECADES.0 as i32..=DECADES.1 as i32 {
        let column = column(10_f64.powi(power), plot.width);
        put(buffer, area, (left + column, bottom), "┬", quiet);
        let label = if power < -2 { format!("1e{power}") } else { number::setting(10_f64.powi(power)) };
        let width = label.len() as u16;
        let start = (left + column).saturating_sub(width / 2);
        // A narrow axis has room for some only.
        if start >= free_from {
            put(buffer, area, (start, bottom + 1), &label, quiet);
            free_from = start + width + 1;
        }
    }
}

/// The column of a rate.
fn column(rate: f64, width: u16) -> u16 {
    let share = (rate.max(1e-9).log10() - DECADES.0) / (DECADES.1 - DECADES.0);
    (share.clamp(0.0, 1.0) * f64::from(width.saturating_sub(1))).round() as u16
}

fn curves(app: &App, trials: &[Trial<'_>], scale: Scale, plot: Rect, names: u16, buffer: &mut Buffer) {
    let mut canvas = Canvas::new(app.plot, usize::from(plot.width), usize::from(plot.height));
    let (wide, high) = canvas.dots();
    let across = |rate: f64| {
        let share = (rate.max(1e-9).log10() - DECADES.0) / (DECADES.1 - DECADES.0);
        (share.clamp(0.0, 1.0) * (wide as f64 - 1.0)).round() as i64
    };
    let up = |loss: f32| (scale.place(f64::from(loss)).clamp(0.0, 4.0) * (high as f64 - 1.0)).round() as i64;
    let kinds = kinds(trials);
    // A search has no neighbours to join.
    let joined = app.rates.plan().is_some_and(|plan| plan.method == Method::Grid);
    for &kind in kinds.iter().filter(|_| joined) {
        let ink = Ink { lane: number_of(app, kind), layer: Layer::Curve };
        let own: Vec<&Trial<'_>> = trials.iter().filter(|trial| trial.lane.card.kind == kind).collect();
        for pair in own.windows(2) {
            if let (Some(from), Some(to)) = (pair[0].loss, pair[1].loss) {
                canvas.line((across(pair[0].rate()), up(from)), (across(pair[1].rate()), up(to)), ink);
            }
        }
    }
    for y in 0..usize::from(plot.height) {
        for x in 0..usize::from(plot.width) {
            let sign = |lane: usize| glyphs::marker(lane).chars().next().unwrap_or('o');
            let Some((sign, ink)) = canvas.sign(x, y, sign) else { continue };
            if let Some(cell) = buffer.cell_mut((plot.x + x as u16, plot.y + y as u16)) {
                cell.set_char(sign).set_style(app.theme.lane(ink.lane));
            }
        }
    }
    for trial in trials {
        let lane = number_of(app, trial.lane.card.kind);
        let x = column(trial.rate(), plot.width);
        let place = trial.loss.map(|loss| scale.place(f64::from(loss)));
        let chosen = app.rates.chosen() == Some(trial.lane.card.id);
        let style = if chosen { app.theme.chosen() } else { app.theme.lane(lane) };
        match place {
            Some(place) if place <= 1.0 => {
                let y = plot.height - 1 - (place.max(0.0) * f64::from(plot.height - 1)).round() as u16;
                put(buffer, plot, (x, y), glyphs::marker(lane), style);
            }
            Some(_) => drop(put(buffer, plot, (x, 0), "↑", style)),
            None if trial.lane.card.state.end().is_some() => drop(put(buffer, plot, (x, 0), "↑", style)),
            None => {}
        }
    }
    if names > 2 {
        for (kind, y) in kinds.into_iter().zip(0..plot.height) {
            let lane = number_of(app, kind);
            let name = cut(kind.name(), usize::from(names - 4));
            put(
                buffer,
                Rect { width: names, x: plot.right(), ..plot },
                (2, y),
                &format!("{} {name}", glyphs::marker(lane)),
                app.theme.lane(lane),
            );
        }
    }
}

fn render_table(app: &App, area: Rect, buffer: &mut Buffer) {
    if area.height < 2 {
        return;
    }
    let quiet = app.theme.quiet();
    // Ends of the columns; those that don't fit are left out from the right.
    let columns = [
        (say!(app.lang(), race::RATE), 24),
        (say!(app.lang(), rates::WEIGHT_DECAY), 38),
        (say!(app.lang(), rates::CROSS_ENTROPY), 53),
        (say!(app.lang(), rates::AFTER), 60),
    ];
    put(buffer, area, (4, 0), say!(app.lang(), rates::TRIAL), quiet);
    for (title, end) in columns.into_iter().filter(|(_, end)| *end <= area.width) {
        put_right(buffer, area, (end, 0), title, quiet);
    }
    let ranked = app.rates.ranked();
    let room = usize::from(area.height - 1);
    let chosen = ranked.iter().position(|trial| Some(trial.lane.card.id) == app.rates.chosen()).unwrap_or(0);
    let first = (chosen + 1).saturating_sub(room);
    for (trial, y) in ranked.iter().skip(first).take(room).zip(1..) {
        let card = &trial.lane.card;
        let lane = number_of(app, card.kind);
        let selected = app.rates.chosen() == Some(card.id);
        if selected {
            put(buffer, area, (0, y), "▸", app.theme.strong());
        }
        let style = if trial.loss.is_some() { Style::new() } else { quiet };
        put(
            buffer,
            area,
            (2, y),
            &format!("{} {}", glyphs::marker(lane), card.kind.name()),
            app.theme.lane(lane),
        );
        let decay = card.settings.get(Setting::WeightDecay);
        let decay = if decay == 0.0 { number::UNKNOWN.to_owned() } else { number::setting(decay) };
        let loss = match card.state {
            LaneState::Diverged { .. } => say!(app.lang(), rates::DIVERGED).to_owned(),
            _ => number::loss(trial.loss),
        };
        let after =
            trial.lane.curve.last().map_or_else(|| number::UNKNOWN.to_owned(), |last| last.to_string());
        let cells = [number::setting(trial.rate()), decay, loss, after];
        for ((_, end), cell) in columns.into_iter().zip(cells).filter(|((_, end), _)| *end <= area.width) {
            put_right(buffer, area, (end, y), &cell, style);
        }
    }
}
