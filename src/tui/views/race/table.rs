//! The table: a row a lane with its settings and losses; it scrolls to the selected lane.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use crate::tui::widgets::{cut, put, put_right, spark};
use crate::{
    history::{LaneHistory, Smoother},
    optim::{Schedule, Setting},
    race::LaneState,
    text::scheduled_rate,
    tui::{
        app::{App, Scope},
        glyphs, number,
    },
    words::{Lang, say},
};

/// The narrowest sparkline that shows a shape.
const LEAST_SPARK: u16 = 10;

/// How far back the change of the smoothed loss is measured.
const CHANGE_OVER: u64 = 100;

/// A column of numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Rate,
    Loss,
    Smooth,
    Test,
    Best,
    Change,
}

/// The columns from left to right.
const COLUMNS: [Column; 6] =
    [Column::Rate, Column::Loss, Column::Smooth, Column::Best, Column::Change, Column::Test];

/// The columns in the order in which they leave a window that shrinks, the first first.
const LEAVING: [Column; 5] = [Column::Change, Column::Best, Column::Smooth, Column::Test, Column::Rate];

impl Column {
    const fn width(self) -> u16 {
        match self {
            Self::Rate | Self::Test => 9,
            Self::Loss | Self::Smooth | Self::Best => 10,
            Self::Change => 11,
        }
    }

    const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Rate => say!(lang, race::RATE),
            Self::Loss => say!(lang, race::LOSS),
            Self::Smooth => say!(lang, race::SMOOTHED),
            Self::Best => say!(lang, race::BEST),
            Self::Change => say!(lang, race::PER_100),
            Self::Test => say!(lang, race::TEST_ACCURACY),
        }
    }
}

/// Which columns there are and how wide name and sparkline are.
struct Plan {
    name: u16,
    columns: Vec<Column>,
    spark: Option<u16>,
}

impl Plan {
    fn new(app: &App, width: u16) -> Self {
        let longest = app.shown().lanes().iter().map(|lane| lane.card.name.width()).max().unwrap_or(0);
        // The sign of selection, the marker and a space on either side.
        let name = 4 + u16::try_from(longest).unwrap_or(u16::MAX).clamp(8, (width / 3).max(8));
        let used = |columns: &[Column]| name + columns.iter().map(|column| column.width()).sum::<u16>();
        let wanted: Vec<Column> =
            COLUMNS.into_iter().filter(|column| width >= 110 || *column != Column::Change).collect();
        let left = width.saturating_sub(used(&wanted));
        if left >= LEAST_SPARK + 2 {
            return Self { name, columns: wanted, spark: Some(left - 2) };
        }
        let mut columns = wanted;
        for leaving in LEAVING {
            if used(&columns) <= width {
                break;
            }
            columns.retain(|column| *column != leaving);
        }
        Self { name, columns, spark: None }
    }
}

/// Draws a heading, where there is room for it, and the rows.
pub(crate) fn render(app: &App, area: Rect, buffer: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let rows = app.rows();
    let plan = Plan::new(app, area.width);
    let headed = u16::from(usize::from(area.height) > rows.len() || area.height >= 6);
    if headed > 0 {
        heading(app, &plan, area, buffer);
    }
    let room = usize::from(area.height - headed);
    let selected = rows.iter().position(|lane| Some(lane.card.id) == app.selected()).unwrap_or(0);
    // Scrolled no further than the selected row needs.
    let first = (selected + 1).saturating_sub(room).min(rows.len().saturating_sub(room));
    let smoother = app.chart.smoother();
    for (lane, y) in rows.iter().skip(first).take(room).zip(headed..) {
        row(app, lane, &plan, &smoother, Rect { y: area.y + y, height: 1, ..area }, buffer);
    }
    let hidden = rows.len().saturating_sub(room);
    if hidden > 0 && headed > 0 {
        let text = say!(app.lang(), race::rows_of(first + 1, first + room, rows.len()));
        put(buffer, area, (4, 0), &text, app.theme.quiet());
    }
}

