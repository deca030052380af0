//! The screen: where each panel stands. Reads the front end, changes nothing.
//!
//! ```text
//!  header: state, iterations, speed, time left
//!  progress bar
//!  facts (where there is room): seed, start, data, network, batch
//!  names of the views
//!  chart ………………………………………………………………………………………… names
//!
//!  table: one row a lane
//!
//!  footer: keys, or a message
//! ```
//! As the window shrinks the footer goes first, then sparklines and columns of the table, then the
//! table's rows become one word each; the chart goes last.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};
use unicode_width::UnicodeWidthStr;

use super::{
    app::{App, Mode, Tab},
    frame::{footer, header, tabs},
    keys::Mouse,
    layers::{form, help},
    views::{digits, explain, inside, lesson, presenter, race, rates, surface},
    widgets::put,
};
use crate::session::State;

/// The smallest window that shows a race.
pub(crate) const SMALLEST: (u16, u16) = (21, 7);

impl Widget for &App {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            too_small(area, buffer);
        } else {
            let footer = footer_height(area.height);
            let (area, strip) = lesson::draw::split(self, area);
            let mut panels = Panels::new(self, area, footer);
            // In the place of the footer, which moves down by as much.
            let strip = Rect { y: panels.footer.y, height: strip, ..area };
            panels.footer.y += strip.height;
            match &self.presenter {
                Some(presenter) => presenter::draw::render(self, presenter, &panels, area, buffer),
                None => header::render(self, panels.header, buffer),
            }
            match self.shown().state() {
                State::Loading => header::render_loading(self, panels.chart, buffer),
                State::Failed if self.shown().card().is_none() => {
                    header::render_failure(self, panels.chart, buffer);
                }
                _ => match self.tab {
                    Tab::Race => {
                        race::chart::render(self, panels.chart, buffer);
                        race::table::render(self, panels.table, buffer);
                    }
                    Tab::Surface => surface::draw::render(self, panels.chart, panels.table, buffer),
                    Tab::Rates => rates::draw::render(self, panels.body, buffer),
                    Tab::Inside => inside::draw::render(self, panels.body, buffer),
                    Tab::Digits => digits::draw::render(self, panels.body, buffer),
                    Tab::Explain => explain::draw::render(self, panels.body, buffer),
                },
            }
            lesson::draw::render(self, strip, buffer);
            tabs::render(self, panels.tabs, buffer);
            if self.presenter.is_none() {
                footer::render(self, panels.footer, buffer);
            }
            match &self.mode {
                Mode::View | Mode::Pad(_) => {}
                Mode::Help(line) => help::render(self, *line, area, buffer),
                Mode::Lessons(chosen) => lesson::list::render(self, *chosen, area, buffer),
                Mode::Form(open) => form::draw::render(self, open, area, buffer),
            }
        }
        self.plot.reduce(buffer);
    }
}

/// Rows of the footer in a window of that height.
fn footer_height(window: u16) -> u16 {
    u16::from(window >= 10)
}

/// The places of the panels; one that has no room is empty.
pub(crate) struct Panels {
    pub(crate) header: Rect,
    /// The names of the views.
    pub(crate) tabs: Rect,
    pub(crate) chart: Rect,
    pub(crate) table: Rect,
    /// Chart and table together, for views that divide it otherwise.
    pub(crate) body: Rect,
    pub(crate) footer: Rect,
}

impl Panels {
    /// Those of an area with a footer of so many rows.
    fn new(app: &App, area: Rect, footer: u16) -> Self {
        /// The fewest rows of a chart that says something.
        const LEAST_CHART: u16 = 5;
        if app.presenter.is_some() {
            return presenter::draw::panels(app, area);
        }
        let lanes = u16::try_from(app.shown().lanes().len()).unwrap_or(u16::MAX);
        let (edge, width) = if area.width >= 60 { (1, area.width - 2) } else { (0, area.width) };
        let tall = area.height >= 16;
        let header = if area.height >= 30 {
            3
        } else if tall {
            2
        } else {
            1
        };
        let gap = u16::from(tall);
        // Room to breathe below the names of the views.
        let tabs = gap + u16::from(area.height >= 30);
        // A heading and a row a lane, up to a third of the window or what the lanes need.
        let room = area.height.saturating_sub(header + footer + tabs + 2 * gap + LEAST_CHART);
        let heading = u16::from(tall);
        let wanted = lanes.max(1) + heading;
        let table = wanted.min(room).min((area.height / 3).max(5));
        let chart = area.height - header - footer - table - tabs - 2 * gap;
        let at = |y: u16, height: u16| Rect { x: area.x + edge, y: area.y + y, width, height };
        Self {
            header: at(0, header),
            tabs: at(header, gap),
            chart: at(header + tabs, chart),
            table: at(header + tabs + chart + gap, table),
            body: at(header + tabs, area.height - header - footer - tabs - gap),
            footer: at(area.height - footer, footer),
        }
    }
}

/// Where on the open pad the mouse is, in pixels from its left and top; `None` if it is not.
pub fn on_pad(app: &App, mouse: Mouse) -> Option<(f32, f32)> {
    let (width, height) = app.window;
    let window = Rect { x: 0, y: 0, width, height };
    if width < SMALLEST.0 || height < SMALLEST.1 {
        return None;
    }
    let (area, _) = lesson::draw::split(app, window);
    digits::draw::on_pad(app, Panels::new(app, area, footer_height(height)).body, mouse)
}

/// Says in as many words as the width takes what would be enough, and below it what there is.
fn too_small(area: Rect, buffer: &mut Buffer) {
    let (width, height) = SMALLEST;
    let [needed, there] = [(width, height), (area.width, area.height)].map(|(x, y)| format!("{x}×{y}"));
    let fitting = |whole: String, short: String, size: String| {
        [whole, short].into_iter().find(|text| text.width() <= usize::from(area.width)).unwrap_or(size)
    };
    let lines = [
        fitting(format!("downhill needs {needed}"), format!("needs {needed}"), needed),
        fitting(format!("this is {there}"), format!("is {there}"), there),
    ];
    let top = area.y + area.height.saturating_sub(2) / 2;
    for (line, y) in lines.iter().zip(top..area.bottom()) {
        put(buffer, area, (0, y - area.y), line, Style::new());
    }
}
