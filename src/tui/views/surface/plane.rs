//! What is seen of a surface: its plane on the screen, what lanes roll on there, and every lane's trail over it.

use ratatui::{buffer::Buffer, layout::Rect, style::Color};

use super::state::SurfaceView;
use crate::{
    history::Look,
    surface::{Function, Roller, Surface, Viewport},
    tui::{
        context::Context,
        glyphs::marker,
        theme::Theme,
        views::lanes,
        widgets::axis::{Tick, round_values},
        widgets::chart::{Crowded, HorizontalAxis, Segment, Series, Sign},
        widgets::put,
    },
};

/// The fewest columns between two labels below the plot.
const LABEL_EVERY: u16 = 12;

/// Steps from one marker on a trail to the next: they show how fast a lane went.
const MARKER_EVERY: usize = 10;

/// The longest arrow, in shares of the plot, and the part of it that the slightest slope has.
const ARROW_LENGTH: (f64, f64) = (0.25, 0.3);

/// The part of the plane that is in view, and the plot that shows it.
#[derive(Clone, Copy)]
pub(super) struct Plane {
    pub(super) plot: Rect,
    pub(super) frame: Viewport,
}

impl Plane {
    /// From 0 at the left and at the bottom to 1 at the right and at the top; beyond outside.
    pub(super) fn share(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let share = |value: f64, (low, high): (f64, f64)| (value - low) / (high - low);
        [share(x, self.frame.x), share(y, self.frame.y)]
    }

    /// The place of such a share.
    pub(super) fn place(&self, [across, up]: [f64; 2]) -> [f64; 2] {
        let place = |share: f64, (low, high): (f64, f64)| low + share * (high - low);
        [place(across, self.frame.x), place(up, self.frame.y)]
    }

    /// The cell of a share within the plot, the nearest one for those outside.
    pub(super) fn cell(&self, [across, up]: [f64; 2]) -> (u16, u16) {
        let nearest = |share: f64, cells: u16| {
            let last = f64::from(cells.saturating_sub(1));
            (share * f64::from(cells)).floor().clamp(0.0, last) as u16
        };
        let row = nearest(up, self.plot.height);
        (nearest(across, self.plot.width), self.plot.height.saturating_sub(1 + row))
    }

    /// The horizontal axis with round numbers.
    pub(super) fn x_axis(&self) -> HorizontalAxis {
        let values = round_values(self.frame.x, (self.plot.width / LABEL_EVERY).clamp(1, 10));
        let column = |x| self.cell(self.share([x, self.frame.y.0])).0;
        let ticks = values.into_iter().map(|(x, label)| Tick::new(column(x), label));
        HorizontalAxis { ticks: ticks.collect(), gap: 0, crowded: Crowded::Stays }
    }

    /// The same for the vertical axis.
    pub(super) fn y_ticks(&self) -> Vec<Tick> {
        let values = round_values(self.frame.y, (self.plot.height / 3).clamp(1, 6));
        let row = |y| self.cell(self.share([self.frame.x.0, y])).1;
        values.into_iter().map(|(y, label)| Tick::new(self.plot.height - row(y), label)).collect()
    }
}

/// How many of the levels a height is above.
fn band(levels: &[f64], height: f64) -> usize {
    levels.partition_point(|level| *level <= height)
}

/// Fills the plot with the bands between the levels of the function, or gives the contour lines where there are too
/// few colours; a sign stands where the function is lowest.
pub(super) fn ground(
    context: &Context,
    view: &SurfaceView,
    plane: Plane,
    buffer: &mut Buffer,
) -> Option<Series> {
    let filled = context.theme.has_ground();
    if filled {
        fill(context, view, plane, buffer);
    }
    for place in view.surface.function.minima() {
        put(buffer, plane.plot, plane.cell(plane.share(*place)), "+", context.theme.quiet());
    }
    (!filled).then(|| contours(context, view, plane))
}

