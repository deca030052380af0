//! What is on the pad, and where its pen is.

use crate::{data::centred, terminal::MouseAction};

/// A pad to draw an image on, with a pen that keys or the mouse move.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pad {
    /// How much ink is on each pixel, row by row.
    ink: Vec<u8>,
    /// Where the pen is, in pixels from the left and the top.
    pen: (f32, f32),
    /// Whether the pen draws when keys move it.
    down: bool,
    /// Whether the mouse has the pen.
    held: bool,
}

impl Default for Pad {
    fn default() -> Self {
        let middle = Self::SIDE as f32 / 2.0;
        Self { ink: vec![0; Self::PIXELS], pen: (middle, middle / 2.0), down: false, held: false }
    }
}

impl Pad {
    /// Pixels across and down.
    pub(crate) const SIDE: usize = 28;

    /// Pixels in all.
    pub(crate) const PIXELS: usize = Self::SIDE * Self::SIDE;

    /// How much ink is on each pixel.
    pub(crate) fn ink(&self) -> &[u8] {
        &self.ink
    }

    /// The pixel that the pen is on.
    pub(crate) const fn pen(&self) -> (usize, usize) {
        (self.pen.0 as usize, self.pen.1 as usize)
    }

    /// Whether the pen draws when keys move it.
    pub(crate) const fn is_down(&self) -> bool {
        self.down
    }

    /// What networks are shown; `None` if there is nothing on it.
    pub(crate) fn drawn(&self) -> Option<Vec<u8>> {
        centred(&self.ink, Self::SIDE)
    }

    /// Raises or lowers the pen.
    pub(super) fn turn_pen(&mut self) {
        self.down = !self.down;
        self.step(0, 0);
    }

    /// Moves the pen by so many pixels to the right and down.
    pub(super) fn step(&mut self, right: i8, down: i8) {
        let (x, y) = self.pen;
        self.move_to(x + f32::from(right), y + f32::from(down));
    }

    /// Moves the pen, which draws on the way if it is down.
    fn move_to(&mut self, x: f32, y: f32) {
        if self.down {
            self.line_to((x, y));
        } else {
            self.pen = within((x, y));
        }
    }

    /// Draws with the mouse, which is at that place of the pad, in pixels from its left and top, or beside it.
    pub(super) fn draw_with_mouse(&mut self, button: MouseAction, place: Option<(f32, f32)>) {
        match (button, place) {
            (MouseAction::Down, Some(place)) => {
                self.held = true;
                self.pen = within(place);
                self.line_to(place);
            }
            (MouseAction::Drag, Some(place)) if self.held => self.line_to(place),
            (MouseAction::Drag, _) => {}
            (MouseAction::Up, _) | (MouseAction::Down, None) => self.held = false,
        }
    }

    /// Draws from where the pen is to there.
    fn line_to(&mut self, to: (f32, f32)) {
        /// Between two dabs, in pixels: close enough to make a line.
        const STEP: f32 = 0.5;
        let (from, to) = (self.pen, within(to));
        let way = (to.0 - from.0, to.1 - from.1);
        let steps = (way.0.hypot(way.1) / STEP).ceil().max(1.0) as u32;
        for step in 0..=steps {
            let share = step as f32 / steps as f32;
            self.dab((from.0 + way.0 * share, from.1 + way.1 * share));
        }
        self.pen = to;
    }

    /// A round dab with a soft edge, about as wide as the strokes of MNIST.
    fn dab(&mut self, (x, y): (f32, f32)) {
        /// Where the soft edge ends, in pixels from the middle.
        const RADIUS: f32 = 1.9;
        for (at, ink) in self.ink.iter_mut().enumerate() {
            let (column, row) = ((at % Self::SIDE) as f32 + 0.5, (at / Self::SIDE) as f32 + 0.5);
            let strength = (RADIUS - (column - x).hypot(row - y)).clamp(0.0, 1.0);
            *ink = (*ink).max((strength * 255.0) as u8);
        }
    }
}

/// The nearest place that is on the pad.
fn within((x, y): (f32, f32)) -> (f32, f32) {
    let end = Pad::SIDE as f32 - 0.5;
    (x.clamp(0.5, end), y.clamp(0.5, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inked(pad: &Pad) -> usize {
        pad.ink.iter().filter(|ink| **ink > 0).count()
    }

    #[test]
    fn keys_draw_only_while_the_pen_is_down_and_never_leave_the_pad() {
        let mut pad = Pad::default();
        for _ in 0..100 {
            pad.step(-1, 0);
        }
        assert_eq!((inked(&pad), pad.drawn(), pad.pen()), (0, None, (0, 7)));
        pad.turn_pen();
        let dot = inked(&pad);
        for _ in 0..100 {
            pad.step(0, 1);
        }
        assert_eq!(pad.pen(), (0, 27));
        assert!(dot > 0 && inked(&pad) > 3 * dot);
    }

    #[test]
    fn the_mouse_draws_a_line_without_gaps_and_stops_where_its_button_comes_up() {
        let mut pad = Pad::default();
        pad.draw_with_mouse(MouseAction::Drag, Some((5.0, 5.0)));
        assert_eq!(inked(&pad), 0);
        pad.draw_with_mouse(MouseAction::Down, Some((4.5, 4.5)));
        pad.draw_with_mouse(MouseAction::Drag, Some((24.5, 4.5)));
        assert!((4..=24).all(|x| pad.ink[4 * Pad::SIDE + x] == 255));
        let line = inked(&pad);
        pad.draw_with_mouse(MouseAction::Up, Some((24.5, 4.5)));
        pad.draw_with_mouse(MouseAction::Drag, Some((24.5, 24.5)));
        assert_eq!(inked(&pad), line);
    }
}
