//! The chart: every lane's smoothed curve over its raw losses, with axes, marks and a cursor.
//!
//! ```text
//!  loss, kaiser 11                                    title
//!  1.0 ┤⢣            ┊ Momentum 0.01→0.05
//!      │ ⠱⡀          ┊                                plot        names
//!  0.0 ┼──────────────┬────────────────┬──────────    axis
//!      0             500            1,000    2,000    labels
//! ```

mod curves;

use ratatui::{buffer::Buffer, layout::Rect, style::Modifier};
use unicode_width::UnicodeWidthStr;

use crate::tui::widgets::{names, put, put_right};
use crate::{
    history::{LaneHistory, Mark},
    race::LaneId,
    session::Change,
    text::thousands,
    tui::{
        app::{App, CurveOrder, XView},
        glyphs, number,
        widgets::axis::{Scale, YAxis, round_iterations},
    },
    words::say,
};
use curves::Picture;

/// The fewest columns between two labels below the axis.
const LABEL_EVERY: u64 = 12;

/// Which iterations stand where, and which losses.
#[derive(Clone, Copy)]
struct Frame {
    plot: Rect,
    first: u64,
    last: u64,
    scale: Scale,
}

impl Frame {
    /// The column of an iteration within the plot.
    fn column(&self, iteration: u64) -> Option<u16> {
        let inside = (self.first..=self.last).contains(&iteration) && self.plot.width > 0;
        let share = (iteration.saturating_sub(self.first)) as f64 / (self.last - self.first) as f64;
        inside.then(|| (share * f64::from(self.plot.width - 1)).round() as u16)
    }
}

/// Draws title, plot, axes and names into `area`.
pub(crate) fn render(app: &App, area: Rect, buffer: &mut Buffer) {
    let (title, axes) = (u16::from(area.height >= 8), if area.height >= 8 { 2 } else { 1 });
    let narrowest = if app.presenter.is_some() { 36 } else { 50 };
    let labels = if area.width >= narrowest { 6 } else { 1 };
    let gutter = names::width(app, area.width);
    if area.height <= title + axes || area.width <= labels + gutter + 4 {
        return;
    }
    let plot = Rect {
        x: area.x + labels,
        y: area.y + title,
        width: area.width - labels - gutter,
        height: area.height - title - axes,
    };
    let (first, last) = app.chart.range(app.shown());
    let order = drawing_order(app);
    let mut picture = Picture::new(app, (plot.width, plot.height), (first, last), &order);
    let frame = Frame { plot, first, last, scale: picture.scale() };
    picture.draw();

    marks_lines(app, &frame, buffer);
    picture.render(app, plot, buffer);
    marks_labels(app, &frame, &picture, buffer);
    cursor(app, &frame, buffer);
    y_axis(app, &frame, area, buffer);
    x_axis(app, &frame, area, axes > 1, buffer);
    if title > 0 {
        put(buffer, area, (0, 0), &heading(app, &picture), app.theme.quiet());
    }
    names::render(app, &picture.ends(), Rect { x: plot.right(), width: gutter, ..plot }, buffer);
    if app.shown().lanes().is_empty() {
        let text = say!(app.lang(), race::NO_LANES);
        put(buffer, plot, (plot.width.saturating_sub(20) / 2, plot.height / 2), text, app.theme.quiet());
    }
}

/// The lanes from the one at the bottom to the one on top.
fn drawing_order(app: &App) -> Vec<&LaneHistory> {
    let mut lanes: Vec<&LaneHistory> = app.shown().lanes().iter().collect();
    if app.chart.curve_order != CurveOrder::Last {
        lanes.reverse();
    }
    if app.chart.curve_order == CurveOrder::Selected {
        // Stable: the selected lane goes to the end, the others keep their order.
        lanes.sort_by_key(|lane| Some(lane.card.id) == app.selected());
    }
    lanes
}

fn heading(app: &App, picture: &Picture<'_>) -> String {
    let lang = app.lang();
    let mut parts = vec![say!(lang, race::loss_by(app.chart.smoothing))];
    match app.chart.y_axis {
        YAxis::Unit => {}
        YAxis::Fitted => parts.push(say!(lang, race::FITTED_AXIS).to_owned()),
        YAxis::Log => parts.push(say!(lang, race::LOG_AXIS).to_owned()),
    }
    match app.chart.x_view {
        XView::Whole => {}
        XView::Last(count) => parts.push(say!(lang, race::last_iterations(count))),
        XView::Between(first, last) => parts.push(say!(lang, race::iterations_between(first, last))),
    }
    parts.push(say!(lang, race::marker_every(picture.marker_every())));
    parts.join("   ")
}

fn y_axis(app: &App, frame: &Frame, area: Rect, buffer: &mut Buffer) {
    let plot = frame.plot;
    let style = app.theme.quiet();
    for y in plot.top()..plot.bottom() {
        put(buffer, area, (plot.x - area.x - 1, y - area.y), "│", style);
    }
    let most = usize::from(plot.height / 3).clamp(2, 5);
    for tick in frame.scale.ticks(most) {
        // The lowest value stands on the axis line, the highest in the plot's first row.
        let from_bottom = (frame.scale.place(tick) * f64::from(plot.height)).round() as u16;
        let y = plot.bottom().saturating_sub(from_bottom.min(plot.height)) - area.y;
        let label = frame.scale.label(tick);
        if plot.x - area.x > 1 {
            put_right(buffer, area, (plot.x - area.x - 2, y), &label, style);
        }
        put(buffer, area, (plot.x - area.x - 1, y), "┤", style);
    }
}

