//! The curves as dots: one point a column of dots, whatever the length of the run.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::tui::widgets::chart::marker;
use crate::{
    history::{LaneHistory, LossCurve, Smoother, Smoothing},
    tui::{
        app::App,
        widgets::axis::{Scale, round_iterations},
        widgets::names::End,
        widgets::plot::{Canvas, Ink, Layer},
    },
};

/// The original figure has a marker every hundred iterations …
const MARKER_EVERY: u64 = 100;

/// … and on a narrow chart one every few columns.
const MARKER_COLUMNS: u64 = 6;

/// The curves of all lanes in view.
pub(crate) struct Picture<'a> {
    canvas: Canvas,
    scale: Scale,
    first: u64,
    last: u64,
    smoother: Smoother,
    lanes: Vec<Trace<'a>>,
    /// Curves of earlier attempts, each with the number of its lane.
    ghosts: Vec<(usize, Vec<Point>)>,
    /// Cells in the top row where a curve leaves the frame, and whose.
    leaving: Vec<(usize, usize)>,
    /// Whether it is to be read from far away: thick curves, and nothing behind them.
    bold: bool,
}

/// One lane's curve, a point a column of dots.
struct Trace<'a> {
    lane: &'a LaneHistory,
    points: Vec<Point>,
}

#[derive(Clone, Copy)]
struct Point {
    column: i64,
    trend: f64,
    low: f64,
    high: f64,
}

