//! What is seen on the plane: every lane's trail and where it is, and the selected lane's way down.

use crate::{
    race::LaneId,
    surface::{Function, Roller, Surface},
    tui::{
        glyphs::{Plot, marker},
        theme::Theme,
        views::lanes,
        views::surface::plane::Plane,
        widgets::chart::{Segment, Series, Sign},
    },
};

/// Steps from one marker on a trail to the next: they show how fast a lane went.
const MARKER_EVERY: usize = 10;

/// The longest arrow, in shares of the plot, and the part of it that the slightest slope has.
const ARROW_LENGTH: (f64, f64) = (0.25, 0.3);

/// Every lane's trail with its markers, and an arrow down the slope of the selected lane, which lies on top.
pub(super) fn field(
    surface: &Surface,
    selected: Option<LaneId>,
    plane: Plane,
    glyphs: Plot,
    theme: Theme,
) -> (Vec<Series>, Vec<Sign>) {
    let (dots, strong) = (glyphs.dots_of(plane.plot), theme.strong());
    let mut order: Vec<&Roller> = surface.rollers().iter().rev().collect();
    order.sort_by_key(|roller| Some(roller.lane()) == selected);
    let mut series: Vec<Series> = order.iter().map(|roller| trail(roller, plane, dots, theme)).collect();
    let mut signs: Vec<Sign> = order.iter().flat_map(|roller| markers(roller, plane, theme)).collect();
    if let Some((from, to)) = order.last().and_then(|roller| arrow(roller, surface.function(), plane)) {
        let lines = segment(from, to, dots).into_iter().collect();
        series.push(Series { style: strong, faint: strong, letter: '*', lines, behind: Vec::new() });
        signs.extend(head(from, to, plane).map(|(at, text)| Sign { at, text, style: strong }));
    }
    (series, signs)
}

fn trail(roller: &Roller, plane: Plane, dots: (usize, usize), theme: Theme) -> Series {
    let shares: Vec<[f64; 2]> =
        roller.trail().iter().map(|place| plane.share(place.map(f64::from))).collect();
    let lines = shares.windows(2).filter_map(|pair| segment(pair[0], pair[1], dots)).collect();
    lanes::series(theme, roller.lane().0 as usize, lines, Vec::new())
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
    if !is_inside(from) || steepness < 1e-6 || roller.diverged().is_some() {
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
fn markers(roller: &Roller, plane: Plane, theme: Theme) -> Vec<Sign> {
    let number = roller.lane().0 as usize;
    let style = theme.lane(number);
    let shares = roller.trail().iter().step_by(MARKER_EVERY).map(|place| plane.share(place.map(f64::from)));
    let on_trail = shares.filter(|share| is_inside(*share));
    let mut signs: Vec<Sign> =
        on_trail.map(|share| Sign { at: plane.cell(share), text: marker(number), style }).collect();
    let share = plane.share(roller.place());
    let text = if is_inside(share) {
        marker(number)
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
