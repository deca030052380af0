//! Presenter mode: large digits and names around the view, and the keys that were pressed.
//!
//! ```text
//!  running, of 2,000              ◆ Adam, loss                  labels
//!  ▶  1240                        0.081                         large: state, iteration, loss
//!  progress bar
//!  the view ……………………………………………………………………………………   ◆ ADAM         large: names of the lanes
//!  →  RATE                                      space pause     the last key large, those before it small
//! ```
//! As the window shrinks digits, names and keys become smaller, then plain letters; the view stays.

mod legend;
pub(crate) mod state;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use unicode_width::UnicodeWidthStr;

use crate::{
    history::LaneHistory,
    race::LaneId,
    session::State,
    tui::{
        context::Context,
        frame::{Panels, header},
        widgets::large::{self, Size},
        widgets::{cut, extent, put},
    },
    words::say,
};
use legend::{Legend, MIN_WIDTH, loss};
use state::{Presenter, Press};

/// Columns between two groups of large digits.
const GAP: u16 = 3;

/// What stands how large in a window of that size.
#[derive(Clone, Copy)]
struct Plan {
    /// Rows above the digits.
    labels: u16,
    /// The sizes of digits, the largest first; none leaves them plain.
    digits: &'static [Size],
    /// Rows of the key.
    strip: u16,
    /// Rows that stay empty on either side of the view.
    gap: u16,
}

impl Plan {
    fn new(context: &Context, area: Rect) -> Self {
        let ascii = !context.plot.has_blocks();
        let (labels, digits, strip, gap): (u16, &[Size], u16, u16) = match (area.width, area.height) {
            (width, _) if width < MIN_WIDTH => (1, &[], 1, 0),
            // Half blocks have no letter that could stand for them.
            (_, 16..) if ascii => (1, &[Size::BIG, Size::SLIM], 1, 0),
            _ if ascii => (1, &[], 1, 0),
            (160.., 44..) => (3, &[Size::HUGE, Size::BIG, Size::SLIM], 3, 1),
            (100.., 36..) => (3, &[Size::BIG, Size::SLIM], 3, 1),
            (_, 20..) => (1, &[Size::BIG, Size::SLIM, Size::SMALL], 3, 0),
            (_, 12..) => (1, &[Size::SMALL], 1, 0),
            _ => (1, &[], 1, 0),
        };
        Self { labels, digits, strip, gap }
    }

    /// Rows of labels, digits and, below digits, the progress bar.
    fn head(self) -> u16 {
        self.labels + self.digits.first().map_or(0, |size| size.rows() + 1)
    }
}

/// The places of the panels.
pub(crate) fn panels(context: &Context, has_legend: bool, area: Rect) -> Panels {
    let plan = Plan::new(context, area);
    let (edge, width) = if area.width >= 60 { (1, area.width - 2) } else { (0, area.width) };
    let at = |y: u16, height: u16| Rect { x: area.x + edge, y: area.y + y, width, height };
    let (head, strip) = (plan.head(), plan.strip);
    let view = at(head + plan.gap, area.height.saturating_sub(head + strip + 2 * plan.gap));
    let names = if has_legend { Legend::new(context, view).width } else { 0 };
    Panels {
        header: at(0, head),
        tabs: Rect { height: 0, ..view },
        caption: Rect { height: 0, ..view },
        chart: Rect { width: view.width - names, ..view },
        table: Rect { y: view.bottom(), height: 0, ..view },
        body: view,
        story: at(area.height - strip - plan.gap, plan.gap.min(1)),
        footer: at(area.height - strip, strip),
    }
}

/// Draws what stands around the view.
pub(crate) fn render(
    context: &Context,
    presenter: &Presenter,
    has_legend: bool,
    panels: &Panels,
    area: Rect,
    buffer: &mut Buffer,
) {
    let plan = Plan::new(context, area);
    head(context, plan, panels.header, buffer);
    if has_legend && context.shown().info().is_some() {
        let view = beside_legend(panels);
        Legend::new(context, view).render(context, view, buffer);
    }
    strip(context, presenter, panels.footer, buffer);
}

/// The place of the chart and of the names beside it.
fn beside_legend(panels: &Panels) -> Rect {
    Rect { width: panels.header.width, ..panels.chart }
}

/// The lane among the names beside the chart that is at a place of the window.
pub(crate) fn lane_at(context: &Context, panels: &Panels, at: Position) -> Option<LaneId> {
    let view = beside_legend(panels);
    Legend::new(context, view).lane_at(context, view, at)
}

/// Something large with its label.
struct HeadGroup {
    label: String,
    /// What the label must say at least, where it is large.
    word: String,
    style: Style,
    /// What is large in that style.
    large: String,
    /// What is large behind it without a colour, so that two numbers side by side are never one.
    plain: String,
}

impl HeadGroup {
    fn text(&self) -> String {
        format!("{}{}", self.large, self.plain)
    }
}