/// Fills the plot with the colours of its bands: two a cell, one above the other, as far as there is a sign for that.
fn fill(context: &Context, view: &SurfaceView, plane: Plane, buffer: &mut Buffer) {
    let halves = if context.plot.has_blocks() { 2 } else { 1 };
    let plot = plane.plot;
    let (across, up) = (f64::from(plot.width), f64::from(plot.height * halves));
    let color = |column: u16, half: u16| {
        let share = [(f64::from(column) + 0.5) / across, 1.0 - (f64::from(half) + 0.5) / up];
        let height = band(&view.levels, view.surface.function.value(plane.place(share)));
        context.theme.ground(height as f64 / view.levels.len() as f64)
    };
    for row in 0..plot.height {
        for column in 0..plot.width {
            let (upper, lower) = (color(column, row * halves), color(column, row * halves + halves - 1));
            let Some(cell) = buffer.cell_mut((plot.x + column, plot.y + row)) else { continue };
            // The lower place is the background: a sign put there stands on its own ground.
            if upper == lower {
                cell.set_bg(lower);
            } else if upper == Color::Reset {
                cell.set_char('▄').set_fg(lower);
            } else {
                cell.set_char('▀').set_fg(upper).set_bg(lower);
            }
        }
    }
}

/// A dot wherever the next one to the right or above lies in another band.
fn contours(context: &Context, view: &SurfaceView, plane: Plane) -> Series {
    let (across, up) = context.plot.dots_of(plane.plot);
    // Few dots have no room for many lines.
    let every = match up {
        0..=31 => 3,
        32..=63 => 2,
        _ => 1,
    };
    let levels: Vec<f64> = view.levels.iter().copied().step_by(every).collect();
    let at = |column: usize, row: usize| {
        let share = [(column as f64 + 0.5) / across as f64, (row as f64 + 0.5) / up as f64];
        band(&levels, view.surface.function.value(plane.place(share)))
    };
    let bands = |row: usize| -> Vec<usize> { (0..=across).map(|column| at(column, row)).collect() };
    let mut behind: Vec<Segment> = Vec::new();
    let mut here = bands(0);
    for row in 0..up {
        let above = bands(row + 1);
        let edges =
            (0..across).filter(|&column| here[column] != here[column + 1] || here[column] != above[column]);
        behind.extend(edges.map(|column| [(column as i64, row as i64); 2]));
        here = above;
    }
    let style = context.theme.quiet();
    Series { style, faint: style, letter: '.', lines: Vec::new(), behind }
}

/// Every lane's trail with its markers, and an arrow down the slope of the selected lane, which lies on top.
pub(super) fn field(context: &Context, surface: &Surface, plane: Plane) -> (Vec<Series>, Vec<Sign>) {
    let (theme, dots, strong) = (context.theme, context.plot.dots_of(plane.plot), context.theme.strong());
    let mut order: Vec<&Roller> = surface.rollers.iter().rev().collect();
    order.sort_by_key(|roller| Some(roller.lane) == context.selected);
    let look = |roller: &Roller| context.shown().look(roller.lane);
    let mut series: Vec<Series> =
        order.iter().map(|roller| trail(roller, look(roller), plane, dots, theme)).collect();
    let mut signs: Vec<Sign> =
        order.iter().flat_map(|roller| markers(roller, look(roller), plane, theme)).collect();
    if let Some((from, to)) = order.last().and_then(|roller| arrow(roller, surface.function, plane)) {
        let lines = segment(from, to, dots).into_iter().collect();
        series.push(Series { style: strong, faint: strong, letter: '*', lines, behind: Vec::new() });
        signs.extend(head(from, to, plane).map(|(at, text)| Sign { at, text, style: strong }));
    }
    (series, signs)
}

fn trail(roller: &Roller, look: Look, plane: Plane, dots: (usize, usize), theme: Theme) -> Series {
    let shares: Vec<[f64; 2]> = roller.trail.iter().map(|place| plane.share(place.map(f64::from))).collect();
    let lines = shares.windows(2).filter_map(|pair| segment(pair[0], pair[1], dots)).collect();
    lanes::series(theme, look, lines, Vec::new())
}

/// The part of a line between two shares that is within the plot, of so many dots across and up.
fn segment(from: [f64; 2], to: [f64; 2], (across, up): (usize, usize)) -> Option<Segment> {
    let nearest = |share: f64, dots: usize| ((share * dots as f64).floor() as i64).min(dots as i64 - 1);
    let (from, to) = within(from, to)?;
    Some([from, to].map(|[x, y]| (nearest(x, across), nearest(y, up))))
}

