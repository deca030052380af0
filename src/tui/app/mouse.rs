//! What the mouse does. The layout says what it is on; whatever it does there a key does as well, and where that key is locked
//! the mouse does nothing either.

use std::time::Instant;

use super::{App, keys::shared};
use crate::{
    terminal::{Key, MouseAction, MouseEvent},
    tui::{
        direction::Direction::{self, Less, More},
        keymap::{AnyKeys, Effect},
        mouse::{Grab, MouseTarget},
    },
    words::say,
};

/// The names of the actions that a gesture stands for.
const SELECT: &[&str] =
    &["lane-up", "lane-down", "surface-lane-up", "surface-lane-down", "trial-up", "trial-down"];
const ZOOM: &[&str] = &["zoom-in", "zoom-out"];
const PAN: &[&str] = &["pan-left", "pan-right"];
const CURSOR: &[&str] = &["cursor-left", "cursor-right", "cursor-far-left", "cursor-far-right"];
const SCROLL: &[&str] = &["scroll-down", "scroll-up"];

impl App {
    /// Handles the mouse, which is on that, and returns what is left to be done outside of the front end's state.
    pub(in crate::tui) fn mouse(
        &mut self,
        event: MouseEvent,
        target: MouseTarget,
        now: Instant,
    ) -> Vec<Effect> {
        self.context.now = now;
        if let (MouseTarget::Layer(area), Some(layer)) = (target, &mut self.layer) {
            layer.mouse(event, area, &self.context);
            return Vec::new();
        }
        if !self.context.mouse.on {
            return Vec::new();
        }
        match event.action {
            MouseAction::Down => return self.click(event, target, now),
            MouseAction::Drag => self.drag(event.column),
            MouseAction::Up => self.release(),
            MouseAction::WheelUp => self.wheel(More, target),
            MouseAction::WheelDown => self.wheel(Less, target),
        }
        Vec::new()
    }

    fn click(&mut self, event: MouseEvent, target: MouseTarget, now: Instant) -> Vec<Effect> {
        self.context.mouse.grab = None;
        if let MouseTarget::Key(key) = target {
            return self.key(key, now);
        }
        self.context.dismiss_error();
        // As any other key does it takes the question back.
        self.context.asked_twice = None;
        match target {
            MouseTarget::Message => self.context.message = None,
            MouseTarget::Tab(number) if !self.is_locked(&[digit(number)]) => self.show_view(number),
            MouseTarget::Lane(lane) if !self.is_locked(&self.keys_of(SELECT)) => {
                self.views[self.shown].select(lane, &mut self.context);
            }
            MouseTarget::Plot { plot, iteration } => {
                let range = self.context.chart.range(self.context.shown());
                let grab = Grab { plot, column: event.column, iteration, range, moved: false };
                self.context.mouse.grab = Some(grab);
            }
            _ => {}
        }
        Vec::new()
    }

    /// Moves the chart with the mouse that holds it.
    fn drag(&mut self, column: u16) {
        let Some(mut grab) = self.context.mouse.grab else { return };
        if !grab.moved && (grab.column == column || self.is_locked(&self.keys_of(PAN))) {
            return;
        }
        let before = self.context.chart.x_range;
        self.context.change_chart(|chart, history| chart.drag(history, grab.range, grab.distance(column)));
        // Where all iterations are in view there is nothing to move, and a hand that trembles clicks all the same.
        grab.moved |= self.context.chart.x_range != before;
        self.context.mouse.grab = Some(grab);
    }

    /// Sets the cursor where the button was pressed, unless the chart was moved meanwhile.
    fn release(&mut self) {
        let grab = self.context.mouse.grab.take().filter(|grab| !grab.moved);
        if let Some(grab) = grab.filter(|_| !self.is_locked(&self.keys_of(CURSOR))) {
            self.context.change_chart(|chart, history| chart.set_cursor(history, grab.iteration));
        }
    }

    fn wheel(&mut self, direction: Direction, target: MouseTarget) {
        match target {
            MouseTarget::Plot { iteration, .. } if !self.is_locked(&self.keys_of(ZOOM)) => {
                // What is held moves no more: it was grabbed at another size.
                self.context.mouse.grab = None;
                self.context.change_chart(|chart, history| chart.zoom_at(history, direction, iteration));
            }
            MouseTarget::Text(last) if !self.is_locked(&self.keys_of(SCROLL)) => {
                let down = if direction == More { Less } else { More };
                self.context.scrolled = self.context.scrolled.wheeled(down, last);
            }
            _ => {}
        }
    }

    /// Whether one of these keys is locked, which is then said.
    fn is_locked(&mut self, keys: &[Key]) -> bool {
        let locked = keys.iter().find(|key| self.context.locks.0.contains(key));
        if let Some(key) = locked {
            self.context.say(say!(self.context.lang(), keys::is_locked(&key.label())));
        }
        locked.is_some()
    }

    /// The keys of actions: those of the view that is shown, or else of what views share, or else of another view.
    fn keys_of(&self, names: &[&str]) -> Vec<Key> {
        let of_table = |table: &dyn AnyKeys| {
            let named = table.named(&self.context.rebinding).into_iter();
            let keys: Vec<Key> =
                named.filter(|(name, _)| names.contains(name)).flat_map(|(_, keys)| keys).collect();
            (!keys.is_empty()).then_some(keys)
        };
        let of_view = of_table(self.view());
        let of_shared = || shared().iter().find_map(|table| of_table(&**table));
        let of_others = || self.views.iter().find_map(|view| of_table(&**view));
        of_view.or_else(of_shared).or_else(of_others).unwrap_or_default()
    }
}

/// The key of the view with that digit.
fn digit(number: usize) -> Key {
    let digit = u32::try_from(number).ok().and_then(|number| char::from_digit(number, 10));
    Key::Char(digit.unwrap_or('0'))
}