impl<'a> Picture<'a> {
    /// Gathers what is to be drawn on so many cells; lanes from the bottom to the top.
    pub fn new(
        app: &App,
        (width, height): (u16, u16),
        (first, last): (u64, u64),
        order: &[&'a LaneHistory],
    ) -> Self {
        let canvas = Canvas::new(app.plot, usize::from(width), usize::from(height));
        let smoother = app.chart.smoother();
        let columns = canvas.dots().0;
        let lanes: Vec<Trace<'a>> = order
            .iter()
            .map(|lane| Trace { lane, points: trace(&lane.curve, &smoother, (first, last), columns) })
            .collect();
        let ghosts = app.shown().ghosts().filter(|ghost| app.chart.ghosts && ghost.after < last);
        let ghosts = ghosts.map(|ghost| {
            let from = iterations(last - first, columns, 0).end.max(1);
            let mut points = trace(&ghost.curve, &smoother, (first, last), columns);
            // From where it parts with the curve of now.
            points.retain(|point| first + point.column as u64 * from >= ghost.after);
            (ghost.lane.0 as usize, points)
        });
        let ghosts = ghosts.collect();
        let trends = || lanes.iter().flat_map(|trace| &trace.points).map(|point| point.trend);
        let low = trends().fold(f64::INFINITY, f64::min);
        let high = trends().fold(f64::NEG_INFINITY, f64::max);
        let values = (low <= high).then_some((low, high));
        let scale = Scale::new(app.chart.y_axis, values);
        Self {
            canvas,
            scale,
            first,
            last,
            smoother,
            lanes,
            ghosts,
            leaving: Vec::new(),
            bold: app.presenter.is_some(),
        }
    }

    /// The vertical axis.
    pub const fn scale(&self) -> Scale {
        self.scale
    }

    /// Iterations from one marker to the next.
    pub fn marker_every(&self) -> u64 {
        let (width, _) = self.canvas.cells();
        let in_columns = (self.last - self.first) * MARKER_COLUMNS / (width as u64).max(1);
        round_iterations(in_columns).max(MARKER_EVERY)
    }

    /// Sets the dots of all curves.
    pub fn draw(&mut self) {
        let up = self.canvas.dots().1 as f64;
        let scale = self.scale;
        // Far outside is outside; i64 has room for any of it.
        let row = |value: f64| (scale.place(value).clamp(-8.0, 8.0) * (up - 1.0)).round() as i64;
        let raw = self.smoother.smoothing() != Smoothing::Off;
        for (place, (_, points)) in (self.lanes.len()..).zip(&self.ghosts) {
            let ink = Ink { lane: place, layer: Layer::Raw };
            for pair in points.windows(2) {
                let [from, to] = [pair[0], pair[1]].map(|point| (point.column, row(point.trend)));
                self.canvas.line(from, to, ink);
            }
        }
        for (place, trace) in self.lanes.iter().enumerate() {
            let ink = Ink { lane: place, layer: Layer::Raw };
            for point in trace.points.iter().filter(|_| raw && !self.bold) {
                self.canvas.dot(point.column, row(point.low), ink);
                self.canvas.dot(point.column, row(point.high), ink);
            }
        }
        let per_cell = self.canvas.dots().0 / self.canvas.cells().0.max(1);
        for (place, trace) in self.lanes.iter().enumerate() {
            let ink = Ink { lane: place, layer: Layer::Curve };
            let mut before: Option<Point> = None;
            for &point in &trace.points {
                let at = (point.column, row(point.trend));
                let joined = before.filter(|before| !self.is_gap(trace.lane, *before, point));
                match joined {
                    Some(before) => self.canvas.line((before.column, row(before.trend)), at, ink),
                    None => self.canvas.line(at, at, ink),
                }
                if self.bold {
                    let above = |(column, row): (i64, i64)| (column, row + 1);
                    let from = joined.map_or(at, |before| (before.column, row(before.trend)));
                    self.canvas.line(above(from), above(at), ink);
                }
                if !raw {
                    self.canvas.line((point.column, row(point.low)), (point.column, row(point.high)), ink);
                }
                let outside = |point: Point| row(point.trend) >= up as i64;
                if joined.is_some_and(|before| outside(before) != outside(point)) {
                    let cell = usize::try_from(point.column).unwrap_or(0) / per_cell.max(1);
                    self.leaving.push((cell, place));
                }
                before = Some(point);
            }
            if let Some(tip) = before.filter(|tip| row(tip.trend) >= up as i64) {
                self.leaving.push((usize::try_from(tip.column).unwrap_or(0) / per_cell.max(1), place));
            }
        }
    }

    /// Whether the lane did not run somewhere between two points.
    fn is_gap(&self, lane: &LaneHistory, from: Point, to: Point) -> bool {
        let columns = self.canvas.dots().0;
        let span = self.last - self.first;
        let at =
            |column: i64| iterations(span, columns, usize::try_from(column).unwrap_or(0)).start + self.first;
        to.column - from.column > 1
            && lane.curve.over(at(from.column) + 1..at(to.column)).is_none()
            && at(to.column) - at(from.column) > 1
    }

    /// Puts the dots, arrows and markers on the screen.
    pub fn render(&self, app: &App, area: Rect, buffer: &mut Buffer) {
        let number = |place: usize| match self.lanes.get(place) {
            Some(trace) => trace.lane.card.id.0 as usize,
            None => self.ghosts.get(place - self.lanes.len()).map_or(0, |(lane, _)| *lane),
        };
        let sign = |place: usize| marker(number(place)).chars().next().unwrap_or('o');
        for row in 0..usize::from(area.height) {
            for column in 0..usize::from(area.width) {
                let Some((sign, ink)) = self.canvas.sign(column, row, sign) else { continue };
                let style = match ink.layer {
                    Layer::Raw => app.theme.raw(number(ink.lane)),
                    Layer::Curve => app.theme.lane(number(ink.lane)),
                };
                if let Some(cell) = buffer.cell_mut((area.x + column as u16, area.y + row as u16)) {
                    cell.set_char(sign).set_style(style);
                }
            }
        }
        for &(cell, place) in &self.leaving {
            let style = app.theme.lane(number(place));
            crate::tui::widgets::put(buffer, area, (cell as u16, 0), "↑", style);
        }
        self.render_markers(app, area, buffer);
    }

    fn render_markers(&self, app: &App, area: Rect, buffer: &mut Buffer) {
        let every = self.marker_every();
        let start = (self.first / every + 1) * every;
        for trace in &self.lanes {
            let number = trace.lane.card.id.0 as usize;
            let Some(last) = trace.lane.curve.last().map(|last| last.min(self.last)) else { continue };
            for iteration in
                (0..).map(|index| start + index * every).take_while(|iteration| *iteration <= last)
            {
                let span = (self.last - self.first).max(1);
                let share = (iteration - self.first) as f64 / span as f64;
                let column = (share * f64::from(area.width - 1)).round() as u16;
                let Some(trend) = trace.lane.curve.smoothed(iteration, &self.smoother) else { continue };
                let Some(row) = self.row(f64::from(trend), area.height) else { continue };
                crate::tui::widgets::put(buffer, area, (column, row), marker(number), app.theme.lane(number));
            }
        }
    }

    /// The row of a loss from the plot's top, if it is in the frame.
    fn row(&self, value: f64, height: u16) -> Option<u16> {
        let up = self.canvas.dots().1;
        let place = (self.scale.place(value) * (up as f64 - 1.0)).round();
        let dots = up / usize::from(height.max(1));
        let inside = place >= 0.0 && place < up as f64;
        inside.then(|| height - 1 - (place as usize / dots.max(1)) as u16)
    }

    /// Whether a cell has a curve in it.
    pub fn has_curve(&self, x: u16, y: u16) -> bool {
        self.canvas.has_curve(usize::from(x), usize::from(y))
    }

    /// Where each curve ends, for its name.
    pub fn ends(&self) -> Vec<End> {
        let height = self.canvas.cells().1 as u16;
        let end = |trace: &Trace<'_>| {
            let trend = trace.points.last()?.trend;
            let row = if self.scale.place(trend) > 1.0 { Some(0) } else { self.row(trend, height) };
            Some(End { lane: trace.lane.card.id, row: row.unwrap_or(height.saturating_sub(1)) })
        };
        self.lanes.iter().filter_map(end).collect()
    }
}

/// The iterations that belong to a column of dots, from the first in view on.
fn iterations(span: u64, columns: usize, column: usize) -> std::ops::Range<u64> {
    // Iteration i stands at i·(columns − 1)/span; a column has those that round to it.
    let per_column = span as f64 / (columns.max(2) - 1) as f64;
    let edge = |column: f64| ((column - 0.5) * per_column).ceil().max(0.0) as u64;
    edge(column as f64)..edge(column as f64 + 1.0)
}

fn trace(curve: &LossCurve, smoother: &Smoother, (first, last): (u64, u64), columns: usize) -> Vec<Point> {
    let Some(newest) = curve.last() else { return Vec::new() };
    let point = |column: usize| {
        let within = iterations(last - first, columns, column);
        let (start, end) = (first + within.start, (first + within.end).min(newest + 1));
        if start >= end {
            return None;
        }
        // The mean of huge losses may be past what an f32 holds.
        let (trend, all) = curve.column(start..end, smoother).filter(|(trend, _)| trend.is_finite())?;
        Some(Point {
            column: column as i64,
            trend: f64::from(trend),
            low: f64::from(all.min),
            high: f64::from(all.max),
        })
    };
    (0..columns).filter_map(point).collect()
}