/// The same in shares. Liang & Barsky, "A new concept and method for line clipping", 1984.
fn within(from: [f64; 2], to: [f64; 2]) -> Option<([f64; 2], [f64; 2])> {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let (start, way) = (from[axis], to[axis] - from[axis]);
        if way == 0.0 {
            if !(0.0..=1.0).contains(&start) {
                return None;
            }
            continue;
        }
        let (low, high) = ((0.0 - start) / way, (1.0 - start) / way);
        enter = enter.max(low.min(high));
        leave = leave.min(low.max(high));
    }
    let at = |part: f64| [0, 1].map(|axis| from[axis] + part * (to[axis] - from[axis]));
    (enter <= leave).then(|| (at(enter), at(leave)))
}

fn is_inside(share: [f64; 2]) -> bool {
    share.iter().all(|part| (0.0..=1.0).contains(part))
}

/// From where to where an arrow points down the slope of the next step, the longer the steeper.
fn arrow(roller: &Roller, function: Function, plane: Plane) -> Option<([f64; 2], [f64; 2])> {
    let slope = roller.slope(function);
    let steepness = slope[0].hypot(slope[1]);
    let from = plane.share(roller.place());
    if !is_inside(from) || steepness < 1e-6 || roller.diverged.is_some() {
        return None;
    }
    let (width, height) = (plane.frame.x.1 - plane.frame.x.0, plane.frame.y.1 - plane.frame.y.0);
    let [right, up] = [-slope[0] / width, -slope[1] / height];
    let (longest, slightest) = ARROW_LENGTH;
    let length = longest * (slightest + (1.0 - slightest) * steepness / (1.0 + steepness));
    let scale = length / right.hypot(up);
    within(from, [from[0] + right * scale, from[1] + up * scale])
}

/// The arrow's head, unless it is in the cell in which the arrow begins.
fn head(from: [f64; 2], to: [f64; 2], plane: Plane) -> Option<((u16, u16), &'static str)> {
    let columns = (to[0] - from[0]) * f64::from(plane.plot.width);
    // A row is as high as two columns are wide.
    let rows = (to[1] - from[1]) * f64::from(plane.plot.height) * 2.0;
    let at = plane.cell(to);
    (at != plane.cell(from)).then(|| (at, arrowhead(columns, rows)))
}

/// The arrow that points most nearly so far to the right and up.
fn arrowhead(right: f64, up: f64) -> &'static str {
    const HEADS: [&str; 8] = ["→", "↗", "↑", "↖", "←", "↙", "↓", "↘"];
    let eighths = (up.atan2(right) / std::f64::consts::FRAC_PI_4).round() as i64;
    HEADS[eighths.rem_euclid(8) as usize]
}

/// A marker every few steps of the trail and one where the lane is; one that is out of sight leaves an arrow.
fn markers(roller: &Roller, look: Look, plane: Plane, theme: Theme) -> Vec<Sign> {
    let style = theme.lane(look);
    let shares = roller.trail.iter().step_by(MARKER_EVERY).map(|place| plane.share(place.map(f64::from)));
    let on_trail = shares.filter(|share| is_inside(*share));
    let mut signs: Vec<Sign> =
        on_trail.map(|share| Sign { at: plane.cell(share), text: marker(look), style }).collect();
    let share = plane.share(roller.place());
    let text = if is_inside(share) {
        marker(look)
    } else {
        arrowhead(share[0] - share[0].clamp(0.0, 1.0), share[1] - share[1].clamp(0.0, 1.0))
    };
    signs.push(Sign { at: plane.cell(share), text, style: style.patch(theme.strong()) });
    signs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_at_the_edges_however_far_they_go() {
        let far = f64::from(f32::MAX);
        assert_eq!(within([0.5, 0.5], [0.5, far]), Some(([0.5, 0.5], [0.5, 1.0])));
        assert_eq!(within([-1.0, 0.5], [2.0, 0.5]), Some(([0.0, 0.5], [1.0, 0.5])));
        assert_eq!(within([-far, 2.0], [far, 2.0]), None);
        assert_eq!(within([-1.0, 0.9], [0.2, 2.0]), None);
    }

    #[test]
    fn arrowheads_point_where_they_lead() {
        assert_eq!(arrowhead(1.0, 0.1), "→");
        assert_eq!(arrowhead(-1.0, -1.0), "↙");
        assert_eq!(arrowhead(0.0, -2.0), "↓");
    }
}
