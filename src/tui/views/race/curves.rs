//! The lanes' curves as lines between dots: one point a column of dots, whatever the length of the run.

use crate::{
    history::{Curve, History, LaneHistory, Look, Smoother, Smoothing},
    session::MetricKind,
    tui::{
        chart_settings::{ChartSettings, XUnit},
        glyphs::marker,
        theme::Theme,
        views::lanes,
        views::race::{
            ends,
            points::{ChartPoint, points},
            x_axis::{LaneOnAxis, XScale},
        },
        widgets::axis::{AxisScale, nearest, round_iterations},
        widgets::chart::{ChartFrame, Segment, Series, Sign},
    },
};

/// The original figure has a marker every hundred iterations …
const MARKER_EVERY: u64 = 100;

/// … and on a narrow chart one every few columns.
const MARKER_COLUMNS: u64 = 6;

/// The curves of all lanes in view.
pub(super) struct Curves<'a> {
    /// From the bottom to the top.
    lanes: Vec<ChartCurve<'a>>,
    /// Curves of earlier attempts.
    ghosts: Vec<GhostCurve<'a>>,
    frame: ChartFrame,
    /// Dots of the plot, across and up.
    dots: (usize, usize),
    pub(super) x: XScale<'a>,
    pub(super) scale: AxisScale,
    smoother: Smoother,
}

/// The points that no later loss can change: an axis that followed a tip would jump to and fro with it.
fn settled(points: &[ChartPoint]) -> &[ChartPoint] {
    &points[..points.len().saturating_sub(2).max(points.len().min(4))]
}

/// One lane's curve, a point a column of dots in which it has any.
struct ChartCurve<'a> {
    lane: &'a LaneHistory,
    on_axis: LaneOnAxis<'a>,
    curve: &'a Curve,
    points: Vec<ChartPoint>,
    /// Whether it is of a recorded race, as a ghost.
    is_guest: bool,
}

/// A lane's curve of an earlier attempt, from where it parts with the present one.
struct GhostCurve<'a> {
    look: Look,
    points: Vec<ChartPoint>,
    /// The name of its lane, and the learning rate if it has another now; only of the last attempt.
    named: Option<(&'a str, Option<f64>)>,
}

