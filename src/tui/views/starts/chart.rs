//! Where each lane ended from each start: a dot a start on one axis, and below the dots the mean of the lane.
//!
//! ```text
//!      │    • •                         dots of one column stand on each other
//!      │   ─■──                         ■ AdaGrad
//!      │          •  ••                      mean, standard deviation     name
//!      │          ──◆──                 ◆ Adam
//!      ┼┬────────────┬──────────────┬   loss, log
//!      0.02        0.05           0.1
//! ```
//! In a lane with one row the mean stands over the dots.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::state::{Entrant, StartsView};
use crate::{
    history::RepeatedLane,
    tui::{
        context::Context,
        glyphs::marker,
        widgets::axis::{AxisScale, Tick, YAxis, nearest},
        widgets::chart::{Chart, ChartFrame, Crowded, CurveName, CurveNames, HorizontalAxis, Margins, Sign},
        widgets::{cut, extent, first_shown, put},
    },
    words::say,
};

/// A loss from which on a start does not stretch the axis.
const MAX_FITTED: f64 = 10.0;

/// Columns of the plot for each label of its axis.
const LABEL: u16 = 10;

/// The width from which on names of lanes have a quarter of the chart at the most, instead of a third.
const WIDE: u16 = 60;

/// Blank columns between plot and names.
const NAME_GAP: u16 = 1;

/// Draws it below a row for the heading, or how to begin where nothing has run.
pub(super) fn render(
    context: &Context,
    view: &StartsView,
    lanes: &[(usize, Entrant)],
    area: Rect,
    buffer: &mut Buffer,
) {
    let Some(frame) = frame(lanes, area) else { return };
    let plot = frame.plot;
    let selected = lanes.iter().position(|(_, lane)| Some(lane.id) == context.selected);
    let room = usize::from(plot.height);
    let first = first_shown(selected.unwrap_or(0), room, lanes.len());
    let shown = &lanes[first..lanes.len().min(first + room)];
    let each = plot.height / extent(shown.len()).max(1);
    let repeated = view.outcome().map(|outcome| &outcome.repeated);
    let scale = scale(repeated.map_or(&[], |repeated| &repeated.lanes));
    let mut signs = Vec::new();
    let mut names = Vec::new();
    for ((place, lane), index) in shown.iter().zip(0_u16..) {
        let strip = Strip { top: index * each, rows: each, columns: plot.width, scale };
        let style = context.theme.lane(lane.look);
        if let Some(own) = repeated.and_then(|repeated| repeated.lanes.get(*place)) {
            signs.extend(strip.signs(own, marker(lane.look), style, context.theme.raw(lane.look)));
        }
        let is_selected = Some(lane.id) == context.selected;
        names.push(CurveName {
            row: strip.mean_row(),
            marker: marker(lane.look),
            linked: false,
            texts: vec![lane.name.clone()],
            style: if is_selected { style.patch(context.theme.strong()) } else { style },
        });
    }
    let ticks = scale.values(usize::from(plot.width / LABEL));
    let tick = |value: &f64| Tick::new(column(scale, *value, plot.width), scale.label(*value));
    let chart = Chart {
        frame,
        theme: context.theme,
        glyphs: context.plot,
        x: HorizontalAxis { ticks: ticks.iter().map(tick).collect(), gap: 1, crowded: Crowded::Stays },
        y: Vec::new(),
        rules: Vec::new(),
        series: Vec::new(),
        signs,
        cursor: None,
        names: CurveNames { left: plot.width + NAME_GAP, names },
    };
    chart.render(buffer);
    let label = say!(context.lang(), starts::LOSS_AXIS);
    let beside = area.right().saturating_sub(plot.right() + NAME_GAP);
    if label.width() <= usize::from(beside) {
        let axis = Rect { x: plot.right() + NAME_GAP, y: plot.bottom(), width: beside, height: 1 };
        put(buffer, axis, (0, 0), label, context.theme.quiet());
    }
    if view.batch.is_none() {
        hint(context, view, plot, buffer);
    }
}

/// Where the chart stands; `None` where there is no room for a lane.
fn frame(lanes: &[(usize, Entrant)], area: Rect) -> Option<ChartFrame> {
    let longest = lanes.iter().map(|(_, lane)| lane.name.width()).max().unwrap_or(0);
    // A blank, the marker, a blank, the name: without it nobody knows whose strip it is.
    let names = extent(longest + 3).min(area.width / if area.width < WIDE { 3 } else { 4 });
    ChartFrame::new(area, Margins { top: 1, left: 1, bottom: 2, right: names.max(2) })
}

fn hint(context: &Context, view: &StartsView, plot: Rect, buffer: &mut Buffer) {
    let lang = context.lang();
    let room = usize::from(plot.width.saturating_sub(1));
    let long = say!(lang, starts::how_to_run(view.count));
    let hints = [long.as_str(), say!(lang, starts::HOW_TO_RUN_SHORT)];
    let hint = hints.into_iter().find(|hint| hint.width() <= room).unwrap_or("Enter");
    put(buffer, plot, (1, plot.height / 2), &cut(hint, room), context.theme.quiet());
}

