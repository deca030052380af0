//! The surface: contour lines or filled levels, every lane's trail over them, and a table of where they are.
//!
//! ```text
//!  bowl   x²/20 + y²   from (−7.00, 2.00)                ▶ rolling   12 steps   5 a second     title
//!   2 ┤  ⡠⠤⠒⠉ …                                            ● SGD
//!   0 ┤ ●⠤⠒⠉ …                                   plot      ✕ Momentum                         names
//!     ┼────┬─────────┬───────────────────┬────   axis
//!         −5         0                   5       labels
//!
//!  table: one row a lane
//! ```

use crate::tui::views::surface::{axes, field, table};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::tui::widgets::{names, put, put_right};
use crate::{
    surface::{self, Roller},
    tui::{
        app::{App, SurfaceView},
        glyphs::Plot,
    },
    words::say,
};

/// Where a place of the plane stands.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) plot: Rect,
    pub(crate) plane: surface::Viewport,
}

impl Frame {
    /// From 0 at the left and at the bottom to 1 at the right and at the top; beyond outside.
    pub(crate) fn share(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let share = |value: f64, (low, high): (f64, f64)| (value - low) / (high - low);
        [share(x, self.plane.x), share(y, self.plane.y)]
    }

    /// The place of such a share.
    pub(crate) fn place(&self, [across, up]: [f64; 2]) -> [f64; 2] {
        let place = |share: f64, (low, high): (f64, f64)| low + share * (high - low);
        [place(across, self.plane.x), place(up, self.plane.y)]
    }

    /// The cell of a share within the plot, the nearest one for those outside.
    pub(crate) fn cell(&self, [across, up]: [f64; 2]) -> (u16, u16) {
        let nearest = |share: f64, cells: u16| {
            let last = f64::from(cells.saturating_sub(1));
            (share * f64::from(cells)).floor().clamp(0.0, last) as u16
        };
        let row = nearest(up, self.plot.height);
        (nearest(across, self.plot.width), self.plot.height.saturating_sub(1 + row))
    }
}

/// Draws title, plot, axes and names into `area`, and the table.
pub(crate) fn render(app: &App, area: Rect, rows: Rect, buffer: &mut Buffer) {
    table::render(app, rows, buffer);
    let title = u16::from(area.height >= 4);
    let axes = if area.height >= 8 { 2 } else { 0 };
    let labels = if axes > 0 && area.width >= 50 { 6 } else { 0 };
    let gutter = names::width(app, area.width);
    if title > 0 {
        heading(app, Rect { height: 1, ..area }, buffer);
    }
    if area.height <= title + axes || area.width <= labels + gutter + 4 {
        return;
    }
    let plot = Rect {
        x: area.x + labels,
        y: area.y + title,
        width: area.width - labels - gutter,
        height: area.height - title - axes,
    };
    let frame = Frame { plot, plane: app.surface.surface().function().viewport() };
    field::render(app, &frame, buffer);
    if labels > 0 {
        axes::vertical(app, &frame, area, buffer);
    }
    if axes > 0 {
        axes::horizontal(app, &frame, area, buffer);
    }
    let end =
        |roller: &Roller| names::End { lane: roller.lane(), row: frame.cell(frame.share(roller.place())).1 };
    let ends: Vec<names::End> = app.surface.surface().rollers().iter().map(end).collect();
    names::render(app, &ends, Rect { x: plot.right(), width: gutter, ..plot }, buffer);
    if ends.is_empty() {
        let text = say!(app.lang(), surface::NO_LANES);
        put(buffer, plot, (plot.width.saturating_sub(39) / 2, plot.height / 2), text, app.theme.quiet());
    }
}

/// What it rolls on at the left, how it rolls at the right; what doesn't fit is left out from the middle.
fn heading(app: &App, area: Rect, buffer: &mut Buffer) {
    let quiet = app.theme.quiet();
    let view = &app.surface;
    let surface = view.surface();
    let (text, style) = state(app, view);
    let name = say!(app.lang(), surface::function(surface.function()));
    let [x, y] = surface.start().map(|part| format!("{part:.2}").replace('-', "−"));
    let facts = [formula(surface.function().formula(), app.plot), say!(app.lang(), surface::from(&x, &y))];
    let step = say!(app.lang(), surface::steps(surface.steps()));
    let pace = say!(app.lang(), surface::pace(view.pace()));

    // From the right edge: the pace, the step, the state, each in a place of its own.
    let room = usize::from(area.width);
    let mut end = area.width;
    for (item, style, room_needed) in
        [(pace.as_str(), quiet, 70), (&step, Style::new(), 36), (text, style, 20)]
    {
        if room >= room_needed {
            put_right(buffer, area, (end, 0), item, style);
            end = end.saturating_sub(item.width() as u16 + 3);
        }
    }
    let mut x = put(buffer, area, (0, 0), name, app.theme.strong());
    for fact in facts {
        if usize::from(x) + 3 + fact.width() <= usize::from(end) {
            x = put(buffer, area, (x + 3, 0), &fact, quiet);
        }
    }
}

/// Whether it rolls, as a word with its sign and colour; all words are as wide.
fn state(app: &App, view: &SurfaceView) -> (&'static str, Style) {
    let lang = app.lang();
    if view.surface().is_over() {
        (say!(lang, surface::ENDED), app.theme.running())
    } else if view.is_paused() {
        (say!(lang, surface::PAUSED), app.theme.waiting())
    } else {
        (say!(lang, surface::ROLLING), app.theme.running())
    }
}

/// A formula, with its powers after a `^` where there are no raised digits.
fn formula(text: &str, plot: Plot) -> String {
    if plot.has_blocks() {
        return text.to_owned();
    }
    text.replace('²', "^2").replace('³', "^3").replace('⁴', "^4").replace('·', "*")
}
