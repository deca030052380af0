//! The table of the surface: a row a lane with its rate, where it is, how steep it is there and whether it arrived.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::{
    history::LaneHistory,
    surface::{NEAR, Roller, Surface},
    tui::{
        app::App,
        glyphs, number,
        widgets::{cut, put, put_right},
    },
    words::{Lang, say},
};

/// A column of numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Rate,
    X,
    Y,
    Value,
    Slope,
    Near,
}

/// The columns from left to right.
const COLUMNS: [Column; 6] = [Column::Rate, Column::X, Column::Y, Column::Value, Column::Slope, Column::Near];

/// The columns in the order in which they leave a window that shrinks, the first first; a place is both or none.
const LEAVING: [&[Column]; 4] = [&[Column::Slope], &[Column::X, Column::Y], &[Column::Near], &[Column::Rate]];

impl Column {
    const fn width(self) -> u16 {
        match self {
            Self::Rate | Self::X | Self::Y => 9,
            Self::Value | Self::Slope => 10,
            Self::Near => 16,
        }
    }

    fn title(self, lang: Lang) -> String {
        match self {
            Self::Rate => say!(lang, race::RATE).into(),
            Self::X => "x".into(),
            Self::Y => "y".into(),
            Self::Value => say!(lang, surface::VALUE).into(),
            Self::Slope => say!(lang, surface::SLOPE).into(),
            Self::Near => say!(lang, surface::within(NEAR)),
        }
    }
}

/// Draws a heading, where there is room for it, and the rows; scrolled to the selected lane.
pub(crate) fn render(app: &App, area: Rect, buffer: &mut Buffer) {
    let rows = app.rows();
    let longest = rows.iter().map(|lane| lane.card.name.width()).max().unwrap_or(0);
    // The sign of selection, the marker and a space on either side.
    let name = 4 + u16::try_from(longest).unwrap_or(u16::MAX).clamp(8, (area.width / 3).max(8));
    let mut columns = COLUMNS.to_vec();
    for leaving in LEAVING {
        if name + columns.iter().map(|column| column.width()).sum::<u16>() <= area.width {
            break;
        }
        columns.retain(|column| !leaving.contains(column));
    }
    let headed = u16::from(usize::from(area.height) > rows.len() || area.height >= 6);
    if headed > 0 {
        heading(app, name, &columns, area, buffer);
    }
    let room = usize::from(area.height.saturating_sub(headed));
    let selected = rows.iter().position(|lane| Some(lane.card.id) == app.selected()).unwrap_or(0);
    let first = (selected + 1).saturating_sub(room).min(rows.len().saturating_sub(room));
    for (lane, y) in rows.iter().skip(first).take(room).zip(headed..) {
        row(app, lane, name, &columns, Rect { y: area.y + y, height: 1, ..area }, buffer);
    }
    if rows.len() > room && headed > 0 {
        let text = say!(app.lang(), race::rows_of(first + 1, first + room, rows.len()));
        put(buffer, area, (4, 0), &text, app.theme.quiet());
    }
}

fn heading(app: &App, name: u16, columns: &[Column], area: Rect, buffer: &mut Buffer) {
    put(buffer, area, (4, 0), say!(app.lang(), race::LANE), app.theme.quiet());
    let mut end = name;
    for column in columns {
        end += column.width();
        put_right(buffer, area, (end, 0), &column.title(app.lang()), app.theme.quiet());
    }
    if has_rules(app, end, area) {
        put(buffer, area, (end + 3, 0), say!(app.lang(), surface::RULE), app.theme.quiet());
    }
}

fn row(app: &App, lane: &LaneHistory, name: u16, columns: &[Column], area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let index = lane.card.id.0 as usize;
    let selected = app.selected() == Some(lane.card.id);
    let color = theme.lane(index);
    if selected {
        put(buffer, area, (0, 0), "▸", theme.strong());
    }
    put(buffer, area, (2, 0), glyphs::marker(index), color);
    let style = if selected { color.patch(theme.strong()) } else { color };
    put(buffer, area, (4, 0), &cut(&lane.card.name, usize::from(name.saturating_sub(4))), style);
    let surface = app.surface.surface();
    let Some(roller) = surface.roller(lane.card.id) else { return };
    let mut end = name;
    for &column in columns {
        end += column.width();
        if let (Column::Near, Some(step)) = (column, roller.diverged()) {
            let text = say!(app.lang(), surface::diverged_at(step));
            put_right(buffer, area, (end, 0), &text, theme.failed());
            continue;
        }
        let style = if column == Column::Value && selected { theme.strong() } else { Style::new() };
        put_right(buffer, area, (end, 0), &value(app, roller, surface, column), style);
    }
    if has_rules(app, end, area) {
        put(buffer, area, (end + 3, 0), lane.card.kind.formula(), theme.quiet());
    }
}

/// Whether every lane's formula fits beside the numbers.
fn has_rules(app: &App, end: u16, area: Rect) -> bool {
    let formulas = app.shown().lanes().iter().map(|lane| lane.card.kind.formula().width());
    formulas.max().is_some_and(|longest| usize::from(end) + 3 + longest <= usize::from(area.width))
}

fn value(app: &App, roller: &Roller, surface: &Surface, column: Column) -> String {
    let [x, y] = roller.place();
    match column {
        Column::Rate => number::setting(roller.rate()),
        Column::X => number::signed(x),
        Column::Y => number::signed(y),
        Column::Value => {
            // The one loss-like number here that may be below 0.
            number::loss(Some(surface.function().value([x, y]) as f32)).replace('-', "−")
        }
        Column::Slope => {
            let [by_x, by_y] = roller.slope(surface.function());
            number::loss(Some(by_x.hypot(by_y) as f32).filter(|slope| slope.is_finite()))
        }
        Column::Near => roller
            .near_since()
            .map_or_else(|| number::UNKNOWN.into(), |step| say!(app.lang(), surface::near_since(step))),
    }
}
