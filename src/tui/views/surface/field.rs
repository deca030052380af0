//! The plot of the surface: its ground, the trails, where everyone is, and the selected lane's way down.

use ratatui::{buffer::Buffer, layout::Position};

use crate::tui::views::surface::draw::Frame;
use crate::{
    surface::{Roller, Surface},
    tui::{
        app::App,
        glyphs,
        widgets::plot::{Canvas, Ink, Layer},
        widgets::put,
    },
};

/// What stands in for a lane's number where none draws.
const CONTOUR: usize = usize::MAX;
const ARROW: usize = usize::MAX - 1;

/// Steps from one marker on a trail to the next: they show how fast a lane went.
const MARKER_EVERY: usize = 10;

/// The longest arrow, in shares of the plot, and the part that the slightest slope has of it.
const ARROW_LENGTH: (f64, f64) = (0.25, 0.3);

/// Draws everything within the axes.
pub(crate) fn render(app: &App, frame: &Frame, buffer: &mut Buffer) {
    let (width, height) = (frame.plot.width, frame.plot.height);
    let mut canvas = Canvas::new(app.plot, usize::from(width), usize::from(height));
    let surface = app.surface.surface();
    if app.theme.has_ground() {
        fill(app, frame, buffer);
    } else {
        contours(app, frame, &mut canvas);
    }
    for place in surface.function().minima() {
        let at = frame.cell(frame.share(*place));
        put(buffer, frame.plot, at, "+", app.theme.quiet());
    }
    // The selected lane lies on top.
    let mut order: Vec<&Roller> = surface.rollers().iter().rev().collect();
    order.sort_by_key(|roller| Some(roller.lane()) == app.selected());
    for roller in &order {
        trail(roller, frame, &mut canvas);
    }
    let tip = order.last().and_then(|roller| arrow(roller, surface, frame, &mut canvas));
    draw(app, &canvas, frame, buffer);
    for roller in order {
        markers(app, roller, frame, buffer);
    }
    if let Some((at, sign)) = tip {
        put(buffer, frame.plot, at, sign, app.theme.strong());
    }
}

/// How many of the levels a height is above.
fn band(levels: &[f64], height: f64) -> usize {
    levels.partition_point(|level| *level <= height)
}

/// Two bands a cell, one above the other, as far as there is a sign for that.
fn fill(app: &App, frame: &Frame, buffer: &mut Buffer) {
    let (function, levels) = (app.surface.surface().function(), app.surface.levels());
    let halves = if app.plot.has_blocks() { 2 } else { 1 };
    let (across, up) = (f64::from(frame.plot.width), f64::from(frame.plot.height * halves));
    let color = |column: u16, half: u16| {
        let share = [(f64::from(column) + 0.5) / across, 1.0 - (f64::from(half) + 0.5) / up];
        let height = band(levels, function.value(frame.place(share)));
        app.theme.ground(height as f64 / levels.len() as f64)
    };
    for row in 0..frame.plot.height {
        for column in 0..frame.plot.width {
            let (upper, lower) = (color(column, row * halves), color(column, row * halves + halves - 1));
            let at = Position { x: frame.plot.x + column, y: frame.plot.y + row };
            let Some(cell) = buffer.cell_mut(at) else { continue };
            // The lower place is the background: a sign put there stands on its own ground.
            if upper == lower {
                cell.set_bg(lower);
            } else if upper == ratatui::style::Color::Reset {
                cell.set_char('▄').set_fg(lower);
            } else {
                cell.set_char('▀').set_fg(upper).set_bg(lower);
            }
        }
    }
}

/// A dot wherever the next one to the right or above lies in another band.
fn contours(app: &App, frame: &Frame, canvas: &mut Canvas) {
    let function = app.surface.surface().function();
    // Few dots have no room for many lines.
    let every = match canvas.dots().1 {
        0..=31 => 3,
        32..=63 => 2,
        _ => 1,
    };
    let levels: Vec<f64> = app.surface.levels().iter().copied().step_by(every).collect();
    let (across, up) = canvas.dots();
    let at = |column: usize, row: usize| {
        let share = [(column as f64 + 0.5) / across as f64, (row as f64 + 0.5) / up as f64];
        band(&levels, function.value(frame.place(share)))
    };
    let mut row_bands: Vec<usize> = (0..=across).map(|column| at(column, 0)).collect();
    for row in 0..up {
        let above: Vec<usize> = (0..=across).map(|column| at(column, row + 1)).collect();
        for column in 0..across {
            if row_bands[column] != row_bands[column + 1] || row_bands[column] != above[column] {
                canvas.dot(column as i64, row as i64, Ink { lane: CONTOUR, layer: Layer::Raw });
            }
        }
        row_bands = above;
    }
}

