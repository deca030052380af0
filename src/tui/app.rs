//! The state of the front end: what views share, the views, and the layer over them. Knows no terminal or thread, and
//! is told the time.

pub(super) mod keys;
mod lane_keys;
mod program_keys;
mod race_keys;
mod updates;

use std::time::Instant;

use ratatui::layout::Rect;

use super::{
    context::Context,
    keymap::Entry,
    layers::layer::Layer,
    views::{self, lesson, view::View},
};
use crate::{
    history::History,
    lesson::{Course, Runner},
    session::Watch,
    terminal::MouseEvent,
};

/// The front end.
pub(crate) struct App {
    pub(super) context: Context,
    views: Vec<Box<dyn View>>,
    /// The place of the view that is shown.
    shown: usize,
    layer: Option<Box<dyn Layer>>,
    /// What the session was asked to report beside losses.
    watching: Watch,
}

impl App {
    pub(super) fn new(context: Context) -> Self {
        let mut app = Self { context, views: views::all(), shown: 0, layer: None, watching: Watch::Nothing };
        app.lanes_changed();
        app
    }

    /// The view that is shown.
    pub(super) fn view(&self) -> &dyn View {
        &*self.views[self.shown]
    }

    /// The layer that is open over it.
    pub(super) fn layer(&self) -> Option<&dyn Layer> {
        self.layer.as_deref()
    }

    /// The names of the views, and of each whether it is shown.
    pub(super) fn view_names(&self) -> Vec<(&str, bool)> {
        let views = self.views.iter().enumerate();
        views.map(|(at, view)| (view.name(&self.context), at == self.shown)).collect()
    }

    /// The keys for the footer: those of the layer that is open, or else those that work in the view.
    pub(super) fn footer_entries(&self) -> Vec<Entry> {
        match &self.layer {
            Some(layer) => layer.entries(&self.context),
            None => self.entries(|entry| entry.when.holds(&self.context) && !entry.is_locked()),
        }
    }

    /// All that is known, for when the front end is left.
    pub(super) fn into_history(self) -> History {
        self.context.history
    }

    /// Handles the mouse, while the view is in that area of the window.
    pub(super) fn mouse(&mut self, event: MouseEvent, view: Rect) {
        if let Some(layer) = &mut self.layer {
            layer.mouse(event, view);
        }
    }

    pub(super) fn uses_mouse(&self) -> bool {
        self.layer.as_ref().is_some_and(|layer| layer.uses_mouse())
    }

    /// Shows a message for a while.
    pub(super) fn say(&mut self, text: impl Into<String>, now: Instant) {
        self.context.now = now;
        self.context.say(text);
    }

    /// Begins a course with the lesson that it is at.
    pub(super) fn open_course(&mut self, course: Course) {
        self.teach(course.runner());
        self.context.course = Some(course);
    }

    pub(super) fn teach(&mut self, lesson: Runner) {
        lesson::state::teach(&mut self.context, lesson);
    }

    /// Moves what moves by itself; true if that is to be seen.
    pub(super) fn advance(&mut self, now: Instant) -> bool {
        self.context.now = now;
        let (context, shown) = (&self.context, self.shown);
        let advanced = |(at, view): (usize, &mut Box<dyn View>)| view.advance(context, at == shown);
        self.views.iter_mut().enumerate().map(advanced).fold(false, |any, seen| any | seen)
    }

    /// Takes an old message away; true if there was one.
    pub(super) fn expire(&mut self, now: Instant) -> bool {
        self.context.expire(now)
    }

    /// When something changes by itself, if nothing else comes first.
    pub(super) fn due(&self) -> Option<Instant> {
        let message = self.context.message.as_ref().and_then(|message| message.until);
        self.views.iter().filter_map(|view| view.due()).chain(message).min()
    }

    fn lanes_changed(&mut self) {
        for view in &mut self.views {
            view.lanes_changed(&self.context);
        }
    }
}

#[cfg(test)]
mod tests;