fn x_axis(app: &App, frame: &Frame, area: Rect, labelled: bool, buffer: &mut Buffer) {
    let (plot, style) = (frame.plot, app.theme.quiet());
    let line = Rect { x: plot.x - 1, y: plot.bottom(), width: plot.width + 1, height: 2 };
    put(buffer, line, (0, 0), "┼", style);
    for x in 0..plot.width {
        put(buffer, line, (x + 1, 0), "─", style);
    }
    let span = frame.last - frame.first;
    let step = round_iterations(span * LABEL_EVERY / u64::from(plot.width.max(1)));
    let start = frame.first.div_ceil(step) * step;
    let ends = [frame.last];
    let ticks = (0..).map(|index| start + index * step).take_while(|tick| *tick < frame.last);
    let wide = Rect { x: area.x, width: area.width, ..line };
    let mut free_until = u16::MAX;
    for tick in ends.into_iter().chain(ticks.collect::<Vec<_>>().into_iter().rev()) {
        let Some(column) = frame.column(tick) else { continue };
        let text = thousands(tick);
        let width = u16::try_from(text.width()).unwrap_or(u16::MAX);
        // Centred below its tick; the outermost ones stay within the plot.
        let left = (plot.x - area.x + column)
            .saturating_sub(width / 2)
            .min((plot.right() - area.x).saturating_sub(width));
        if left + width + 2 > free_until {
            continue;
        }
        free_until = left;
        if column > 0 {
            put(buffer, line, (column + 1, 0), "┬", style);
        }
        if labelled {
            put(buffer, wide, (left, 1), &text, style);
        }
    }
}

/// The lane that a change is of, and its text: `Momentum 0.01→0.05`.
fn mark_text(app: &App, mark: &Mark) -> Option<(Option<LaneId>, String)> {
    match &mark.change {
        Change::Setting { lane, setting, from, to } => {
            let own = &app.shown().lane(*lane)?.card.name;
            let what = match *setting {
                crate::optim::Setting::LearningRate => "",
                setting => say!(app.lang(), settings::name(setting)),
            };
            let gap = if what.is_empty() { "" } else { " " };
            let (from, to) = (number::setting(*from), number::setting(*to));
            Some((Some(*lane), format!("{own}{gap}{what} {from}→{to}")))
        }
        Change::Schedule { lane, from, to } => {
            let name = &app.shown().lane(*lane)?.card.name;
            Some((Some(*lane), format!("{name} {}→{}", number::schedule(*from), number::schedule(*to))))
        }
        Change::BatchSize { from, to } => {
            Some((None, say!(app.lang(), race::batch_size_changed(*from, *to))))
        }
        _ => None,
    }
}

fn marks_lines(app: &App, frame: &Frame, buffer: &mut Buffer) {
    for mark in app.shown().marks() {
        let Some(column) = frame.column(mark.iteration) else { continue };
        for y in 0..frame.plot.height {
            put(buffer, frame.plot, (column, y), "┊", app.theme.quiet());
        }
    }
}

/// The texts of the newest marks, each beside its line where no curve is in the way.
fn marks_labels(app: &App, frame: &Frame, picture: &Picture<'_>, buffer: &mut Buffer) {
    let plot = frame.plot;
    let mut taken: Vec<(u16, u16, u16)> = Vec::new();
    for mark in app.shown().marks().rev().take(usize::from(plot.height)) {
        let Some(column) = frame.column(mark.iteration) else { continue };
        let Some((lane, text)) = mark_text(app, mark) else { continue };
        let width = u16::try_from(text.width()).unwrap_or(u16::MAX);
        let left =
            if column + 2 + width <= plot.width { column + 2 } else { column.saturating_sub(width + 1) };
        if left + width > plot.width {
            continue;
        }
        let free = |row: &u16| {
            let clear = (left..left + width).all(|x| !picture.has_curve(x, *row));
            clear && taken.iter().all(|&(y, from, to)| y != *row || left > to || left + width < from)
        };
        let Some(row) = (0..plot.height).find(free) else { continue };
        taken.push((row, left, left + width));
        let style = lane.map_or(app.theme.quiet(), |lane| app.theme.lane(lane.0 as usize));
        put(buffer, plot, (left, row), &text, style);
    }
}

fn cursor(app: &App, frame: &Frame, buffer: &mut Buffer) {
    let Some(column) = app.chart.cursor.and_then(|iteration| frame.column(iteration)) else { return };
    for y in 0..frame.plot.height {
        let at = (frame.plot.x + column, frame.plot.y + y);
        let Some(cell) = buffer.cell_mut(at) else { continue };
        if cell.symbol() == " " || cell.symbol() == "┊" {
            cell.set_symbol("│").set_style(app.theme.strong());
        } else {
            cell.modifier.insert(Modifier::REVERSED);
        }
    }
}

/// The sign of a lane at its curve.
fn marker(lane: usize) -> &'static str {
    glyphs::marker(lane)
}