/// The dot of a share.
fn dot(canvas: &Canvas, [across, up]: [f64; 2]) -> (i64, i64) {
    let (columns, rows) = canvas.dots();
    let nearest = |share: f64, dots: usize| ((share * dots as f64).floor() as i64).min(dots as i64 - 1);
    (nearest(across, columns), nearest(up, rows))
}

fn line(canvas: &mut Canvas, from: [f64; 2], to: [f64; 2], ink: Ink) {
    let Some((from, to)) = within(from, to) else { return };
    let (from, to) = (dot(canvas, from), dot(canvas, to));
    canvas.line(from, to, ink);
}

/// The part of a line between two shares that is within the plot. Liang & Barsky, "A new concept and method for line
/// clipping", 1984.
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

fn trail(roller: &Roller, frame: &Frame, canvas: &mut Canvas) {
    let ink = Ink { lane: roller.lane().0 as usize, layer: Layer::Curve };
    let shares: Vec<[f64; 2]> =
        roller.trail().iter().map(|place| frame.share(place.map(f64::from))).collect();
    for pair in shares.windows(2) {
        line(canvas, pair[0], pair[1], ink);
    }
}

/// Down the slope of the next step, the longer the steeper; tells where its head stands.
fn arrow(
    roller: &Roller,
    surface: &Surface,
    frame: &Frame,
    canvas: &mut Canvas,
) -> Option<((u16, u16), &'static str)> {
    let slope = roller.slope(surface.function());
    let steepness = slope[0].hypot(slope[1]);
    let from = frame.share(roller.place());
    let inside = from.iter().all(|share| (0.0..=1.0).contains(share));
    if !inside || steepness < 1e-6 || roller.diverged().is_some() {
        return None;
    }
    let (width, height) = (frame.plane.x.1 - frame.plane.x.0, frame.plane.y.1 - frame.plane.y.0);
    let [right, up] = [-slope[0] / width, -slope[1] / height];
    let (longest, least) = ARROW_LENGTH;
    let length = longest * (least + (1.0 - least) * steepness / (1.0 + steepness));
    let scale = length / right.hypot(up);
    let to = [from[0] + right * scale, from[1] + up * scale];
    let (from, to) = within(from, to)?;
    let ink = Ink { lane: ARROW, layer: Layer::Curve };
    line(canvas, from, to, ink);
    let columns = (to[0] - from[0]) * f64::from(frame.plot.width);
    // A row is as high as two columns are wide.
    let rows = (to[1] - from[1]) * f64::from(frame.plot.height) * 2.0;
    let head = frame.cell(to);
    (head != frame.cell(from)).then(|| (head, arrowhead(columns, rows)))
}

/// The arrow that points most nearly so far to the right and up.
fn arrowhead(right: f64, up: f64) -> &'static str {
    const HEADS: [&str; 8] = ["→", "↗", "↑", "↖", "←", "↙", "↓", "↘"];
    let eighths = (up.atan2(right) / std::f64::consts::FRAC_PI_4).round() as i64;
    HEADS[eighths.rem_euclid(8) as usize]
}

/// Puts the dots on the screen.
fn draw(app: &App, canvas: &Canvas, frame: &Frame, buffer: &mut Buffer) {
    let sign = |lane: usize| match lane {
        ARROW => '*',
        lane => glyphs::marker(lane).chars().next().unwrap_or('o'),
    };
    for row in 0..frame.plot.height {
        for column in 0..frame.plot.width {
            let Some((sign, ink)) = canvas.sign(usize::from(column), usize::from(row), sign) else {
                continue;
            };
            let style = match ink.lane {
                CONTOUR => app.theme.quiet(),
                ARROW => app.theme.strong(),
                lane => app.theme.lane(lane),
            };
            let at = Position { x: frame.plot.x + column, y: frame.plot.y + row };
            if let Some(cell) = buffer.cell_mut(at) {
                cell.set_char(sign).set_fg(ratatui::style::Color::Reset).set_style(style);
            }
        }
    }
}

/// A marker every few steps of the trail and one where the lane is; one that is out of sight leaves an arrow.
fn markers(app: &App, roller: &Roller, frame: &Frame, buffer: &mut Buffer) {
    let number = roller.lane().0 as usize;
    let style = app.theme.lane(number);
    let inside = |share: [f64; 2]| share.iter().all(|part| (0.0..=1.0).contains(part));
    for place in roller.trail().iter().step_by(MARKER_EVERY) {
        let share = frame.share(place.map(f64::from));
        if inside(share) {
            put(buffer, frame.plot, frame.cell(share), glyphs::marker(number), style);
        }
    }
    let share = frame.share(roller.place());
    let sign = if inside(share) {
        glyphs::marker(number)
    } else {
        arrowhead(share[0] - share[0].clamp(0.0, 1.0), share[1] - share[1].clamp(0.0, 1.0))
    };
    put(buffer, frame.plot, frame.cell(share), sign, style.patch(app.theme.strong()));
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
