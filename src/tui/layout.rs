//! The whole screen. Reads the front end, changes nothing.
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

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    widgets::Widget,
};
use unicode_width::UnicodeWidthStr;

use super::{
    app::App,
    context::Captions,
    frame::{self, MIN_WINDOW, Panels, footer_height, header, story::Why},
    keymap::When,
    layers::Layer,
    mouse::MouseTarget,
    views::{lesson, presenter, view::Story},
    widgets::put,
};
use crate::{
    session::State,
    terminal::{MouseAction, MouseEvent},
};

/// A window divided: the panels, and the rows of a lesson below them.
struct Layout {
    /// What the lesson leaves.
    area: Rect,
    panels: Panels,
    lesson: Rect,
    /// What the view says of itself.
    caption: Vec<&'static str>,
}

impl Layout {
    /// `None` if the window has no room for a race.
    fn new(app: &App, window: Rect) -> Option<Self> {
        if window.width < MIN_WINDOW.0 || window.height < MIN_WINDOW.1 {
            return None;
        }
        let footer = footer_height(window.height);
        let (area, lesson) = lesson::draw::split(&app.context, window);
        let caption = caption(app, area.height);
        let mut panels = match app.context.presenter {
            Some(_) => presenter::panels(&app.context, app.view().has_legend(), area),
            None => Panels::new(&app.context, area, footer, app.view_names().len(), !caption.is_empty()),
        };
        // The lesson stands in the place of the footer, which moves down by as much.
        let lesson = Rect { y: panels.footer.y, height: lesson, ..area };
        if lesson.height > 0 {
            // The lesson tells its own story.
            panels.story.height = 0;
        }
        panels.footer.y += lesson.height;
        Some(Self { area, panels, lesson, caption })
    }
}

/// What the view says of itself in a window so high; nothing where captions are hidden, a lesson tells more or a layer
/// stands in its place.
fn caption(app: &App, height: u16) -> Vec<&'static str> {
    let context = &app.context;
    let hidden = context.captions == Captions::Hidden
        || context.lesson.is_some()
        || context.presenter.is_some()
        || app.layer().is_some_and(Layer::replaces_view)
        || height < app.view().captioned_from();
    if hidden || context.shown().info().is_none() { Vec::new() } else { app.view().caption(context) }
}

/// What the mouse is on in a window of that size, as it is drawn: what lies below an open layer can't be reached, nor, while
/// a room votes, anything but the lesson and the footer.
pub(crate) fn target(app: &App, (width, height): (u16, u16), event: MouseEvent) -> MouseTarget {
    let window = Rect { x: 0, y: 0, width, height };
    let Some(layout) = Layout::new(app, window) else { return MouseTarget::Nothing };
    let (context, Layout { area, panels, lesson, .. }) = (&app.context, &layout);
    let at = Position::new(event.column, event.row);
    // A drag that began in a layer may end on the footer.
    if event.action == MouseAction::Down && context.presenter.is_none() && panels.footer.contains(at) {
        let key = || frame::key_at(context, &app.footer_entries(), panels.footer, at);
        let message = context.message.as_ref().map(|_| MouseTarget::Message);
        return message.or_else(|| key().map(MouseTarget::Key)).unwrap_or(MouseTarget::Nothing);
    }
    if let Some(layer) = app.layer() {
        return MouseTarget::Layer(if layer.replaces_view() { panels.body } else { *area });
    }
    if lesson.contains(at) {
        return MouseTarget::Text(lesson::draw::last_page(context, *lesson));
    }
    if When::QuestionOpen.holds(context) {
        return MouseTarget::Nothing;
    }
    if let Some(view) = frame::tab_at(&app.view_names(), panels.tabs, at) {
        return MouseTarget::Tab(view);
    }
    if !matches!(Middle::of(app), Middle::View) {
        return MouseTarget::Nothing;
    }
    let is_named = context.presenter.is_some() && app.view().has_legend();
    let lane = if is_named { presenter::lane_at(context, panels, at) } else { None };
    lane.map_or_else(|| app.view().target(context, panels, at), MouseTarget::Lane)
}

/// What stands in the middle of the window.
enum Middle {
    Loading,
    Failure,
    View,
}

impl Middle {
    fn of(app: &App) -> Self {
        let history = app.context.shown();
        match history.state() {
            State::Loading => Self::Loading,
            State::Failed if history.info().is_none() => Self::Failure,
            _ => Self::View,
        }
    }
}

impl Widget for &App {
    fn render(self, window: Rect, buffer: &mut Buffer) {
        match Layout::new(self, window) {
            Some(layout) => render(self, &layout, buffer),
            None => too_small(window, buffer),
        }
        self.context.plot.reduce(buffer);
    }
}

fn render(app: &App, layout: &Layout, buffer: &mut Buffer) {
    let (context, Layout { area, panels, lesson, caption }) = (&app.context, layout);
    match &context.presenter {
        Some(presenter) => {
            let legend = app.view().has_legend();
            presenter::render(context, presenter, legend, panels, *area, buffer);
        }
        None => header::render(context, panels.header, buffer),
    }
    let (over_view, over_window) = match app.layer() {
        Some(layer) if layer.replaces_view() => (Some(layer), None),
        layer => (None, layer),
    };
    match (Middle::of(app), over_view) {
        (Middle::Loading, _) => header::render_loading(context, panels.chart, buffer),
        (Middle::Failure, _) => header::render_failure(context, panels.chart, buffer),
        (Middle::View, Some(layer)) => layer.draw(context, panels.body, buffer),
        (Middle::View, None) => app.view().draw(context, panels, buffer),
    }
    lesson::draw::render(context, *lesson, buffer);
    frame::render_tabs(context, &app.view_names(), panels.tabs, buffer);
    frame::render_caption(context, caption, panels.caption, buffer);
    if context.presenter.is_none() {
        match app.view().story(context, usize::from(panels.story.width)) {
            Story::Race => frame::story::render(context, Why::Elsewhere, panels.story, buffer),
            Story::RaceAndWhy => frame::story::render(context, Why::Here, panels.story, buffer),
            Story::Own(text) => frame::story::render_own(context, &text, panels.story, buffer),
        }
        frame::render_footer(context, &app.footer_entries(), panels.footer, buffer);
    }
    if let Some(layer) = over_window {
        layer.draw(context, *area, buffer);
    }
}

/// Says in as many words as the width takes what would be enough, and below it what there is.
fn too_small(area: Rect, buffer: &mut Buffer) {
    let (width, height) = MIN_WINDOW;
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