fn head(context: &Context, plan: Plan, area: Rect, buffer: &mut Buffer) {
    let groups = groups(context);
    let Some(least) = plan.digits.last() else {
        let mut x = 0;
        for group in &groups {
            let text = format!("{} {}", group.label, group.text());
            x = put(buffer, area, (x, 0), &text, group.style) + 2;
        }
        return;
    };
    let total = |size: Size| {
        let widths = groups.iter().map(|group| large::width(&group.text(), size).saturating_add(GAP));
        widths.fold(0, u16::saturating_add) - GAP
    };
    let size = *plan.digits.iter().find(|size| total(**size) <= area.width).unwrap_or(least);
    let mut x = 0;
    let last = groups.len() - 1;
    for (index, group) in groups.iter().enumerate() {
        let (text, width) = (group.text(), large::width(&group.text(), size));
        // The last one ends at the right edge, so that it stays where it is while the others grow.
        let right = index == last && index > 0;
        let left = if right { area.width.saturating_sub(width).max(x) } else { x };
        let room = if index == last { area.width.saturating_sub(x) } else { width.saturating_add(GAP - 1) };
        label(buffer, Rect { height: plan.labels, ..area }, (x, room, right), group);
        large::draw(buffer, area, (left, plan.labels), &text, size, context.theme.strong());
        large::draw(buffer, area, (left, plan.labels), &group.large, size, group.style);
        x = left.saturating_add(width).saturating_add(GAP);
    }
    let bar = area.height.saturating_sub(1);
    header::bar(context, Rect { y: area.y + bar, height: 1, ..area }, buffer);
}

/// Writes what stands above large digits from column `x` on, or so that it ends at the right edge: large where
/// there are rows for that, if need be in one word.
fn label(buffer: &mut Buffer, area: Rect, (x, room, right): (u16, u16, bool), group: &HeadGroup) {
    let place = |width: u16| if right { area.width.saturating_sub(width) } else { x };
    let large = [&group.label, &group.word]
        .into_iter()
        .find(|text| large::width(text, Size::SMALL) <= room)
        .filter(|_| area.height >= Size::SMALL.rows());
    if let Some(text) = large {
        let at = (place(large::width(text, Size::SMALL)), 0);
        large::draw(buffer, area, at, text, Size::SMALL, group.style);
    } else {
        let text = cut(&group.label, usize::from(room));
        let at = (place(extent(text.width())), area.height.saturating_sub(1));
        put(buffer, area, at, &text, group.style);
    }
}

/// State and iteration, and the selected lane's loss.
fn groups(context: &Context) -> Vec<HeadGroup> {
    let history = context.shown();
    let (state, style) = header::state(context);
    let (sign, word) = state.split_once(' ').unwrap_or(("", state));
    let word = if context.is_frozen() { say!(context.lang(), frame::VIEW_FROZEN) } else { word };
    let known = history.info().is_some();
    let label = match history.end {
        Some(end) if known && history.state() != State::Finished => {
            say!(context.lang(), presenter::state_of(word, end))
        }
        _ => word.to_owned(),
    };
    let plain = if known { format!(" {}", history.iteration()) } else { String::new() };
    let state = HeadGroup { label, word: word.to_owned(), style, large: sign.to_owned(), plain };
    let lane = context.selected.and_then(|id| history.lane(id)).filter(|_| known);
    [Some(state), lane.map(|lane| lane_group(context, lane))].into_iter().flatten().collect()
}

fn lane_group(context: &Context, lane: &LaneHistory) -> HeadGroup {
    let large = loss(context, lane);
    let word = lane.info.name.clone();
    let label = match say!(context.lang(), race::ended(lane.info.state)) {
        Some(ended) => format!("{word} {ended}"),
        None => word.clone(),
    };
    let style = context.theme.lane(lane.look()).patch(context.theme.strong());
    HeadGroup { label, word, style, large, plain: String::new() }
}

/// The last key with what it meant, or a message in its place; the keys before it on the right.
fn strip(context: &Context, presenter: &Presenter, area: Rect, buffer: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let mut presses = presenter.presses();
    let newest = presses.next();
    let (text, style) = match (&context.message, newest) {
        (Some(message), _) if message.until.is_none() => (message.text.clone(), context.theme.failed()),
        (Some(message), _) => (message.text.clone(), context.theme.strong()),
        (None, Some(press)) => (words(press), context.theme.strong()),
        (None, None) => (say!(context.lang(), presenter::HOW_TO_LEAVE).to_owned(), context.theme.quiet()),
    };
    let large = area.height >= Size::SMALL.rows() && (newest.is_some() || context.message.is_some());
    let fits = large && large::width(&text, Size::SMALL) <= area.width;
    let middle = area.height / 2;
    let mut x = if fits {
        large::draw(buffer, area, (0, 0), &text, Size::SMALL, style)
    } else {
        put(buffer, area, (0, middle), &text, style)
    } + 2;
    if context.message.is_some() {
        return;
    }
    for press in presses {
        let text = words(press);
        if x.saturating_add(extent(text.width())) > area.width {
            return;
        }
        x = put(buffer, area, (x, middle), &text, context.theme.quiet()) + 3;
    }
}

/// `→ rate ×3`.
fn words(press: &Press) -> String {
    let times = if press.times > 1 { format!("×{}", press.times) } else { String::new() };
    let parts = [press.sign.as_str(), press.meaning.as_str(), times.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