/// What ends where a name stands.
pub(super) enum CurveEnd<'a> {
    Lane(&'a LaneHistory),
    /// A curve of the attempt before: its look, the name of its lane, and its learning rate if that was another.
    Ghost(Look, &'a str, Option<f64>),
}

impl<'a> Curves<'a> {
    /// What is in view of these lanes' curves; they lie on one another in this order, from the bottom to the top.
    pub(super) fn new(
        history: &'a History,
        view: &ChartSettings,
        metric: MetricKind,
        lanes: &[&'a LaneHistory],
        guests: &'a [LaneHistory],
        frame: ChartFrame,
        dots: (usize, usize),
    ) -> Self {
        let smoother = Smoother::new(view.smoothing.for_drawing(history.metric(metric).drawing));
        let all: Vec<&LaneHistory> = lanes.iter().copied().chain(guests).collect();
        let x = XScale::new(history, view, &all);
        let points = |lane: Option<LaneOnAxis<'_>>, curve: &Curve| {
            points(curve, &smoother, dots.0, |column| x.iterations(lane, dots.0, column))
        };
        let curve = |lane: &'a LaneHistory, is_guest: bool| {
            let curve = lane.metric(metric)?;
            let on_axis = LaneOnAxis::new(lane);
            Some(ChartCurve { lane, on_axis, curve, points: points(Some(on_axis), curve), is_guest })
        };
        // Of a sweep there is no race beside which they would be ghosts.
        let is_ghost = history.sweep.is_none();
        let shown = guests.iter().filter(|_| view.ghosts || !is_ghost);
        let guests = shown.filter_map(|guest| curve(guest, is_ghost));
        let lanes: Vec<ChartCurve<'a>> =
            guests.chain(lanes.iter().filter_map(|lane| curve(lane, false))).collect();
        // Of earlier attempts only the losses are kept, and not when they came.
        let shows_ghosts = view.ghosts && metric == MetricKind::Loss && view.x_unit != XUnit::Seconds;
        let ghosts = history.ghosts().filter(|ghost| shows_ghosts && ghost.after < x.range.1);
        let last_attempt = history.ghosts().last().map(|ghost| ghost.attempt);
        let ghosts = ghosts.map(|ghost| {
            let mut points = points(None, &ghost.curve);
            // From where it parts with the present curve.
            points.retain(|point| {
                let column = usize::try_from(point.column).unwrap_or(0);
                x.iterations(None, dots.0, column).end > ghost.after
            });
            let lane = history.lane(ghost.lane).filter(|_| Some(ghost.attempt) == last_attempt);
            let named = lane.map(|lane| {
                (lane.info.name.as_str(), ghost.rate.filter(|rate| lane.info.rate() != Some(*rate)))
            });
            GhostCurve { look: history.look(ghost.lane), points, named }
        });
        let ghosts = ghosts.collect();
        let trends = || lanes.iter().flat_map(|lane| settled(&lane.points)).map(|point| point.trend);
        let low = trends().fold(f64::INFINITY, f64::min);
        let high = trends().fold(f64::NEG_INFINITY, f64::max);
        let scale = AxisScale::new(view.axis(history, metric), (low <= high).then_some((low, high)));
        Self { lanes, ghosts, frame, dots, x, scale, smoother }
    }

    /// The column of the plot in which an iteration stands, if it is in view.
    pub(super) fn column(&self, iteration: u64) -> Option<u16> {
        self.x.column(None, iteration, self.frame.plot.width)
    }

    /// Iterations from one marker to the next.
    pub(super) fn marker_every(&self) -> u64 {
        let span = self.x.range.1 - self.x.range.0;
        round_iterations(span * MARKER_COLUMNS / u64::from(self.frame.plot.width)).max(MARKER_EVERY)
    }

    /// All curves from the bottom to the top, and an arrow wherever one leaves the plot through its upper edge, comes back,
    /// or ends above it. Thick ones can be read from far away and have no raw losses behind them.
    pub(super) fn series(&self, theme: Theme, thick: bool) -> (Vec<Series>, Vec<Sign>) {
        let mut arrows = Vec::new();
        let ghosts = self.ghosts.iter().map(|GhostCurve { look, points, .. }| {
            let joined = points.windows(2).map(|pair| [self.dot(pair[0]), self.dot(pair[1])]);
            lanes::series(theme, *look, Vec::new(), joined.collect())
        });
        let lanes = self.lanes.iter().map(|curve| {
            if curve.is_guest {
                let (lines, _) = self.lines(curve, false);
                return lanes::series(theme, curve.lane.look(), Vec::new(), lines);
            }
            let behind = if thick || self.is_unsmoothed() { Vec::new() } else { self.raw(&curve.points) };
            let (lines, crossings) = self.lines(curve, thick);
            let style = theme.lane(curve.lane.look());
            arrows.extend(crossings.into_iter().map(|column| Sign { at: (column, 0), text: "↑", style }));
            lanes::series(theme, curve.lane.look(), lines, behind)
        });
        (ghosts.chain(lanes).collect(), arrows)
    }

    /// The dots of the smallest and the largest loss of each column.
    fn raw(&self, points: &[ChartPoint]) -> Vec<Segment> {
        let losses = points.iter().flat_map(|point| [(point.column, point.low), (point.column, point.high)]);
        losses.map(|(column, loss)| [(column, self.row(loss)); 2]).collect()
    }

    /// A lane's curve, with gaps where it did not run, and the columns of the plot in which it crosses the upper edge or
    /// ends above it. An unsmoothed curve spans the losses of each column.
    fn lines(&self, curve: &ChartCurve<'_>, thick: bool) -> (Vec<Segment>, Vec<u16>) {
        let (mut lines, mut crossings) = (Vec::with_capacity(curve.points.len() * 2), Vec::new());
        let above = |(column, row): (i64, i64)| (column, row + 1);
        let is_outside = |(_, row): (i64, i64)| row >= self.dots.1 as i64;
        let mut before: Option<ChartPoint> = None;
        for &point in &curve.points {
            let joined = before.filter(|before| !self.is_gap(curve, *before, point));
            let (from, to) = (self.dot(joined.unwrap_or(point)), self.dot(point));
            lines.push([from, to]);
            if thick {
                lines.push([above(from), above(to)]);
            }
            if self.is_unsmoothed() {
                lines.push([point.low, point.high].map(|loss| (point.column, self.row(loss))));
            }
            if is_outside(from) != is_outside(to) {
                crossings.push(self.cell_column(point.column));
            }
            before = Some(point);
        }
        let tip = before.filter(|tip| is_outside(self.dot(*tip)));
        crossings.extend(tip.map(|tip| self.cell_column(tip.column)));
        (lines, crossings)
    }

    /// Each lane's marker every so many iterations of its curve.
    pub(super) fn markers(&self, theme: Theme) -> Vec<Sign> {
        let (every, (first, last)) = (self.marker_every(), self.x.range);
        let start = (first / every + 1) * every;
        let mut markers = Vec::new();
        for ChartCurve { lane, on_axis, curve, .. } in self.lanes.iter().filter(|lane| !lane.is_guest) {
            let (look, last) = (lane.look(), curve.last().map_or(0, |own| own.min(last)));
            let mut free = 0;
            markers.extend((start..=last).step_by(every as usize).filter_map(|iteration| {
                let trend = curve.smoothed(iteration, &self.smoother)?;
                let column = self.x.column(Some(*on_axis), iteration, self.frame.plot.width)?;
                // On an axis that is not even they may stand close together.
                let at = (Some(column).filter(|column| *column >= free)?, self.cell_row(f64::from(trend))?);
                free = column + if self.x.is_even() { 1 } else { MARKER_COLUMNS as u16 };
                Some(Sign { at, text: marker(look), style: theme.lane(look) })
            }));
        }
        markers
    }

    /// The column of the plot in which the last point of all curves is.
    pub(super) fn furthest(&self) -> u16 {
        let lanes = self.lanes.iter().map(|curve| &curve.points);
        let ends =
            lanes.chain(self.ghosts.iter().map(|ghost| &ghost.points)).filter_map(|points| points.last());
        ends.map(|point| self.cell_column(point.column)).max().unwrap_or(0)
    }

    fn cell_column(&self, column: i64) -> u16 {
        let per_cell = (self.dots.0 / usize::from(self.frame.plot.width)) as i64;
        (column / per_cell) as u16
    }

    /// Whatever has a curve with a name, from the highest to the lowest, with the row of the plot beside which that stands.
    pub(super) fn ends(&self) -> Vec<(CurveEnd<'a>, u16)> {
        let mut curves: Vec<&ChartCurve<'a>> =
            self.lanes.iter().filter(|lane| !lane.points.is_empty()).collect();
        // However they lie on one another, those of one value stand as they joined.
        curves.sort_by_key(|curve| curve.lane.info.id);
        let lowest = f64::from(self.frame.plot.height - 1);
        let row = |trend: f64| (lowest - self.scale.place(trend) * lowest).clamp(0.0, lowest);
        let points: Vec<&[ChartPoint]> = curves.iter().map(|curve| &*curve.points).collect();
        let (rows, order) = ends::places(&points, row);
        let mut ends: Vec<(CurveEnd<'a>, u16)> =
            order.into_iter().map(|at| (CurveEnd::Lane(curves[at].lane), rows[at])).collect();
        // Nobody has come past the end of a ghost yet, and names don't crowd.
        let furthest = self.furthest();
        let ahead = |ghost: &&GhostCurve<'_>| {
            ghost.points.last().is_some_and(|point| self.cell_column(point.column) == furthest)
        };
        let named = self.ghosts.iter().filter(ahead).filter_map(|ghost| Some((ghost, ghost.named?)));
        let named: Vec<_> = named.collect();
        if ends.len() + named.len() <= usize::from(self.frame.plot.height / 2) {
            for (ghost, (name, rate)) in named {
                let row = ghost.points.last().map_or(0, |point| row(point.trend).round() as u16);
                let at = ends.iter().position(|(_, other)| *other > row).unwrap_or(ends.len());
                ends.insert(at, (CurveEnd::Ghost(ghost.look, name, rate), row));
            }
        }
        ends
    }

    /// Whether the lane did not run somewhere between two points.
    fn is_gap(&self, curve: &ChartCurve<'_>, from: ChartPoint, to: ChartPoint) -> bool {
        let at = |column: i64| {
            let column = usize::try_from(column).unwrap_or(0);
            self.x.iterations(Some(curve.on_axis), self.dots.0, column).start
        };
        to.column - from.column > 1
            && curve.curve.is_gap(at(from.column) + 1..at(to.column))
            && at(to.column) - at(from.column) > 1
    }

    fn dot(&self, point: ChartPoint) -> (i64, i64) {
        (point.column, self.row(point.trend))
    }

    /// The row of dots of a loss, from the bottom.
    fn row(&self, loss: f64) -> i64 {
        // Far outside is outside; i64 has room for any of it.
        nearest(self.scale.place(loss).clamp(-8.0, 8.0), self.dots.1)
    }

    /// The row of cells of a loss, from the top, if it is in the plot.
    fn cell_row(&self, loss: f64) -> Option<u16> {
        let (up, height) = (self.dots.1, self.frame.plot.height);
        let row = (self.scale.place(loss) * (up as f64 - 1.0)).round();
        let per_cell = up / usize::from(height);
        (0.0..up as f64).contains(&row).then(|| height - 1 - (row as usize / per_cell) as u16)
    }

    fn is_unsmoothed(&self) -> bool {
        self.smoother.smoothing == Smoothing::Off
    }
}