fn heading(app: &App, plan: &Plan, area: Rect, buffer: &mut Buffer) {
    let (quiet, lang) = (app.theme.quiet(), app.lang());
    put(buffer, area, (4, 0), say!(lang, race::LANE), quiet);
    let mut end = plan.name;
    for &column in &plan.columns {
        end += column.width();
        let all = column == Column::Rate && app.scope == Scope::All;
        let cursor = app.chart.cursor.filter(|_| matches!(column, Column::Loss | Column::Smooth));
        match cursor {
            Some(iteration) if column == Column::Loss => {
                let text = say!(lang, race::at(iteration));
                put_right(buffer, area, (end, 0), &text, app.theme.strong());
            }
            _ if all => put_right(buffer, area, (end, 0), say!(lang, race::ALL_RATES), app.theme.waiting()),
            _ => put_right(buffer, area, (end, 0), column.title(lang), quiet),
        }
    }
    if plan.spark.is_some() {
        put(buffer, area, (end + 2, 0), say!(lang, race::ALL_LOSSES), quiet);
    }
}

fn row(app: &App, lane: &LaneHistory, plan: &Plan, smoother: &Smoother, area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let index = lane.card.id.0 as usize;
    let selected = app.selected() == Some(lane.card.id);
    let off = lane.card.state == LaneState::Off;
    let shade = |style: Style| if off { style.patch(theme.quiet()) } else { style };
    let color = if off { theme.raw(index) } else { theme.lane(index) };
    let name_style = if selected { color.patch(theme.strong()) } else { color };
    if selected {
        put(buffer, area, (0, 0), "▸", theme.strong());
    }
    put(buffer, area, (2, 0), glyphs::marker(index), color);
    let name = cut(&lane.card.name, usize::from(plan.name.saturating_sub(4)));
    put(buffer, area, (4, 0), &name, name_style);

    let mut end = plan.name;
    let mut note_at = None;
    for &column in &plan.columns {
        end += column.width();
        let replaced = !lane.card.state.is_sound() && app.chart.cursor.is_none();
        if replaced && matches!(column, Column::Loss | Column::Smooth) {
            note_at.get_or_insert(end - column.width() + 2);
            continue;
        }
        let style = if column == Column::Loss && selected { theme.strong() } else { Style::new() };
        put_right(buffer, area, (end, 0), &value(app, lane, column, smoother), shade(style));
    }
    if let (Some(text), Some(x)) = (say!(app.lang(), race::ended(lane.card.state)), note_at) {
        put(buffer, area, (x, 0), &text, theme.failed());
    }
    let Some(width) = plan.spark else { return };
    if off {
        put(buffer, area, (end + 2, 0), say!(app.lang(), race::OFF), theme.quiet());
    } else {
        put(buffer, area, (end + 2, 0), &spark::line(lane, width, app.shown().iteration()), color);
    }
}

fn value(app: &App, lane: &LaneHistory, column: Column, smoother: &Smoother) -> String {
    let curve = &lane.curve;
    let at = app.chart.cursor.or(curve.last());
    let smoothed = |iteration: Option<u64>| curve.smoothed(iteration?, smoother);
    match column {
        // The rate in force; a schedule makes it any number.
        Column::Rate if lane.card.schedule == Schedule::default() => {
            number::setting(lane.card.settings.get(Setting::LearningRate))
        }
        Column::Rate => scheduled_rate(app.shown().rate_in_force(lane)),
        Column::Loss => number::loss(at.and_then(|iteration| curve.at(iteration))),
        Column::Smooth => number::loss(smoothed(at)),
        Column::Best => number::loss(lane.best),
        Column::Change => {
            let before = at.and_then(|iteration| iteration.checked_sub(CHANGE_OVER));
            number::change(smoothed(at).zip(smoothed(before)).map(|(now, then)| now - then))
        }
        Column::Test => number::percent(lane.accuracy),
    }
}