/// One axis for all lanes.
fn scale(lanes: &[RepeatedLane]) -> AxisScale {
    let losses = || lanes.iter().flat_map(|lane| &lane.ends).filter_map(|end| end.loss).map(f64::from);
    let fitted = losses().filter(|loss| *loss < MAX_FITTED);
    let (low, high) =
        fitted.fold((f64::INFINITY, 0.0_f64), |(low, high), loss| (low.min(loss), high.max(loss)));
    // Before any start has ended: where the losses of most races end.
    AxisScale::new(YAxis::Log, Some(if low <= high { (low, high) } else { (0.01, 1.0) }))
}

fn column(scale: AxisScale, loss: f64, columns: u16) -> u16 {
    nearest(scale.place(loss).clamp(0.0, 1.0), columns.into()) as u16
}

/// The rows of one lane in the plot.
struct Strip {
    top: u16,
    rows: u16,
    columns: u16,
    scale: AxisScale,
}

impl Strip {
    /// The row of the mean: the last, with blank ones below where there are many.
    fn mean_row(&self) -> u16 {
        let rows = self.rows.max(1);
        self.top + rows - 1 - (rows - 1) / 3
    }

    /// A dot for each start and an arrow for those beyond the axis, then the mean over what lies within a standard deviation
    /// of it.
    fn signs(&self, lane: &RepeatedLane, marker: &'static str, style: Style, faint: Style) -> Vec<Sign> {
        let mean_row = self.mean_row();
        let top_dot = if mean_row > self.top { mean_row - 1 } else { mean_row };
        let mut heights = vec![0; usize::from(self.columns)];
        let mut signs = Vec::new();
        for end in &lane.ends {
            let (x, text) = match end.loss.map(f64::from) {
                Some(loss) if self.scale.place(loss) <= 1.0 => (column(self.scale, loss, self.columns), "•"),
                None if !end.ended => continue,
                _ => (self.columns - 1, "→"),
            };
            let height = &mut heights[usize::from(x)];
            signs.push(Sign { at: (x, top_dot.saturating_sub(*height).max(self.top)), text, style });
            *height += 1;
        }
        // A mean without the starts that diverged would flatter.
        let Some(loss) = lane.loss.filter(|_| lane.ended == 0) else { return signs };
        if mean_row > self.top {
            let [from, to] = [-1.0, 1.0].map(|away| loss.mean + away * loss.deviation);
            let [from, to] = [from, to].map(|loss| column(self.scale, loss, self.columns));
            signs.extend((from..=to).map(|x| Sign { at: (x, mean_row), text: "─", style: faint }));
        }
        signs.push(Sign { at: (column(self.scale, loss.mean, self.columns), mean_row), text: marker, style });
        signs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{LaneEnd, Repeated, StartEnds};

    /// A lane with these last losses in a strip of so many rows of 21 columns from 0.1 to 1; `None` is a start from which it
    /// diverged.
    fn drawn(rows: u16, losses: &[Option<f32>]) -> Vec<String> {
        let end = |loss: &Option<f32>| LaneEnd { loss: *loss, accuracy: None, ended: loss.is_none() };
        let start = |loss| StartEnds { seed: 0, lanes: vec![end(loss)] };
        let lane = Repeated::of(&losses.iter().map(start).collect::<Vec<_>>()).lanes.remove(0);
        let scale = AxisScale::new(YAxis::Log, Some((0.1, 1.0)));
        let strip = Strip { top: 0, rows, columns: 21, scale };
        let mut drawn = vec![vec![" "; 21]; rows.into()];
        for Sign { at: (x, y), text, .. } in strip.signs(&lane, "◆", Style::new(), Style::new()) {
            drawn[usize::from(y)][usize::from(x)] = text;
        }
        drawn.iter().map(|row| row.concat().trim_end().to_owned()).collect()
    }

    #[test]
    fn dots_stand_on_each_other_above_the_mean_and_its_spread() {
        let losses = [0.2, 0.2, 0.25, 0.32].map(Some);
        assert_eq!(drawn(3, &losses), ["      •", "      • • •", "     ───◆──"]);
        assert_eq!(drawn(2, &losses), ["      • • •", "     ───◆──"]);
        assert_eq!(drawn(1, &losses), ["      • ◆ •"]);
        assert_eq!(drawn(5, &[Some(1.0)])[3], "                    ◆");
    }

    #[test]
    fn a_start_without_a_loss_points_beyond_the_axis_and_leaves_no_mean() {
        assert_eq!(drawn(2, &[Some(0.1), None, None])[0], "•                   →");
        assert_eq!(drawn(2, &[Some(0.1), None])[1], "");
        assert_eq!(drawn(1, &[Some(0.1), Some(50.0)])[0], "•                   ◆");
    }
}
