//! The lanes beside a presenter's chart: names and losses, as large as there is room for.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};
use unicode_width::UnicodeWidthStr;

use crate::{
    history::LaneHistory,
    race::LaneId,
    tui::{
        context::Context,
        glyphs, number,
        views::lanes,
        widgets::large::{self, Size},
        widgets::{cut, extent, first_shown, put, put_right},
    },
};

/// The narrowest window with large signs.
pub(super) const MIN_WIDTH: u16 = 40;

/// The names of the lanes beside the chart, each with its smoothed loss.
pub(super) struct Legend {
    /// Columns, with a blank one on the left.
    pub(super) width: u16,
    look: LegendLook,
}

/// How names and losses are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LegendLook {
    /// Names of that size over large losses.
    Large(Size),
    /// Large names over losses in plain digits.
    LargeNames,
    /// A row a lane.
    Plain,
}

impl LegendLook {
    /// Rows of a lane.
    const fn rows(self) -> u16 {
        match self {
            Self::Large(size) => size.rows() + Size::SMALL.rows(),
            Self::LargeNames => Size::SMALL.rows() + 1,
            Self::Plain => 1,
        }
    }

    /// The size of names; `None` for plain letters.
    const fn names(self) -> Option<Size> {
        match self {
            Self::Large(size) => Some(size),
            Self::LargeNames => Some(Size::SMALL),
            Self::Plain => None,
        }
    }
}

impl Legend {
    /// Columns before a name: the sign of selection, the marker and a blank.
    const BEFORE: u16 = 3;

    /// Columns of a loss in plain digits, and the blank before it.
    const LOSS: u16 = 7;

    pub(super) fn new(context: &Context, view: Rect) -> Self {
        if view.width < MIN_WIDTH || view.height == 0 {
            return Self { width: 0, look: LegendLook::Plain };
        }
        let lanes = context.rows_and_guests();
        let count = extent(lanes.len());
        let longest =
            |size: Size| lanes.iter().map(|lane| large::width(&lane.info.name, size)).max().unwrap_or(0);
        // A third of the width at most: the curves are what people look at.
        let most = view.width / 3 + 2;
        let fits = |look: &LegendLook| {
            let wide = look.names().map_or(0, longest);
            wide.saturating_add(1 + Self::BEFORE) <= most && count.saturating_mul(look.rows()) <= view.height
        };
        let looks = [LegendLook::Large(Size::BIG), LegendLook::Large(Size::SMALL), LegendLook::LargeNames];
        let look = looks.into_iter().filter(|_| context.plot.has_blocks()).find(fits);
        let look = look.unwrap_or(LegendLook::Plain);
        let plain = || lanes.iter().map(|lane| lane.info.name.width()).max().unwrap_or(0);
        let name = look.names().map_or_else(|| extent(plain()).saturating_add(Self::LOSS), longest);
        Self { width: name.saturating_add(1 + Self::BEFORE).min(most), look }
    }

    pub(super) fn render(&self, context: &Context, view: Rect, buffer: &mut Buffer) {
        for (lane, area) in self.places(context, view) {
            self.lane(context, lane, area, buffer);
        }
    }

    /// The lane that is at a place of the window.
    pub(super) fn lane_at(&self, context: &Context, view: Rect, at: Position) -> Option<LaneId> {
        let places = self.places(context, view);
        places.into_iter().find(|(_, area)| area.contains(at)).map(|(lane, _)| lane.info.id)
    }

    /// The lanes that are shown, and where.
    fn places<'a>(&self, context: &'a Context, view: Rect) -> Vec<(&'a LaneHistory, Rect)> {
        let area = Rect { x: view.right() - self.width, width: self.width, ..view };
        let (rows, high) = (context.rows_and_guests(), self.look.rows());
        let room = usize::from(area.height / high);
        let selected = rows.iter().position(|lane| Some(lane.info.id) == context.selected).unwrap_or(0);
        let first = first_shown(selected, room, rows.len());
        let shown = rows.into_iter().skip(first).take(room).zip(0..);
        shown.map(|(lane, line)| (lane, Rect { y: area.y + line * high, height: high, ..area })).collect()
    }

    /// Draws one lane into its rows.
    fn lane(&self, context: &Context, lane: &LaneHistory, area: Rect, buffer: &mut Buffer) {
        let look = lane.look();
        let on = lane.info.state.is_sound() && lane.info.state != crate::race::LaneState::Off;
        let mut style = if on { lanes::style(context, lane) } else { context.theme.raw(look) };
        let names = self.look.names().map_or(1, Size::rows);
        if Some(lane.info.id) == context.selected {
            style = style.patch(context.theme.strong());
            for row in 0..names {
                put(buffer, area, (1, row), "▌", context.theme.strong());
            }
        }
        put(buffer, area, (2, names / 2), glyphs::marker(look), style);
        let (x, room) = (1 + Self::BEFORE, area.width.saturating_sub(1 + Self::BEFORE));
        let loss = loss(context, lane);
        if let Some(size) = self.look.names() {
            let name = large::fitting(&lane.info.name, size, room);
            large::draw(buffer, area, (x, 0), name, size, style);
        }
        match self.look {
            LegendLook::Large(_) => {
                let loss = large::fitting(&loss, Size::SMALL, room);
                large::draw(buffer, area, (x, names), loss, Size::SMALL, context.theme.strong());
            }
            LegendLook::LargeNames => {
                put(buffer, area, (x, names), &loss, context.theme.strong());
            }
            LegendLook::Plain => {
                let name = cut(&lane.info.name, usize::from(room.saturating_sub(Self::LOSS)));
                put(buffer, area, (x, 0), &name, style);
                put_right(buffer, area, (area.width, 0), &loss, context.theme.strong());
            }
        }
    }
}

/// A lane's smoothed loss in few digits, or that of another metric that lanes are judged by; or a sign that it has ended or
/// has none yet.
pub(super) fn loss(context: &Context, lane: &LaneHistory) -> String {
    let curve = lane.metric(context.primary());
    let smoothed = context.moment(lane).and_then(|at| curve?.smoothed(at, &context.primary_smoother()));
    match lane.info.state.end() {
        Some(_) => "✕".into(),
        None => smoothed.map_or_else(|| "-".into(), number::short_loss),
    }
}
